import { sayError } from '../../../say/index.ts'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { PathError } from '../../../link/index.ts'
import { ScenarioError } from '../../../lab/index.ts'
import { lang } from '../../store/settings.ts'
import { Field } from '../../ui/index.ts'

/** A field whose text is taken when it is left, or on Enter; what cannot be taken stays, with the reason. */
export function TextField(props: {
  readonly label: string
  readonly value: string
  readonly hint?: string
  readonly placeholder?: string
  /** More than one line: Enter makes a line, Ctrl+Enter takes the text. */
  readonly lines?: number
  /** @throws {ScenarioError} {PathError} When the text cannot be taken. */
  readonly onTake: (text: string) => void
}) {
  const { label, value, hint, placeholder, lines, onTake } = props
  const text = useSignal(value)
  const error = useSignal<ScenarioError | PathError | undefined>(undefined)
  useEffect(() => {
    text.value = value
    error.value = undefined
  }, [value])
  const take = (): void => {
    if (text.value === value && error.value === undefined) return
    try {
      onTake(text.value)
      error.value = undefined
    } catch (problem) {
      if (!(problem instanceof ScenarioError) && !(problem instanceof PathError)) throw problem
      error.value = problem
    }
  }
  const problem = error.value
  const said = problem === undefined ? undefined : sayProblem(problem)
  return (
    <Field label={label} hint={hint} error={said}>
      {(bind) =>
        lines === undefined ? (
          <input
            {...bind}
            value={text.value}
            placeholder={placeholder ?? ''}
            spellcheck={false}
            onInput={(event) => (text.value = event.currentTarget.value)}
            onBlur={take}
            onKeyDown={(event) => {
              if (event.key === 'Enter') take()
            }}
          />
        ) : (
          <textarea
            {...bind}
            class="mono"
            rows={lines}
            value={text.value}
            spellcheck={false}
            onInput={(event) => (text.value = event.currentTarget.value)}
            onBlur={take}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) take()
            }}
          />
        )
      }
    </Field>
  )
}

function sayProblem(problem: ScenarioError | PathError): string {
  return sayError(problem, lang.value)
}
