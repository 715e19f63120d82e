import { AsyncLocalStorage } from 'node:async_hooks'
import type { Random } from '../base/index.ts'
import type { VirtualClock } from '../link/index.ts'
import type { NodeSocket } from '../host/index.ts'
import type { SocketBackend, TcpStream } from '../socket/index.ts'

/** A host, as the replaced functions of Node use it. */
export interface Place {
  readonly world: object
  /** IPv4 and IPv6, as text. */
  readonly addresses: readonly string[]
  /** Counts its crashes: what an earlier life has begun is over. */
  readonly life: number
  readonly sockets: SocketBackend
  /** Keeps a socket in mind for a crash. */
  keep(socket: TcpStream): void
  keepDressed(socket: NodeSocket): void
  /** @returns Takes it back. */
  onCrash(call: () => void): () => void
}

/** What the replaced functions of Node ask while a simulation runs. */
export interface World {
  readonly clock: VirtualClock
  /** The draws of the programs: `Math.random` and those of node:crypto. */
  readonly chance: Random
  /** Virtual time 0 in milliseconds since 1970. */
  readonly epoch: number
  /** The host by name or address; undefined when there is none. */
  findHost(name: string): Place | undefined
  /** On which host code runs that no host has called: the tests themselves. */
  readonly home: Place
  /** Its default agents. */
  readonly agents: { useDispatchers(): void }
  /** Something of the program stays real while time is virtual: it is reported. */
  metReal(what: string): void
}

let active: World | undefined

/** @returns The simulation that runs now; undefined outside of `run`. */
export function activeWorld(): World | undefined {
  return active
}

/** One simulation at a time has Node's functions. @returns Gives them back. */
export function activate(world: World): () => void {
  active = world
  return () => {
    if (active === world) active = undefined
  }
}

const place = new AsyncLocalStorage<Place>()

/** Calls on behalf of a host: what it opens, listens to and starts belongs to that host. */
export function onHost<Value>(host: Place, call: () => Value): Value {
  return place.run(host, call)
}

/** @returns The host whose code runs now. */
export function currentHost(world: World): Place {
  const host = place.getStore()
  return host !== undefined && host.world === world ? host : world.home
}
