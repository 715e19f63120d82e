import { type Alarm, type Clock, type Nanos } from '../base/index.ts'
import type { BoundPort, Host, TcpEndpoint, TcpListenerEndpoint, TcpSettings } from '../net/index.ts'
import { KEEP_ALIVE } from '../tcp/index.ts'
import type { BoundDriver, ConnectAttempt, ListenerDriver, TcpSystem } from './driver.ts'
import { addressesOf, calling, localOf, toAddress } from './engine-address.ts'
import { raceAddresses } from './race-addresses.ts'
import { EngineStream } from './engine-stream.ts'
import type { SocketErrors } from './errors.ts'
import type { SocketAddress, TcpSocketOptions } from './types.ts'

/** TCP of a simulated host. */
export class EngineTcp implements TcpSystem {
  readonly errors: SocketErrors
  readonly clock: Clock
  readonly #host: Host
  readonly #defaults: TcpSettings

  constructor(host: Host, errors: SocketErrors, defaults: TcpSettings = {}) {
    this.#host = host
    this.clock = host.clock
    this.errors = errors
    this.#defaults = defaults
  }

  after(delay: Nanos, run: () => void): Alarm {
    return this.clock.at(this.clock.now() + delay, run)
  }

  async bind(port: number, address: string | undefined, options: TcpSocketOptions): Promise<BoundDriver> {
    const place = { address: address ?? '::', port }
    return calling(this.errors, 'bind', place, () => {
      const local = localOf(this.#host, port, address, options.family)
      return new EngineBound(this.#host, this.#host.bindTcp(local), this.errors, this.#defaults)
    })
  }

  connect(
    bound: BoundDriver | undefined,
    port: number,
    host: string,
    options: TcpSocketOptions,
  ): ConnectAttempt {
    const local = bound instanceof EngineBound ? bound : undefined
    const place = { address: host, port }
    const attempt = (address: string): ConnectAttempt => {
      const endpoint = calling(this.errors, 'connect', place, () =>
        this.#host.openTcp({
          remote: { address, port },
          settings: { ...this.#defaults, ...settingsOf(options) },
          ...(local === undefined ? {} : { local: local.port, reuseAddress: true }),
        }),
      )
      const connected = established(endpoint).then((code) => {
        if (code === undefined) return new EngineStream(endpoint)
        throw this.errors.make(code, 'connect', place)
      })
      return { connected, cancel: () => endpoint.abort() }
    }
    try {
      const addresses = calling(this.errors, 'connect', place, () =>
        addressesOf(this.#host, host, options.family),
      )
      // A bound socket has one local end, and one try.
      if (local !== undefined) return attempt(local.suited(addresses))
      return raceAddresses(addresses, { attempt, after: (delay, run) => this.after(delay, run) })
    } catch (error) {
      return { connected: Promise.reject(error), cancel: () => undefined }
    }
  }
}

class EngineBound implements BoundDriver {
  readonly port: BoundPort
  readonly local: SocketAddress
  readonly #host: Host
  readonly #errors: SocketErrors
  readonly #defaults: TcpSettings

  constructor(host: Host, port: BoundPort, errors: SocketErrors, defaults: TcpSettings) {
    this.#host = host
    this.port = port
    this.#errors = errors
    this.#defaults = defaults
    this.local = toAddress(port.local)
  }

  /** @returns The first address that can be reached from where this socket is bound. */
  suited(addresses: readonly string[]): string {
    if (this.local.address === '::') return addresses[0] as string
    const six = this.local.family === 'IPv6'
    return addresses.find((address) => address.includes(':') === six) ?? (addresses[0] as string)
  }

  listen(backlog: number, options: TcpSocketOptions): ListenerDriver {
    const settings = { ...this.#defaults, ...settingsOf(options) }
    return calling(this.#errors, 'listen', this.local, () => {
      // The backlog is about who waits to be accepted; handshakes under way have room of their own.
      const synBacklog = Math.max(backlog, this.#host.tcpSettings.maxSynBacklog)
      return new EngineListener(this.#host.listenTcp({ local: this.port, backlog, synBacklog, settings }))
    })
  }

  close(): void {
    this.port.close()
  }
}

class EngineListener implements ListenerDriver {
  readonly local: SocketAddress
  notify: (() => void) | undefined
  readonly #endpoint: TcpListenerEndpoint

  constructor(endpoint: TcpListenerEndpoint) {
    this.#endpoint = endpoint
    this.local = toAddress(endpoint.local)
    endpoint.onPending = () => this.notify?.()
  }

  /** A simulated accept cannot fail. */
  takeFailure(): undefined {
    return undefined
  }

  accept(): EngineStream | undefined {
    const endpoint = this.#endpoint.accept()
    return endpoint && new EngineStream(endpoint)
  }

  close(): void {
    this.#endpoint.close()
  }
}

/** @returns Undefined once the handshake is done, else the code it failed with. */
function established(endpoint: TcpEndpoint): Promise<string | undefined> {
  return new Promise((resolve) => {
    endpoint.onEvent = (event) => {
      if (event.type === 'established') resolve(undefined)
      if (event.type === 'closed') resolve(endpoint.error ?? 'ECONNABORTED')
    }
  })
}

/** Linux's keep-alive: after the given silence, a probe every 75 s, nine of them. */
function settingsOf(options: TcpSocketOptions): TcpSettings {
  const { noDelay, keepAlive } = options
  return {
    ...(noDelay === undefined ? {} : { noDelay }),
    ...(keepAlive === undefined ? {} : { keepAlive: { ...KEEP_ALIVE, idle: keepAlive } }),
  }
}
