import { Bbr } from './bbr/bbr.ts'
import type { CongestionControl, CongestionParts } from './control.ts'
import { Cubic } from './cubic.ts'
import { Reno } from './reno.ts'

/** The congestion controls there are, under Linux's names. A new one is a file beside this one and a line here. */
const CONTROLS = {
  cubic: (parts: CongestionParts): CongestionControl => new Cubic(parts),
  reno: (parts: CongestionParts): CongestionControl => new Reno(parts.window),
  bbr: (parts: CongestionParts): CongestionControl => new Bbr(parts),
}

/** Name of a congestion control. */
export type CongestionName = keyof typeof CONTROLS

/** Their names, the default first. */
export const CONGESTION_NAMES: readonly CongestionName[] = Object.keys(CONTROLS) as CongestionName[]

/** @returns The control of this name; undefined when there is none. */
export function congestionNamed(name: string): CongestionName | undefined {
  return CONGESTION_NAMES.find((known) => known === name)
}

/** Makes a congestion control for a connection; `start` has to follow once it is established. */
export function createCongestionControl(name: CongestionName, parts: CongestionParts): CongestionControl {
  return CONTROLS[name](parts)
}
