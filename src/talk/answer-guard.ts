import { type Clock, type Nanos, SECOND } from '../base/index.ts'
import { answerSentences } from './sentences.ts'
import { type Lang, say } from '../say/index.ts'
import { formatPlace, isLoopback, type SocketAddress } from '../socket/index.ts'

/**
 * Automatic answers to one peer: so many at once, and so many a second for ever, which ends every loop that comes round
 * faster. More begin a pause.
 */
const EACH_AT_ONCE = 200
const EACH_PER_SECOND = 5
/** To all together in one second. */
const ALL_PER_SECOND = 2_000
/** Far longer than what is under way in a loop takes to come back, so that all of it meets the pause and is gone. */
const PAUSE: Nanos = 10 * SECOND

/** Why nothing is answered for a while: `ours` is a port of our own, `peer` and `all` have had too many answers. */
export interface AnswerPause {
  readonly why: 'ours' | 'peer' | 'all'
  readonly remote: SocketAddress
}

/** What an `AnswerGuard` needs. */
export interface AnswerGuardOptions {
  readonly clock: Clock
  /** Whether an address is one of this machine's, beside the loopback. Default: none is. */
  readonly isOwnAddress?: ((address: string) => boolean) | undefined
  /** Told once when a pause begins; `answerPauseText` puts it in words. */
  readonly paused: (pause: AnswerPause) => void
}

/**
 * Decides whether a datagram may be answered by itself. Anybody can write any sender into a datagram, so two programs
 * that answer everything can be made to answer each other for ever, and an answer can be sent to a host that never asked.
 * Hence: never an answer to a port of our own, so many to one peer and to all together, then a pause in which what comes is read and not answered.
 */
export class AnswerGuard {
  readonly #options: AnswerGuardOptions
  readonly #own = new Set<SocketAddress>()
  /**
   * When the answers that a peer has had are forgotten, each after its share of a second; those who owe none are left
   * out, so it holds no more peers than there may be answers until then.
   */
  readonly #debts = new Map<string, Nanos>()
  /** Answers of the second that began at `#second`. */
  #all = 0
  #second: Nanos = 0
  /** When the pause of a peer ends. */
  readonly #pauses = new Map<string, Nanos>()
  #allPausedUntil: Nanos = 0

  constructor(options: AnswerGuardOptions) {
    this.#options = options
  }

  /** A socket of ours that answers is bound there. @returns Ends that. */
  own(local: SocketAddress): () => void {
    this.#own.add(local)
    return () => this.#own.delete(local)
  }

  /** To be asked before every automatic answer, and counted when it allows one. */
  allows(remote: SocketAddress): boolean {
    const now = this.#options.clock.now()
    const key = formatPlace(remote.address, remote.port)
    if (now < this.#allPausedUntil || now < (this.#pauses.get(key) ?? 0)) return false
    this.#turn(now)
    const debt = Math.max(now, this.#debts.get(key) ?? now) + SECOND / EACH_PER_SECOND
    if (this.#isOurs(remote)) return this.#pause('ours', remote, key, now)
    if (debt - now > (EACH_AT_ONCE * SECOND) / EACH_PER_SECOND) return this.#pause('peer', remote, key, now)
    if (this.#all >= ALL_PER_SECOND) return this.#pause('all', remote, key, now)
    this.#debts.set(key, debt)
    this.#all++
    return true
  }

  /** A new second forgets the last one's count, and what is over of peers. */
  #turn(now: Nanos): void {
    if (now - this.#second < SECOND) return
    this.#second = now
    this.#all = 0
    for (const [key, until] of this.#debts) if (until <= now) this.#debts.delete(key)
    for (const [key, until] of this.#pauses) if (until <= now) this.#pauses.delete(key)
  }

  #pause(why: AnswerPause['why'], remote: SocketAddress, key: string, now: Nanos): false {
    if (why === 'all') this.#allPausedUntil = now + PAUSE
    else this.#pauses.set(key, now + PAUSE)
    this.#options.paused({ why, remote })
    return false
  }

  #isOurs({ address, port }: SocketAddress): boolean {
    for (const own of this.#own) {
      if (own.port !== port) continue
      if (own.address === address) return true
      const isAny = own.address === '0.0.0.0' || own.address === '::'
      if (isAny && (isLoopback(address) || this.#options.isOwnAddress?.(address) === true)) return true
    }
    return false
  }
}

/** @returns A sentence for the person: who gets no answers, why, and for how long. */
export function answerPauseText({ why, remote }: AnswerPause, lang: Lang): string {
  return say(answerSentences[why], lang, {
    remote: formatPlace(remote.address, remote.port),
    each: EACH_AT_ONCE,
    rate: EACH_PER_SECOND,
    all: ALL_PER_SECOND,
    seconds: PAUSE / SECOND,
  })
}
