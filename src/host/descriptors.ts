import { readFileSync } from 'node:fs'

/** So many descriptors are kept for what a program needs beside its clients: a file, a look-up, the table of connections. */
const RESERVE = 4

let limit: number | undefined

/**
 * Whether a descriptor that has just been given out is one of the last. The kernel always gives the lowest free one.
 * Known on Linux; elsewhere always false, and libuv drops clients that it has no descriptor for by itself.
 */
export function nearlyNoDescriptor(descriptor: number): boolean {
  limit ??= readLimit()
  return descriptor >= limit - RESERVE
}

function readLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]
    return soft === undefined ? Infinity : Number(soft)
  } catch {
    return Infinity
  }
}
