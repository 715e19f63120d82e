import { MAX_INT32 } from './profile.ts'
import { SECOND, type Nanos, type Random } from '../base/index.ts'

/**
 * The challenge ACKs that a whole host may send in a second (RFC 5961 §7). How many they are differs from second to
 * second, as in Linux, or an attacker could find out by counting whether others have used them up (CVE-2016-5696).
 */
export class ChallengeBudget {
  readonly #random: Random
  #second = -1
  #left = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** @returns Whether one more may be sent; it is counted then. */
  take(limit: number, now: Nanos): boolean {
    if (limit >= MAX_INT32) return true
    const second = Math.floor(now / SECOND)
    if (second !== this.#second) {
      const half = Math.floor((limit + 1) / 2)
      this.#second = second
      this.#left = half + this.#random.below(limit)
    }
    if (this.#left <= 0) return false
    this.#left--
    return true
  }
}
