import { type Stats, createReadStream, fstatSync, writeSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { Input, Output } from './io.ts'

/** Bytes of a file behind stdin that are read at once. */
const FILE_PIECE = 1_048_576

/**
 * Node writes to a file behind stdout once, and takes what write(2) took for all of it: on a disk that fills up the rest
 * is lost and nothing is told. This writes on until the system says why it cannot.
 *
 * @param descriptor - Of the output: 1 or 2.
 */
export function writeWhole(output: Output, descriptor: number): void {
  const stats = statsOf(descriptor)
  // Pipes, sockets and terminals are written whole by libuv.
  if (stats === undefined || stats.isFIFO() || stats.isSocket() || output.isTTY === true) return
  output._write = (chunk: Uint8Array | string, encoding, done) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
    } catch (error) {
      done(error as Error)
      return
    }
    done()
  }
}

/**
 * A folder as input (`connect </tmp`) is empty for Node, an end that is none: reading it fails, as read(2) does. A file
 * is read in larger pieces than Node's 64 KiB, each of which is a turn of its thread pool.
 */
export function standardInput(): Input {
  const stats = statsOf(0)
  if (stats?.isFile() === true) {
    return createReadStream('', { fd: 0, autoClose: false, highWaterMark: FILE_PIECE })
  }
  if (stats?.isDirectory() !== true) return process.stdin
  return new Readable({
    read() {
      this.destroy(Object.assign(new Error('read'), { code: 'EISDIR' }))
    },
  })
}

function statsOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor)
  } catch {
    // It is closed (`<&-`).
    return undefined
  }
}
