import type { Nanos } from '../base/index.ts'

/** Why a packet was lost: in netem's words, `script` for the numbers of a path's `drop`, `down` for a wire that is cut. */
export type LossReason = 'loss' | 'queue' | 'corrupt' | 'mtu' | 'script' | 'down'

/** What became of a packet, and when that was decided. */
export type Fate =
  | { readonly kind: 'delivered'; readonly at: Nanos }
  | { readonly kind: 'lost'; readonly at: Nanos; readonly why: LossReason }

/** One packet on a link. Copies that the link makes are records of their own. */
export interface PacketRecord {
  /** From 0, in order of sending, over the whole network. */
  readonly id: number
  /** When it was sent. */
  readonly time: Nanos
  /** The link's name. */
  readonly link: string
  /** The names of the hosts. */
  readonly from: string
  readonly to: string
  /** The packet from its IP header on. Borrowed: copy what is kept after the call. */
  readonly bytes: Uint8Array
  /** Undefined until it is decided. */
  readonly fate: Fate | undefined
  /** The id of the packet that this one is a copy of. */
  readonly duplicateOf: number | undefined
}

/** Sees every packet of a network, twice: when it is sent and when its fate is decided. */
export interface Tap {
  sent?(record: PacketRecord): void
  decided?(record: PacketRecord): void
}

/** A packet as a `Recorder` keeps it: the fields of the tracker's `CapturedPacket`, and where it was seen. */
export interface RecordedPacket {
  readonly time: Nanos
  /** As it was sent, copied. */
  readonly bytes: Uint8Array
  /** When it reached the other end. */
  readonly arrival?: Nanos
  /** Absent while the packet is still under way. */
  readonly fate?: 'delivered' | 'lost'
  readonly why?: LossReason
  readonly id: number
  readonly link: string
  readonly from: string
  readonly to: string
  readonly duplicateOf?: number
}

/** A tap that keeps a copy of every packet with its fate, in order of sending. */
export class Recorder implements Tap {
  readonly #packets = new Map<number, Mutable<RecordedPacket>>()

  /** What has been seen so far, in order of sending. The packets still under way get their fate later. */
  get packets(): readonly RecordedPacket[] {
    return [...this.#packets.values()]
  }

  /** Forgets what has been seen. */
  clear(): void {
    this.#packets.clear()
  }

  /** Called by the network: a packet leaves. */
  sent(record: PacketRecord): void {
    const { id, time, link, from, to, duplicateOf } = record
    const packet = { time, bytes: record.bytes.slice(), id, link, from, to }
    this.#packets.set(id, duplicateOf === undefined ? packet : { ...packet, duplicateOf })
  }

  /** Called by the network: what becomes of it is decided. */
  decided(record: PacketRecord): void {
    const packet = this.#packets.get(record.id)
    if (packet === undefined || record.fate === undefined) return
    packet.fate = record.fate.kind
    if (record.fate.kind === 'delivered') packet.arrival = record.fate.at
    else packet.why = record.fate.why
  }
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] }
