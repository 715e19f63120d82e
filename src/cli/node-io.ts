import { lookup } from 'node:dns/promises'
import { fstatSync } from 'node:fs'
import { Readable } from 'node:stream'
import {
  isInNamespace,
  joinCommand,
  kernelSockets,
  RealClock,
  runInNamespace,
  tunSockets,
} from '../host/index.ts'
import type { CliIo, Input } from './io.ts'

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

/** A folder as input (`connect </tmp`) is empty for Node: an end that is none. Reading it fails, as read(2) does. */
function standardInput(): Input {
  if (!isFolder(0)) return process.stdin
  return new Readable({
    read() {
      this.destroy(Object.assign(new Error('read'), { code: 'EISDIR' }))
    },
  })
}

function isFolder(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isDirectory()
  } catch {
    // It is closed (`<&-`).
    return false
  }
}
