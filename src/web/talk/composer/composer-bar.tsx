import { SAME } from '../../store/charset-choice.ts'
import { charsetsOf, chooseCharsets } from '../../store/charsets.ts'
import { useRef } from 'preact/hooks'
import { InputError, sayError } from '../../../say/index.ts'
import { lineEndings, type Charset } from '../../../charset/index.ts'
import { talkSentences as s } from '../sentences.ts'
import { lang, t } from '../../store/settings.ts'
import { remember } from '../../store/storage.ts'
import { toast } from '../../store/toasts.ts'
import { Button, Icon, Select, Tabs } from '../../ui/index.ts'
import { showCharset, writeOptions } from '../charset-options.ts'
import { selected } from '../store.ts'
import { rewrite, type DraftMode } from './draft.ts'
import { Snippets } from './snippets.tsx'
import { draft, file, isRepeating } from './state.ts'

/** How the message is written: as text, with escapes, as hex; charset and line end; snippets, a file, repeating. */
export function ComposerBar({ charset }: { readonly charset: Charset }) {
  return (
    <div class="composer-bar">
      <Tabs
        label={t(s.writeAs)}
        tabs={[
          { id: 'text', label: t(s.asText) },
          { id: 'escapes', label: t(s.asEscapes) },
          { id: 'hex', label: t(s.asHex) },
        ]}
        value={draft.value.mode}
        onChange={(mode) => switchMode(mode, charset)}
      />
      <WriteCharset charset={charset} />
      <EndingSelect />
      <Snippets />
      <FileButton />
      <Button aria-pressed={isRepeating.value} onClick={() => (isRepeating.value = !isRepeating.value)}>
        {t(s.repeat)}
      </Button>
    </div>
  )
}

function switchMode(mode: DraftMode, into: Charset): void {
  try {
    const next = rewrite(draft.value, mode, into)
    if (next === undefined) toast(t(s.notText, { charset: showCharset(into.name) }), 'bad')
    else draft.value = next
  } catch (error) {
    if (error instanceof InputError) toast(sayError(error, lang.value), 'bad')
    else throw error
  }
}

function WriteCharset({ charset }: { readonly charset: Charset }) {
  const conn = selected.value ?? 0
  const choice = charsetsOf(conn)
  const same = choice.writes === SAME ? charset.name : choice.reads
  return (
    <Select
      label={t(s.writesAs)}
      isLabelHidden
      value={choice.writes}
      options={writeOptions(t(s.asRead, { charset: showCharset(same) }))}
      onChange={(writes) => chooseCharsets(conn, { ...choice, writes })}
    />
  )
}

function EndingSelect() {
  const names = { lf: 'LF', crlf: 'CR LF', cr: 'CR', nul: 'NUL', none: t(s.endNone) }
  if (draft.value.mode !== 'text') return null
  return (
    <Select
      label={t(s.lineEnding)}
      value={draft.value.ending}
      options={lineEndings.map((ending) => ({ value: ending, label: names[ending] }))}
      onChange={(ending) => {
        draft.value = { ...draft.value, ending }
        remember('talk.ending', ending)
      }}
    />
  )
}

function FileButton() {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button icon={<Icon name="file" />} label={t(s.sendFile)} onClick={() => input.current?.click()} />
      <input
        type="file"
        hidden
        ref={input}
        onChange={(event) => {
          file.value = event.currentTarget.files?.[0]
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}
