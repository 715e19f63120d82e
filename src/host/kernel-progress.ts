import { readlinkSync, writeSync } from 'node:fs'
import { errnoName, rawLocalAddressOf, type TcpHandle } from './kernel-handle.ts'
import { type TableLine, TcpTable } from './tcp-table.ts'

/** Only Linux lets a program see what its peers have acknowledged without a call that Node does not have. */
export const TELLS_PROGRESS: boolean = process.platform === 'linux'
const TABLES = { 4: new TcpTable('/proc/net/tcp'), 6: new TcpTable('/proc/net/tcp6') } as const
const NOTHING: Uint8Array = new Uint8Array(0)
/** 127.0.0.0/8 as the table writes it, by itself and as an IPv6 address. */
const LOOPBACK_IPV4 = /^(0{16}FFFF0{4})?.{6}7F$/

/** How many of a connection's bytes have reached the peer, as far as its kernel socket can be asked. */
export class KernelProgress {
  readonly #handle: TcpHandle
  readonly #inode: string
  readonly #table: TcpTable
  /** What had been handed down at the last look. */
  #known: Sample | undefined
  #acknowledged = 0
  #readByPeer: number | undefined
  #peerFinished = false

  private constructor(handle: TcpHandle, inode: string) {
    this.#handle = handle
    this.#inode = inode
    this.#table = TABLES[rawLocalAddressOf(handle)?.includes(':') === true ? 6 : 4]
  }

  /** @returns Undefined where nothing is reported: not Linux, or the socket is gone. */
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

  /** The peer's FIN has come before ours went out, though perhaps nobody has read it. */
  get peerFinished(): boolean {
    return this.#peerFinished
  }

  /** At least so many bytes have been read by the peer's program; undefined when it is on another machine. */
  get readByPeer(): number | undefined {
    return this.#readByPeer
  }

  /**
   * Looks again, while the socket is there. A reading that is shared with others may be older than this look: it is then
   * compared with what had been handed down before it, and never twice, as its own lines are not of one moment.
   *
   * @param isLast - The socket goes now.
   */
  look(isLast: boolean = false): void {
    const table = this.#table
    const { bytesWritten, writeQueueSize } = this.#handle
    const now: Sample = { inKernel: bytesWritten - writeQueueSize, readings: table.readings }
    const line = table.ofInode(this.#inode, isLast)
    const known = table.readings > now.readings ? now : this.#known
    this.#known = now
    if (line?.isTheirFinFirst === true) this.#peerFinished = true
    if (line === undefined || known === undefined || known.readings === table.readings) return
    const before = this.#acknowledged
    this.#acknowledged = Math.max(before, known.inKernel - line.unacknowledged)
    // What was acknowledged the last time and is not unread now is read.
    const unread = table.otherEnd(line)?.unread ?? (isOwnMachine(line) ? Infinity : undefined)
    if (unread !== undefined) this.#readByPeer = Math.max(this.#readByPeer ?? 0, before - unread)
  }
}

/** How many bytes the kernel had taken, before the reading that comes after `readings`. */
interface Sample {
  readonly inKernel: number
  readonly readings: number
}

/** Is the peer on this machine, though its line may be gone already? */
function isOwnMachine({ local, remote }: TableLine): boolean {
  const [own, peer = ''] = [local, remote].map((place) => place.slice(0, place.indexOf(':')))
  return own === peer || LOOPBACK_IPV4.test(peer)
}

/**
 * What has become of a connection whose FIN has been handed to the kernel, and whose peer's FIN has been read: no event
 * tells that any more.
 *
 * @returns `open` while the kernel still works at it; `closed` when our FIN, and so every byte, is acknowledged; else why
 * it broke (`ECONNRESET`, `ETIMEDOUT`); undefined where the platform does not report it.
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
