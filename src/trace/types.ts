import type { Nanos } from '../base/index.ts'
import type { TcpState } from '../wire/index.ts'

/** One end of a connection. */
export interface TraceEndpoint {
  /** The address as text, IPv6 in RFC 5952 form. */
  readonly address: string
  readonly port: number
}

/**
 * The end that sent the first SYN is the client. When no SYN was seen: the one with the port from 1024 up when the
 * other's is below, else the sender of the first packet.
 */
export type Side = 'client' | 'server'

/** What a segment is, beside its flags; a segment can be several. */
export type SegmentKind =
  | 'syn'
  | 'syn-ack'
  | 'handshake-ack'
  | 'data'
  | 'ack'
  | 'fin'
  | 'rst'
  | 'retransmission'
  | 'copy'
  | 'out-of-order'
  | 'duplicate-ack'
  | 'window-update'
  | 'zero-window'
  | 'zero-window-probe'
  | 'keep-alive'
  | 'keep-alive-ack'
  | 'time-wait-reuse'
  | 'previous-not-captured'
  | 'acked-unseen'
  | 'd-sack'
  | 'old-ack'
  | 'late-syn-ack'

/**
 * Why a retransmission was sent. `fast`: SACK, RACK or duplicate ACKs reported it missing. `tlp`: a tail loss probe
 * (RFC 8985 §7), the last segment once more after a silence. `rto`: the retransmission timer expired; also what follows
 * until everything sent before that is acknowledged.
 */
export type RetransmissionCause = 'fast' | 'tlp' | 'rto'

/** A stretch of a side's numbers, relative and unwrapped; `right` is one past its last. */
export interface Range {
  readonly left: number
  readonly right: number
}

/** What the tracker knows of a retransmission beside its cause. */
export interface Retransmission {
  /** Index into `segments` of the last sending of some of it before; absent: that was not seen. */
  readonly previous?: number | undefined
  /** How long before it that was; absent where it was not seen, or the capture's clock stepped back in between. */
  readonly waited?: Nanos | undefined
  /** Duplicate ACKs that had reported it missing. */
  readonly duplicates: number
  /** SACK had reported to its sender that something beyond it has arrived. */
  readonly sacked: boolean
  /** It had already been acknowledged, as its sender knew. */
  readonly acknowledged: boolean
  /** It follows from a time-out of something before it. */
  readonly afterTimeout: boolean
}

/** One segment as the tracker understands it. */
export interface TracedSegment {
  /** Place among all packets of the capture, from 0. */
  readonly packet: number
  /** Place in the capture file, from 0; absent: `packet`. */
  readonly frame?: number
  readonly time: Nanos
  readonly arrival: Nanos | undefined
  readonly from: Side
  readonly flags: number
  /** The ECN field of its IP header (RFC 3168 §5): 0 takes no marks, 1 ECT(1), 2 ECT(0), 3 CE, marked. */
  readonly ecn: number
  /** Hops it may still go, as the tap saw it: IPv4's time to live, IPv6's hop limit. */
  readonly hopLimit?: number
  /** IPv4 identification; 0: it has none. */
  readonly ipId?: number
  /** As on the wire, 0 to 2^32 - 1. */
  readonly seq: number
  readonly ack: number
  /** Relative to the side's initial sequence number, unwrapped: the SYN is 0, the first byte 1. */
  readonly relSeq: number
  readonly relAck: number
  /** Payload bytes. */
  readonly length: number
  /** The advertised window in bytes, scaled where the scale is known. */
  readonly window: number
  readonly kinds: readonly SegmentKind[]
  /** True when `retransmission` or `out-of-order` is the likelier of the two and the packet does not prove it. */
  readonly likely?: boolean
  /** Why a retransmission was sent, where the packets before it show it. */
  readonly cause?: RetransmissionCause | undefined
  /** True when another cause would explain what was seen too. */
  readonly likelyCause?: boolean
  /** A retransmission that later proved not to have been needed: by D-SACK, or by an echoed timestamp. */
  readonly spurious?: boolean
  /** What else is known of a retransmission. */
  readonly retransmission?: Retransmission | undefined
  /**
   * What was sent and the capture has not seen up to here, in numbers of the side that sent it: the first stretch of
   * what comes before the segment (`previous-not-captured`), or of what it acknowledges (`acked-unseen`).
   */
  readonly unseen?: Range | undefined
  /** Which duplicate ACK of its number it is, from 1; 0: none. */
  readonly duplicate?: number
  /** How much it acknowledges against what its sender had acknowledged before; absent: it acknowledges nothing. */
  readonly acknowledges?: 'more' | 'same' | 'less' | undefined
  /** Sending it moved its sender to another state. */
  readonly movedSender?: boolean
  readonly fate: 'delivered' | 'lost'
  readonly why: string | undefined
  /** `comment`: its fate stands in a comment in the capture file. */
  readonly fateFrom?: 'comment' | undefined
  readonly options: TracedOptions
  /** The state of both ends once this segment has been sent and, unless it was lost, has arrived. */
  readonly state: Readonly<Record<Side, TcpState>>
  /** The payload's bytes (borrowed from the capture). */
  readonly payload: Uint8Array
}

/** The options of a segment that the tracker reads. */
export interface TracedOptions {
  readonly mss?: number
  readonly windowScale?: number
  readonly sackPermitted?: boolean
  readonly timestamps?: { readonly value: number; readonly echo: number }
  /** Relative to the receiver of the ACK's own numbering, unwrapped. */
  readonly sack?: readonly { readonly left: number; readonly right: number }[]
}

/** The three steps of a handshake, as indices into `segments`, copies left out. */
export interface TracedHandshake {
  readonly syn: number
  readonly synAck: number
  readonly ack: number
  /** From the SYN to its answer, and from the SYN-ACK to its ACK; undefined: the capture's clock stepped back in between. */
  readonly rtt: Nanos | undefined
  /** A SYN or a SYN-ACK went more than once and nothing shows for certain which was answered (Karn's rule). */
  readonly ambiguous?: true | undefined
}

/** One connection, from packets alone. */
export interface ConnectionTrace {
  /** From 0, in order of first packet. */
  readonly id: number
  readonly client: TraceEndpoint
  readonly server: TraceEndpoint
  readonly segments: readonly TracedSegment[]
  /** No SYN was seen: numbers are relative to the first seen, states are inferred. */
  readonly startedMidway: boolean
  /** Its three steps; undefined when it was not seen whole. */
  readonly handshake: TracedHandshake | undefined
  /** Initial sequence numbers as on the wire, where known. */
  readonly iss: Readonly<Record<Side, number | undefined>>
  /** The first FIN or RST: who, how, and which segment. */
  readonly close: { readonly first: Side; readonly how: 'fin' | 'rst'; readonly segment: number } | undefined
  /** Who waits 2 MSL in TIME-WAIT at the end, or has waited until that time was over. */
  readonly timeWait: Side | 'both' | undefined
  /** The first RST that ended it, also when a FIN came before: who sent it, and which segment it is. */
  readonly reset?: { readonly by: Side; readonly segment: number } | undefined
  /** Every move of either end through RFC 9293's states, in order of time. */
  readonly stateChanges: readonly StateChange[]
  readonly finalState: Readonly<Record<Side, TcpState>>
  readonly totals: Readonly<Record<Side, SideTotals>>
  /** Index into `segments` of each side's first FIN. */
  readonly fin?: Readonly<Record<Side, number | undefined>>
  /** Whether its FIN was sent before the peer's had arrived, so that it went by CLOSING (RFC 9293 §3.6). */
  readonly crossed?: Readonly<Record<Side, boolean>>
  /** How often a packet's time is before that of the packet above it, and by how much at most: the capture's clock stepped back. */
  readonly clockSteps?: { readonly count: number; readonly most: Nanos } | undefined
  /** The server's end answered from an older connection on the same ports, which it was in this state of. */
  readonly oldConnection?: TcpState | undefined
}

/** One move of one end. A segment moves its sender when it is sent and its receiver when it arrives. */
export interface StateChange {
  readonly side: Side
  readonly time: Nanos
  readonly from: TcpState
  readonly to: TcpState
  /** Index into `segments` of the one that caused it. */
  readonly segment: number
  /** It came by the passing of time: 2 MSL after `segment` had led to TIME-WAIT. */
  readonly byTime?: true
}

/** What one side sent. */
export interface SideTotals {
  readonly segments: number
  /** Distinct payload bytes by sequence number that were captured. */
  readonly bytes: number
  /** Bytes that the other side acknowledged and the capture never saw: they arrived. */
  readonly notCapturedBytes: number
  /** Segments that are copies, made by the network or the capture. */
  readonly copies: number
  readonly retransmittedSegments: number
  readonly retransmittedBytes: number
  /** Of the retransmitted segments those whose cause is known, by cause. */
  readonly retransmissionsByCause: Readonly<Record<RetransmissionCause, number>>
  /** Of these, those of which another cause would explain what was seen too. */
  readonly likelyCauses: number
  /** ACKs by which it reported that something had come twice (RFC 2883). */
  readonly dSacks: number
  readonly lostSegments: number
  readonly zeroWindows: number
  /** How long it offered no window, until it opened one again: a last one that never opened is not in it. */
  readonly zeroWindowTime: Nanos
  /** Window probes it sent. */
  readonly windowProbes: number
}
