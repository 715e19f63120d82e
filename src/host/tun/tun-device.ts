import { constants } from 'node:os'
import { libc, type Libc } from './libc.ts'
import { TunError } from './tun-error.ts'

// <linux/if_tun.h>, <asm-generic/fcntl.h>, <poll.h>
const TUNSETIFF = 0x400454ca
const IFF_TUN = 0x0001
const IFF_NO_PI = 0x1000
const O_RDWR = 0o2
const O_NONBLOCK = 0o4000
const O_CLOEXEC = 0o2000000
const POLLIN = 1
const { ENOENT, ENODEV, ENXIO, EACCES, EPERM, EAGAIN } = constants.errno

/** An IP packet has at most 65,535 bytes, an IPv6 one 40 more. */
const LARGEST = 65_575
/** Packets taken in one turn, so that timers get theirs. */
const BATCH = 128

export interface TunDeviceOptions {
  /** Name of the interface; `%d` is replaced by the first number that is free. Default `synfin%d`. */
  readonly name?: string
  /** Hears each packet, from its IP header on. The bytes are borrowed for the call. */
  readonly onPacket: (bytes: Uint8Array) => void
  /** Hears that the device is gone, as when somebody deleted it. */
  readonly onGone?: () => void
}

/** A TUN device of the Linux kernel: what the kernel routes to it arrives here, what is written goes to the kernel. */
export class TunDevice {
  readonly name: string
  /** Packets that the kernel did not take: the device was down, or the packet was none. Lost, as on a wire. */
  lost = 0
  readonly #libc: Libc
  readonly #fd: number
  /** A byte in this pipe ends the wait for packets. */
  readonly #wakeRead: number
  readonly #wakeWrite: number
  readonly #options: TunDeviceOptions
  readonly #bytes = Buffer.alloc(LARGEST)
  #closing = false
  readonly #reading: Promise<void>

  private constructor(
    calls: Libc,
    fd: number,
    pipe: readonly [number, number],
    name: string,
    options: TunDeviceOptions,
  ) {
    this.#libc = calls
    this.#fd = fd
    this.#wakeRead = pipe[0]
    this.#wakeWrite = pipe[1]
    this.name = name
    this.#options = options
    this.#reading = this.#readAll()
  }

  /** @throws {TunError} What is missing: Linux, /dev/net/tun, the rights, the library. */
  static async open(options: TunDeviceOptions): Promise<TunDevice> {
    if (process.platform !== 'linux') throw new TunError('notLinux', 'ENOSYS', { platform: process.platform })
    const calls = await libc()
    const fd = calls.open('/dev/net/tun', O_RDWR | O_NONBLOCK | O_CLOEXEC)
    if (fd < 0) throw openFailure(calls.errno())
    // struct ifreq: 16 bytes of name, then the flags.
    const request = Buffer.alloc(40)
    request.write(options.name ?? 'synfin%d', 0, 15, 'latin1')
    request.writeUInt16LE(IFF_TUN | IFF_NO_PI, 16)
    const pair = Buffer.alloc(8)
    if (calls.ioctl(fd, TUNSETIFF, request) < 0 || calls.pipe(pair) < 0) {
      const errno = calls.errno()
      calls.close(fd)
      throw errno === EPERM ? new TunError('notAllowed', 'EPERM', {}) : failure('TUNSETIFF', errno)
    }
    const name = request.toString('latin1', 0, request.indexOf(0))
    return new TunDevice(calls, fd, [pair.readInt32LE(0), pair.readInt32LE(4)], name, options)
  }

  /** Gives the kernel a packet, from its IP header on; what it does not take is lost and counted. */
  write(bytes: Uint8Array): void {
    if (this.#closing || this.#libc.write(this.#fd, bytes, bytes.length) !== bytes.length) this.lost++
  }

  /** Takes the device away. @returns Once it is gone. */
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true
      this.#libc.write(this.#wakeWrite, Buffer.of(1), 1)
    }
    await this.#reading
  }

  async #readAll(): Promise<void> {
    // struct pollfd twice: descriptor, events asked for, events reported.
    const waiting = Buffer.alloc(16)
    waiting.writeInt32LE(this.#fd, 0)
    waiting.writeInt16LE(POLLIN, 4)
    waiting.writeInt32LE(this.#wakeRead, 8)
    waiting.writeInt16LE(POLLIN, 12)
    let isGone = false
    while (!this.#closing && !isGone) {
      await this.#libc.poll(waiting, 2, -1)
      while (!this.#closing) {
        const more = this.#take()
        if (more === 'gone') isGone = true
        if (more !== 'more') break
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    for (const fd of [this.#fd, this.#wakeRead, this.#wakeWrite]) this.#libc.close(fd)
    if (!this.#closing) {
      this.#closing = true
      this.#options.onGone?.()
    }
  }

  /** Takes what waits. @returns Whether more may wait, or the device is gone. */
  #take(): 'more' | 'empty' | 'gone' {
    const { onPacket } = this.#options
    for (let i = 0; i < BATCH; i++) {
      const length = this.#libc.read(this.#fd, this.#bytes, LARGEST)
      if (length <= 0) {
        const errno = this.#libc.errno()
        // EIO: the interface is down; it may come up again. EBADFD and the like: it was deleted.
        return errno === EAGAIN || length === 0 ? 'empty' : 'gone'
      }
      onPacket(this.#bytes.subarray(0, length))
    }
    return 'more'
  }
}

function openFailure(errno: number): TunError {
  if (errno === ENOENT || errno === ENODEV || errno === ENXIO) return new TunError('noDevice', 'ENOENT', {})
  if (errno === EACCES || errno === EPERM) return new TunError('notAllowed', 'EPERM', {})
  return failure('/dev/net/tun', errno)
}

function failure(call: string, errno: number): TunError {
  const code = Object.entries(constants.errno).find(([, number]) => number === errno)?.[0] ?? 'EIO'
  return new TunError('failed', code, { call, reason: code })
}
