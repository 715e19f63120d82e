import type { Nanos } from '../../base/index.ts'
import { type TcpState, ACK, readTcp, TCP_STATES, TcpSegment, unwrap } from '../../wire/index.ts'
import { kindList, MARK } from './kinds.ts'
import type { CapturedPacket } from '../../capture/index.ts'
import type {
  Range,
  Retransmission,
  RetransmissionCause,
  SegmentKind,
  Side,
  TracedOptions,
  TracedSegment,
} from '../types.ts'

/** Where the other end's numbering begins: what a segment needs to say its SACK blocks in relative numbers. */
export interface PeerBase {
  readonly base: number
}

/** What a retransmission keeps: its story, and what is still to be judged. */
export interface RetransmissionRecord extends Retransmission {
  readonly cause: RetransmissionCause | undefined
  readonly likelyCause: boolean
  readonly before: SegmentView | undefined
  /** It was the lowest that was not acknowledged. */
  readonly wasFirst: boolean
  /** A D-SACK has reported it. */
  isReported: boolean
}

/**
 * A segment in few bytes: what stands in the packet is read from it when asked for, so that a million of them fit
 * in memory. `kinds`, `state` and `options` are shared or made on demand: do not write to them.
 */
export class SegmentView implements TracedSegment {
  readonly source: CapturedPacket
  readonly packet: number
  readonly from: Side
  readonly relSeq: number
  readonly relAck: number
  readonly length: number
  readonly window: number
  readonly #tcp: number
  readonly #peer: PeerBase
  /** Bits of `KIND` and `MARK`. */
  kindBits = 0
  /** Set on a retransmission alone. */
  retransmission: RetransmissionRecord | undefined = undefined
  unseen: Range | undefined = undefined
  duplicate = 0
  state: Readonly<Record<Side, TcpState>>

  /**
   * @param tcp - Offset of the TCP header in the packet.
   * @param peer - The end that gets it.
   */
  constructor(
    source: CapturedPacket,
    packet: number,
    from: Side,
    tcp: number,
    peer: PeerBase,
    relSeq: number,
    relAck: number,
    length: number,
    window: number,
    state: Readonly<Record<Side, TcpState>>,
  ) {
    this.source = source
    this.packet = packet
    this.from = from
    this.#tcp = tcp
    this.#peer = peer
    this.relSeq = relSeq
    this.relAck = relAck
    this.length = length
    this.window = window
    this.state = state
  }

  get frame(): number {
    return this.source.frame ?? this.packet
  }
  get time(): Nanos {
    return this.source.time
  }
  get arrival(): Nanos | undefined {
    return this.source.arrival
  }
  get flags(): number {
    const bytes = this.source.bytes
    return (((bytes[this.#tcp + 12] as number) & 1) << 8) | (bytes[this.#tcp + 13] as number)
  }
  get ecn(): number {
    const { bytes } = this.source
    const second = bytes[1] as number
    return ((bytes[0] as number) >> 4 === 6 ? second >> 4 : second) & 3
  }
  get seq(): number {
    return this.#u32(4)
  }
  get ack(): number {
    return this.#u32(8)
  }
  /** IPv4 identification; 0 for IPv6, whose header has none. */
  get ipId(): number {
    const bytes = this.source.bytes
    return (bytes[0] as number) >> 4 === 4 ? ((bytes[4] as number) << 8) | (bytes[5] as number) : 0
  }
  /** Hops it may still go, as the tap saw it: IPv4's time to live, IPv6's hop limit. */
  get hopLimit(): number {
    const bytes = this.source.bytes
    return bytes[(bytes[0] as number) >> 4 === 4 ? 8 : 7] as number
  }
  /** The window field as it stands in the header. */
  get rawWindow(): number {
    const bytes = this.source.bytes
    return ((bytes[this.#tcp + 14] as number) << 8) | (bytes[this.#tcp + 15] as number)
  }
  get likely(): boolean {
    return (this.kindBits & MARK.likely) !== 0
  }
  get spurious(): boolean {
    return (this.kindBits & MARK.spurious) !== 0
  }
  get movedSender(): boolean {
    return (this.kindBits & MARK.movedSender) !== 0
  }
  get cause(): RetransmissionCause | undefined {
    return this.retransmission?.cause
  }
  get likelyCause(): boolean {
    return this.retransmission?.likelyCause === true
  }
  get acknowledges(): 'more' | 'same' | 'less' | undefined {
    if ((this.flags & ACK) === 0) return undefined
    return (this.kindBits & MARK.acksMore) !== 0
      ? 'more'
      : (this.kindBits & MARK.acksLess) !== 0
        ? 'less'
        : 'same'
  }
  get kinds(): readonly SegmentKind[] {
    return kindList(this.kindBits)
  }
  get fate(): 'delivered' | 'lost' {
    return this.source.fate ?? 'delivered'
  }
  get why(): string | undefined {
    return this.source.why
  }
  get fateFrom(): 'comment' | undefined {
    return this.source.fateFrom
  }
  get payload(): Uint8Array {
    const bytes = this.source.bytes
    const start = Math.min(this.#tcp + ((bytes[this.#tcp + 12] as number) >> 4) * 4, bytes.length)
    return bytes.subarray(start, Math.min(start + this.length, bytes.length))
  }
  get options(): TracedOptions {
    const bytes = this.source.bytes
    if ((bytes[this.#tcp + 12] as number) >> 4 === 5) return NO_OPTIONS
    readTcp(bytes, this.#tcp, bytes.length, scratch)
    return optionsOf(scratch, this.#peer.base, this.relAck)
  }

  #u32(at: number): number {
    const bytes = this.source.bytes
    const i = this.#tcp + at
    const low = ((bytes[i + 1] as number) << 16) | ((bytes[i + 2] as number) << 8) | (bytes[i + 3] as number)
    return (bytes[i] as number) * 0x1000000 + low
  }
}

const NO_OPTIONS: TracedOptions = Object.freeze({})
const scratch = new TcpSegment()

function optionsOf(tcp: TcpSegment, base: number, relAck: number): TracedOptions {
  const sack: { left: number; right: number }[] = []
  for (let i = 0; i < tcp.sackCount; i++) {
    const left = unwrap(((tcp.sackLeft[i] as number) - base) >>> 0, relAck)
    const right = unwrap(((tcp.sackRight[i] as number) - base) >>> 0, relAck)
    sack.push({ left, right })
  }
  return {
    ...(tcp.mss >= 0 ? { mss: tcp.mss } : {}),
    ...(tcp.windowScale >= 0 ? { windowScale: tcp.windowScale } : {}),
    ...(tcp.sackPermitted ? { sackPermitted: true } : {}),
    ...(tcp.hasTimestamps ? { timestamps: { value: tcp.tsVal, echo: tcp.tsEcr } } : {}),
    ...(sack.length > 0 ? { sack } : {}),
  }
}

/** All 121 pairs of states, made once: a segment holds a reference. */
const PAIRS = new Map<TcpState, Map<TcpState, Readonly<Record<Side, TcpState>>>>(
  TCP_STATES.map((client) => [
    client,
    new Map(TCP_STATES.map((server) => [server, Object.freeze({ client, server })])),
  ]),
)

/** @returns The pair of states, always the same object for the same two. */
export function statePair(client: TcpState, server: TcpState): Readonly<Record<Side, TcpState>> {
  return PAIRS.get(client)?.get(server) ?? { client, server }
}
