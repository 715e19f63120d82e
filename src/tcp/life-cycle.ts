import { startWindow } from './receive/receive-window.ts'
import type { Tcb } from './tcb.ts'
import type { TransitionEvent } from './transitions.ts'
import type { CloseReason } from './types.ts'

/** Deletes the TCB: timers stopped, buffers dropped (what can still be read stays), the end reported. */
export function deleteTcb(tcb: Tcb, event: TransitionEvent, reason: CloseReason): void {
  const isWaited = tcb.state === 'TIME-WAIT'
  tcb.move('CLOSED', event)
  tcb.deleted()
  tcb.timers.stopAll()
  // After TIME-WAIT there are none, and what they have learnt stays to be read (Linux tcp_write_queue_purge).
  if (!isWaited) tcb.snd.timersGone()
  tcb.pending.dropAllButReset()
  dropSendQueue(tcb)
  tcb.outOfOrder.clear()
  // As Linux: what came before a RST or a time-out can still be read; only an ABORT of our own drops it.
  if (reason === 'aborted') {
    tcb.receiveRing.clear(tcb.rcv.nxt)
    tcb.rcv.dropUnread()
  }
  tcb.report({ type: 'closed', reason })
}

/** Nothing of what waits or is out will be retransmitted. */
export function dropSendQueue(tcb: Tcb): void {
  tcb.sendRing.clear(tcb.snd.end)
  tcb.records.clear()
  tcb.unsent.clear()
  tcb.unit.drop()
  tcb.board.reset()
  tcb.rack.reset(tcb.settings.reordering)
  tcb.probe.reset()
  tcb.recovery.reset()
}

/** Back to LISTEN as if nothing had come, for the next SYN from this peer (RFC 9293 §3.10.7.4, second check). */
export function relisten(tcb: Tcb): void {
  tcb.timers.stopAll()
  tcb.outOfOrder.clear()
  tcb.sackBlocks.reset()
  tcb.memory.clear()
  tcb.receiveRing.clear(1)
  tcb.pending.clear()
  tcb.ecn.reset()
  tcb.rcv.relisten()
  tcb.recent.forget()
  tcb.urgent.reset()
  openWindow(tcb)
  tcb.snd.relisten()
  dropSendQueue(tcb)
  tcb.counters.handshakeBegan(0)
}

/** The window and its scale as a SYN of ours offers them. */
export function openWindow(tcb: Tcb): void {
  startWindow(tcb, tcb.announcedMss, tcb.wantsScaling)
}
