import type { Nanos } from '../../base/index.ts'
import type { TcpState } from '../../wire/index.ts'
import { EndState } from './end-state.ts'
import { MARK } from '../segments/kinds.ts'
import { type SegmentView, statePair } from '../segments/traced-segment.ts'
import type {
  ConnectionTrace,
  RetransmissionCause,
  Side,
  SideTotals,
  StateChange,
  TraceEndpoint,
} from '../types.ts'

/** A connection while it is followed: the trace that people read, and what the tracker must remember. */
export class TrackedConnection implements ConnectionTrace {
  readonly id: number
  readonly client: TraceEndpoint
  readonly server: TraceEndpoint
  readonly segments: SegmentView[] = []
  readonly startedMidway: boolean
  readonly stateChanges: StateChange[] = []
  readonly totals: Record<Side, MutableTotals> = { client: new MutableTotals(), server: new MutableTotals() }
  handshake: ConnectionTrace['handshake'] = undefined
  close: ConnectionTrace['close'] = undefined
  reset: ConnectionTrace['reset'] = undefined
  readonly fin: Record<Side, number | undefined> = { client: undefined, server: undefined }
  clockSteps: { count: number; most: Nanos } | undefined = undefined
  oldConnection: TcpState | undefined = undefined
  /** The connection before it on the same addresses and ports. */
  before: TrackedConnection | undefined = undefined
  /** The older one that the server's end still holds, and which end of it that is. */
  held: { readonly conn: TrackedConnection; readonly side: Side } | undefined = undefined
  readonly ends: Readonly<Record<Side, EndState>>
  /** The last SYN and SYN-ACK of the handshake so far, copies left out, as indices into `segments`; -1: none. */
  synAt = -1
  synAckAt = -1
  /** How many of each there were. */
  syns = 0
  synAcks = 0
  #lastTime: Nanos | undefined
  /** Whether it has ever been open at an end: a SYN with the same number is then a new connection. */
  wasOpen = false

  constructor(id: number, client: TraceEndpoint, server: TraceEndpoint, start: 'syn' | 'syn-ack' | 'midway') {
    this.id = id
    this.client = client
    this.server = server
    this.startedMidway = start !== 'syn'
    this.ends =
      start === 'midway'
        ? { client: new EndState('ESTABLISHED'), server: new EndState('ESTABLISHED') }
        : { client: new EndState(start === 'syn' ? 'CLOSED' : 'SYN-SENT'), server: new EndState('LISTEN') }
    this.wasOpen = start === 'midway'
  }

  get iss(): Readonly<Record<Side, number | undefined>> {
    const { client, server } = this.ends
    return {
      client: client.issKnown ? client.base : undefined,
      server: server.issKnown ? server.base : undefined,
    }
  }

  get crossed(): Readonly<Record<Side, boolean>> {
    return { client: this.ends.client.wasClosing, server: this.ends.server.wasClosing }
  }

  get finalState(): Readonly<Record<Side, TcpState>> {
    return this.statesNow()
  }

  get timeWait(): Side | 'both' | undefined {
    const client = this.#waits('client')
    const server = this.#waits('server')
    return client && server ? 'both' : client ? 'client' : server ? 'server' : undefined
  }

  #waits(side: Side): boolean {
    return this.ends[side].waitsSince !== undefined
  }

  /** Both ends are through with it, or one waits in TIME-WAIT for nothing but time. */
  get isOver(): boolean {
    return isOver(this.ends.client.state) && isOver(this.ends.server.state)
  }

  statesNow(): Readonly<Record<Side, TcpState>> {
    return statePair(this.ends.client.state, this.ends.server.state)
  }

  /** Moves one end to a state because of a segment. */
  move(side: Side, to: TcpState, time: Nanos, segment: number): void {
    const end = this.ends[side]
    if (end.state === to) return
    this.stateChanges.push({ side, time, from: end.state, to, segment })
    end.state = to
    if (to === 'ESTABLISHED') this.wasOpen = true
    else if (to === 'SYN-SENT') end.wasSynSent = true
    else if (to === 'CLOSING') end.wasClosing = true
    else if (to === 'TIME-WAIT') end.waitsSince = time
    const cause = this.segments[segment]
    if (cause?.from === side) cause.kindBits |= MARK.movedSender
  }

  /** Notes the time of the next segment: a clock that steps back says nothing of what lies between. */
  noteTime(time: Nanos): void {
    const step = (this.#lastTime ?? time) - time
    this.#lastTime = time
    if (step <= 0) return
    this.clockSteps ??= { count: 0, most: 0 }
    this.clockSteps.count++
    this.clockSteps.most = Math.max(this.clockSteps.most, step)
  }

  /** TIME-WAIT is over: 2 MSL have passed. */
  endTimeWait(side: Side, time: Nanos): void {
    const entered = this.stateChanges.findLast((change) => change.side === side)
    if (this.ends[side].state !== 'TIME-WAIT' || entered === undefined) return
    const { segment } = entered
    this.stateChanges.push({ side, time, from: 'TIME-WAIT', to: 'CLOSED', segment, byTime: true })
    this.ends[side].state = 'CLOSED'
  }

  /** It was said to be over by time, and a later packet shows that it was not. */
  stillTimeWait(side: Side): void {
    const last = this.stateChanges.findLastIndex((change) => change.side === side)
    if (this.stateChanges[last]?.byTime !== true) return
    this.stateChanges.splice(last, 1)
    this.ends[side].state = 'TIME-WAIT'
  }

  /**
   * Takes a move back that a later segment proves wrong: the end was still in `instead` until now.
   *
   * @param to - The state that the last such move led to.
   */
  revise(side: Side, to: TcpState, instead: TcpState): void {
    for (let i = this.stateChanges.length - 1; i >= 0; i--) {
      const change = this.stateChanges[i] as StateChange
      if (change.side !== side || change.to !== to) continue
      this.stateChanges.splice(i, 1)
      for (let at = change.segment; at < this.segments.length; at++) this.#rewrite(at, side, instead)
      break
    }
    this.ends[side].state = instead
    if (to === 'ESTABLISHED') {
      this.wasOpen = this.startedMidway || this.stateChanges.some((change) => change.to === 'ESTABLISHED')
    }
  }

  /** Says that an end was in another state than assumed from the first segment on. */
  reviseStart(side: Side, state: TcpState): void {
    for (let at = 0; at < this.segments.length; at++) this.#rewrite(at, side, state)
    for (let i = this.stateChanges.length - 1; i >= 0; i--) {
      if (this.stateChanges[i]?.side === side) this.stateChanges.splice(i, 1)
    }
    this.ends[side].state = state
  }

  #rewrite(at: number, side: Side, state: TcpState): void {
    const segment = this.segments[at] as SegmentView
    segment.state =
      side === 'client' ? statePair(state, segment.state.server) : statePair(segment.state.client, state)
  }
}

/** What one side sent, while it is counted. */
export class MutableTotals implements SideTotals {
  segments = 0
  bytes = 0
  notCapturedBytes = 0
  copies = 0
  retransmittedSegments = 0
  retransmittedBytes = 0
  readonly retransmissionsByCause: Record<RetransmissionCause, number> = { fast: 0, tlp: 0, rto: 0 }
  likelyCauses = 0
  dSacks = 0
  lostSegments = 0
  zeroWindows = 0
  zeroWindowTime: Nanos = 0
  windowProbes = 0
}

function isOver(state: TcpState): boolean {
  return state === 'CLOSED' || state === 'TIME-WAIT' || state === 'LISTEN'
}
