import type { Nanos } from '../../base/index.ts'
import { RESOURCE_PROBE_INTERVAL } from '../profile.ts'
import { EVER_RETRANSMITTED } from '../send-queue/segment-records.ts'
import type { Tcb } from '../tcb.ts'
import { PERSIST, RETRANSMIT } from '../timers.ts'
import { enterCwr } from './reduction.ts'
import { currentRto, setTransmitTimer } from './transmit-timer.ts'

/**
 * The sender's own device refuses new data: that is congestion, too (Linux tcp_enter_cwr in __tcp_transmit_skb). The data
 * stays where it is; when nothing else is out the persist timer tries again.
 */
export function refuseNew(tcb: Tcb, now: Nanos): void {
  const { unit, records, timers, settings } = tcb
  unit.drop()
  enterCwr(tcb, now)
  if (records.size === 0 && !timers.isSet(PERSIST))
    timers.set(PERSIST, now + Math.max(currentRto(tcb), settings.rtoMin))
}

/** It refuses what is to be retransmitted. After a time-out that is tried soon; else the timers that run see to it. */
export function refuseAgain(tcb: Tcb, now: Nanos): void {
  const { recovery, records } = tcb
  if (records.size > 0 && (recovery.isHeadDue || tcb.board.lostOut > 0)) {
    const head = records.at(0)
    records.mark(head, EVER_RETRANSMITTED)
  }
  if (recovery.isHeadDue) setTransmitTimer(tcb, RETRANSMIT, now + RESOURCE_PROBE_INTERVAL)
  recovery.headTaken()
  tcb.probe.taken()
  recovery.retransmitNothing()
  enterCwr(tcb, now)
}
