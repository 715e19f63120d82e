import type { CapturedPacket } from '../capture/index.ts'
import type { ConnectionTrace, OtherPacket } from '../trace/index.ts'
import type { FindingSentence } from './said.ts'
import type { Draft } from './draft.ts'
import { findCapture } from './findings/capture.ts'
import { findDelayedAck } from './findings/delayed-ack.ts'
import { findEnding } from './findings/ending.ts'
import { findOpening } from './findings/opening.ts'
import { findPath } from './findings/path.ts'
import { findRate } from './findings/rate.ts'
import { findRetransmission } from './findings/retransmission.ts'
import { findWaiting } from './findings/waiting.ts'
import { findZeroWindow } from './findings/zero-window.ts'
import { endsOf, readIcmpNotes } from './icmp-notes.ts'
import { FINDINGS, type Severity } from './catalogue.ts'
import { Story } from './story.ts'
import type { Finding } from './types.ts'

/** What is looked at. */
export interface Diagnosed {
  readonly connections: readonly ConnectionTrace[]
  /** Of the tracker: what is not TCP. Without it nothing is known of ICMP. */
  readonly others?: readonly OtherPacket[]
  /** All packets, in the order in which the tracker got them. */
  readonly packets?: readonly CapturedPacket[]
  /** How many packets the capture program itself says it lost. */
  readonly dropped?: number
}

/**
 * Those that explain retransmissions or a reset come before those that only count them; the order of the findings is
 * made afterwards.
 */
const FINDERS = [
  findCapture,
  findOpening,
  findPath,
  findZeroWindow,
  findDelayedAck,
  findWaiting,
  findEnding,
  findRetransmission,
  findRate,
]

/** Frames that are kept of one finding: enough to look at. */
const MOST_FRAMES = 50

/**
 * Looks for everything that a capture shows to be wrong, slow or worth knowing.
 *
 * @returns Worst first: what failed, what cost time, what is worth knowing; among these by cost and by how sure.
 */
export function diagnose(seen: Diagnosed): Finding[] {
  const { connections, others = [], packets = [] } = seen
  const notes = readIcmpNotes(connections, others, packets)
  const end = packets.reduce((last, { time }) => Math.max(last, time), lastTime(connections))
  const next = nextAttempts(connections)
  const findings: Finding[] = [...ofCapture(seen)]
  for (const trace of connections) {
    if (trace.segments.length === 0) continue
    const around = { end, nextAttempt: next.get(trace.id), icmp: notes.get(trace.id) ?? [] }
    const story = new Story(trace, around)
    for (const find of FINDERS) find(story, (draft) => findings.push(finished(story, draft)))
  }
  return findings.sort(worseFirst)
}

function lastTime(connections: readonly ConnectionTrace[]): number {
  return connections.reduce((last, { segments }) => Math.max(last, segments.at(-1)?.time ?? 0), 0)
}

/** When the next connection between the same two addresses and ports begins, by the id of the one before. */
function nextAttempts(connections: readonly ConnectionTrace[]): ReadonlyMap<number, number> {
  const last = new Map<string, number>()
  const next = new Map<number, number>()
  for (const trace of connections) {
    const ends = endsOf(trace)
    const before = last.get(ends)
    const begins = trace.segments[0]?.time
    if (before !== undefined && begins !== undefined) next.set(before, begins)
    last.set(ends, trace.id)
  }
  return next
}

/** What is true of the file as a whole. */
function ofCapture({ dropped = 0, packets = [] }: Diagnosed): Finding[] {
  const found: Finding[] = []
  const whole = (
    id: 'capture-drops' | 'truncated-payload',
    says: FindingSentence,
    frames: number[],
    count: number,
  ): Finding => ({
    id,
    connection: undefined,
    side: 'capture',
    confidence: 'certain',
    start: packets[0]?.time ?? 0,
    end: packets.at(-1)?.time ?? 0,
    cost: 0,
    frames,
    values: { count },
    says,
  })
  if (dropped > 0) found.push(whole('capture-drops', 'captureDrops', [], dropped))
  const cut: number[] = []
  let count = 0
  packets.forEach(({ bytes, originalLength, frame }, place) => {
    if (originalLength === undefined || originalLength <= bytes.length) return
    count++
    if (cut.length < MOST_FRAMES) cut.push((frame ?? place) + 1)
  })
  if (count > 0) found.push(whole('truncated-payload', 'truncated', cut, count))
  return found
}

function finished(story: Story, draft: Draft): Finding {
  const { id, side, confidence, says, shownBy, cost = 0, values = {}, frames = [] } = draft
  const numbers = [...shownBy.map((i) => story.at(i).frame ?? story.at(i).packet), ...frames]
  const first = shownBy[0]
  const last = shownBy.at(-1)
  const start = draft.start ?? (first === undefined ? story.first.time : story.at(first).time)
  const end = draft.end ?? (last === undefined ? story.last.time : story.at(last).time)
  return {
    id,
    connection: story.trace.id,
    side,
    confidence,
    start,
    end: Math.max(start, end),
    cost,
    frames: [...new Set(numbers)]
      .sort((a, b) => a - b)
      .slice(0, MOST_FRAMES)
      .map((frame) => frame + 1),
    values,
    says,
  }
}

const GRAVITY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 }
const DOUBT = { certain: 0, likely: 1, possible: 2 } as const

function worseFirst(a: Finding, b: Finding): number {
  return (
    GRAVITY[FINDINGS[a.id].severity] - GRAVITY[FINDINGS[b.id].severity] ||
    b.cost - a.cost ||
    DOUBT[a.confidence] - DOUBT[b.confidence] ||
    (a.connection ?? -1) - (b.connection ?? -1) ||
    a.start - b.start
  )
}
