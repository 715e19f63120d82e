import type { Nanos } from '../../base/index.ts'
import { restartAfterIdle } from '../idle-restart.ts'
import { packetsInFlight } from '../recovery/scoreboard.ts'
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
export function enqueue(tcb: Tcb, from: number, flags: SendFlags, now: Nanos): void {
  tcb.chrono.busy(now)
  restartAfterIdle(tcb, now)
  const { snd, unsent, window } = tcb
  const mss = snd.mss
  const goal = flags.urgent === true ? mss : sizeGoal(tcb, mss)
  let at = from
  // What would have left meanwhile: Linux sends as it copies, and goes on filling the piece of which a part has left.
  let left = Math.max(snd.nxt, 1)
  let free = tcb.isSynchronized ? Math.max(0, window.cwnd - packetsInFlight(tcb)) : 0
  // What was pushed before is not, once more is joined to it.
  if (unsent.size > 0 && (unsent.lastFlags & EOR) === 0)
    unsent.setLast(unsent.lastEnd, unsent.lastFlags & ~PUSH)
  while (at < snd.end) {
    const before = unsent.size > 1 ? unsent.end(unsent.size - 2) : left
    const begin = Math.max(before, left)
    const room = goal - (at - begin)
    const joins = unsent.size > 0 && begin < at && (unsent.lastFlags & EOR) === 0 && room > 0
    const right = Math.min(snd.end, at + (joins ? room : goal))
    if (joins) unsent.setLast(right, unsent.lastFlags)
    else {
      unsent.push(right, 0)
      snd.pushesOnce = false
    }
    at = right
    if (at === snd.end) break
    // A full piece: pushed when more than half of the largest window has been written since (Linux forced_push).
    const isForced = at > snd.pushedEnd + (snd.maxWnd >> 1)
    if (isForced) push(tcb)
    const isFirst = (joins ? begin : before) <= left || unsent.size === 1
    const quota = isForced ? free : isFirst ? Math.min(free, Math.max(window.cwnd >> 1, 1), goal / mss) : 0
    left = Math.min(at, left + Math.floor(quota) * mss, snd.una + snd.wnd)
    free -= Math.floor(quota)
  }
  snd.holdsMore = flags.more === true
  if (flags.more !== true || snd.end > snd.pushedEnd + (snd.maxWnd >> 1)) push(tcb)
  if (flags.endOfRecord === true) unsent.setLast(unsent.lastEnd, unsent.lastFlags | EOR)
}

function push(tcb: Tcb): void {
  const { snd, unsent } = tcb
  unsent.setLast(unsent.lastEnd, unsent.lastFlags | PUSH)
  snd.pushedEnd = unsent.lastEnd
}
