import { signal } from '@preact/signals'
import { talkSentences as s } from './sentences.ts'
import { t } from '../store/settings.ts'
import { remember, remembered } from '../store/storage.ts'
import { workbench } from '../store/workbench.ts'
import { Check } from '../ui/index.ts'

const isOn = signal(remembered('talk.capture') !== 'off')

/** Whether packets are wanted, and may be had. */
export function wantsCapture(): boolean {
  return isOn.value && workbench.hello.value?.permits.capture.problem === undefined
}

/** Offers to capture the packets; where that is not permitted it says why, and what helps. */
export function CaptureCheck() {
  const problem = workbench.hello.value?.permits.capture.problem
  if (problem !== undefined) {
    return (
      <p class="quiet">
        {t(s.captureNot, { reason: problem.message })} {problem.hint}
      </p>
    )
  }
  return (
    <Check
      label={t(s.capture)}
      isOn={isOn.value}
      onChange={(on) => {
        isOn.value = on
        remember('talk.capture', on ? undefined : 'off')
      }}
    />
  )
}
