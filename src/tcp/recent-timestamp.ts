import { holdsFloats, type Nanos } from '../base/index.ts'

/** TS.Recent (RFC 7323 §4.3): the timestamp that our segments echo. */
class State {
  static {
    holdsFloats(new State(), 'at')
  }

  value = 0
  at: Nanos = 0
  isKnown = false

  take(tsVal: number, now: Nanos): void {
    this.value = tsVal
    this.at = now
    this.isKnown = true
  }

  forget(): void {
    this.isKnown = false
  }
}

/** TS.Recent: read by all, changed by its verbs alone. */
export type RecentTimestamp = Readonly<State>

export function newRecentTimestamp(): RecentTimestamp {
  return new State()
}
