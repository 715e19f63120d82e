import { diagramWords } from '../../../diagram/index.ts'
import { say, type Lang } from '../../../say/index.ts'
import { wireSentences as w } from '../sentences.ts'
import type { Side } from '../../../trace/index.ts'
import type { TcpState } from '../../../wire/index.ts'

/** Middle of each state's box. RFC 9293 §3.3.2, figure 5, turned so that it fits a narrow column. */
const PLACES: Readonly<Record<TcpState, readonly [number, number]>> = {
  CLOSED: [230, 24],
  LISTEN: [90, 76],
  'SYN-SENT': [370, 76],
  'SYN-RECEIVED': [90, 138],
  ESTABLISHED: [230, 190],
  'FIN-WAIT-1': [90, 242],
  'CLOSE-WAIT': [370, 242],
  'FIN-WAIT-2': [90, 306],
  CLOSING: [230, 306],
  'LAST-ACK': [370, 306],
  'TIME-WAIT': [160, 364],
}
const WIDE = 104
const TALL = 26

/** A way from one state to another: what leads there, and what is sent (`/`). */
interface Way {
  readonly from: TcpState
  readonly to: TcpState
  readonly label: string
  /** Where the label stands, in the picture; absent: half-way. */
  readonly at?: readonly [number, number]
  /** A bend, when a straight line would run through a box. */
  readonly via?: readonly [number, number]
  readonly anchor?: 'start' | 'end'
}

const WAYS: readonly Way[] = [
  { from: 'CLOSED', to: 'LISTEN', label: 'listen', at: [126, 42], anchor: 'end' },
  { from: 'CLOSED', to: 'SYN-SENT', label: 'connect / SYN', at: [330, 42], anchor: 'start' },
  { from: 'LISTEN', to: 'SYN-RECEIVED', label: 'SYN / SYN,ACK', at: [96, 110], anchor: 'start' },
  { from: 'SYN-SENT', to: 'SYN-RECEIVED', label: 'SYN / SYN,ACK', at: [236, 98] },
  { from: 'SYN-SENT', to: 'ESTABLISHED', label: 'SYN,ACK / ACK', at: [322, 146], anchor: 'start' },
  { from: 'SYN-RECEIVED', to: 'ESTABLISHED', label: 'ACK', at: [166, 160], anchor: 'start' },
  { from: 'ESTABLISHED', to: 'FIN-WAIT-1', label: 'close / FIN', at: [142, 214], anchor: 'end' },
  { from: 'ESTABLISHED', to: 'CLOSE-WAIT', label: 'FIN / ACK', at: [318, 214], anchor: 'start' },
  { from: 'FIN-WAIT-1', to: 'FIN-WAIT-2', label: 'ACK', at: [84, 276], anchor: 'end' },
  { from: 'FIN-WAIT-1', to: 'CLOSING', label: 'FIN / ACK', at: [172, 268], anchor: 'start' },
  { from: 'CLOSE-WAIT', to: 'LAST-ACK', label: 'close / FIN', at: [376, 276], anchor: 'start' },
  { from: 'FIN-WAIT-2', to: 'TIME-WAIT', label: 'FIN / ACK', at: [108, 340], anchor: 'end' },
  { from: 'CLOSING', to: 'TIME-WAIT', label: 'ACK', at: [206, 340], anchor: 'start' },
  { from: 'LAST-ACK', to: 'CLOSED', label: 'ACK', via: [448, 160], at: [444, 180], anchor: 'end' },
  { from: 'TIME-WAIT', to: 'CLOSED', label: '2 MSL', via: [14, 200], at: [24, 200], anchor: 'start' },
]

/** The state machine, with both ends' states lit: filled and named, not by colour alone. */
export function StateMachine(props: {
  readonly states: Readonly<Record<Side, TcpState>>
  readonly lang: Lang
}) {
  const { states, lang } = props
  const letter = {
    client: say(diagramWords.client, lang),
    server: say(diagramWords.server, lang),
  }
  return (
    <svg
      class="wire-machine"
      viewBox="0 0 460 392"
      role="img"
      aria-label={say(w.stateMachineLong, lang, states)}
    >
      <defs>
        <marker
          id="wire-tip"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 0L8 4L0 8z" />
        </marker>
      </defs>
      {WAYS.map((way) => (
        <g key={`${way.from} ${way.to}`} class="way">
          <path d={pathOf(way)} marker-end="url(#wire-tip)" />
        </g>
      ))}
      {WAYS.map((way) => (
        <text
          key={`${way.from} ${way.to}`}
          class="way-label"
          x={labelPlace(way)[0]}
          y={labelPlace(way)[1]}
          text-anchor={way.anchor ?? 'middle'}
        >
          {way.label}
        </text>
      ))}
      {(Object.keys(PLACES) as TcpState[]).map((state) => {
        const here = (['client', 'server'] as const).filter((side) => states[side] === state)
        const [x, y] = PLACES[state]
        return (
          <g
            key={state}
            class={`state ${here.length > 0 ? 'lit' : ''}`}
            data-state={state}
            data-ends={here.join(' ')}
          >
            <rect x={x - WIDE / 2} y={y - TALL / 2} width={WIDE} height={TALL} rx="6" />
            <text x={x} y={y + 4} text-anchor="middle">
              {state}
            </text>
            {here.map((side) => (
              <End key={side} side={side} x={x} y={y} name={letter[side]} isAlone={here.length === 1} />
            ))}
          </g>
        )
      })}
    </svg>
  )
}

/** Who is in a state: the client hangs at its left corner, the server at its right. */
function End(props: {
  readonly side: Side
  readonly x: number
  readonly y: number
  readonly name: string
  readonly isAlone: boolean
}) {
  const { side, x, y, name } = props
  const wide = name.length * (/[\u4e00-\u9fff]/.test(name) ? 11 : 6) + 10
  const left = side === 'client' ? x - WIDE / 2 - 6 : x + WIDE / 2 + 6 - wide
  return (
    <g class={`end ${side}`}>
      <rect x={left} y={y - TALL / 2 - 9} width={wide} height="15" rx="7.5" />
      <text x={left + wide / 2} y={y - TALL / 2 + 2} text-anchor="middle">
        {name}
      </text>
    </g>
  )
}

function labelPlace(way: Way): readonly [number, number] {
  if (way.at !== undefined) return way.at
  const [x1, y1] = PLACES[way.from]
  const [x2, y2] = PLACES[way.to]
  return [(x1 + x2) / 2, (y1 + y2) / 2]
}

/** From the edge of one box to the edge of the other. */
function pathOf({ from, to, via }: Way): string {
  const start = PLACES[from]
  const end = PLACES[to]
  if (via !== undefined) {
    const side = via[0] > 230 ? 1 : -1
    const out = `${start[0] + (side * WIDE) / 2} ${start[1]}`
    const into = `${end[0] + (side * WIDE) / 2} ${end[1]}`
    return `M${out} C${via[0]} ${start[1]} ${via[0]} ${start[1]} ${via[0]} ${via[1]} S${via[0]} ${end[1]} ${into}`
  }
  const [x1, y1] = edge(start, end)
  const [x2, y2] = edge(end, start)
  return `M${x1} ${y1}L${x2} ${y2}`
}

function edge(from: readonly [number, number], toward: readonly [number, number]): readonly [number, number] {
  const dx = toward[0] - from[0]
  const dy = toward[1] - from[1]
  const share = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : WIDE / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : TALL / 2 / Math.abs(dy),
  )
  return [from[0] + dx * share, from[1] + dy * share]
}
