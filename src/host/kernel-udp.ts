import dgram from 'node:dgram'
import { once } from 'node:events'
import net from 'node:net'
import { Deque } from '../base/index.ts'
import type { SocketAddress, SocketErrors, UdpDriver, UdpMessage, UdpSystem } from '../socket/index.ts'
import { toAddress } from './kernel-handle.ts'
import { inUse } from './kernel-holder.ts'

/** As Linux's default receive buffer: what waits beyond it is dropped, as UDP does. */
const RECEIVE_BUFFER = 212_992

/** All addresses of one IP version. */
const ALL = { 4: '0.0.0.0', 6: '::' } as const

/** The machine's UDP. */
export class KernelUdp implements UdpSystem {
  readonly errors: SocketErrors

  constructor(errors: SocketErrors) {
    this.errors = errors
  }

  async open(
    port: number,
    address: string | undefined,
    towards: string | undefined,
    family?: 4 | 6,
  ): Promise<UdpDriver> {
    const place = { address: address ?? ALL[family ?? 6], port }
    const hint = address ?? (family === undefined ? towards : ALL[family])
    try {
      if (hint === undefined) return await this.#openBoth(port)
      const version = family ?? (net.isIP(hint) || (hint === 'localhost' ? 4 : 0))
      if (version === 0 && address === undefined) return await this.#openBoth(port)
      const type = version === 6 ? 'udp6' : 'udp4'
      return await KernelUdpSocket.open(type, port, address, this.errors, family === 6)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'EIO'
      if (code === 'EADDRINUSE') throw await inUse(this.errors, 'udp', place)
      throw this.errors.make(code, 'bind', place, error)
    }
  }

  /** All addresses, IPv6 and IPv4 alike; IPv4 alone on a machine without IPv6. */
  async #openBoth(port: number): Promise<UdpDriver> {
    try {
      return await KernelUdpSocket.open('udp6', port, undefined, this.errors)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL' && code !== 'EINVAL') throw error
      return KernelUdpSocket.open('udp4', port, undefined, this.errors)
    }
  }
}

class KernelUdpSocket implements UdpDriver {
  local: SocketAddress
  notify: (() => void) | undefined
  readonly #socket: dgram.Socket
  readonly #type: 'udp4' | 'udp6'
  readonly #errors: SocketErrors
  readonly #messages = new Deque<UdpMessage>()
  #waitingBytes = 0
  /** Gives up a call that Node has not called back. */
  readonly #waitingCalls = new Set<() => void>()
  #peer: { readonly address: string; readonly port: number } | undefined
  #failure: string | undefined

  private constructor(socket: dgram.Socket, type: 'udp4' | 'udp6', errors: SocketErrors) {
    this.#socket = socket
    this.#type = type
    this.#errors = errors
    this.local = toAddress(socket.address())
    socket.on('message', (data, from) => this.#arrived(data, toAddress(from)))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure = error.code ?? 'EIO'
      this.notify?.()
    })
  }

  static async open(
    type: 'udp4' | 'udp6',
    port: number,
    address: string | undefined,
    errors: SocketErrors,
    ipv6Only = false,
  ): Promise<KernelUdpSocket> {
    const socket = dgram.createSocket({ type, ipv6Only })
    try {
      const listening = once(socket, 'listening')
      socket.bind({ port, ...(address === undefined ? {} : { address }) })
      await listening
      // Who names a broadcast address means it. Without this the kernel refuses it with EACCES (socket(7)).
      socket.setBroadcast(true)
    } catch (error) {
      socket.close()
      throw error
    }
    return new KernelUdpSocket(socket, type, errors)
  }

  receive(): UdpMessage | undefined {
    const message = this.#messages.shift()
    this.#waitingBytes -= message?.data.length ?? 0
    return message
  }

  takeFailure(): string | undefined {
    const failure = this.#failure
    this.#failure = undefined
    return failure
  }

  async connect(port: number, host: string): Promise<void> {
    await this.#call('connect', host, port, (done) => this.#socket.connect(port, this.#reach(host), done))
    this.#peer = { address: host, port }
    // The kernel has chosen the address that leads to the peer.
    this.local = toAddress(this.#socket.address())
  }

  send(data: Uint8Array, port?: number, host?: string): Promise<void> {
    return this.#call('send', host, port, (done) => {
      if (port === undefined) this.#socket.send(data, done)
      else this.#socket.send(data, port, this.#reach(host), done)
    })
  }

  close(): void {
    this.#socket.close()
    // Node forgets a call that waits (for its look-up of an address, even a numeric one) when the socket is closed.
    for (const giveUp of this.#waitingCalls) giveUp()
    this.#waitingCalls.clear()
  }

  #call(
    syscall: string,
    address: string | undefined,
    port: number | undefined,
    start: (done: (error?: Error | null) => void) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => fail({ code: 'ECONNABORTED' })
      const fail = (error: unknown): void => {
        this.#waitingCalls.delete(giveUp)
        reject(
          this.#errors.make(
            (error as NodeJS.ErrnoException).code ?? 'EIO',
            syscall,
            port === undefined ? this.#peer : { address, port },
            error,
          ),
        )
      }
      this.#waitingCalls.add(giveUp)
      try {
        start((error) => {
          if (error) fail(error)
          else resolve()
          this.#waitingCalls.delete(giveUp)
        })
      } catch (error) {
        fail(error)
      }
    })
  }

  /** A socket for both IP versions speaks IPv4 through mapped addresses (RFC 4291 §2.5.5.2). */
  #reach(host: string | undefined): string {
    const name = host ?? ''
    if (this.#type === 'udp6' && net.isIP(name) === 4) return `::ffff:${name}`
    return name
  }

  #arrived(data: Uint8Array, from: SocketAddress): void {
    if (this.#waitingBytes + data.length > RECEIVE_BUFFER) return
    this.#waitingBytes += data.length
    this.#messages.push({ data: new Uint8Array(data.buffer, data.byteOffset, data.length), from })
    this.notify?.()
  }
}
