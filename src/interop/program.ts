import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { SynfinError } from '../base/index.ts'
import { type Program, startProgram } from '../host/index.ts'
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

/** Starts a program; what it says wrong is not shown. @throws {MissingProgram} */
export function startOutside(command: Program, args: readonly (string | number)[]): OutsideProgram {
  const stdio: ['pipe', 'pipe', 'ignore'] = ['pipe', 'pipe', 'ignore']
  return outsideProgram(command, startProgram(command, args.map(String), { stdio }))
}

/** A program that has been started, as the other end of a connection. */
export function outsideProgram(
  command: string,
  child: ChildProcessByStdio<Writable, Readable, null>,
): OutsideProgram {
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
