import type { Nanos } from '../base/index.ts'
import type { ArrivingSegment } from './arriving-segment.ts'
import { congestionNamed, createCongestionControl } from './congestion/registry.ts'
import type { CongestionControl } from './congestion/control.ts'
import { checkOptions } from './connection-options.ts'
import { openWindow } from './life-cycle.ts'
import { senderView } from './sender-view.ts'
import { newTcb, type Tcb } from './tcb.ts'
import type { ConnectionOptions } from './types.ts'

/**
 * The variables of a connection that is in CLOSED.
 *
 * @param incoming - Where it reads what arrives.
 * @throws {SynfinError} EINVAL for an option out of range.
 */
export function createTcb(options: ConnectionOptions, incoming: ArrivingSegment): Tcb {
  const tcb = newTcb(checkOptions(options), incoming)
  const { congestionControl = tcb.options.congestionControl } = options
  tcb.controlBy(congestionControlOf(tcb, congestionControl))
  if (!tcb.options.quickAck) tcb.acks.beInteractive(tcb.settings.pingPongThreshold)
  tcb.sendRing.clear(1)
  tcb.receiveRing.clear(1)
  openWindow(tcb)
  return tcb
}

/** Another control takes over the window as it is (TCP_CONGESTION; Linux tcp_reinit_congestion_control). */
export function changeCongestionControl(tcb: Tcb, named: string, now: Nanos): void {
  tcb.controlBy(congestionControlOf(tcb, named))
  if (tcb.isSynchronized) tcb.cc.start(now)
}

function congestionControlOf(tcb: Tcb, named: string): CongestionControl {
  const { window, rate, random } = tcb
  return createCongestionControl(congestionNamed(named) ?? 'cubic', {
    window,
    sender: senderView(tcb),
    rate,
    random,
  })
}
