import { lookup } from 'node:dns/promises'
import net from 'node:net'
import { type Alarm, MILLISECOND, type Nanos } from '../base/index.ts'
import {
  raceAddresses,
  type BoundDriver,
  type ConnectAttempt,
  type ListenerDriver,
  type SocketAddress,
  type SocketErrors,
  type StreamDriver,
  type TcpSocketOptions,
  type TcpSystem,
} from '../socket/index.ts'
import { type TcpHandle, bindHandle, errnoName, localAddressOf } from './kernel-handle.ts'
import { inUse } from './kernel-holder.ts'
import { KernelListener } from './kernel-listener.ts'
import { KernelStream } from './kernel-stream.ts'

/** The machine's TCP. */
export class KernelTcp implements TcpSystem {
  readonly errors: SocketErrors
  readonly after: typeof after = after

  constructor(errors: SocketErrors) {
    this.errors = errors
  }

  async bind(port: number, address: string | undefined, options: TcpSocketOptions): Promise<BoundDriver> {
    const place = address ?? (options.family === 4 ? '0.0.0.0' : options.family === 6 ? '::' : undefined)
    const ip =
      place === undefined || net.isIP(place) !== 0
        ? place
        : await resolve(this.errors, 'bind', place, port, options.family)
    const handle = bindHandle(port, ip, options.family === 6)
    if (typeof handle !== 'string') return new KernelBound(handle, this.errors)
    const where = { address: address ?? '::', port }
    throw handle === 'EADDRINUSE'
      ? await inUse(this.errors, 'tcp', where)
      : this.errors.make(handle, 'bind', where)
  }

  connect(
    bound: BoundDriver | undefined,
    port: number,
    host: string,
    options: TcpSocketOptions,
  ): ConnectAttempt {
    const begin = (
      take: (socket: net.Socket) => void,
      handle: TcpHandle | undefined,
      address = host,
    ): ConnectAttempt => this.#begin(take, handle, { host, address, port }, options)
    if (bound instanceof KernelBound) {
      return begin((socket) => {
        connectBound(socket, bound.local, port, host).catch((error: Error) => socket.destroy(error))
      }, bound.take())
    }
    const attempt = (address: string): ConnectAttempt =>
      begin((socket) => socket.connect({ port, host: address }), undefined, address)
    if (net.isIP(host) !== 0) return attempt(host)
    // Node's own way (`autoSelectFamily`) gives each address 250 ms and then drops it: a slow path never connects.
    let race: ConnectAttempt | undefined
    let isCancelled = false
    const connected = resolveAll(this.errors, host, port, options.family).then((addresses) => {
      const begun = raceAddresses(addresses, { attempt, after })
      race = begun
      if (isCancelled) begun.cancel()
      return begun.connected
    })
    const cancel = (): void => {
      isCancelled = true
      race?.cancel()
    }
    return { connected, cancel }
  }

  /** One socket to one address. */
  #begin(
    take: (socket: net.Socket) => void,
    handle: TcpHandle | undefined,
    to: { readonly host: string; readonly address: string; readonly port: number },
    options: TcpSocketOptions,
  ): ConnectAttempt {
    const outgoing = KernelStream.outgoing(handle)
    const { socket } = outgoing
    const connected = new Promise<StreamDriver>((resolve_, reject) => {
      const fail = (error: Error): void => {
        socket.destroy()
        const { code, cause } = firstError(error)
        reject(this.errors.make(code, 'connect', { address: to.host, port: to.port }, cause))
      }
      socket.once('error', fail)
      socket.once('connect', () => {
        socket.off('error', fail)
        const stream = outgoing.connected(to)
        if (options.noDelay === true) stream.setNoDelay(true)
        if (options.keepAlive !== undefined) stream.setKeepAlive(options.keepAlive)
        resolve_(stream)
      })
      take(socket)
    })
    return { connected, cancel: () => socket.destroy() }
  }
}

/** The machine's own timer: a deadline of a race need not be exact. */
function after(delay: Nanos, run: () => void): Alarm {
  const timer = setTimeout(run, delay / MILLISECOND)
  return { cancel: () => clearTimeout(timer) }
}

class KernelBound implements BoundDriver {
  readonly local: SocketAddress
  readonly #errors: SocketErrors
  #handle: TcpHandle | undefined

  constructor(handle: TcpHandle, errors: SocketErrors) {
    this.#handle = handle
    this.#errors = errors
    this.local = localAddressOf(handle) ?? { address: '', port: 0, family: 'IPv4' }
  }

  /** Hands the handle to whoever uses it now. */
  take(): TcpHandle {
    const handle = this.#handle as TcpHandle
    this.#handle = undefined
    return handle
  }

  listen(backlog: number, options: TcpSocketOptions): ListenerDriver {
    const handle = this.take()
    const listener = new KernelListener(handle, this.local, backlog, options)
    const status = handle.listen(backlog)
    if (status === 0) return listener
    handle.close()
    throw this.#errors.make(errnoName(status), 'listen', this.local)
  }

  close(): void {
    this.#handle?.close()
    this.#handle = undefined
  }
}

/** A bound socket has one IP version, and no second try: one address is looked up and taken. */
async function connectBound(
  socket: net.Socket,
  local: SocketAddress,
  port: number,
  host: string,
): Promise<void> {
  const family = local.address === '::' ? 0 : local.family === 'IPv4' ? 4 : 6
  const ip = net.isIP(host) !== 0 ? host : (await lookup(host, { family })).address
  // A socket bound to `::` speaks IPv4 through mapped addresses (RFC 4291 §2.5.5.2).
  const mapped = local.family === 'IPv6' && net.isIP(ip) === 4 ? `::ffff:${ip}` : ip
  // Called off while the name was being looked up.
  if (!socket.destroyed) socket.connect({ port, host: mapped })
}

async function resolve(
  errors: SocketErrors,
  call: string,
  name: string,
  port: number,
  family: 4 | 6 | undefined,
): Promise<string> {
  try {
    return (await lookup(name, { family: family ?? 0 })).address
  } catch (error) {
    throw errors.make(firstError(error as Error).code, call, { address: name, port }, error)
  }
}

async function resolveAll(
  errors: SocketErrors,
  name: string,
  port: number,
  family: 4 | 6 | undefined,
): Promise<readonly string[]> {
  try {
    const found = await lookup(name, { family: family ?? 0, all: true, verbatim: true })
    return found.map(({ address }) => address)
  } catch (error) {
    throw errors.make(firstError(error as Error).code, 'connect', { address: name, port }, error)
  }
}

/** When a name has several addresses and all fail, Node gives all errors: the first is reported. */
function firstError(error: Error): { code: string; cause: Error } {
  const cause = error instanceof AggregateError ? ((error.errors[0] as Error | undefined) ?? error) : error
  const code = (cause as NodeJS.ErrnoException).code ?? 'EIO'
  // Node's own codes for names that cannot be looked up at all.
  return { code: code === 'EAI_NONAME' || code === 'EAI_NODATA' ? 'ENOTFOUND' : code, cause }
}
