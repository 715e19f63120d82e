import { MILLISECOND } from '../../src/base/index.ts'
import type {
  ConnectionTrace,
  SegmentKind,
  Side,
  SideTotals,
  StateChange,
  TracedSegment,
} from '../../src/trace/index.ts'
import { ACK, FIN, PSH, RST, SYN, type TcpState } from '../../src/wire/index.ts'

/** One segment of a hand-made trace, in the words of the picture: times in ms. */
export interface HandMade {
  readonly from: Side
  readonly at: number
  /** Absent: lost. */
  readonly arrives?: number
  readonly is: 'S' | 'SA' | 'A' | 'P' | 'F' | 'R'
  readonly seq: number
  readonly ack?: number
  readonly text?: string
  readonly window?: number
  readonly kinds?: readonly SegmentKind[]
  /** The states after it, where it changes them. */
  readonly client?: TcpState
  readonly server?: TcpState
}

const FLAGS = { S: SYN, SA: SYN | ACK, A: ACK, P: PSH | ACK, F: FIN | ACK, R: RST | ACK }
const KINDS: Record<HandMade['is'], SegmentKind[]> = {
  S: ['syn'],
  SA: ['syn-ack'],
  A: ['ack'],
  P: ['data'],
  F: ['fin'],
  R: ['rst'],
}

/** Makes a trace as the tracker would, from segments given by hand. */
export function handMadeTrace(
  list: readonly HandMade[],
  more: Partial<Pick<ConnectionTrace, 'client' | 'server' | 'close' | 'timeWait' | 'reset'>> = {},
): ConnectionTrace {
  const state: Record<Side, TcpState> = { client: 'CLOSED', server: 'LISTEN' }
  const stateChanges: StateChange[] = []
  const acked: Record<Side, number> = { client: 0, server: 0 }
  const segments = list.map((made, index): TracedSegment => {
    const before = acked[made.from]
    acked[made.from] = Math.max(before, made.ack ?? 0)
    const previous = list.findLastIndex(
      ({ from, seq }, i) => i < index && from === made.from && seq === made.seq,
    )
    for (const side of ['client', 'server'] as const) {
      const to = made[side]
      if (to === undefined) continue
      const ms = side === made.from ? made.at : (made.arrives ?? made.at)
      stateChanges.push({ side, time: ms * MILLISECOND, from: 'CLOSED', to, segment: index })
      state[side] = to
    }
    const payload = new TextEncoder().encode(made.text ?? '')
    return {
      packet: index,
      time: made.at * MILLISECOND,
      arrival: made.arrives === undefined ? undefined : made.arrives * MILLISECOND,
      from: made.from,
      flags: FLAGS[made.is],
      ecn: 0,
      seq: made.seq + 1000,
      ack: (made.ack ?? 0) + 5000,
      relSeq: made.seq,
      relAck: made.ack ?? 0,
      length: payload.length,
      window: made.window ?? 64240,
      kinds: made.kinds ?? KINDS[made.is],
      fate: made.arrives === undefined ? 'lost' : 'delivered',
      why: made.arrives === undefined ? 'loss' : undefined,
      options: {},
      movedSender: made[made.from] !== undefined,
      acknowledges: made.ack === undefined ? undefined : made.ack > before ? 'more' : 'same',
      ...(made.kinds?.includes('retransmission') === true
        ? {
            retransmission: {
              ...ALONE,
              previous,
              waited: (made.at - (list[previous]?.at ?? made.at)) * MILLISECOND,
            },
          }
        : {}),
      state: { ...state },
      payload,
    }
  })
  const ordered = inOrder(stateChanges)
  for (const { side, to } of ordered) state[side] = to
  return {
    id: 0,
    client: { address: '10.0.0.1', port: 49152 },
    server: { address: '10.0.0.2', port: 8888 },
    segments,
    startedMidway: false,
    handshake: { syn: 0, synAck: 1, ack: 2, rtt: 20 * MILLISECOND },
    iss: { client: 1000, server: 5000 },
    close: undefined,
    timeWait: undefined,
    stateChanges: ordered,
    fin: { client: firstFin(list, 'client'), server: firstFin(list, 'server') },
    crossed: {
      client: ordered.some(({ side, to }) => side === 'client' && to === 'CLOSING'),
      server: ordered.some(({ side, to }) => side === 'server' && to === 'CLOSING'),
    },
    finalState: { ...state },
    totals: { client: totals(segments, 'client'), server: totals(segments, 'server') },
    ...more,
  }
}

/** A retransmission that nobody asked for. */
const ALONE = { duplicates: 0, sacked: false, acknowledged: false, afterTimeout: false }

function firstFin(list: readonly HandMade[], from: Side): number | undefined {
  const at = list.findIndex((made) => made.from === from && made.is === 'F')
  return at < 0 ? undefined : at
}

/** State changes by time, each beginning where the one before it ended. */
function inOrder(changes: readonly StateChange[]): StateChange[] {
  const state: Record<Side, TcpState> = { client: 'CLOSED', server: 'LISTEN' }
  return changes
    .toSorted((a, b) => a.time - b.time)
    .map((change) => {
      const from = state[change.side]
      state[change.side] = change.to
      return { ...change, from }
    })
}

function totals(segments: readonly TracedSegment[], side: Side): SideTotals {
  const own = segments.filter((segment) => segment.from === side)
  const again = own.filter((segment) => segment.kinds.includes('retransmission'))
  const bytes = (list: readonly TracedSegment[]): number => list.reduce((sum, one) => sum + one.length, 0)
  return {
    segments: own.length,
    bytes: bytes(own) - bytes(again),
    retransmittedSegments: again.length,
    retransmittedBytes: bytes(again),
    lostSegments: own.filter((segment) => segment.fate === 'lost').length,
    retransmissionsByCause: { fast: 0, tlp: 0, rto: 0 },
    likelyCauses: 0,
    zeroWindowTime: 0,
    windowProbes: 0,
    notCapturedBytes: 0,
    copies: 0,
    dSacks: 0,
    zeroWindows: own.filter((segment) => segment.window === 0).length,
  }
}

/** The three segments up, over 10 ms. */
export const HANDSHAKE: readonly HandMade[] = [
  { from: 'client', at: 0, arrives: 10, is: 'S', seq: 0, client: 'SYN-SENT', server: 'SYN-RECEIVED' },
  { from: 'server', at: 10, arrives: 20, is: 'SA', seq: 0, ack: 1, client: 'ESTABLISHED' },
  {
    from: 'client',
    at: 20,
    arrives: 30,
    is: 'A',
    seq: 1,
    ack: 1,
    kinds: ['handshake-ack'],
    server: 'ESTABLISHED',
  },
]

/** Greeting, answer, and the client closes first. */
export const CONVERSATION: readonly HandMade[] = [
  ...HANDSHAKE,
  { from: 'client', at: 21, arrives: 31, is: 'P', seq: 1, ack: 1, text: '你好，服务器' },
  { from: 'server', at: 31, arrives: 41, is: 'A', seq: 1, ack: 19 },
  { from: 'server', at: 32, arrives: 42, is: 'P', seq: 1, ack: 19, text: '收到消息' },
  {
    from: 'client',
    at: 42,
    arrives: 52,
    is: 'F',
    seq: 19,
    ack: 13,
    client: 'FIN-WAIT-1',
    server: 'CLOSE-WAIT',
  },
  { from: 'server', at: 52, arrives: 62, is: 'A', seq: 13, ack: 20, client: 'FIN-WAIT-2' },
  { from: 'server', at: 63, arrives: 73, is: 'F', seq: 13, ack: 20, server: 'LAST-ACK', client: 'TIME-WAIT' },
  { from: 'client', at: 73, arrives: 83, is: 'A', seq: 20, ack: 14, server: 'CLOSED' },
]

/** A lost piece of data is retransmitted after the time-out; then both close at once. */
export const STORM: readonly HandMade[] = [
  ...HANDSHAKE,
  { from: 'client', at: 21, is: 'P', seq: 1, ack: 1, text: 'hello' },
  {
    from: 'client',
    at: 230,
    arrives: 240,
    is: 'P',
    seq: 1,
    ack: 1,
    text: 'hello',
    kinds: ['data', 'retransmission'],
  },
  { from: 'server', at: 240, arrives: 250, is: 'A', seq: 1, ack: 6 },
  { from: 'client', at: 260, arrives: 270, is: 'F', seq: 6, ack: 1, client: 'FIN-WAIT-1', server: 'CLOSING' },
  { from: 'server', at: 264, arrives: 274, is: 'F', seq: 1, ack: 6, server: 'FIN-WAIT-1', client: 'CLOSING' },
  { from: 'server', at: 270, arrives: 280, is: 'A', seq: 2, ack: 7, client: 'TIME-WAIT' },
  { from: 'client', at: 274, arrives: 284, is: 'A', seq: 7, ack: 2, server: 'TIME-WAIT' },
]
