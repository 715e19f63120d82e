import { type Clock, type Nanos, SECOND } from '../../base/index.ts'
import { isLoopback } from '../../socket/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import { Failure } from '../failure.ts'

/** Wrong guesses in one minute: of one address, and of all together. */
const EACH = 10
const ALL = 100
const MINUTE: Nanos = 60 * SECOND

/**
 * Slows down guesses of secrets. This machine itself is not slowed down: whoever can guess here could also keep
 * the person out.
 */
export class Brake {
  readonly #clock: Clock
  /** Of the minute that began at `#begin`; never more addresses than guesses. */
  readonly #guesses = new Map<string, number>()
  #all = 0
  #begin: Nanos = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** To be asked before a guess is looked at. @throws {Failure} `SYNFIN_BRAKE` until the minute is over. */
  check(address: string): void {
    if (isLoopback(address)) return
    this.#turn()
    if (this.#all < ALL && (this.#guesses.get(address) ?? 0) < EACH) return
    const seconds = Math.ceil((this.#begin + MINUTE - this.#clock.now()) / SECOND)
    throw new Failure('SYNFIN_BRAKE', t.tooManyGuesses, { seconds })
  }

  /** It was wrong. */
  guessed(address: string): void {
    if (isLoopback(address)) return
    this.#turn()
    this.#all++
    this.#guesses.set(address, (this.#guesses.get(address) ?? 0) + 1)
  }

  #turn(): void {
    const now = this.#clock.now()
    if (now - this.#begin < MINUTE) return
    this.#begin = now
    this.#all = 0
    this.#guesses.clear()
  }
}
