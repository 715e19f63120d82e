import { talkSentences as s } from '../sentences.ts'
import { t } from '../../store/settings.ts'
import { Button, Icon } from '../../ui/index.ts'
import type { Draft } from './draft.ts'
import { draft, enterSends, file } from './state.ts'

interface MessageFieldProps {
  readonly field: { current: HTMLTextAreaElement | null }
  readonly problem: string | undefined
  /** What was sent last. */
  readonly before: () => Draft | undefined
  readonly onSend: () => Promise<void>
}

/** Where the message is written; the file's name instead, when one is to be sent. */
export function MessageField({ field, problem, before, onSend }: MessageFieldProps) {
  const { mode, source } = draft.value
  const hints = { text: s.placeholderText, escapes: s.placeholderEscapes, hex: s.placeholderHex }
  if (file.value !== undefined) return <FileChip file={file.value} />
  const press = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
    // While Chinese is being composed, Enter takes the characters.
    if (event.isComposing) return
    const withMod = event.ctrlKey || event.metaKey
    if (event.key === 'Enter' && !event.shiftKey && !withMod && enterSends.value) {
      event.preventDefault()
      void onSend()
    } else if (event.key === 'ArrowUp' && source === '') {
      const last = before()
      if (last === undefined) return
      event.preventDefault()
      draft.value = last
    } else if (event.key === 'Escape') event.currentTarget.blur()
  }
  return (
    <textarea
      ref={field}
      class={`message ${mode === 'text' ? '' : 'mono'}`}
      aria-label={t(s.message)}
      aria-invalid={problem !== undefined}
      placeholder={t(hints[mode])}
      rows={2}
      spellcheck={false}
      value={source}
      onInput={(event) => (draft.value = { ...draft.value, source: event.currentTarget.value })}
      onKeyDown={press}
    />
  )
}

function FileChip({ file: { name, size } }: { readonly file: File }) {
  return (
    <p class="file-chip">
      <Icon name="file" /> {t(s.fileChip, { name, count: size })}
      <Button
        kind="quiet"
        icon={<Icon name="close" />}
        label={t(s.fileRemove)}
        onClick={() => (file.value = undefined)}
      />
    </p>
  )
}
