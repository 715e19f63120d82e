import { signal } from '@preact/signals'
import { talkSentences as s } from '../sentences.ts'
import { t } from '../../store/settings.ts'
import { workbench } from '../../store/workbench.ts'
import { Button } from '../../ui/index.ts'
import { ask } from '../ask.ts'
import type { Repeat } from './outgoing.ts'

const every = signal('1000')
const times = signal('')

/** @returns What the fields say, or a sentence about what is wrong with them. */
export function readRepeat(): Repeat | string {
  const everyMillis = Number(every.value)
  if (!(everyMillis >= 10)) return t(s.everyWrong)
  const howOften = Number(times.value)
  return times.value.trim() === '' || !(howOften >= 1)
    ? { everyMillis }
    : { everyMillis, times: Math.floor(howOften) }
}

export function RepeatFields() {
  return (
    <div class="repeat-fields">
      <label>
        {t(s.everyMillis)}{' '}
        <input
          type="number"
          min={10}
          value={every.value}
          onInput={(event) => (every.value = event.currentTarget.value)}
        />
      </label>
      <label>
        {t(s.times)}{' '}
        <input
          type="number"
          min={1}
          placeholder={t(s.untilStopped)}
          value={times.value}
          onInput={(event) => (times.value = event.currentTarget.value)}
        />
      </label>
    </div>
  )
}

/** What repeats now, and the way to stop it. */
export function RunningRepeats() {
  const { repeats } = workbench.snapshot.value
  if (repeats.length === 0) return null
  return (
    <ul class="repeats">
      {repeats.map((repeat) => {
        const facts = { every: repeat.everyMillis, sent: repeat.sent, length: repeat.length }
        return (
          <li key={repeat.repeat}>
            <span class="pulse" aria-hidden="true">
              ↻
            </span>{' '}
            {t(s.repeatTo, { to: repeat.to.map((conn) => `#${conn}`) })}
            {repeat.times === undefined
              ? t(s.repeating, facts)
              : t(s.repeatingOf, { ...facts, times: repeat.times })}
            <Button onClick={() => void ask('stopRepeat', { repeat: repeat.repeat })}>{t(s.stop)}</Button>
          </li>
        )
      })}
    </ul>
  )
}
