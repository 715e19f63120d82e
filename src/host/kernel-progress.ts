import { readlinkSync, writeSync } from 'node:fs'
import { errnoName, rawLocalAddressOf, type TcpHandle } from './kernel-handle.ts'
import { TcpTable } from './tcp-table.ts'

/** Only Linux lets a program see what its peers have acknowledged without a call that Node does not have. */
export const TELLS_PROGRESS: boolean = process.platform === 'linux'
const TABLES = { 4: new TcpTable('/proc/net/tcp'), 6: new TcpTable('/proc/net/tcp6') } as const
const NOTHING: Uint8Array = new Uint8Array(0)

/** How many of a connection's bytes have reached the peer, as far as its kernel socket can be asked. */
export class KernelProgress {
  readonly #handle: TcpHandle
  readonly #inode: string
  readonly #table: TcpTable
  /** The reading of the table after which the last bytes were handed down. */
  #wroteAfter: number
  #acknowledged = 0
  #readByPeer: number | undefined

  private constructor(handle: TcpHandle, inode: string) {
    this.#handle = handle
    this.#inode = inode
    this.#table = TABLES[rawLocalAddressOf(handle)?.includes(':') === true ? 6 : 4]
    this.#wroteAfter = this.#table.readings
  }

  /** @returns Undefined where nothing is told: not Linux, or the socket is gone. */
  static of(handle: TcpHandle | undefined): KernelProgress | undefined {
    if (!TELLS_PROGRESS || handle === undefined || handle.fd < 0) return undefined
    try {
      const inode = /\d+/.exec(readlinkSync(`/proc/self/fd/${handle.fd}`))?.[0]
      return inode === undefined ? undefined : new KernelProgress(handle, inode)
    } catch {
      return undefined
    }
  }

  /** At least so many bytes are acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  /** At least so many bytes have been read by the peer's program; undefined when it is on another machine. */
  get readByPeer(): number | undefined {
    return this.#readByPeer
  }

  /** Bytes have been handed down: a table read before knows nothing of them. */
  wrote(): void {
    this.#wroteAfter = this.#table.readings
  }

  /** Looks again, while the socket is there. */
  look(): void {
    const line = this.#table.ofInode(this.#inode, this.#wroteAfter)
    if (line === undefined) return
    const before = this.#acknowledged
    const inKernel = this.#handle.bytesWritten - this.#handle.writeQueueSize
    this.#acknowledged = Math.max(before, inKernel - line.unacknowledged)
    // The lines of one table are not of one moment. What was acknowledged the last time and is not unread now is read.
    const unread = this.#table.otherEnd(line)?.unread
    if (unread !== undefined) this.#readByPeer = Math.max(this.#readByPeer ?? 0, before - unread)
  }
}

/**
 * What has become of a connection whose FIN has been handed to the kernel, and whose peer's FIN has been read: no event
 * tells that any more.
 *
 * @returns `open` while the kernel still works at it; `closed` when our FIN, and so every byte, is acknowledged; else why
 * it broke (`ECONNRESET`, `ETIMEDOUT`); undefined where the platform does not tell.
 */
export function endingOf(handle: TcpHandle | undefined): string | undefined {
  if (!TELLS_PROGRESS || handle === undefined || handle.fd < 0) return undefined
  if (handle.getpeername({}) === 0) return 'open'
  try {
    // After our FIN nothing can be written: the kernel answers with what broke the connection, else EPIPE.
    writeSync(handle.fd, NOTHING)
  } catch (error) {
    const { code, errno } = error as NodeJS.ErrnoException
    return code === 'EPIPE' ? 'closed' : (code ?? errnoName(errno ?? 0))
  }
  return undefined
}
