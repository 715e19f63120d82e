import type { Host, UdpEndpoint } from '../net/index.ts'
import type { UdpDriver, UdpSystem } from './driver.ts'
import { addressesOf, calling, localOf, toAddress } from './engine-address.ts'
import type { ErrorAddress, SocketErrors } from './errors.ts'
import type { SocketAddress, UdpMessage } from './types.ts'

/** UDP of a simulated host. */
export class EngineUdp implements UdpSystem {
  readonly errors: SocketErrors
  readonly #host: Host

  constructor(host: Host, errors: SocketErrors) {
    this.#host = host
    this.errors = errors
  }

  async open(
    port: number,
    address: string | undefined,
    _towards: string | undefined,
    family?: 4 | 6,
  ): Promise<UdpDriver> {
    const place = { address: address ?? '::', port }
    return calling(this.errors, 'bind', place, () => {
      const local = localOf(this.#host, port, address, family)
      return new EngineUdpSocket(this.#host, this.#host.openUdp({ local }), family, this.errors)
    })
  }
}

class EngineUdpSocket implements UdpDriver {
  notify: (() => void) | undefined
  readonly #host: Host
  readonly #endpoint: UdpEndpoint
  readonly #family: 4 | 6 | undefined
  readonly #errors: SocketErrors
  #failure: string | undefined

  constructor(host: Host, endpoint: UdpEndpoint, family: 4 | 6 | undefined, errors: SocketErrors) {
    this.#host = host
    this.#family = family
    this.#endpoint = endpoint
    this.#errors = errors
    endpoint.onReadable = () => this.notify?.()
    endpoint.onError = (code) => {
      this.#failure = code
      this.notify?.()
    }
  }

  get local(): SocketAddress {
    return toAddress(this.#endpoint.local)
  }

  receive(): UdpMessage | undefined {
    const datagram = this.#endpoint.receive()
    return datagram && { data: datagram.bytes, from: toAddress(datagram.from) }
  }

  takeFailure(): string | undefined {
    const failure = this.#failure
    this.#failure = undefined
    return failure
  }

  async connect(port: number, host: string): Promise<void> {
    this.#call('connect', { address: host, port }, () => {
      this.#endpoint.connect({ address: this.#reach(host), port })
    })
  }

  async send(data: Uint8Array, port?: number, host?: string): Promise<void> {
    this.#call('send', { address: host, port }, () => {
      if (port === undefined) this.#endpoint.send(data)
      else this.#endpoint.send(data, { address: this.#reach(host ?? ''), port })
    })
  }

  close(): void {
    this.#endpoint.close()
  }

  /** The first address of a name that this socket's IP version reaches. @throws {SynfinError} ENOTFOUND. */
  #reach(host: string): string {
    const addresses = addressesOf(this.#host, host, this.#family)
    const { address } = this.#endpoint.local
    const six = address.includes(':')
    const suited = address === '::' ? undefined : addresses.find((one) => one.includes(':') === six)
    return suited ?? addresses[0]
  }

  #call(syscall: string, place: ErrorAddress, call: () => void): void {
    calling(this.#errors, syscall, place, call)
  }
}
