import type { LabRun } from '../../lab/index.ts'
import { diagramWords } from '../../diagram/index.ts'
import { sayDuration } from '../../say/index.ts'
import { t } from '../store/settings.ts'

/** More datagrams than this are not drawn; the list has them. */
const MOST = 300
const ROW = 20
const HEAD = 28
const LEFT = 90
const RIGHT = 290
const WIDTH = 340

/** Datagrams between two lanes, one line for each moment: who overtakes whom, and what never arrives. */
export function Ladder(props: {
  readonly run: LabRun
  readonly marked?: ReadonlySet<number>
  readonly onChoose?: (packet: number) => void
}) {
  const { run, marked, onChoose } = props
  const packets = run.packets.slice(0, MOST)
  const times = [
    ...new Set(packets.flatMap(({ time, arrival }) => (arrival === undefined ? [time] : [time, arrival]))),
  ]
  const rows = new Map(times.sort((a, b) => a - b).map((time, row) => [time, HEAD + (row + 0.5) * ROW]))
  const height = HEAD + times.length * ROW + 10
  const y = (time: number): number => rows.get(time) ?? HEAD
  return (
    // The list beside it says the same in words, and is the one to be read and used with keys.
    <svg class="ladder" viewBox={`0 0 ${WIDTH} ${height}`} width={WIDTH} height={height} aria-hidden="true">
      <text x={LEFT} y={16} class="ladder-name">
        {t(diagramWords.client)}
      </text>
      <text x={RIGHT} y={16} class="ladder-name">
        {t(diagramWords.server)}
      </text>
      <line x1={LEFT} x2={LEFT} y1={HEAD - 6} y2={height} class="ladder-lane" />
      <line x1={RIGHT} x2={RIGHT} y1={HEAD - 6} y2={height} class="ladder-lane" />
      {times.map((time) => (
        <text key={time} x={4} y={y(time) + 4} class="ladder-time">
          {sayDuration(time)}
        </text>
      ))}
      {packets.map((packet, index) => (
        <Arrow
          key={index}
          isFromClient={run.places[index]?.side !== 'server'}
          from={y(packet.time)}
          to={packet.arrival === undefined ? undefined : y(packet.arrival)}
          isLost={packet.fate === 'lost'}
          isMarked={marked?.has(index) === true}
          {...(onChoose === undefined ? {} : { onChoose: () => onChoose(index) })}
        />
      ))}
    </svg>
  )
}

function Arrow(props: {
  readonly isFromClient: boolean
  readonly from: number
  readonly to: number | undefined
  readonly isLost: boolean
  readonly isMarked: boolean
  readonly onChoose?: () => void
}) {
  const { isFromClient, from, to, isLost, isMarked, onChoose } = props
  const [start, end] = isFromClient ? [LEFT, RIGHT] : [RIGHT, LEFT]
  const sign = isFromClient ? 1 : -1
  // What is lost ends half-way; so does what is still under way.
  const [x, down] = to === undefined || isLost ? [(start + end) / 2, from + ROW / 2] : [end, to]
  const tip = `${x},${down} ${x - sign * 8},${down - 4} ${x - sign * 8},${down + 4}`
  const state = `${isLost ? 'lost' : to === undefined ? 'under-way' : ''} ${isMarked ? 'marked' : ''}`
  return (
    <g class={`ladder-arrow ${state}`} onClick={onChoose}>
      <line x1={start} y1={from} x2={x} y2={down} class="ladder-hit" />
      <line x1={start} y1={from} x2={x} y2={down} />
      {isLost ? (
        <path d={`M${x - 5} ${down - 5}l10 10m0 -10l-10 10`} />
      ) : (
        to !== undefined && <polygon points={tip} />
      )}
    </g>
  )
}
