import { bytesProblem, checkSocketOptions, shown, waitingProblem } from './check-arguments.ts'
import { checkHost } from './check-host.ts'
import type { UdpDriver, UdpSystem } from './driver.ts'
import { onAbort, untilAborted } from './on-abort.ts'
import type { SocketAddress, UdpMessage, UdpSocket, UdpSocketOptions, Waiting } from './types.ts'
import { type Wait, WaitQueue } from './wait-queue.ts'

interface Receiver extends Wait {
  readonly resolve: (message: UdpMessage) => void
}

/** The UDP socket of every backend. It takes a port when it is first used, as a UDP client need not bind. */
export class SystemUdpSocket implements UdpSocket {
  readonly #system: UdpSystem
  readonly #receivers: WaitQueue<Receiver>
  readonly #family: 4 | 6 | undefined
  #opening: Promise<UdpDriver> | undefined
  #driver: UdpDriver | undefined
  #peer: { address: string; port: number } | undefined
  #closed = false
  #stopListening: (() => void) | undefined

  constructor(system: UdpSystem, options: UdpSocketOptions = {}) {
    checkSocketOptions(system.errors, options)
    const { signal, family } = options
    this.#system = system
    this.#family = family
    this.#receivers = new WaitQueue(system.errors)
    if (signal === undefined) return
    if (signal.aborted) void this.close()
    else this.#stopListening = onAbort(signal, () => void this.close())
  }

  get localAddress(): SocketAddress | undefined {
    return this.#driver?.local
  }

  async bind(port: number, address?: string): Promise<void> {
    const { errors } = this.#system
    if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
      throw errors.invalid('bind', 'badPort', { value: shown(port) })
    }
    if (address !== undefined) checkHost(errors, 'bind', address)
    if (this.#opening !== undefined) throw errors.invalid('bind', 'wrongPhase', { phase: 'bound' })
    await this.#open(port, address, undefined)
  }

  connect(port: number, host: string, options?: Waiting): Promise<void> {
    return this.#until('connect', options, () => this.#connect(port, host))
  }

  async #connect(port: number, host: string): Promise<void> {
    this.#checkPeer('connect', port)
    checkHost(this.#system.errors, 'connect', host)
    const driver = await this.#open(0, undefined, host)
    await driver.connect(port, host)
    this.#peer = { address: host, port }
  }

  send(data: Uint8Array, port?: number, host?: string, options?: Waiting): Promise<void> {
    return this.#until('send', options, () => this.#send(data, port, host))
  }

  async #send(data: Uint8Array, port?: number, host?: string): Promise<void> {
    const { errors } = this.#system
    const wrong = bytesProblem(errors, 'send', data)
    if (wrong !== undefined) throw wrong
    if (port !== undefined) this.#checkPeer('send', port)
    if (host !== undefined) checkHost(errors, 'send', host)
    if (this.#peer === undefined && (port === undefined || host === undefined)) {
      throw errors.make('EDESTADDRREQ', 'send')
    }
    if (this.#peer !== undefined && port !== undefined) throw errors.make('EISCONN', 'send', this.#peer)
    const driver = await this.#open(0, undefined, host)
    const failure = driver.takeFailure()
    if (failure !== undefined) throw errors.make(failure, 'send', this.#peer)
    await driver.send(data, port, host)
  }

  async recv(options?: Waiting): Promise<UdpMessage> {
    const { errors } = this.#system
    const wrong = waitingProblem(errors, 'recv', options)
    if (wrong !== undefined) throw wrong
    const signal = options?.signal
    if (signal?.aborted === true) throw errors.aborted('recv', signal)
    if (this.#closed) throw errors.make('ECONNABORTED', 'recv')
    if (this.#opening === undefined) throw errors.invalid('recv', 'wrongPhase', { phase: 'new' })
    const driver = await this.#opening
    if (this.#closed) throw errors.make('ECONNABORTED', 'recv')
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(errors.aborted('recv', signal))
      this.#receivers.add({ call: 'recv', resolve, reject, signal })
      this.#progress(driver)
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#stopListening?.()
    this.#receivers.rejectAll(() => this.#system.errors.make('ECONNABORTED', 'recv'))
    try {
      const driver = await this.#opening
      driver?.close()
    } catch {
      // It never opened: there is nothing to close, and whoever opened it has the error.
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** The call is called off; a datagram that is on its way goes out all the same. */
  #until(call: string, options: Waiting | undefined, begin: () => Promise<void>): Promise<void> {
    const { errors } = this.#system
    const wrong = waitingProblem(errors, call, options)
    if (wrong !== undefined) return Promise.reject(wrong)
    const signal = options?.signal
    if (signal === undefined) return begin()
    if (signal.aborted) return Promise.reject(errors.aborted(call, signal))
    return untilAborted(begin(), signal, () => errors.aborted(call, signal))
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<UdpMessage, void, undefined> {
    for (;;) {
      let message: UdpMessage
      try {
        message = await this.recv()
      } catch (error) {
        if (this.#closed) return
        throw error
      }
      yield message
    }
  }

  async #open(port: number, address: string | undefined, towards: string | undefined): Promise<UdpDriver> {
    if (this.#closed) throw this.#system.errors.make('EBADF', 'bind')
    this.#opening ??= this.#system.open(port, address, towards, this.#family)
    try {
      const driver = await this.#opening
      if (this.#driver === undefined) {
        this.#driver = driver
        driver.notify = () => this.#progress(driver)
      }
      return driver
    } catch (error) {
      this.#opening = undefined
      throw error
    }
  }

  #progress(driver: UdpDriver): void {
    while (this.#receivers.size > 0) {
      const message = driver.receive()
      if (message !== undefined) {
        this.#receivers.shift()?.resolve(message)
        continue
      }
      const failure = driver.takeFailure()
      if (failure === undefined) return
      this.#receivers.shift()?.reject(this.#system.errors.make(failure, 'recv', this.#peer))
    }
  }

  #checkPeer(call: string, port: number): void {
    if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
      throw this.#system.errors.invalid(call, 'badPeerPort', { value: shown(port) })
    }
  }
}
