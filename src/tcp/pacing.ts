import { NO_PACING, UNPACED_SEGMENTS } from './profile.ts'
import type { Nanos } from '../base/index.ts'
import type { Tcb } from './tcb.ts'
import { PACING } from './timers.ts'

/**
 * Whether sending is spread over time: because the congestion control asks for it, the user (SO_MAX_PACING_RATE), or the
 * host's queue discipline, fq (Linux sk_pacing_status).
 */
function isPaced({ window, settings }: Tcb): boolean {
  return window.isPaced || settings.fairQueue
}

/** The connection begins, or the user has set its largest rate. */
export function startPacing({ window, options, settings }: Tcb): void {
  window.limitPacing(options.maxPacingRate)
  if (options.maxPacingRate !== NO_PACING || settings.fairQueue) window.pace()
}

/** Whether the next unit has to wait for its time; a timer is set then (Linux tcp_pacing_check). */
export function waitsForPacing(tcb: Tcb, now: Nanos): boolean {
  if (tcb.pacer.nextAt <= now || !isPaced(tcb)) return false
  tcb.timers.set(PACING, tcb.pacer.nextAt)
  return true
}

/** A transmission unit has left. The first segments of a connection are not paced. @param bytes - Its payload. */
export function unitLeft(tcb: Tcb, bytes: number, now: Nanos): void {
  const { window, counters, pacer } = tcb
  if (window.pacingRate === NO_PACING || counters.dataSegmentsOut < UNPACED_SEGMENTS || !isPaced(tcb))
    pacer.unitLeftAtOnce(now)
  else pacer.unitLeft(bytes, window, now)
}
