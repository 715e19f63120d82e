import type { Signal } from '@preact/signals'
import { talkSentences as s } from './sentences.ts'
import { t } from '../store/settings.ts'
import { Field, Tabs } from '../ui/index.ts'

/** A field of one line that is kept in a signal. */
export function TextField(props: {
  readonly label: string
  readonly value: Signal<string>
  readonly hint?: string
  readonly error?: string | undefined
  readonly isNumber?: boolean
  readonly isFirst?: boolean
}) {
  const { label, value, hint, error, isNumber, isFirst } = props
  return (
    <Field label={label} hint={hint} error={error}>
      {(bind) => (
        <input
          {...bind}
          type="text"
          inputMode={isNumber === true ? 'numeric' : 'text'}
          autofocus={isFirst === true}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          value={value.value}
          onInput={(event) => (value.value = event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

/** TCP or UDP. */
export function TransportTabs({ value }: { readonly value: Signal<'tcp' | 'udp'> }) {
  return (
    <Tabs
      label={t(s.transport)}
      tabs={[
        { id: 'tcp', label: 'TCP' },
        { id: 'udp', label: 'UDP' },
      ]}
      value={value.value}
      onChange={(transport) => (value.value = transport)}
    />
  )
}

/** What went wrong, with what helps. */
export function FormProblem({ text }: { readonly text: string | undefined }) {
  if (text === undefined || text === '') return null
  return (
    <p class="form-problem" role="alert">
      {text}
    </p>
  )
}
