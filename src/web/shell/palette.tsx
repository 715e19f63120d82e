import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { pageSentences as p } from './sentences.ts'
import { commandsNow, showKey, type PageCommand } from '../store/commands.ts'
import { t } from '../store/settings.ts'
import { Dialog } from '../ui/index.ts'

/** Everything that can be done now, by its name in either language. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const query = useSignal('')
  const at = useSignal(0)
  const list = useRef<HTMLDivElement>(null)
  const found = search(query.value)
  const place = Math.min(at.value, found.length - 1)
  const run = (command: PageCommand | undefined): void => {
    if (command === undefined) return
    onClose()
    // After the dialog has given the focus back, so that a command may take it.
    setTimeout(command.run)
  }
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [place])
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && found.length > 0) {
      event.preventDefault()
      at.value = (place + step + found.length) % found.length
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault()
      // What has been typed counts, even if it is not drawn yet.
      const now = search(query.value)
      run(now[Math.min(at.value, now.length - 1)])
    }
  }
  return (
    <Dialog title={t(p.palette)} onClose={onClose} class="palette" isTitleHidden>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[place] === undefined ? undefined : `palette-${found[place].id}`}
        aria-label={t(p.paletteHint)}
        placeholder={t(p.paletteHint)}
        spellcheck={false}
        autocomplete="off"
        autofocus
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value
          at.value = 0
        }}
        onKeyDown={press}
      />
      <div
        id="palette-list"
        class="palette-list"
        role="listbox"
        aria-label={t(p.palette)}
        tabIndex={-1}
        ref={list}
      >
        {found.map((command, i) => (
          <div
            key={command.id}
            id={`palette-${command.id}`}
            role="option"
            aria-selected={i === place}
            onClick={() => run(command)}
          >
            <span>{t(command.title)}</span>
            <span class="quiet">{t(command.group)}</span>
            {command.keys?.slice(0, 1).map((key) => (
              <kbd key={key}>{showKey(key)}</kbd>
            ))}
          </div>
        ))}
      </div>
      {found.length === 0 && <p class="quiet">{t(p.paletteNothing)}</p>}
    </Dialog>
  )
}

/** What can be done now and goes by these words. */
function search(query: string): PageCommand[] {
  return commandsNow().filter((command) => command.isKeyOnly !== true && matches(command, query))
}

function matches({ title, group }: PageCommand, query: string): boolean {
  const text = `${group.en} ${title.en} ${group.zh} ${title.zh}`.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
