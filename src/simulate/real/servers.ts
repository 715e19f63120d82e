import type net from 'node:net'
import { NodeSocket } from '../../host/index.ts'
import { listen, type Listener, SocketError } from '../../socket/index.ts'
import { onHost, type Place } from '../world.ts'

/** What of a `net.Server` Node keeps to itself. */
interface InsideServer extends net.Server {
  readonly allowHalfOpen?: boolean
  readonly noDelay?: boolean
  readonly keepAlive?: boolean
  readonly keepAliveInitialDelay?: number
}

/** Where a server of Node's listens on a simulated host. */
export class SimulatedListening {
  readonly #server: InsideServer
  readonly #host: Place
  readonly #clients = new Set<NodeSocket>()
  readonly #forget: () => void
  #listener: Listener | undefined
  #isOver = false

  constructor(server: net.Server, host: Place, forget: () => void) {
    this.#server = server
    this.#host = host
    const uncrash = host.onCrash(() => this.#stop())
    this.#forget = () => {
      uncrash()
      forget()
    }
  }

  get address(): net.AddressInfo | null {
    const at = this.#listener?.localAddress
    return at === undefined ? null : { address: at.address, port: at.port, family: at.family }
  }

  get connections(): number {
    return this.#clients.size
  }

  /** Binds and listens, then accepts for as long as it is open; `listening` or `error` is emitted as Node does. */
  async open(port: number, host: string | undefined, backlog: number | undefined): Promise<void> {
    try {
      const where = host === '0.0.0.0' || host === '::' || host === 'localhost' ? undefined : host
      this.#listener = await listen(this.#host.sockets, { port, host: where, backlog })
    } catch (error) {
      this.#forget()
      onHost(this.#host, () => this.#server.emit('error', error))
      return
    }
    onHost(this.#host, () => this.#server.emit('listening'))
    await this.#accept(this.#listener)
  }

  async #accept(listener: Listener): Promise<void> {
    while (!this.#isOver) {
      try {
        const client = await listener.accept()
        this.#host.keep(client)
        const { allowHalfOpen, noDelay, keepAlive, keepAliveInitialDelay } = this.#server
        const socket = new NodeSocket(client, undefined, {
          allowHalfOpen,
          noDelay,
          keepAlive,
          keepAliveInitialDelay,
        })
        this.#host.keepDressed(socket)
        this.#admit(socket)
      } catch (error) {
        if (this.#isOver) return
        if (!(error instanceof SocketError)) throw error
      }
    }
  }

  #admit(socket: NodeSocket): void {
    const server = this.#server
    if (this.#clients.size >= (server.maxConnections || Infinity)) {
      socket.destroy()
      server.emit('drop', {})
      return
    }
    this.#clients.add(socket)
    Object.assign(socket, { server })
    socket.once('close', () => {
      this.#clients.delete(socket)
      this.#closeIfDrained()
    })
    onHost(this.#host, () => server.emit('connection', socket))
  }

  /** No new clients; `close` is emitted once those that there are have gone. */
  close(): void {
    this.#isOver = true
    void this.#listener?.close()
    this.#closeIfDrained()
  }

  #closeIfDrained(): void {
    if (!this.#isOver || this.#clients.size > 0) return
    this.#forget()
    process.nextTick(() => onHost(this.#host, () => this.#server.emit('close')))
  }

  #stop(): void {
    this.#isOver = true
    void this.#listener?.close()
    this.#forget()
  }
}
