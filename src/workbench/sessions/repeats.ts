import type { RepeatInfo } from '../../protocol/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import { Failure } from '../failure.ts'
import type { Journal } from './journal.ts'

const REPEATS = 100

/** What is sent again and again. */
export interface RepeatWish {
  readonly to: readonly number[]
  readonly everyMillis: number
  readonly times: number | undefined
  readonly length: number
  /** Sends once more. @returns False when nobody is left to send to. */
  readonly send: () => Promise<boolean>
}

/** The repeated sends of this run. The first send has been made before one begins. */
export class Repeats {
  readonly #journal: Journal
  readonly #running = new Map<number, () => void>()
  #last = 0

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** @throws {Failure} When there are too many; to be asked before the first send. */
  check(): void {
    if (this.#running.size >= REPEATS) throw new Failure('SYNFIN_LIMIT', t.tooManyRepeats, { limit: REPEATS })
  }

  /** @returns Its number. */
  start({ to, everyMillis, times, length, send }: RepeatWish): number {
    const repeat = ++this.#last
    let sent = 1
    let timer: NodeJS.Timeout | undefined
    const report = (running: boolean): void => {
      const info: RepeatInfo = { repeat, to: [...to], everyMillis, sent, times, length }
      this.#journal.emit({ type: 'repeat', ...info, running })
    }
    const stop = (): void => {
      clearTimeout(timer)
      if (this.#running.delete(repeat)) report(false)
    }
    const again = async (): Promise<void> => {
      const any = await send()
      if (any) sent++
      if (!this.#running.has(repeat)) return
      if (!any || (times !== undefined && sent >= times)) return stop()
      report(true)
      next()
    }
    // The next one waits until this one has been taken: a peer that does not read slows it down.
    const next = (): void => {
      timer = setTimeout(() => void again(), everyMillis)
    }
    this.#running.set(repeat, stop)
    report(true)
    if (times === 1) stop()
    else next()
    return repeat
  }

  /** @throws {Failure} When it is over already. */
  stop(repeat: number): void {
    const stop = this.#running.get(repeat)
    if (stop === undefined) throw new Failure('SYNFIN_NO_SUCH', t.noRepeat, { repeat })
    stop()
  }

  stopAll(): void {
    for (const stop of this.#running.values()) stop()
  }
}
