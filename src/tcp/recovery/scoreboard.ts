import { stamp } from '../congestion/rate-sample.ts'
import type { CaState } from '../congestion/ca-state.ts'
import { EVER_RETRANSMITTED, LOST, RETRANSMITTED, SACKED } from '../send-queue/segment-records.ts'
import type { Nanos } from '../../base/index.ts'
import type { Tcb } from '../tcb.ts'

/** Segments in the network: out, less those delivered or lost, and again those retransmitted (RFC 6675 §4 pipe; Linux tcp_packets_in_flight). */
export function packetsInFlight(tcb: Tcb): number {
  const { sackedOut, lostOut, retransOut } = tcb.board
  return tcb.records.size - sackedOut - lostOut + retransOut
}

/** Enters a congestion state, the congestion control first. */
export function setCaState(tcb: Tcb, to: CaState, now: Nanos): void {
  tcb.cc.setState(to, now)
  tcb.window.enter(to)
}

/** The segment is lost: for the first time, or its retransmission is (Linux tcp_mark_skb_lost). */
export function markLost(tcb: Tcb, slot: number, now: Nanos): void {
  const { records, board } = tcb
  const flags = records.flags(slot)
  if ((flags & SACKED) !== 0) return
  board.lookFrom(records.left(slot))
  if ((flags & LOST) === 0) {
    board.lost()
    records.mark(slot, LOST)
  } else if ((flags & RETRANSMITTED) !== 0) {
    records.unmark(slot, RETRANSMITTED)
    board.takeOff(RETRANSMITTED)
  } else return
  tcb.rate.lose()
  if (!tcb.cc.controlsRate) return
  records.readStamp(slot, stamp)
  tcb.cc.packetLost(stamp, now)
}

/** One past the highest byte that the peer has (Linux tcp_highest_sack_seq). */
export function highestSacked(tcb: Tcb): number {
  const { board, snd } = tcb
  return board.sackedOut === 0 ? snd.una : Math.max(snd.una, board.highestSacked)
}

/** Something was retransmitted and is not acknowledged (Linux tcp_any_retrans_done). */
export function anyRetransmitted(tcb: Tcb): boolean {
  const { records, board } = tcb
  if (board.retransOut > 0) return true
  return records.size > 0 && (records.flags(records.at(0)) & EVER_RETRANSMITTED) !== 0
}
