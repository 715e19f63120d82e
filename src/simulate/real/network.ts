import dns from 'node:dns'
import http from 'node:http'
import net from 'node:net'
import tls from 'node:tls'
import { virtualNow } from './clocks.ts'
import { notFound } from './node-errors.ts'
import { SimulatedListening } from './servers.ts'
import { type ConnectOptions, readConnect, SimulatedSocket } from './sockets.ts'
import type { Patches } from '../patches.ts'
import { activeWorld, currentHost, type World } from '../world.ts'

/** Servers of Node's that listen on a simulated host. */
const listening = new WeakMap<net.Server, SimulatedListening>()

/** node:net, and what of node:tls and node:http does not go through it. */
export function patchNetwork(patches: Patches): void {
  for (const name of ['connect', 'createConnection'] as const) {
    patches.value(net, name, (real) => connecting(real))
  }
  patches.value(net, 'Socket', simulatedSocketClass)
  patches.value(net, 'Stream' as 'Socket', simulatedSocketClass)
  patchServers(patches)
  patchTls(patches)
  patchHttp(patches)
}

function connecting(real: typeof net.connect) {
  return (...args: unknown[]): unknown => {
    const world = activeWorld()
    const [options] = readConnect(args)
    if (world === undefined) return Reflect.apply(real, net, args)
    if (options.path !== undefined) {
      world.metReal(`net.connect ${options.path}`)
      return Reflect.apply(real, net, args)
    }
    return dial(world, args)
  }
}

function dial(world: World, args: readonly unknown[]): SimulatedSocket {
  const [options] = readConnect(args)
  return new SimulatedSocket(world, options).connect(...args)
}

/** `new net.Socket()` in a run is a simulated one; one of a handle or a descriptor is the machine's. */
function simulatedSocketClass(real: typeof net.Socket): typeof net.Socket {
  return new Proxy(real, {
    construct(target, args: unknown[], newTarget) {
      const world = activeWorld()
      const options = args[0] as (ConnectOptions & { handle?: unknown; fd?: unknown }) | undefined
      const isPlain = options?.handle === undefined && options?.fd === undefined
      if (world === undefined || !isPlain || newTarget.prototype !== target.prototype)
        return Reflect.construct(target, args, newTarget) as object
      return new SimulatedSocket(world, options)
    },
    get(target, key, receiver) {
      if (key !== Symbol.hasInstance) return Reflect.get(target, key, receiver) as unknown
      return (value: unknown) => value instanceof target || value instanceof SimulatedSocket
    },
  })
}

function patchServers(patches: Patches): void {
  const { prototype } = net.Server
  patches.value(
    prototype,
    'listen',
    (real) =>
      function replaced(this: net.Server, ...args: unknown[]): net.Server {
        const world = activeWorld()
        if (world === undefined) return Reflect.apply(real, this, args) as net.Server
        const [options, done] = readConnect(args) as [net.ListenOptions, (() => void) | undefined]
        if (options.path !== undefined || 'fd' in options || '_handle' in options) {
          world.metReal(`net.Server.listen ${options.path ?? 'fd'}`)
          return Reflect.apply(real, this, args) as net.Server
        }
        if (done !== undefined) this.once('listening', done)
        const found = new SimulatedListening(this, currentHost(world), () => listening.delete(this))
        listening.set(this, found)
        const backlog = args.find((each, i) => i > 0 && typeof each === 'number') as number | undefined
        void found.open(portOf(options), options.host, options.backlog ?? backlog)
        options.signal?.addEventListener('abort', () => this.close(), { once: true })
        return this
      },
  )
  patches.value(
    prototype,
    'close',
    (real) =>
      function replaced(this: net.Server, done?: (error?: Error) => void): net.Server {
        const found = listening.get(this)
        if (found === undefined) return Reflect.apply(real, this, [done])
        if (done !== undefined) this.once('close', done)
        found.close()
        return this
      },
  )
  patches.value(
    prototype,
    'address',
    (real) =>
      function replaced(this: net.Server) {
        const found = listening.get(this)
        return found === undefined ? Reflect.apply(real, this, []) : found.address
      },
  )
  patches.value(
    prototype,
    'getConnections',
    (real) =>
      function replaced(this: net.Server, done: (error: Error | null, count: number) => void): net.Server {
        const found = listening.get(this)
        if (found === undefined) return Reflect.apply(real, this, [done])
        process.nextTick(done, null, found.connections)
        return this
      },
  )
  patches.getter(prototype, 'listening', (real) => {
    return function replaced(this: net.Server): boolean {
      return listening.has(this) || real.call(this)
    }
  })
}

/** As Node: a number or a text of one; none is one that is free. */
function portOf({ port }: { readonly port?: unknown }): number {
  return Number(port ?? 0) || 0
}

/** tls.connect dials by a way of its own unless it is given a socket. */
function patchTls(patches: Patches): void {
  patches.value(tls, 'connect', (real) => (...args: unknown[]) => {
    const world = activeWorld()
    const [given, done] = readConnect(args)
    const later = args.find((each, i) => i > 0 && typeof each === 'object' && each !== null)
    const options = { ...given, ...(later as object) } as ConnectOptions & { socket?: unknown; path?: string }
    if (world === undefined || options.socket !== undefined || options.path !== undefined)
      return Reflect.apply(real, tls, args)
    const servername = net.isIP(options.host ?? '') === 0 ? { servername: options.host ?? 'localhost' } : {}
    return real({ ...servername, ...options, socket: dial(world, [options]) } as never, done)
  })
}

/** The agents have kept `net.createConnection`, and a default agent its sockets: both are the run's own. */
function patchHttp(patches: Patches): void {
  patches.value(
    http.Agent.prototype as unknown as { createConnection: typeof net.createConnection },
    'createConnection',
    connecting,
  )
  patches.value(
    http.OutgoingMessage.prototype as unknown as { _storeHeader: StoreHeader },
    '_storeHeader',
    (real) =>
      function replaced(this: http.OutgoingMessage, firstLine: string, headers: unknown): unknown {
        const world = activeWorld()
        if (world === undefined || !this.sendDate || namesDate(headers))
          return real.call(this, firstLine, headers)
        // Node writes the machine's time; it is asked not to, and has been told the time already.
        this.sendDate = false
        const date = new Date(virtualNow(world)).toUTCString()
        const result = real.call(this, `${firstLine}Date: ${date}\r\n`, headers)
        this.sendDate = true
        return result
      },
  )
}

type StoreHeader = (firstLine: string, headers: unknown) => unknown

/** Node gives the headers as a list of pairs, a flat list, or an object whose values are pairs or texts. */
function namesDate(headers: unknown): boolean {
  if (headers === null || headers === undefined) return false
  const names = Array.isArray(headers)
    ? headers.flatMap((each: unknown) => (Array.isArray(each) ? [each[0] as unknown] : [each]))
    : Object.keys(headers)
  return names.some((name) => String(name).toLowerCase() === 'date')
}

interface Lookup {
  readonly all?: boolean
  readonly family?: number | string
}
type Looked = (error: Error | null, address?: unknown, family?: number) => void

/** Names are those of the simulation's hosts; there is nobody else to ask. */
export function patchNames(patches: Patches): void {
  const addressesOf = (world: World, name: string, family: number): { address: string; family: number }[] => {
    const known =
      net.isIP(name) > 0
        ? [name]
        : name === 'localhost'
          ? ['127.0.0.1', '::1']
          : world.findHost(name)?.addresses
    return (known ?? [])
      .map((address) => ({ address, family: net.isIP(address) }))
      .filter((found) => family === 0 || found.family === family)
  }
  const lookedUp = (world: World, name: string, options: unknown): { address: string; family: number }[] => {
    const { family = 0 }: Lookup = typeof options === 'number' ? { family: options } : (options ?? {})
    const found = addressesOf(world, name, Number(String(family).replace('IPv', '')))
    if (found.length === 0) throw notFound(name)
    return found
  }
  const isAll = (options: unknown): boolean => (options as Lookup | undefined)?.all === true
  patches.value(dns, 'lookup', (real) => (name: string, ...rest: [unknown, Looked] | [Looked]) => {
    const world = activeWorld()
    if (world === undefined) return Reflect.apply(real, dns, [name, ...rest]) as unknown
    const done = rest.at(-1) as Looked
    const options = rest.length > 1 ? rest[0] : undefined
    try {
      const found = lookedUp(world, name, options)
      if (isAll(options)) process.nextTick(done, null, found)
      else process.nextTick(done, null, found[0]?.address, found[0]?.family)
    } catch (error) {
      process.nextTick(done, error)
    }
    return {}
  })
  patches.value(dns.promises, 'lookup', (real) => async (name: string, options?: unknown) => {
    const world = activeWorld()
    if (world === undefined) return real(name, options as never) as unknown
    const found = lookedUp(world, name, options)
    return isAll(options) ? found : found[0]
  })
  for (const [method, family] of [
    ['resolve4', 4],
    ['resolve6', 6],
  ] as const) {
    const resolved = (world: World, name: string): string[] => {
      const found = addressesOf(world, name, family).map(({ address }) => address)
      if (found.length === 0) throw notFound(name, family === 4 ? 'queryA' : 'queryAaaa')
      return found
    }
    patches.value(dns, method, (real) => (name: string, ...rest: [unknown, Looked] | [Looked]) => {
      const world = activeWorld()
      if (world === undefined) return Reflect.apply(real, dns, [name, ...rest]) as unknown
      const done = rest.at(-1) as Looked
      try {
        process.nextTick(done, null, resolved(world, name))
      } catch (error) {
        process.nextTick(done, error)
      }
      return undefined
    })
    patches.value(dns.promises, method, (real) => async (name: string, ...rest: unknown[]) => {
      const world = activeWorld()
      if (world === undefined) return Reflect.apply(real, dns.promises, [name, ...rest]) as unknown
      return resolved(world, name)
    })
  }
}
