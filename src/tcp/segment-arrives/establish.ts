import { startReceiving } from '../receive/receive-tuning.ts'
import { expandSendBuffer } from '../send-queue/send-memory.ts'
import { startSearch } from '../path-mtu-search.ts'
import { startPacing } from '../pacing.ts'
import { ESTABLISHED } from '../events.ts'
import type { Tcb } from '../tcb.ts'
import { KEEP_ALIVE_TIMER } from '../timers.ts'

/**
 * What being established begins: initial window, recovery by what was negotiated, quick ACKs, keep-alive.
 *
 * @param isAnswered - By its SYN-ACK, or by the ACK of it. In a simultaneous open Linux does not note when the peer was
 *   heard, so that what is sent next is no answer to him.
 */
export function establish(tcb: Tcb, isAnswered: boolean): void {
  const { snd, rcv, seg } = tcb
  const synRetransmissions = tcb.counters.retransmissions
  tcb.established(seg.now)
  // What the listener has answered was not of this connection (Linux tcp_create_openreq_child).
  if (tcb.isPassive) tcb.invalidForgotten()
  // RFC 5681 §3.1: one segment if the SYN was lost; Linux forgives one, that may have been spurious.
  tcb.window.begin(synRetransmissions > 1 ? 1 : tcb.settings.initialWindow, seg.now)
  startPacing(tcb)
  startSearch(tcb, seg.now)
  expandSendBuffer(tcb)
  snd.established(seg.now)
  tcb.cc.start(seg.now)
  if (synRetransmissions > 0) tcb.rtt.synWasLost()
  rcv.keepEdge()
  startReceiving(tcb, seg.now)
  if (isAnswered) tcb.acks.begin(seg.now)
  if (tcb.keepAlive !== undefined) tcb.timers.set(KEEP_ALIVE_TIMER, seg.now + tcb.keepAlive.idle)
  tcb.report(ESTABLISHED)
  // A CLOSE that waited for the handshake because data was queued (RFC 9293 §3.10.4, SYN-RECEIVED).
  if (snd.finQueued && tcb.state === 'ESTABLISHED') tcb.move('FIN-WAIT-1', 'CLOSE')
}
