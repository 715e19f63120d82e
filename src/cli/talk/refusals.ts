import type { Nanos } from '../../base/index.ts'
import type { Sentence, SentenceArgs } from '../../say/index.ts'
import type { Session } from './session.ts'

/** Clients that come together are told together. */
const TOGETHER: Nanos = 500_000_000

/** Tells how many were turned away for one reason; the server goes on serving. */
export class Refusals {
  readonly #session: Session
  readonly #sentence: Sentence
  #count = 0

  /** @param sentence - Takes `count` and the arguments of `add`. */
  constructor(session: Session, sentence: Sentence) {
    this.#session = session
    this.#sentence = sentence
  }

  add(count: number, args: SentenceArgs): void {
    if (this.#count === 0) this.#session.after(TOGETHER, () => this.#report(args))
    this.#count += count
  }

  #report(args: SentenceArgs): void {
    const detail = this.#session.context.say(this.#sentence, { count: this.#count, ...args })
    this.#count = 0
    void this.#session.emit({ type: 'mark', conn: 0, mark: 'refused', detail })
  }
}
