import { sayError } from '../../say/index.ts'
import { useSignal } from '@preact/signals'
import { readTime, ScenarioError, pageLabSentences as s } from '../../lab/index.ts'
import type { Nanos } from '../../base/index.ts'
import { lang, t } from '../store/settings.ts'
import { Button, Dialog, Field } from '../ui/index.ts'

/** Asks how long a packet is to be kept back. */
export function DelayDialog(props: { readonly onDelay: (by: Nanos) => void; readonly onClose: () => void }) {
  const text = useSignal('200ms')
  const error = useSignal<string | undefined>(undefined)
  const submit = (event: Event): void => {
    event.preventDefault()
    try {
      props.onDelay(readTime(text.value.trim(), t(s.delay)))
      props.onClose()
    } catch (problem) {
      if (!(problem instanceof ScenarioError)) throw problem
      error.value = sayError(problem, lang.value)
    }
  }
  return (
    <Dialog title={t(s.delayTitle)} onClose={props.onClose}>
      <form class="lab-delay" onSubmit={submit}>
        <Field label={t(s.delayBy)} hint={t(s.delayHint)} error={error.value}>
          {(bind) => (
            <input
              {...bind}
              class="input"
              value={text.value}
              autofocus
              onInput={(event) => (text.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <Button type="submit" kind="primary">
          {t(s.doDelay)}
        </Button>
      </form>
    </Dialog>
  )
}
