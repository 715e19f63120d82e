import './run.css'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { packetWords, type LabRun, pageLabSentences as s, explainSentences as e } from '../../lab/index.ts'
import { sayDuration, type Sentence } from '../../say/index.ts'
import { diagramWords } from '../../diagram/index.ts'
import { wireSentences as w } from '../wire/sentences.ts'
import { lang, t } from '../store/settings.ts'
import { Menu } from '../ui/index.ts'
import { Ladder } from './ladder.tsx'
import type { PacketAction } from '../wire/index.tsx'

/** More rows than this are not listed. */
const MOST = 1_000
/** What can be done to a packet, in words. */
export const PACKET_ACTIONS: readonly (readonly [PacketAction, Sentence])[] = [
  ['lose', w.doLose],
  ['delay', w.doDelay],
  ['duplicate', w.doDuplicate],
  ['corrupt', w.doCorrupt],
]

/** A run without connections: every datagram in a row, with what became of it. */
export function Datagrams(props: {
  readonly run: LabRun
  readonly marked?: ReadonlySet<number>
  readonly onAction?: (packet: number, action: PacketAction) => void
  readonly onChoose?: (packet: number) => void
}) {
  const { run, onAction, marked, onChoose } = props
  const chosen = useSignal<number | undefined>(undefined)
  const choose = (index: number): void => {
    chosen.value = index
    onChoose?.(index)
  }
  const all = useMemo(
    () => new Set([...(marked ?? []), ...(chosen.value === undefined ? [] : [chosen.value])]),
    [marked, chosen.value],
  )
  if (run.packets.length === 0) return <p class="quiet datagrams">{t(s.nothingSent)}</p>
  return (
    <div class="datagrams" tabIndex={0} role="region" aria-label={t(s.datagrams)}>
      <Ladder run={run} marked={all} onChoose={choose} />
      <table>
        <thead>
          <tr>
            {[s.number, s.sentAt, s.way, s.what, s.fate, ...(onAction === undefined ? [] : [s.actions])].map(
              (name) => (
                <th key={name.en} scope="col">
                  {t(name)}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {run.packets.slice(0, MOST).map((packet, index) => (
            <Row
              key={index}
              {...props}
              marked={all}
              index={index}
              packet={packet}
              onChoose={() => choose(index)}
            />
          ))}
        </tbody>
      </table>
      {run.packets.length > MOST && <p class="quiet">{t(e.more, { count: run.packets.length - MOST })}</p>}
    </div>
  )
}

function Row(props: {
  readonly run: LabRun
  readonly marked?: ReadonlySet<number>
  readonly onAction?: (packet: number, action: PacketAction) => void
  readonly index: number
  readonly packet: LabRun['packets'][number]
  readonly onChoose: () => void
}) {
  const { run, marked, onAction, index, packet, onChoose } = props
  const isMarked = marked?.has(index) === true
  const row = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    if (isMarked) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isMarked])
  const place = run.places[index]
  const { side, what, isLost } = packetWords(run, index, lang.value)
  const fate = isLost ? t(e.lost) : packet.arrival === undefined ? t(e.underWay) : sayDuration(packet.arrival)
  return (
    <tr class={`${isLost ? 'lost' : ''} ${isMarked ? 'marked' : ''}`} ref={row} onClick={onChoose}>
      <td class="number">{place?.number ?? ''}</td>
      <td class="number">{sayDuration(packet.time)}</td>
      <td class="datagram-way">
        {t(diagramWords.client)} <b aria-hidden="true">{arrow(side, isLost)}</b> {t(diagramWords.server)}
        <span class="sr">{t(s.from, { side: t(diagramWords[side]) })}</span>
      </td>
      <td>{what}</td>
      <td class={isLost ? 'bad' : ''}>{isLost ? `✗ ${fate}` : fate}</td>
      {onAction !== undefined && (
        <td>
          <Menu
            label={t(s.actions)}
            items={PACKET_ACTIONS.map(([action, name]) => ({
              id: action,
              label: t(name),
              isDisabled: place?.isCopy === true,
              run: () => onAction(index, action),
            }))}
          >
            …
          </Menu>
        </td>
      )}
    </tr>
  )
}

/** The way as a person draws it; what is lost ends half-way. */
function arrow(side: 'client' | 'server', isLost: boolean): string {
  if (side === 'client') return isLost ? '──✗   ' : '─────▸'
  return isLost ? '   ✗──' : '◂─────'
}
