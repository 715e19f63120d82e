import type { Tcb } from '../tcb.ts'
import type { SendFlags } from '../types.ts'
import { sizeGoal } from './transmission-unit.ts'
import { EOR, PUSH } from './unsent.ts'

/**
 * Notes the pieces of a write whose bytes, up to SND's end, are in the ring now (Linux tcp_sendmsg_locked): the last
 * piece is filled up first; its end is pushed when the write ends there, and now and then within a long one.
 *
 * @param from - Position of its first byte; `snd.end` is one past its last.
 */
export function enqueue(tcb: Tcb, from: number, flags: SendFlags): void {
  const { snd, unsent } = tcb
  const mss = snd.mss
  const goal = flags.urgent === true ? mss : sizeGoal(tcb, mss)
  let at = from
  // What was pushed before is not, once more is joined to it.
  if (at < snd.end && unsent.size > 0 && (unsent.lastFlags & EOR) === 0)
    unsent.setLast(unsent.lastEnd, unsent.lastFlags & ~PUSH)
  while (at < snd.end) {
    const begin = unsent.size > 1 ? unsent.end(unsent.size - 2) : Math.max(snd.nxt, 1)
    const joins = unsent.size > 0 && (unsent.lastFlags & EOR) === 0 && unsent.lastEnd - begin < goal
    const right = Math.min(snd.end, (joins ? begin : at) + goal)
    if (joins) unsent.setLast(right, unsent.lastFlags)
    else unsent.push(right, 0)
    at = right
    // Pushed when more than half of the largest window has been written since (Linux forced_push).
    if (at < snd.end && at > snd.pushedEnd + (snd.maxWnd >> 1)) push(tcb)
  }
  if (flags.more !== true || snd.end > snd.pushedEnd + (snd.maxWnd >> 1)) push(tcb)
  if (flags.endOfRecord === true) unsent.setLast(unsent.lastEnd, unsent.lastFlags | EOR)
}

function push(tcb: Tcb): void {
  const { snd, unsent } = tcb
  unsent.setLast(unsent.lastEnd, unsent.lastFlags | PUSH)
  snd.pushedEnd = unsent.lastEnd
}
