/** A receiver whose program does not read: no window is left (RFC 9293 §3.8.6). */
import type { Nanos } from '../../base/index.ts'
import type { Side, TracedSegment } from '../../trace/index.ts'
import type { Add } from '../draft.ts'
import { other, type Story } from '../story.ts'

interface Shut {
  readonly from: number
  /** The segment that opens it again; -1: none did. */
  readonly to: number
  readonly span: Nanos
  readonly probes: number
  /** Something waited to be sent: the peer probed, or sent as soon as there was room. */
  readonly isWaitedFor: boolean
}

/** Finds how long each end offered no window. */
export function findZeroWindow(story: Story, add: Add): void {
  for (const side of ['client', 'server'] as const) {
    if (story.of('zero-window', side).length > 0) tell(story, side, gather(story, side), add)
  }
}

function gather(story: Story, side: Side): Shut[] {
  const shut: Shut[] = []
  const peer = other(side)
  const { segments } = story.trace
  let from = -1
  let probes = 0
  const end = (to: number): void => {
    const time = to < 0 ? story.last.time : story.at(to).time
    const span = Math.max(0, time - story.at(from).time)
    const next = to < 0 ? -1 : story.nextFrom(peer, to)
    const sendsOn = next >= 0 && story.at(next).length > 0
    shut.push({ from, to, span, probes, isWaitedFor: probes > 0 || sendsOn })
    from = -1
    probes = 0
  }
  for (let i = 0; i < segments.length; i++) {
    const { kinds, from: sender, window } = segments[i] as TracedSegment
    if (kinds.includes('copy') || kinds.includes('rst')) continue
    if (sender === peer) {
      if (from >= 0 && kinds.includes('zero-window-probe')) probes++
    } else if (kinds.includes('zero-window')) {
      if (from < 0) from = i
    } else if (from >= 0 && window > 0) end(i)
  }
  if (from >= 0) end(-1)
  return shut
}

function tell(story: Story, side: Side, shut: readonly Shut[], add: Add): void {
  const waited = shut.filter(({ isWaitedFor, to }) => isWaitedFor || to < 0)
  if (waited.length === 0) return
  const lasted = waited.reduce((sum, { span }) => sum + span, 0)
  const probes = waited.reduce((sum, { probes: some }) => sum + some, 0)
  const stays = waited.at(-1)?.to === -1
  const shownBy = waited.flatMap(({ from, to }) => (to < 0 ? [from] : [from, to]))
  for (const i of story.of('retransmission', other(side))) {
    if (waited.some(({ from, to }) => i > from && (to < 0 || i < to))) story.explained.add(i)
  }
  add({
    id: 'zero-window',
    side,
    confidence: 'certain',
    says: stays ? 'zeroWindowStays' : probes > 0 ? 'zeroWindowProbed' : 'zeroWindow',
    shownBy,
    cost: lasted,
    values: { who: side, peer: other(side), lasted, probes, count: waited.length },
  })
}
