import type { Nanos } from '../../base/index.ts'
import { restartAfterIdle } from '../idle-restart.ts'
import { packetsInFlight } from '../recovery/scoreboard.ts'
import type { Tcb } from '../tcb.ts'
import type { SendFlags } from '../types.ts'
import { mayBegin, writableLength } from './send-memory.ts'
import { maxUnitSegments, sizeGoal } from './transmission-unit.ts'
import { EOR, PUSH } from './unsent.ts'

/**
 * Notes the pieces of a write whose bytes, up to SND's end, are in the ring now (Linux tcp_sendmsg_locked): the last
 * piece is filled up first; its end is pushed when the write ends there, and now and then within a long one.
 *
 * @param wanted - Bytes that the user gives.
 * @returns How many of them there is room for; SND's end has moved by as much.
 */
export function enqueue(tcb: Tcb, wanted: number, flags: SendFlags, now: Nanos): number {
  tcb.chrono.busy(now)
  restartAfterIdle(tcb, now)
  const { snd, unsent, window } = tcb
  const mss = snd.mss
  const goal = flags.urgent === true ? mss : sizeGoal(tcb, mss)
  const from = snd.end
  const end = from + Math.min(wanted, tcb.sendBuffer === undefined ? wanted : writableLength(tcb))
  let at = from
  let units = 0
  // What would have left meanwhile: Linux sends as it copies, and goes on filling the piece of which a part has left.
  let left = Math.max(snd.nxt, 1)
  let free = tcb.isSynchronized ? Math.max(0, window.cwnd - packetsInFlight(tcb)) : 0
  // What was pushed before is not, once more is joined to it.
  if (unsent.size > 0 && (unsent.lastFlags & EOR) === 0)
    unsent.setLast(unsent.lastEnd, unsent.lastFlags & ~PUSH)
  while (at < end) {
    const before = unsent.size > 1 ? unsent.end(unsent.size - 2) : left
    const begin = Math.max(before, left)
    const room = goal - (at - begin)
    const joins = unsent.size > 0 && begin < at && (unsent.lastFlags & EOR) === 0 && room > 0
    if (!joins && !mayBegin(tcb, at, left, units)) break
    const right = Math.min(end, at + (joins ? room : goal))
    if (joins) unsent.setLast(right, unsent.lastFlags)
    else {
      unsent.push(right, 0)
      snd.pieceBegun()
    }
    at = right
    if (at === end) break
    // A full piece: pushed when more than half of the largest window has been written since (Linux forced_push).
    const isForced = at > snd.pushedEnd + (snd.maxWnd >> 1)
    if (isForced) push(tcb)
    const isFirst = (joins ? begin : before) <= left || unsent.size === 1
    const quota = isForced ? free : isFirst ? Math.min(free, Math.max(window.cwnd >> 1, 1), goal / mss) : 0
    const leaves = Math.min(at, left + Math.floor(quota) * mss, snd.una + snd.wnd)
    if (leaves > left) units += Math.ceil((leaves - left) / (maxUnitSegments(tcb, mss) * mss))
    left = Math.max(left, leaves)
    free -= Math.floor(quota)
  }
  if (at === from) return 0
  snd.queued(at, flags.more === true)
  if (flags.more !== true || snd.end > snd.pushedEnd + (snd.maxWnd >> 1)) push(tcb)
  if (flags.endOfRecord === true && at === from + wanted)
    unsent.setLast(unsent.lastEnd, unsent.lastFlags | EOR)
  return at - from
}

function push(tcb: Tcb): void {
  const { snd, unsent } = tcb
  unsent.setLast(unsent.lastEnd, unsent.lastFlags | PUSH)
  snd.pushed(unsent.lastEnd)
}
