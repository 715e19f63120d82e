import { lookup } from 'node:dns/promises'
import {
  isInNamespace,
  joinCommand,
  kernelSockets,
  RealClock,
  runInNamespace,
  tunSockets,
} from '../host/index.ts'
import type { CliIo } from './io.ts'
import { standardInput } from './standard-streams.ts'

/** The machine that the program runs on. */
export function nodeIo(): CliIo {
  return {
    stdin: standardInput(),
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    sockets: (lang) => kernelSockets({ lang }),
    tun: { open: tunSockets, isInNamespace: isInNamespace(), joinCommand: joinCommand(), runInNamespace },
    clock: new RealClock(),
    wallMillis: () => Date.now(),
    onSignal: (name, listener) => {
      process.on(name, listener)
      return () => process.off(name, listener)
    },
    stopJob: () => process.kill(0, 'SIGTSTP'),
    resolve: async (host, family) => {
      const found = await lookup(host, { family, all: true })
      return found.map(({ address }) => address)
    },
  }
}
