import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { PassThrough, Writable } from 'node:stream'
import { nodeIo } from '../../src/cli/node-io.ts'
import { type CliIo, run } from '../../src/cli/index.ts'
import { needs } from '../support/programs.ts'

/** What has been written, and a way to wait for it. */
export class Collected {
  bytes: Buffer = Buffer.alloc(0)
  #waiting: (() => void)[] = []

  push(chunk: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, chunk])
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  get text(): string {
    return this.bytes.toString('utf8')
  }

  /** Waits until the text matches. */
  async match(pattern: RegExp, within = 10_000): Promise<RegExpExecArray> {
    const deadline = AbortSignal.timeout(within)
    deadline.addEventListener('abort', () => this.#wake())
    for (;;) {
      const found = pattern.exec(this.text)
      if (found !== null) return found
      if (deadline.aborted) throw new Error(`no ${String(pattern)} in ${JSON.stringify(this.text)}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}

/** synfin, run in this process on the machine's sockets. */
export interface Running {
  readonly out: Collected
  readonly err: Collected
  readonly stdin: PassThrough
  readonly code: Promise<number>
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void
}

/** Runs synfin with piped input and outputs. @param input - All of it; left out, stdin stays open and empty. */
export function synfin(
  args: readonly string[],
  input?: string | Uint8Array,
  over: Partial<CliIo> = {},
): Running {
  const out = new Collected()
  const err = new Collected()
  const stdin = new PassThrough()
  if (input !== undefined) stdin.end(input)
  const signals = new Map<string, Set<() => void>>()
  const io: CliIo = {
    ...nodeIo(),
    stdin,
    stdout: collecting(out),
    stderr: collecting(err),
    env: { LANG: 'en_US.UTF-8' },
    onSignal: (name, listener) => {
      const listeners = signals.get(name) ?? new Set()
      signals.set(name, listeners.add(listener))
      return () => listeners.delete(listener)
    },
    ...over,
  }
  return {
    out,
    err,
    stdin,
    code: run(args, io),
    signal: (name) => {
      for (const listener of signals.get(name) ?? []) listener()
    },
  }
}

/** Runs synfin as on a terminal of 80 columns. @returns Also `type`, which presses keys. */
export function synfinOnTerminal(
  args: readonly string[],
  env: CliIo['env'] = { LANG: 'en_US.UTF-8', NO_COLOR: '1' },
): Terminal {
  const screen = new Collected()
  const asTerminal = <Stream extends object>(stream: Stream): Stream =>
    Object.assign(stream, { isTTY: true, columns: 80 })
  const stdin = asTerminal(new PassThrough())
  const [stdout, stderr] = [asTerminal(collecting(screen)), asTerminal(collecting(screen))]
  const running = synfin(args, undefined, { stdin, stdout, stderr, env })
  return { ...running, screen, type: (keys) => void stdin.write(keys) }
}

/** synfin with a person before it. */
export interface Terminal extends Running {
  readonly screen: Collected
  type(keys: string): void
}

function collecting(into: Collected): Writable {
  return new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      into.push(chunk)
      done()
    },
  })
}

/** A program of the outside. */
export interface Outside {
  readonly out: Collected
  readonly err: Collected
  readonly child: ChildProcess
  readonly code: Promise<number | null>
}

const started = new Set<ChildProcess>()

/** Ends every program that a test has left running: call it after each test. */
export async function endAll(): Promise<void> {
  for (const child of started) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
  started.clear()
}

export function outside(command: string, args: readonly string[], env: Record<string, string> = {}): Outside {
  needs(command)
  const child = spawn(command, args, { stdio: 'pipe', env: { ...process.env, ...env } })
  started.add(child)
  const out = new Collected()
  const err = new Collected()
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.on('error', () => undefined)
  const code = once(child, 'close').then(([exit]) => exit as number | null)
  return { out, err, child, code }
}

const pythonHead = `
import socket, struct, sys, threading, time
def say(*words): print(*words, flush=True)
def server():
    s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(('127.0.0.1', 0)); s.listen(); say('port', s.getsockname()[1]); return s
def connect(port): return socket.create_connection(('127.0.0.1', port))
def reset(c): c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); c.close()
def wait(): return sys.stdin.readline()
`

/** A Python program with `server()`, `connect(port)`, `reset(c)`, `say(...)` and `wait()` (for a line on stdin). */
export function python(code: string): Outside {
  return outside('python3', ['-u', '-c', pythonHead + code], { PYTHONIOENCODING: 'utf-8' })
}

/** The port that a Python server has told. */
export async function portOf(peer: Outside): Promise<string> {
  return (await peer.out.match(/port (\d+)/))[1] ?? ''
}

/** Runs `synfin listen` on a free port of 127.0.0.1. */
export async function listening(
  args: readonly string[],
  input?: string | Uint8Array,
  over: Partial<CliIo> = {},
): Promise<Running & { readonly port: number }> {
  const server = synfin(['listen', '127.0.0.1', '0', ...args], input, over)
  const [, port] = await server.err.match(/127\.0\.0\.1:(\d+)/)
  return { ...server, port: Number(port) }
}

/** A port that was free a moment ago, for programs that cannot tell which they took. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return String(port)
}
