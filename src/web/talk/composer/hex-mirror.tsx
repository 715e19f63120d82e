import { useSignal } from '@preact/signals'
import { formatHex, parseHex, type Charset } from '../../../charset/index.ts'
import { InputError, sayError } from '../../../say/index.ts'
import { talkSentences as s } from '../sentences.ts'
import { lang, t } from '../../store/settings.ts'
import { draft } from './state.ts'
import { ofBytes } from './draft.ts'

/** Beside the message the same bytes as hex; what is typed into either changes the other. */
export function HexMirror(props: { readonly bytes: Uint8Array | undefined; readonly charset: Charset }) {
  const { bytes, charset } = props
  /** As typed, while it is being typed. */
  const typed = useSignal<string | undefined>(undefined)
  const problem = useSignal('')
  if (draft.value.mode === 'hex') return null
  const shown = typed.value ?? (bytes === undefined ? '' : formatHex(bytes))
  const input = (source: string): void => {
    typed.value = source
    try {
      const wanted = parseHex(source)
      const { mode, ending } = draft.value
      const next = ofBytes(wanted, mode, charset, ending) ?? ofBytes(wanted, 'escapes', charset, ending)
      if (next !== undefined) draft.value = next
      problem.value = ''
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      problem.value = sayError(error, lang.value)
    }
  }
  return (
    <div class="mirror">
      <textarea
        class="mono"
        aria-label={t(s.mirror)}
        title={t(s.mirror)}
        aria-invalid={problem.value !== ''}
        placeholder={t(s.mirror)}
        rows={2}
        spellcheck={false}
        value={shown}
        onInput={(event) => input(event.currentTarget.value)}
        onBlur={() => {
          typed.value = undefined
          problem.value = ''
        }}
      />
      {problem.value !== '' && (
        <p class="field-message bad" role="alert">
          {problem.value}
        </p>
      )}
    </div>
  )
}
