import dns from 'node:dns'
import net from 'node:net'
import { NodeSocket, type NodeSocketOptions } from '../../host/index.ts'
import type { TcpSocket } from '../../socket/index.ts'
import { abortError, asNode, notFound } from './node-errors.ts'
import { currentHost, onHost, type Place, type World } from '../world.ts'

/** What `net.connect` is given. */
export type ConnectOptions = NodeSocketOptions &
  Partial<Omit<net.TcpSocketConnectOpts, keyof NodeSocketOptions>> &
  net.SocketConstructorOpts

/** A `net.Socket` of a simulated host that is yet to connect. */
export class SimulatedSocket extends NodeSocket {
  readonly #world: World
  readonly #host: Place
  readonly #tcp: TcpSocket
  readonly #go: (dialled: Promise<unknown>) => void
  #isDialled = false

  constructor(world: World, options: ConnectOptions = {}) {
    const host = currentHost(world)
    const tcp = host.sockets.tcp()
    let go: (dialled: Promise<unknown>) => void = () => undefined
    const connecting = new Promise<unknown>((resolve) => (go = resolve))
    super(tcp, connecting, options)
    this.#world = world
    this.#host = host
    this.#tcp = tcp
    this.#go = go
    this.connecting = false
    host.keepDressed(this)
    options.signal?.addEventListener('abort', () => this.destroy(abortError(options.signal)), { once: true })
  }

  override get pending(): boolean {
    return this.connecting || !this.#isDialled
  }

  /** As `net.Socket.connect`: (options), (port, host), (port). */
  connect(...args: unknown[]): this {
    const [options, done] = readConnect(args)
    if (done !== undefined) this.once('connect', done)
    if (options.timeout !== undefined) this.setTimeout(options.timeout)
    if (options.noDelay === true) this.setNoDelay()
    if (options.keepAlive === true) this.setKeepAlive(true, options.keepAliveInitialDelay)
    this.#isDialled = true
    this.connecting = true
    this.#go(onHost(this.#host, async () => this.#dial(options)))
    return this
  }

  async #dial(options: ConnectOptions): Promise<void> {
    const { host = 'localhost', port, localPort, localAddress, family } = options
    try {
      if (localPort !== undefined || localAddress !== undefined)
        await this.#tcp.bind(localPort ?? 0, localAddress)
      const addresses = await this.#lookup(host, options)
      const own = addresses.find((one) => (family !== 4 && family !== 6 ? true : net.isIP(one) === family))
      await this.#tcp.connect(Number(port), own ?? host)
    } catch (error) {
      throw asNode(error)
    }
  }

  /** A `lookup` of the program's own is asked; else the names are those of the simulation. */
  async #lookup(name: string, { lookup, family = 0 }: ConnectOptions): Promise<readonly string[]> {
    if (net.isIP(name) !== 0) return [name]
    if (lookup === undefined || lookup === (dns.lookup as unknown)) {
      const addresses = name === 'localhost' ? ['127.0.0.1'] : this.#world.findHost(name)?.addresses
      if (addresses === undefined) throw notFound(name)
      this.emit('lookup', null, addresses[0], 4, name)
      return addresses
    }
    return new Promise((resolve, reject) => {
      lookup(name, { family: family === 4 || family === 6 ? family : 0, all: true }, (error, found) => {
        if (error) reject(error)
        else resolve(Array.isArray(found) ? found.map(({ address }) => address) : [found])
      })
    })
  }
}

/** @returns The options of a call of `net.connect`, and its callback. `path` is a unix socket. */
export function readConnect(
  args: readonly unknown[],
): [ConnectOptions & { path?: string }, (() => void) | undefined] {
  const list = Array.isArray(args[0]) ? (args[0] as unknown[]) : args
  const [first, second] = list
  const last = list.at(-1)
  const done = typeof last === 'function' ? (last as () => void) : undefined
  if (typeof first === 'object' && first !== null) return [withoutNulls(first), done]
  if (typeof first === 'string' && !/^\d+$/.test(first)) return [{ path: first }, done]
  const host = typeof second === 'string' ? { host: second } : {}
  return [{ port: Number(first), ...host }, done]
}

/** Agents of Node's give null for what was not asked for. */
function withoutNulls(options: object): ConnectOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null))
}
