import { unreachable } from '../../base/index.ts'
import type { CongestionWindow } from './congestion-window.ts'
import type { CongestionControl, CongestionName, SenderView } from './control.ts'
import { Reno } from './reno.ts'

/**
 * Makes a congestion control for a connection.
 *
 * @param window - What it changes.
 * @param sender - What it reads.
 */
export function createCongestionControl(
  name: CongestionName,
  window: CongestionWindow,
  _sender: SenderView,
): CongestionControl {
  switch (name) {
    case 'newreno':
    case 'cubic':
    case 'bbr':
      return new Reno(window)
    default:
      return unreachable(name)
  }
}
