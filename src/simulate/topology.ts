import { SynfinError } from '../base/index.ts'
import { type Direction, type Path, readPath } from '../link/index.ts'
import type { Network } from '../net/index.ts'
import { simulateSentences as t } from './sentences.ts'
import { SimulatedHost } from './simulated-host.ts'
import type { World } from './world.ts'

/** Paths of the two directions between two hosts. */
export interface BothWays {
  readonly forward?: Path | string
  readonly back?: Path | string
}

/** One host, or some. */
export type Hosts = string | readonly string[]

/** The hosts of a simulation, each linked to each. */
export class Topology {
  readonly #network: Network
  readonly #world: World
  readonly #path: Path
  readonly #hosts = new Map<string, SimulatedHost>()

  constructor(network: Network, world: World, path: Path | string) {
    this.#network = network
    this.#world = world
    this.#path = readPath(path)
  }

  get hosts(): readonly SimulatedHost[] {
    return [...this.#hosts.values()]
  }

  /** @returns The host with a name; made, and linked to all others, when there is none yet. */
  host(name: string): SimulatedHost {
    const known = this.#hosts.get(name)
    if (known !== undefined) return known
    const made = this.#network.host(name)
    for (const other of this.#hosts.keys()) this.#network.link(other, made, { path: this.#path })
    const host = new SimulatedHost(this.#world, made, () => ({
      away: this.#wires([name], this.#allBut([name])),
      here: this.#wires(this.#allBut([name]), [name]),
    }))
    this.#hosts.set(name, host)
    return host
  }

  /** @param name - Or an address. */
  find(name: string): SimulatedHost | undefined {
    return this.#hosts.get(name) ?? this.hosts.find((host) => host.addresses.includes(name))
  }

  /** @throws {SynfinError} EINVAL for a host that there is not; {PathError}. */
  setPath(a: string, b: string, path: Path | string | BothWays): void {
    const [there] = this.#wires([a], [b])
    const [back] = this.#wires([b], [a])
    const isBoth = typeof path === 'object' && ('forward' in path || 'back' in path)
    const both: BothWays = isBoth ? path : { forward: path as Path | string, back: path as Path | string }
    if (both.forward !== undefined) there?.setPath(both.forward)
    if (both.back !== undefined) back?.setPath(both.back)
  }

  /** Cuts or holds every wire between two groups; without the second, between the first and all others. */
  separate(a: Hosts, b: Hosts | undefined, state: 'cut' | 'held'): void {
    const [some, others] = [list(a), b === undefined ? this.#allBut(list(a)) : list(b)]
    for (const wire of [...this.#wires(some, others), ...this.#wires(others, some)]) {
      if (this.#carries(wire)) wire.setWire(state)
    }
  }

  /** All wires carry again, but for those of hosts that are down. */
  heal(): void {
    for (const { forward, back } of this.#network.links) {
      for (const wire of [forward, back]) {
        if (wire.wire !== 'up' && this.#carries(wire)) wire.setWire('up')
      }
    }
  }

  /** Both its ends have power. */
  #carries({ from, to }: Direction): boolean {
    return [from, to].every(({ name }) => this.#hosts.get(name)?.isDown === false)
  }

  #allBut(names: readonly string[]): readonly string[] {
    return [...this.#hosts.keys()].filter((name) => !names.includes(name))
  }

  #wires(from: readonly string[], to: readonly string[]): readonly Direction[] {
    for (const name of [...from, ...to]) this.#checked(name)
    return this.#network.links
      .flatMap(({ forward, back }) => [forward, back])
      .filter((wire) => from.includes(wire.from.name) && to.includes(wire.to.name))
  }

  #checked(name: string): void {
    if (this.#hosts.has(name)) return
    throw new SynfinError('EINVAL', t.noSuchHost, { name, hosts: [...this.#hosts.keys()] })
  }
}

function list(hosts: Hosts): readonly string[] {
  return typeof hosts === 'string' ? [hosts] : hosts
}
