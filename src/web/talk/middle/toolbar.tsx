import { AUTO } from '../../store/charset-choice.ts'
import { charsetsOf, chooseCharsets } from '../../store/charsets.ts'
import { useRef } from 'preact/hooks'
import type { ConnectionInfo } from '../../../protocol/index.ts'
import { pageSentences as p } from '../../shell/sentences.ts'
import { talkSentences as s } from '../sentences.ts'
import { useCommands } from '../../store/commands.ts'
import { lang, t } from '../../store/settings.ts'
import { Button, Icon, Select, Tabs } from '../../ui/index.ts'
import { charsetOptions, showCharset } from '../charset-options.ts'
import { chooseView, viewMode } from '../store.ts'
import type { Reader } from '../transcript/reader.ts'
import { ExportMenu } from './export-menu.tsx'
import { LikelierHint } from './likelier-hint.tsx'

interface ToolbarProps {
  readonly connection: ConnectionInfo
  readonly reader: Reader
  readonly words: string
  readonly onWords: (words: string) => void
  readonly found: { readonly at: number; readonly count: number } | undefined
  readonly onFound: (step: number) => void
  /** The first read or write that is here; undefined: all that are kept are. */
  readonly older: number | undefined
  readonly onOlder: () => void
}

/** Above the bytes: which view, which charset, search, export; and the hint of a likelier charset. */
export function Toolbar(props: ToolbarProps) {
  const { connection, reader } = props
  const { conn } = connection
  const choice = charsetsOf(conn)
  const taken = choice.reads === AUTO ? reader.reads : undefined
  const auto = taken === undefined ? t(s.charsetAuto) : t(s.charsetAutoNow, { charset: showCharset(taken) })
  return (
    <>
      <div class="toolbar" role="toolbar" aria-label={t(s.viewOf)}>
        <Tabs
          label={t(s.viewOf)}
          tabs={[
            { id: 'stream', label: t(s.stream) },
            { id: 'writes', label: t(s.writes) },
            { id: 'hex', label: t(s.hex) },
          ]}
          value={viewMode.value}
          onChange={chooseView}
        />
        <span {...(choice.reads === AUTO ? { title: reader.explain(lang.value) } : {})}>
          <Select
            label={t(s.charset)}
            value={choice.reads}
            options={charsetOptions(auto)}
            onChange={(reads) => {
              chooseCharsets(conn, { ...choice, reads })
              chooseCharsets('new', { reads, writes: choice.writes })
            }}
          />
        </span>
        <SearchField {...props} />
        <ExportMenu connection={connection} charset={choice.reads} />
      </div>
      {/* Not the reader: it stays the same object while it reads on. */}
      <LikelierHint conn={conn} likelier={reader.likelier} />
    </>
  )
}

/** What is looked for, how often it was found, and in how much. */
function SearchField(props: ToolbarProps) {
  const { words, onWords, found, onFound, older, onOlder } = props
  const search = useRef<HTMLInputElement>(null)
  useCommands([
    {
      id: 'talk-search',
      title: s.searchIn,
      group: p.groupTalk,
      keys: ['/'],
      run: () => search.current?.focus(),
    },
  ])
  return (
    <span class="search">
      <Icon name="search" />
      <input
        ref={search}
        type="search"
        aria-label={t(s.searchIn)}
        placeholder={t(viewMode.value === 'hex' ? s.searchHex : s.search)}
        value={words}
        onInput={(event) => onWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onFound(event.shiftKey ? -1 : 1)
          if (event.key === 'Escape') {
            onWords('')
            event.currentTarget.blur()
          }
        }}
      />
      {found !== undefined && (
        <>
          <span class="found" role="status">
            {found.count === 0 ? t(s.foundNone) : t(s.found, { at: found.at + 1, count: found.count })}
            {older !== undefined && ` (${t(s.searchedPart, { from: older })})`}
          </span>
          {older !== undefined && (
            <Button kind="quiet" onClick={onOlder}>
              {t(s.searchOlder)}
            </Button>
          )}
          <Button kind="quiet" icon={<Icon name="up" />} label={t(s.previous)} onClick={() => onFound(-1)} />
          <Button kind="quiet" icon={<Icon name="down" />} label={t(s.next)} onClick={() => onFound(1)} />
        </>
      )}
    </span>
  )
}
