import { type IpHeader, IpAddress } from '../../wire/index.ts'
import type { TrackedConnection } from './tracked-connection.ts'
import type { TraceEndpoint } from '../types.ts'

/** Two addresses and two ports, and the connections between them, the newest last. */
export class Flow {
  /** The packet's first addresses, source then destination, as they stood in it. */
  readonly #addresses: Uint8Array
  readonly #portA: number
  readonly #portB: number
  /** The ends as people write them: that of the first packet's sender, and the other. */
  readonly a: TraceEndpoint
  readonly b: TraceEndpoint
  current: TrackedConnection | undefined = undefined
  /** Whether `a` is the client of `current`. */
  aIsClient = true

  constructor(addresses: Uint8Array, portA: number, portB: number) {
    const half = addresses.length / 2
    this.#addresses = addresses
    this.#portA = portA
    this.#portB = portB
    this.a = { address: new IpAddress(addresses.subarray(0, half)).toString(), port: portA }
    this.b = { address: new IpAddress(addresses.subarray(half)).toString(), port: portB }
  }

  /** @returns 1 when the packet goes from `a` to `b`, -1 when from `b` to `a`, 0 when it belongs elsewhere. */
  match(bytes: Uint8Array, at: number, length: number, source: number, destination: number): 1 | -1 | 0 {
    const mine = this.#addresses
    if (mine.length !== 2 * length) return 0
    if (source === this.#portA && destination === this.#portB) {
      let i = 0
      while (i < 2 * length && bytes[at + i] === mine[i]) i++
      if (i === 2 * length) return 1
    }
    if (source !== this.#portB || destination !== this.#portA) return 0
    for (let i = 0; i < length; i++) {
      if (bytes[at + i] !== mine[length + i] || bytes[at + length + i] !== mine[i]) return 0
    }
    return -1
  }
}

/** Finds a packet's flow without making a string of its addresses: a hash of the bytes, then the bytes themselves. */
export class FlowTable {
  readonly #buckets = new Map<number, Flow[]>()
  /** Where a file was made so that all its flows share a hash: by the bytes themselves. */
  readonly #crowded = new Map<string, Flow>()
  #last: Flow | undefined
  /** Whether the packet asked for last went from `a` to `b`. */
  forward = true

  /** @returns The packet's flow, made when it is new. */
  find(bytes: Uint8Array, ip: IpHeader, source: number, destination: number): Flow {
    const at = ip.sourceOffset
    const length = ip.version === 4 ? 4 : 16
    const last = this.#last?.match(bytes, at, length, source, destination) ?? 0
    if (last !== 0) return this.#found(this.#last as Flow, last)
    const key = (hash(bytes, at, length, source) + hash(bytes, at + length, length, destination)) | 0
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) {
      bucket = []
      this.#buckets.set(key, bucket)
    }
    for (const flow of bucket) {
      const way = flow.match(bytes, at, length, source, destination)
      if (way !== 0) return this.#found(flow, way)
    }
    const addresses = bytes.slice(at, at + 2 * length)
    if (bucket.length < CROWD) {
      const flow = new Flow(addresses, source, destination)
      bucket.push(flow)
      return this.#found(flow, 1)
    }
    const a = nameOf(addresses.subarray(0, length), source)
    const b = nameOf(addresses.subarray(length), destination)
    const known = this.#crowded.get(`${a} ${b}`)
    if (known !== undefined) return this.#found(known, 1)
    const other = this.#crowded.get(`${b} ${a}`)
    if (other !== undefined) return this.#found(other, -1)
    const flow = new Flow(addresses, source, destination)
    this.#crowded.set(`${a} ${b}`, flow)
    return this.#found(flow, 1)
  }

  #found(flow: Flow, way: 1 | -1): Flow {
    this.#last = flow
    this.forward = way > 0
    return flow
  }
}

/** More flows than this never share a hash by chance. */
const CROWD = 8

function nameOf(address: Uint8Array, port: number): string {
  return `${address.join('.')}:${port}`
}

/** FNV-1a over an address and a port; the two ends' hashes are added, so that both directions meet. */
function hash(bytes: Uint8Array, at: number, length: number, port: number): number {
  let h = 0x811c9dc5 ^ port
  for (let i = 0; i < length; i++) h = Math.imul(h ^ (bytes[at + i] as number), 0x01000193)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return h ^ (h >>> 13)
}
