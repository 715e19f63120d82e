import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** @returns True when a command is on the PATH. */
export function has(command: string): boolean {
  return spawnSync('which', [command]).status === 0
}

/** A program that is not ours, at the other end of a connection. */
export interface Peer {
  /** @returns The next line it prints. */
  line(): Promise<string>
  write(text: string): void
  end(): void
  /** @returns Its exit code. */
  done(): Promise<number | null>
  kill(): void
}

/** Starts a Python program; what it must share with the test it prints, a line at a time. */
export function python(program: string, ...args: (string | number)[]): Peer {
  return start('python3', '-u', '-c', program, ...args)
}

export function start(command: string, ...args: (string | number)[]): Peer {
  const child = spawn(command, args.map(String), { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const exit = once(child, 'close')
  return {
    async line() {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`${command} ended without saying more`)
      return value
    },
    write: (text) => void child.stdin.write(text),
    end: () => void child.stdin.end(),
    done: async () => ((await exit) as [number | null])[0],
    kill: () => void child.kill(),
  }
}

/** @returns How many files this process may have open (Linux). */
export function descriptorLimit(): number {
  const line = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
  return line?.[1] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(line?.[1] ?? 0)
}
