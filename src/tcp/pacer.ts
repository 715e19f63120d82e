import { holdsFloats, SECOND, type Nanos } from '../base/index.ts'
import type { CongestionWindow } from './congestion/congestion-window.ts'

/** When the next unit may leave, where sending is paced (Linux tcp_wstamp_ns). */
class State {
  static {
    holdsFloats(new State(), 'nextAt')
  }

  nextAt: Nanos = 0

  /** A unit has left, and nothing is paced. */
  unitLeftAtOnce(now: Nanos): void {
    this.nextAt = Math.max(this.nextAt, now)
  }

  /**
   * A unit has left: the next one goes when this one has passed at the pacing rate, up to half of that time earlier if
   * the last one left late (Linux tcp_update_skb_after_send).
   *
   * @param bytes - Its payload.
   * @param window - Its `pacingRate`, bytes per second.
   */
  unitLeft(bytes: number, window: CongestionWindow, now: Nanos): void {
    const due = this.nextAt
    this.nextAt = Math.max(due, now)
    const time = (bytes * SECOND) / window.pacingRate
    const late = this.nextAt - due
    this.nextAt += Math.round(time - Math.min(time / 2, late))
  }
}

/** When the next unit may leave: read by all, changed by its verbs alone. */
export type Pacer = Readonly<State>

export function newPacer(): Pacer {
  return new State()
}
