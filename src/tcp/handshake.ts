import type { Nanos } from '../base/index.ts'
import { TcpSegment } from '../wire/index.ts'
import { passiveOpen } from './calls.ts'
import { pollTransmit } from './output.ts'
import { segmentArrives } from './segment-arrives/index.ts'
import { EVER_RETRANSMITTED } from './send-queue/segment-records.ts'
import type { Tcb } from './tcb.ts'

/** What a listener keeps of a SYN: all that a connection is made of, and nothing more (RFC 4987 §3.4, SYN cache). */
export interface KeptSyn {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly seq: number
  readonly window: number
  readonly flags: number
  readonly trafficClass: number
  readonly mss: number
  readonly windowScale: number
  readonly sackPermitted: boolean
  readonly hasTimestamps: boolean
  readonly tsVal: number
}

/** A handshake that is under way without a connection. */
export interface Handshake {
  readonly syn: KeptSyn
  /** When the SYN came, and when the SYN-ACK left for the first time. */
  readonly startedAt: Nanos
  /** How often the SYN-ACK was retransmitted. */
  readonly retransmissions: number
  /** Nobody remembers when the SYN-ACK left: it gives no round-trip time. */
  readonly isTimeless?: boolean
  /** When an invalid segment was answered last. */
  readonly answeredAt: Nanos
  /** When the SYN-ACK left last. Absent: once only. */
  readonly sentAgainAt?: Nanos | undefined
  /** The latest timestamp of the peer. Absent: that of the SYN. */
  readonly tsRecent?: number | undefined
}

/** @param trafficClass - Of its packet. @returns What to keep of a SYN. Text in it is left for the peer to send again, as Linux does without fast open. */
export function keepSyn(segment: TcpSegment, trafficClass: number): KeptSyn {
  const { sourcePort, destinationPort, seq, window, flags } = segment
  const { mss, windowScale, sackPermitted, hasTimestamps, tsVal } = segment
  return {
    sourcePort,
    destinationPort,
    seq,
    window,
    flags,
    trafficClass,
    mss,
    windowScale,
    sackPermitted,
    hasTimestamps,
    tsVal,
  }
}

/** The SYN, and again the SYN-ACK that has left before: the connection is in SYN-RECEIVED then. */
export function resume(tcb: Tcb, handshake: Handshake): void {
  const { syn, startedAt, retransmissions, isTimeless = false, answeredAt, sentAgainAt, tsRecent } = handshake
  passiveOpen(tcb)
  const { trafficClass, ...fields } = syn
  segmentArrives(tcb, Object.assign(new TcpSegment(), fields), trafficClass, startedAt)
  while (pollTransmit(tcb, startedAt) !== undefined);
  tcb.waitToBeAccepted(answeredAt)
  if (tsRecent !== undefined && tcb.timestamps) tcb.recent.take(tsRecent, startedAt)
  tcb.counters.handshakeBegan(retransmissions)
  if (retransmissions > 0 || isTimeless) {
    const slot = tcb.records.at(0)
    tcb.records.mark(slot, EVER_RETRANSMITTED)
    if (sentAgainAt !== undefined) tcb.records.retransmitted(slot, sentAgainAt)
  }
}
