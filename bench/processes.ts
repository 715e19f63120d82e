import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

// Node itself, not the `tsx` command: that one leaves its child behind when it is killed.
const tsx = ['--import', import.meta.resolve('tsx')]

/** @returns True when a command is on the PATH. */
export function installed(command: string): boolean {
  return spawnSync('which', [command]).status === 0
}

/** A child whose standard output is read as one JSON value a line. */
export interface Child {
  readonly process: ChildProcess
  /** @returns The next line it prints, parsed. @throws When it ends first. */
  next(): Promise<unknown>
  /** Ends it and waits. */
  stop(): Promise<void>
}

/** Starts a script of this folder (TypeScript through tsx, Python through python3). */
export function script(path: string, ...args: (string | number)[]): Child {
  const file = join(import.meta.dirname, path)
  return path.endsWith('.py')
    ? start('python3', file, ...args)
    : start(process.execPath, ...tsx, file, ...args)
}

export function start(command: string, ...args: (string | number)[]): Child {
  const child = spawn(command, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    process: child,
    async next() {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`${command} ${args.join(' ')} ended without an answer`)
      return JSON.parse(value) as unknown
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
