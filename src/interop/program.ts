import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { SynfinError } from '../base/index.ts'
import { interopSentences as t } from './sentences.ts'

/** A program that is not ours, at the other end of a connection. */
export interface OutsideProgram {
  /** @returns The next line it prints. */
  line(): Promise<string>
  write(text: string): void
  end(): void
  /** @returns Its exit code. */
  done(): Promise<number | null>
  /** Gone already is fine. */
  kill(): void
}

/** Starts a program; what it says wrong is shown (`inherit`) or not (`ignore`). */
export function startProgram(
  command: string,
  args: readonly (string | number)[],
  errors: 'inherit' | 'ignore',
): OutsideProgram {
  const child = spawn(command, args.map(String), { stdio: ['pipe', 'pipe', errors] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const exit = once(child, 'close')
  // It may end before it has read what it was told.
  child.stdin.on('error', () => undefined)
  return {
    async line() {
      const { value, done } = await lines.next()
      if (done === true) throw new SynfinError('ECHILD', t.silentEnd, { command })
      return value
    },
    write: (text) => void child.stdin.write(text),
    end: () => void child.stdin.end(),
    done: async () => ((await exit) as [number | null])[0],
    kill: () => void child.kill(),
  }
}
