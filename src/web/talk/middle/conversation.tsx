import { charsetsOf } from '../../store/charsets.ts'
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { ConnectionInfo } from '../../../protocol/index.ts'
import { pageSentences as p } from '../../shell/sentences.ts'
import { talkSentences as s } from '../sentences.ts'
import { useCommands } from '../../store/commands.ts'
import { route } from '../../store/route.ts'
import { t } from '../../store/settings.ts'
import { Button, Icon } from '../../ui/index.ts'
import { noteWrites } from '../composer/reply-charset.ts'
import { viewMode } from '../store.ts'
import { rowsFound, searchFor, type TranscriptSearch } from '../transcript/search.ts'
import type { PageTranscript } from '../transcript/transcript.ts'
import type { Item, Message } from '../transcript/types.ts'
import { transcriptOf } from '../transcripts.ts'
import { useRoom } from './measure.ts'
import { RowView } from './row.tsx'
import { Toolbar } from './toolbar.tsx'
import { useRows, type RowsHere } from './use-rows.ts'
import { bytesInRoute, overlaps } from './wanted-bytes.ts'

/** The middle: what was sent and received, in one of three views, however long it is. */
export function Conversation({ connection }: { readonly connection: ConnectionInfo }) {
  const { conn } = connection
  const { transcript, version } = transcriptOf(conn)
  const pane = useRef<HTMLDivElement>(null)
  const room = useRoom(pane)
  const words = useSignal('')
  const foundAt = useSignal(0)
  // Read, so that it is drawn again when the transcript grew.
  void version.value
  const as = { mode: viewMode.value, charsets: charsetsOf(conn), columns: room.value.columns }
  const here = useRows(pane, transcript, as, room.value)
  const { rows, reader } = here.live
  const writes = reader.writes.name
  useLayoutEffect(() => noteWrites(conn, writes), [conn, writes])
  const search = searchFor(words.value, as.mode === 'hex' ? reader.writes : undefined)
  const found = useMemo(
    () => (search === undefined ? [] : rowsFound(rows, search)),
    [words.value, rows, rows.length, as.mode, writes],
  )
  useWantedBytes(transcript, here)
  useCommands([
    {
      id: 'talk-follow',
      title: s.keyFollow,
      group: p.groupTalk,
      keys: [' '],
      run: () => here.follow(!here.isFollowing.value),
    },
  ])
  const goFound = (step: number): void => {
    if (found.length === 0) return
    foundAt.value = (foundAt.value + step + found.length) % found.length
    here.showRow(found[foundAt.value] ?? 0)
  }
  return (
    <section class="conversation" aria-label={t(s.conversation)}>
      <Toolbar
        connection={connection}
        reader={reader}
        words={words.value}
        onWords={(value) => {
          words.value = value
          // The first step of Enter goes to the first find.
          foundAt.value = -1
        }}
        found={search === undefined ? undefined : { at: Math.max(0, foundAt.value), count: found.length }}
        onFound={goFound}
        older={transcript.from > transcript.historyFrom ? transcript.from : undefined}
        onOlder={() => void transcript.loadOlder().catch(() => undefined)}
      />
      <div class="rows-frame">
        <div
          class={`rows ${as.mode}`}
          ref={pane}
          tabIndex={0}
          role="group"
          aria-label={t(s.conversation)}
          data-rows={rows.length}
          onScroll={(event) => here.onScroll(event.currentTarget)}
        >
          <Shown
            here={here}
            items={transcript.items}
            rowHeight={room.value.rowHeight}
            isUdp={connection.transport === 'udp'}
            search={search}
            current={found[foundAt.value]}
          />
          {rows.length === 0 && <p class="rows-empty quiet">{t(s.nothingYet)}</p>}
        </div>
        <Around here={here} transcript={transcript} />
      </div>
    </section>
  )
}

/** The rows that are seen, and no others. */
function Shown(props: {
  readonly here: RowsHere
  readonly items: readonly Item[]
  readonly rowHeight: number
  readonly isUdp: boolean
  readonly search: TranscriptSearch | undefined
  readonly current: number | undefined
}) {
  const { here, items, rowHeight, isUdp, search, current } = props
  const { first, last } = here
  const { rows } = here.live
  const wanted = bytesInRoute()
  const shown = []
  for (let i = first; i < last; i++) {
    const row = rows.at(i)
    if (row === undefined) continue
    shown.push(
      <RowView
        key={i}
        row={row}
        isUdp={isUdp}
        search={search}
        isCurrent={current === i}
        isMarked={wanted !== undefined && row.kind !== 'note' && overlaps(row.message, wanted)}
        before={row.kind === 'head' ? messageBefore(items, row.message) : undefined}
      />,
    )
  }
  return (
    <div class="rows-all" style={{ height: `${rows.length * rowHeight}px` }}>
      <div class="rows-shown" style={{ transform: `translateY(${first * rowHeight}px)` }}>
        {shown}
      </div>
    </div>
  )
}

/** What lies above the rows: the way back to the end, and what is older. */
function Around({ here, transcript }: { readonly here: RowsHere; readonly transcript: PageTranscript }) {
  if (here.isFollowing.value) return null
  const missed = here.missed.value
  return (
    <>
      {transcript.from > 0 && here.isAtTop && (
        <p class="rows-older">{t(transcript.from > transcript.historyFrom ? s.bytesComing : s.olderGone)}</p>
      )}
      <Button class="follow" icon={<Icon name="down" />} onClick={() => here.follow(true)}>
        {missed > 0 ? t(s.followNew, { count: missed }) : t(s.follow)}
      </Button>
    </>
  )
}

/** Goes to the bytes that the address asks for, once they are here. */
function useWantedBytes(transcript: PageTranscript, here: RowsHere): void {
  const { rows } = here.live
  const hasRows = rows.length > 0
  useEffect(() => {
    const wanted = bytesInRoute()
    if (wanted === undefined || !hasRows) return
    const message = transcript.items.find((item) => item.kind === 'message' && overlaps(item, wanted))
    const row = message?.kind === 'message' ? rows.rowOf(message.index) : -1
    if (row >= 0) here.showRow(row)
  }, [route.value, hasRows])
}

function messageBefore(items: readonly Item[], message: Message): Message | undefined {
  for (let i = items.indexOf(message) - 1; i >= 0; i--) {
    const item = items[i]
    if (item?.kind === 'message') return item
  }
  return undefined
}
