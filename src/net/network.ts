import { Random, SynfinError, type Clock } from '../base/index.ts'
import { PacketPool, parseIpAddress, type IpAddress } from '../wire/index.ts'
import { type NetworkCore, Link, type LinkOptions, type Tap } from '../link/index.ts'
import { Host } from './host.ts'
import { isLoopback } from './ip-layer.ts'
import { createOutside, type Outside, type OutsideOptions } from './outside.ts'
import { parsePrefix } from './prefix.ts'
import { netSentences as t } from './sentences.ts'

/** How a network is made. */
export interface NetworkOptions {
  /** Where its time comes from: a `VirtualClock`, or the machine's. */
  readonly clock: Clock
  /** Decides all chance: the same seed, calls and clock give the same packets. Default 1. */
  readonly seed?: number
}

/** How a host is made. */
export interface HostOptions {
  /** IPv4 and IPv6 addresses. Default: the next of 10.0.0.1, 10.0.0.2, … and of fd00::1, fd00::2, … */
  readonly addresses?: readonly string[]
}

const EVERYWHERE = ['0.0.0.0/0', '::/0']
/** Linux's loopback MTU. */
const LOOPBACK_MTU = 65_536

/**
 * Hosts and the links between them. It owns nothing of the outside: time and chance are handed in, and packets pass
 * in memory. Hosts reach those they are linked to, and themselves.
 */
export class Network {
  readonly clock: Clock
  readonly seed: number
  readonly #core: NetworkCore
  readonly #hosts = new Map<string, Host>()
  readonly #links: Link[] = []
  readonly #owners = new Map<string, Host>()
  #packets = 0

  constructor(options: NetworkOptions) {
    this.clock = options.clock
    this.seed = options.seed ?? 1
    this.#core = {
      clock: this.clock,
      random: new Random(this.seed),
      pool: new PacketPool(),
      taps: new Set(),
      packetId: () => this.#packets++,
    }
  }

  get hosts(): readonly Host[] {
    return [...this.#hosts.values()]
  }

  /** The links that were made by `link` and `outside`; each host has a loopback besides. */
  get links(): readonly Link[] {
    return this.#links
  }

  /**
   * Adds a host.
   *
   * @param name - Resolvable from every host of the network; letters, digits, hyphens and dots.
   * @throws {SynfinError} EINVAL for a bad or taken name and for a bad address, EADDRINUSE for a taken address.
   */
  host(name: string, options: HostOptions = {}): Host {
    if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name) || parseIpAddress(name) !== undefined) {
      throw new SynfinError('EINVAL', t.badHostName, { name })
    }
    if (name === 'localhost' || this.#isTaken(name)) {
      throw new SynfinError('EINVAL', t.nameTaken, { name })
    }
    const addresses = (options.addresses ?? this.#nextAddresses()).map((text) => this.#ownable(text))
    const host = new Host(name, addresses, this.#core, (wanted) => this.resolve(wanted))
    host.setLoopback(new Link(this.#core, host, host, 'lo', { mtu: LOOPBACK_MTU }))
    this.#hosts.set(name, host)
    for (const address of addresses) this.#owners.set(address.key, host)
    return host
  }

  /**
   * Joins two hosts.
   *
   * @throws {SynfinError} EINVAL for an unknown host, one host twice, or a pair that is linked already.
   * @throws {PathError} For a path that is not one.
   */
  link(a: Host | string, b: Host | string, options: LinkOptions = {}): Link {
    const from = this.#hostOf(a)
    const to = this.#hostOf(b)
    if (from === to) {
      throw new SynfinError('EINVAL', t.linkToItself, { name: from.name })
    }
    const known = this.#links.find(({ forward, back }) =>
      forward.from === from ? forward.to === to : back.from === from && back.to === to,
    )
    if (known !== undefined) {
      throw new SynfinError('EINVAL', t.linkedAlready, { from: from.name, to: to.name, link: known.name })
    }
    const link = new Link(this.#core, from, to, options.name ?? `${from.name}-${to.name}`, options)
    this.#links.push(link)
    from.addNeighbour(to.addresses, link.forward)
    to.addNeighbour(from.addresses, link.back)
    return link
  }

  /**
   * Gives a host a device through which raw IP packets leave the network and come in. Hosts do not forward: it serves
   * this host alone.
   *
   * @throws {SynfinError} EINVAL for an unknown host, a bad prefix, a name that is taken.
   * @throws {PathError} For a path that is not one.
   */
  outside(host: Host | string, options: OutsideOptions): Outside {
    const from = this.#hostOf(host)
    const prefixes = (options.addresses ?? EVERYWHERE).map((text) => parsePrefix(text))
    const peer = options.peer ?? 'outside'
    if (this.#isTaken(peer)) {
      throw new SynfinError('EINVAL', t.peerNameTaken, { name: peer })
    }
    const outside = createOutside(this.#core, from, options)
    this.#links.push(outside.link)
    for (const prefix of prefixes) from.addPrefix(prefix, outside.link.forward)
    return outside
  }

  /**
   * Shows every packet of every link, loopbacks included, to a tap from now on.
   *
   * @returns Takes the tap away again.
   */
  tap(tap: Tap): () => void {
    this.#core.taps.add(tap)
    return () => void this.#core.taps.delete(tap)
  }

  /**
   * @param name - A host's name, `localhost`, or an address, which stands for itself.
   * @returns The addresses, never none.
   * @throws {SynfinError} ENOTFOUND.
   */
  resolve(name: string): readonly string[] {
    const literal = parseIpAddress(name)
    if (literal !== undefined) return [literal.key]
    if (name === 'localhost') return ['127.0.0.1', '::1']
    const addresses = this.#hosts.get(name)?.addresses ?? []
    if (addresses.length === 0) {
      throw new SynfinError('ENOTFOUND', t.noHost, { name })
    }
    return addresses
  }

  /** A name is one end's alone, or a capture could not tell them apart. */
  #isTaken(name: string): boolean {
    return this.#hosts.has(name) || this.#links.some(({ forward }) => forward.to.name === name)
  }

  #hostOf(host: Host | string): Host {
    const name = typeof host === 'string' ? host : host.name
    const found = this.#hosts.get(name)
    if (found === undefined || (typeof host !== 'string' && found !== host)) {
      throw new SynfinError('EINVAL', t.noHost, { name })
    }
    return found
  }

  #ownable(text: string): IpAddress {
    const address = parseIpAddress(text)
    const first = address?.bytes[0] ?? 0
    const isMulticast = address?.version === 4 ? first >= 224 : first === 0xff
    if (
      address === undefined ||
      isMulticast ||
      isLoopback(address) ||
      address.bytes.every((byte) => byte === 0)
    ) {
      throw new SynfinError('EINVAL', t.notHostAddress, { text })
    }
    const owner = this.#owners.get(address.key)
    if (owner !== undefined)
      throw new SynfinError('EADDRINUSE', t.addressTaken, { address: text, name: owner.name })
    return address
  }

  #nextAddresses(): string[] {
    for (let n = this.#hosts.size + 1; ; n++) {
      const pair = [`10.0.${n >> 8}.${n & 255}`, `fd00::${n.toString(16)}`]
      if (!pair.some((text) => this.#owners.has(text))) return pair
    }
  }
}
