import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

/** What Python answers; `name` and `errno` when the call failed. */
export interface PeerAnswer {
  readonly port?: number
  readonly sent?: number
  readonly hex?: string
  readonly text?: string
  /** Python's class of the error: `ConnectionResetError`. */
  readonly name?: string
  readonly errno?: number
}

/** The other end of a talk: Python's sockets, driven call by call. */
export class Peer {
  readonly #python: ChildProcessWithoutNullStreams
  readonly #waiting: ((answer: PeerAnswer) => void)[] = []

  constructor() {
    this.#python = spawn('python3', ['-u', join(import.meta.dirname, 'peer.py')])
    this.#python.stderr.pipe(process.stderr)
    createInterface(this.#python.stdout).on('line', (line) => {
      this.#waiting.shift()?.(JSON.parse(line) as PeerAnswer)
    })
  }

  /** Asks for one call, and waits for what it gave. */
  do(call: string, args: Readonly<Record<string, unknown>> = {}): Promise<PeerAnswer> {
    this.#python.stdin.write(`${JSON.stringify({ do: call, ...args })}\n`)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  end(): void {
    this.#python.kill()
  }
}
