import { unreachable, type Random } from '../../base/index.ts'
import { Bbr } from './bbr/bbr.ts'
import type { CongestionWindow } from './congestion-window.ts'
import type { CongestionControl, CongestionName, SenderView } from './control.ts'
import { Cubic } from './cubic.ts'
import type { HystartOptions } from './hystart.ts'
import type { DeliveryRate } from './rate-sample.ts'
import { Reno } from './reno.ts'

/** What a congestion control stands on. */
export interface CongestionParts {
  /** What it changes. */
  readonly window: CongestionWindow
  /** What it reads. */
  readonly sender: SenderView
  readonly rate: DeliveryRate
  readonly random: Random
  /** Default: both signs, as Linux. */
  readonly hystart?: HystartOptions
}

/** @returns The control of this name; undefined when there is none. */
export function congestionNamed(name: string): CongestionName | undefined {
  return name === 'reno' || name === 'cubic' || name === 'bbr' ? name : undefined
}

/** Makes a congestion control for a connection; `start` has to follow once it is established. */
export function createCongestionControl(name: CongestionName, parts: CongestionParts): CongestionControl {
  const { window, sender, rate } = parts
  switch (name) {
    case 'reno':
      return new Reno(window)
    case 'cubic':
      return new Cubic(window, sender, parts.hystart)
    case 'bbr':
      return new Bbr(window, sender, rate, parts.random)
    default:
      return unreachable(name)
  }
}
