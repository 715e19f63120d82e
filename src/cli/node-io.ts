import { lookup } from 'node:dns/promises'
import type { Clock } from '../base/index.ts'
import { kernelSockets } from '../host/index.ts'
import type { CliIo } from './io.ts'

/** The machine that the program runs on. */
export function nodeIo(): CliIo {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    sockets: (lang) => kernelSockets({ lang }),
    clock: machineClock(),
    wallMillis: () => Date.now(),
    onSignal: (name, heard) => {
      process.on(name, heard)
      return () => process.off(name, heard)
    },
    resolve: async (host, family) => {
      const found = await lookup(host, { family, all: true })
      return found.map(({ address }) => address)
    },
  }
}

/** The machine's monotonic clock, in whole nanoseconds since now. */
function machineClock(): Clock {
  const start = process.hrtime.bigint()
  const now = (): number => Number(process.hrtime.bigint() - start)
  return {
    now,
    at: (time, fn) => {
      const timer = setTimeout(fn, Math.max(0, Math.ceil((time - now()) / 1_000_000)))
      return { cancel: () => clearTimeout(timer) }
    },
  }
}
