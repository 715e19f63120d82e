import type { Tcb } from './tcb.ts'

/**
 * The window to offer, by silly-window avoidance at the receiver (RFC 9293 §3.8.6.2.2): the right edge stays until
 * it can move by a segment or half the buffer, and never moves back.
 *
 * @returns The window field for a segment that is not a SYN; RCV.NXT + RCV.WND is moved to match.
 */
export function selectWindow(tcb: Tcb): number {
  const { rcv } = tcb
  const edge = possibleEdge(tcb)
  if (edge - rcv.edge >= Math.min(tcb.receiveBuffer / 2, tcb.mss)) rcv.edge = edge
  const shift = rcv.wscale
  if (shift === 0) {
    // Without scaling the field itself bounds the window.
    const window = Math.min(rcv.edge - rcv.nxt, 0xffff)
    return window
  }
  // Round up while the buffer has room for it, so that the edge does not move back by less than a unit.
  const unit = 1 << shift
  const wanted = rcv.edge - rcv.nxt
  let window = Math.ceil(wanted / unit)
  if (rcv.nxt + window * unit > rcv.read + tcb.receiveBuffer + unit) window = Math.floor(wanted / unit)
  window = Math.min(window, 0xffff)
  rcv.edge = Math.max(rcv.edge, rcv.nxt + window * unit)
  return window
}

/** @returns The window field of a SYN, which is never scaled (RFC 7323 §2.2). */
export function selectSynWindow(tcb: Tcb): number {
  const window = Math.min(tcb.rcv.offered, 0xffff)
  tcb.rcv.edge = Math.max(tcb.rcv.edge, tcb.rcv.nxt + window)
  return window
}

/** After a read: whether the window has opened so far that the peer should hear of it (Linux tcp_cleanup_rbuf: doubled). */
export function windowUpdateDue(tcb: Tcb): boolean {
  const { rcv } = tcb
  const now = rcv.edge - rcv.nxt
  const gain = possibleEdge(tcb) - rcv.edge
  return gain >= Math.min(tcb.receiveBuffer / 2, tcb.mss) && now + gain >= 2 * now
}

/** In-order data came: offer more of the buffer, two segments for each (Linux tcp_grow_window). */
export function growOffer(tcb: Tcb, text: number): void {
  const { rcv } = tcb
  if (rcv.offered < tcb.receiveBuffer && text >= tcb.rcv.mss / 2)
    rcv.offered = Math.min(tcb.receiveBuffer, rcv.offered + 2 * tcb.mss)
}

/** The right edge that the buffer allows, bounded by what the window field can say. */
function possibleEdge(tcb: Tcb): number {
  const { rcv } = tcb
  const largest = tcb.scaling ? 0xffff * (1 << rcv.wscale) : 0xffff
  return Math.min(rcv.read + rcv.offered, rcv.nxt + largest)
}
