import type { IpAddress, IpHeader } from '../../wire/index.ts'

/**
 * A connection's 4-tuple as the words in which it stands in an arriving packet: source, destination, both ports.
 * The words are in the machine's byte order, as `PacketBuffer.words` are.
 */
export type Tuple = Uint32Array

/** @returns The tuple of the packets that come from `remote` to `local`. */
export function tupleOf(remote: IpAddress, remotePort: number, local: IpAddress, localPort: number): Tuple {
  const width = remote.bytes.length
  const bytes = new Uint8Array(2 * width + 4)
  bytes.set(remote.bytes)
  bytes.set(local.bytes, width)
  bytes.set([remotePort >> 8, remotePort, localPort >> 8, localPort], 2 * width)
  return new Uint32Array(bytes.buffer)
}

/** What the table holds: a link of its own chain, so that a look-up makes nothing. */
export interface TupleEntry {
  readonly tuple: Tuple
  /** The table's. */
  nextInBucket: TupleEntry | undefined
}

/** Connections by 4-tuple: found from the words of a packet, without a string and without garbage. */
export class TupleTable<Entry extends TupleEntry> {
  #buckets: (Entry | undefined)[] = Array.from({ length: 64 })
  #size = 0
  #last: Entry | undefined

  get size(): number {
    return this.#size
  }

  /** @param words - Of the packet whose header is `ip`, at offset 0. */
  find(words: Uint32Array, ip: IpHeader): Entry | undefined {
    const addresses = ip.sourceOffset >> 2
    const count = ip.version === 4 ? 2 : 8
    // Signed: as an unsigned number half of them would be floats, made on the heap for each packet.
    const ports = (words[ip.payloadOffset >> 2] as number) | 0
    // Packets come in trains: most are for the connection of the one before.
    if (this.#last !== undefined && matches(this.#last.tuple, words, addresses, count, ports))
      return this.#last
    let hash = ports
    for (let i = 0; i < count; i++) hash = mix(hash, words[addresses + i] as number)
    let entry = this.#buckets[this.#indexOf(hash)]
    while (entry !== undefined && !matches(entry.tuple, words, addresses, count, ports)) {
      entry = entry.nextInBucket as Entry | undefined
    }
    if (entry !== undefined) this.#last = entry
    return entry
  }

  get(tuple: Tuple): Entry | undefined {
    let entry = this.#buckets[this.#bucketOf(tuple)]
    while (entry !== undefined && !same(entry.tuple, tuple)) entry = entry.nextInBucket as Entry | undefined
    return entry
  }

  /** Adds an entry whose tuple is not in the table yet. */
  add(entry: Entry): void {
    if (this.#size >= this.#buckets.length) this.#grow()
    const index = this.#bucketOf(entry.tuple)
    entry.nextInBucket = this.#buckets[index]
    this.#buckets[index] = entry
    this.#size++
  }

  /** Takes an entry out; harmless when it is not in. */
  delete(entry: Entry): void {
    if (this.#last === entry) this.#last = undefined
    const index = this.#bucketOf(entry.tuple)
    let previous: Entry | undefined
    let at = this.#buckets[index]
    while (at !== undefined && at !== entry) {
      previous = at
      at = at.nextInBucket as Entry | undefined
    }
    if (at === undefined) return
    if (previous === undefined) this.#buckets[index] = entry.nextInBucket as Entry | undefined
    else previous.nextInBucket = entry.nextInBucket
    entry.nextInBucket = undefined
    this.#size--
  }

  /** Every entry, in no order that means anything; the same calls give the same one. */
  *[Symbol.iterator](): Generator<Entry> {
    for (const first of this.#buckets) {
      for (let entry = first; entry !== undefined; entry = entry.nextInBucket as Entry | undefined)
        yield entry
    }
  }

  #bucketOf(tuple: Tuple): number {
    const last = tuple.length - 1
    let hash = tuple[last] as number
    for (let i = 0; i < last; i++) hash = mix(hash, tuple[i] as number)
    return this.#indexOf(hash)
  }

  #indexOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & (this.#buckets.length - 1)
  }

  #grow(): void {
    const old = this.#buckets
    this.#buckets = Array.from({ length: old.length * 2 })
    for (let entry of old) {
      while (entry !== undefined) {
        const next = entry.nextInBucket as Entry | undefined
        const index = this.#bucketOf(entry.tuple)
        entry.nextInBucket = this.#buckets[index]
        this.#buckets[index] = entry
        entry = next
      }
    }
  }
}

function mix(hash: number, word: number): number {
  const z = Math.imul(hash ^ word, 0x9e3779b1)
  return z ^ (z >>> 16)
}

function matches(tuple: Tuple, words: Uint32Array, at: number, count: number, ports: number): boolean {
  if (tuple.length !== count + 1 || ((tuple[count] as number) | 0) !== ports) return false
  for (let i = 0; i < count; i++) if (tuple[i] !== words[at + i]) return false
  return true
}

function same(a: Tuple, b: Tuple): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
