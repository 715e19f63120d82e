import { charsetsOf, chooseCharsets } from '../../store/charsets.ts'
import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Snippet } from '../../../protocol/index.ts'
import { lineEndings } from '../../../charset/index.ts'
import { talkSentences as s } from '../sentences.ts'
import { t } from '../../store/settings.ts'
import { workbench } from '../../store/workbench.ts'
import { Button, Dialog, Field, Icon } from '../../ui/index.ts'
import { ask } from '../ask.ts'
import { selected } from '../store.ts'
import { draft } from './state.ts'

/** Messages that are kept, as the workbench has them; undefined until asked for. */
const snippets = signal<readonly Snippet[] | undefined>(undefined)
const snippetFile = signal('')

async function load(): Promise<void> {
  const answer = await ask('snippets', {})
  if (answer === undefined) return
  snippets.value = answer.snippets
  snippetFile.value = answer.file
}

/** Puts one into the composer, with its charset and its line end. */
function use({ kind, text, charset, lineEnding }: Snippet): void {
  const ending = lineEndings.find((known) => known === lineEnding) ?? draft.peek().ending
  draft.value = { mode: kind, source: text, ending }
  const conn = selected.peek()
  if (charset !== undefined && conn !== undefined) {
    chooseCharsets(conn, { ...charsetsOf(conn), writes: charset })
  }
}

export function Snippets() {
  const isOpen = useSignal(false)
  useEffect(
    () =>
      workbench.onEvents((events) => {
        for (const event of events) if (event.type === 'snippets') snippets.value = event.snippets
      }),
    [],
  )
  return (
    <>
      <Button
        onClick={() => {
          isOpen.value = true
          void load()
        }}
      >
        {t(s.snippets)}
      </Button>
      {isOpen.value && <SnippetDialog onClose={() => (isOpen.value = false)} />}
    </>
  )
}

function SnippetDialog({ onClose }: { readonly onClose: () => void }) {
  const name = useSignal('')
  const save = async (event: Event): Promise<void> => {
    event.preventDefault()
    const { mode, source, ending } = draft.value
    if (name.value.trim() === '' || source === '') return
    const { writes } = charsetsOf(selected.value ?? 0)
    const snippet: Snippet = {
      name: name.value,
      kind: mode,
      text: source,
      ...(writes === 'same' ? {} : { charset: writes }),
      ...(mode === 'text' ? { lineEnding: ending } : {}),
    }
    const answer = await ask('saveSnippet', { snippet })
    if (answer !== undefined) name.value = ''
  }
  const kept = snippets.value ?? []
  return (
    <Dialog title={t(s.snippets)} onClose={onClose} class="snippets">
      {kept.length === 0 ? <p class="quiet">{t(s.snippetNone)}</p> : null}
      <ul class="snippet-list">
        {kept.map((snippet) => (
          <li key={snippet.name}>
            <button
              type="button"
              class="snippet"
              onClick={() => {
                use(snippet)
                onClose()
              }}
            >
              <strong>{snippet.name}</strong>
              <span class="mono quiet">{snippet.text}</span>
            </button>
            <Button
              kind="quiet"
              icon={<Icon name="close" />}
              label={t(s.deleteNamed, { name: snippet.name })}
              onClick={() => void ask('deleteSnippet', { name: snippet.name })}
            />
          </li>
        ))}
      </ul>
      {draft.value.source !== '' && (
        <form class="snippet-save" onSubmit={(event) => void save(event)}>
          <Field
            label={t(s.saveSnippet)}
            hint={snippetFile.value === '' ? '' : t(s.snippetFile, { file: snippetFile.value })}
          >
            {(bind) => (
              <input
                {...bind}
                type="text"
                placeholder={t(s.snippetName)}
                value={name.value}
                onInput={(event) => (name.value = event.currentTarget.value)}
              />
            )}
          </Field>
          <Button type="submit" kind="primary" disabled={name.value.trim() === ''}>
            {t(s.save)}
          </Button>
        </form>
      )}
    </Dialog>
  )
}
