import { LEAST_FIN_WAIT } from './profile.ts'
import { SynfinError, type Nanos } from '../base/index.ts'
import { packetsInFlight } from './recovery/scoreboard.ts'
import { writableLength } from './send-queue/send-memory.ts'
import { enqueue } from './send-queue/enqueue.ts'
import { acceptableSeq } from './acceptable-seq.ts'
import { unreadLength } from './receive/read.ts'
import { deleteTcb } from './life-cycle.ts'
import type { Tcb } from './tcb.ts'
import { FIN_WAIT_2 } from './timers.ts'
import type { SendFlags } from './types.ts'
import { tcpSentences as t } from './sentences.ts'

/** OPEN (RFC 9293 §3.10.1), passive. @throws {SynfinError} EISCONN when not CLOSED or opened before. */
export function passiveOpen(tcb: Tcb): void {
  if (tcb.state !== 'CLOSED' || tcb.isGone) throw alreadyExists()
  tcb.opened(true)
  tcb.move('LISTEN', 'passive OPEN')
}

/** OPEN (RFC 9293 §3.10.1), active; from LISTEN too. @throws {SynfinError} EISCONN in any other state. */
export function activeOpen(tcb: Tcb, event: 'active OPEN' | 'SEND' = 'active OPEN'): void {
  if ((tcb.state !== 'CLOSED' && tcb.state !== 'LISTEN') || tcb.isGone) throw alreadyExists()
  tcb.opened(false)
  tcb.move('SYN-SENT', event)
  tcb.pending.sendSyn()
}

/**
 * SEND (RFC 9293 §3.10.2).
 *
 * @returns Bytes taken, fewer than given when the buffer is full: a `writable` event follows then.
 * @throws {SynfinError} ENOTCONN in CLOSED, EPIPE after CLOSE.
 */
export function send(tcb: Tcb, bytes: Uint8Array, flags: SendFlags, now: Nanos): number {
  const { snd } = tcb
  if (tcb.state === 'CLOSED') throw new SynfinError('ENOTCONN', t.notConnected)
  if (snd.finQueued) throw new SynfinError('EPIPE', t.sendClosed)
  if (tcb.state === 'LISTEN') activeOpen(tcb, 'SEND')
  noteAppLimited(tcb)
  tcb.unit.wake()
  const from = snd.end
  const taken = bytes.length === 0 ? 0 : enqueue(tcb, bytes.length, flags, now)
  tcb.sendRing.write(from, bytes, 0, taken)
  // Full to the last byte counts too: a caller that reads `writableLength` before it sends waits for the event as well.
  if (taken < bytes.length || writableLength(tcb) === 0) snd.block()
  if (flags.urgent === true && taken > 0) snd.markUrgent()
  return taken
}

/**
 * Less than a segment waits although cwnd would let more go: what is delivered now says nothing against the path (Linux
 * tcp_rate_check_app_limited).
 */
function noteAppLimited(tcb: Tcb): void {
  const { snd, rate, window } = tcb
  const inFlight = packetsInFlight(tcb)
  if (snd.end - snd.nxt < snd.mss && inFlight < window.cwnd && tcb.board.lostOut <= tcb.board.retransOut)
    rate.onAppLimited(inFlight)
}

/** CLOSE (RFC 9293 §3.10.4): FIN after what is queued. Twice is harmless. */
export function close(tcb: Tcb): void {
  const { snd } = tcb
  tcb.unit.wake()
  switch (tcb.state) {
    case 'LISTEN':
      deleteTcb(tcb, 'CLOSE', 'finished')
      return
    case 'SYN-SENT':
      deleteTcb(tcb, 'CLOSE', 'aborted')
      return
    case 'SYN-RECEIVED':
      // With data queued the FIN waits for ESTABLISHED: see `establish`.
      snd.queueFin()
      if (snd.end === 1 && snd.nxt > 0) tcb.move('FIN-WAIT-1', 'CLOSE')
      return
    case 'ESTABLISHED':
      snd.queueFin()
      tcb.move('FIN-WAIT-1', 'CLOSE')
      return
    case 'CLOSE-WAIT':
      snd.queueFin()
      tcb.move('LAST-ACK', 'CLOSE')
      return
    default:
  }
}

/** ABORT (RFC 9293 §3.10.5): <SEQ=SND.NXT><CTL=RST> where a peer may hold a connection; all buffers are dropped. */
export function abort(tcb: Tcb): void {
  const { state, snd } = tcb
  if (state === 'CLOSED') return
  // In CLOSING, LAST-ACK and TIME-WAIT both ends have said all: nothing is sent.
  const isHeard =
    state === 'SYN-RECEIVED' ||
    state === 'ESTABLISHED' ||
    state === 'FIN-WAIT-1' ||
    state === 'FIN-WAIT-2' ||
    state === 'CLOSE-WAIT'
  if (isHeard && snd.nxt > 0) tcb.pending.sendReset(tcb.wireSeq(acceptableSeq(tcb)), true)
  deleteTcb(tcb, 'ABORT', 'aborted')
}

/** The owner releases it: CLOSE, or ABORT when unread bytes wait or come later (RFC 9293 §3.6.1, RFC 2525 §2.17). */
export function release(tcb: Tcb, now: Nanos): void {
  if (unreadLength(tcb) > 0) {
    if (tcb.state !== 'TIME-WAIT') {
      // What nobody will read is told even where both ends have said all.
      if (tcb.state === 'CLOSING' || tcb.state === 'LAST-ACK')
        tcb.pending.sendReset(tcb.wireSeq(acceptableSeq(tcb)), true)
      abort(tcb)
      return
    }
    // Both FINs have been acknowledged: what nobody will read ends no wait (Linux __tcp_close of a TCP_CLOSE socket).
    tcb.rcv.dropUnread()
  }
  tcb.released()
  close(tcb)
  if (tcb.state === 'FIN-WAIT-2') waitForFin(tcb, false, now)
}

/**
 * FIN-WAIT-2 with nobody left to wait for it: TCP_LINGER2 or the host's time, but not less than three and a half RTO (Linux
 * tcp_fin_time); a negative TCP_LINGER2 ends it with a RST at once.
 *
 * @param byAck - The arriving segment has led here: the RST answers it (Linux tcp_rcv_state_process, TCP_FIN_WAIT1).
 */
export function waitForFin(tcb: Tcb, byAck: boolean, now: Nanos): void {
  const { linger2 } = tcb.options
  if (linger2 < 0) {
    if (byAck) {
      tcb.pending.sendResetReply(tcb.seg)
      deleteTcb(tcb, 'ABORT', 'aborted')
    } else abort(tcb)
    return
  }
  // A limit of its own for what it answers, as TIME-WAIT has (Linux tw_last_oow_ack_time).
  tcb.invalidForgotten()
  tcb.timers.set(FIN_WAIT_2, now + Math.max(linger2, LEAST_FIN_WAIT * tcb.rtt.rto))
}

/** shutdown(SHUT_RD), as Linux has it: an empty buffer reads as the end of the stream; what comes is still kept and can be read. */
export function shutdownReceive(tcb: Tcb): void {
  tcb.rcv.shutdown()
}

function alreadyExists(): SynfinError {
  return new SynfinError('EISCONN', t.alreadyOpen)
}
