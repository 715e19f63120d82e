import { QUICK_ACKS_AFTER_MARK } from './profile.ts'
import { ACK, CE, CWR, ECE, ECT_0, NOT_ECT, SYN, type TcpSegment } from '../wire/index.ts'
import type { Tcb } from './tcb.ts'

/**
 * Flags of our SYN or SYN-ACK (RFC 3168 §6.1.1). A retransmitted SYN requests no more: some paths drop those that do
 * (§6.1.1.1, Linux tcp_ecn_fallback).
 */
export function ecnFlagsOfSyn(tcb: Tcb, isAnswer: boolean, isAgain: boolean): number {
  const { ecn, settings } = tcb
  if (isAnswer) return ecn.isAgreed ? ECE : 0
  if (settings.ecn !== 1) return 0
  if (isAgain && settings.ecnFallback) {
    ecn.synLeft(false)
    return 0
  }
  ecn.synLeft(true)
  return ECE | CWR
}

/** The peer's SYN: it asks with ECE and CWR, and must not be ECN-capable itself (RFC 3168 §6.1.1; Linux tcp_ecn_create_request). */
export function takeEcnOfSyn(tcb: Tcb): void {
  const { ecn, seg, settings } = tcb
  const requests = (seg.flags & (ECE | CWR)) === (ECE | CWR)
  const isCapable = (seg.trafficClass & 3) !== NOT_ECT
  // A simultaneous open: both have to have asked.
  const mayAgree = tcb.isPassive ? settings.ecn !== 0 : ecn.isRequested
  ecn.settle(requests && !isCapable && mayAgree)
}

/** The SYN-ACK of our SYN: it agrees with ECE without CWR. */
export function takeEcnOfSynAck(tcb: Tcb): void {
  const { ecn, seg } = tcb
  ecn.settle(ecn.isRequested && (seg.flags & (ECE | CWR)) === ECE)
}

/**
 * Text has come: remembers a mark (RFC 3168 §6.1.3), forgets it when the sender has reduced its window.
 *
 * @returns Whether to acknowledge at once.
 */
export function takeMarks(tcb: Tcb): boolean {
  const { ecn, seg } = tcb
  if (!ecn.isAgreed) return false
  const hasReduced = (seg.flags & CWR) !== 0
  if (hasReduced) ecn.cwrCame()
  const bits = seg.trafficClass & 3
  if (bits === NOT_ECT) {
    if (ecn.hasSeenEct) hasten(tcb)
    return hasReduced
  }
  if (bits === CE && !ecn.mustEcho) {
    hasten(tcb)
    ecn.marked()
  }
  ecn.ectCame()
  return hasReduced
}

function hasten(tcb: Tcb): void {
  tcb.acks.hasten(QUICK_ACKS_AFTER_MARK)
}

/** Whether the arriving ACK says that a segment of ours was marked (RFC 3168 §6.1.2). */
export function isEcnEcho(tcb: Tcb): boolean {
  const { ecn, seg } = tcb
  return ecn.isAgreed && (seg.flags & (ECE | SYN | ACK)) === (ECE | ACK)
}

/**
 * Marks a segment that leaves (RFC 3168 §6.1.4, §6.1.5; Linux tcp_ecn_send): new data is ECN-capable; what is retransmitted
 * and ACKs without data are not.
 *
 * @param isNew - It carries data sent for the first time.
 */
export function setEcn(tcb: Tcb, out: TcpSegment, isNew: boolean): void {
  const { ecn } = tcb
  if (!ecn.isAgreed) return
  if (isNew && out.payloadLength > 0) {
    tcb.wrapIn(tcb.outTrafficClass | ECT_0)
    if (ecn.mustSendCwr) {
      ecn.dropCwr()
      out.flags |= CWR
    }
  }
  if (ecn.mustEcho) out.flags |= ECE
}
