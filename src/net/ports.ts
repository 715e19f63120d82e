import { SynfinError, type Random } from '../base/index.ts'
import { overlap, type Binding } from './binding.ts'
import { netSentences as t } from './sentences.ts'

/** Linux's range of ephemeral ports (`net.ipv4.ip_local_port_range`). */
export const EPHEMERAL_FIRST = 32_768
export const EPHEMERAL_LAST = 60_999
const COUNT = EPHEMERAL_LAST - EPHEMERAL_FIRST + 1
/** RFC 6056 §3.3.4 asks for a table of counters, so that one peer cannot count what another does. */
const COUNTERS = 256

/** A socket that holds a port. */
export interface PortHolder {
  readonly binding: Binding
  /** SO_REUSEADDR. */
  readonly reuse: boolean
  readonly listening: boolean
  /** True when the port was picked by connect(): others may pick it too, for other peers. */
  readonly picked: boolean
}

interface Port {
  readonly holders: Set<PortHolder>
  /** Holders that were bound, not picked. */
  bound: number
}

/** Who holds which port of a host, for one protocol. */
export class PortTable {
  readonly #ports = new Map<number, Port>()
  readonly #random: Random
  readonly #secret: number
  readonly #counters: Uint32Array

  constructor(random: Random) {
    this.#random = random
    this.#secret = random.uint32()
    this.#counters = Uint32Array.from({ length: COUNTERS }, () => random.below(COUNT))
  }

  hold(holder: PortHolder): void {
    const { port } = holder.binding
    let entry = this.#ports.get(port)
    if (entry === undefined) {
      entry = { holders: new Set(), bound: 0 }
      this.#ports.set(port, entry)
    }
    entry.holders.add(holder)
    if (!holder.picked) entry.bound++
  }

  release(holder: PortHolder): void {
    const { port } = holder.binding
    const entry = this.#ports.get(port)
    if (entry === undefined || !entry.holders.delete(holder)) return
    if (!holder.picked) entry.bound--
    if (entry.holders.size === 0) this.#ports.delete(port)
  }

  /**
   * Holds a bind() to Linux's rule: two sockets share a port only at different addresses, or when both have
   * SO_REUSEADDR and neither listens.
   *
   * @throws {SynfinError} EADDRINUSE.
   */
  check(binding: Binding, reuse: boolean): void {
    for (const other of this.#ports.get(binding.port)?.holders ?? []) {
      if (!overlap(binding, other.binding) || (reuse && other.reuse && !other.listening)) continue
      throw new SynfinError('EADDRINUSE', t.portInUse, { port: binding.port, address: binding.text })
    }
  }

  /**
   * Picks a port to bind: any that nobody holds, from a random start (RFC 6056 §3.3.1).
   *
   * @throws {SynfinError} EADDRINUSE when none is left, as bind() says it.
   */
  pickFree(): number {
    const start = this.#random.below(COUNT)
    for (let i = 0; i < COUNT; i++) {
      const port = EPHEMERAL_FIRST + ((start + i) % COUNT)
      if (!this.#ports.has(port)) return port
    }
    throw new SynfinError('EADDRINUSE', t.noPortLeft, { first: EPHEMERAL_FIRST, last: EPHEMERAL_LAST })
  }

  /**
   * Picks a client's port, which grows from connection to connection with one peer and starts elsewhere for each
   * (RFC 6056 §3.3.4, double-hash port selection).
   *
   * @param peer - A number that stands for local address, remote address and remote port.
   * @param isFree - Whether the 4-tuple with this port is free.
   * @throws {SynfinError} EADDRNOTAVAIL when none is left, as connect() says it.
   */
  pickFor(peer: number, isFree: (port: number) => boolean): number {
    const offset = scramble(peer ^ this.#secret) % COUNT
    const slot = scramble(peer + this.#secret) % COUNTERS
    for (let i = 0; i < COUNT; i++) {
      const port = EPHEMERAL_FIRST + ((offset + (this.#counters[slot] as number)) % COUNT)
      this.#counters[slot] = ((this.#counters[slot] as number) + 1) % COUNT
      // As Linux: a port that somebody has bound is not given to others, whatever their peer.
      if ((this.#ports.get(port)?.bound ?? 0) === 0 && isFree(port)) return port
    }
    throw new SynfinError('EADDRNOTAVAIL', t.noPortToPeer, { first: EPHEMERAL_FIRST, last: EPHEMERAL_LAST })
  }
}

/** Spreads a 32-bit number over all 32-bit numbers. */
function scramble(x: number): number {
  let z = x >>> 0
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}
