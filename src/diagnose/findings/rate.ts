/** What held a transfer's rate down: the window that the receiver offers. */
import type { Nanos } from '../../base/index.ts'
import type { Side, TracedSegment } from '../../trace/index.ts'
import type { Add } from '../draft.ts'
import { other, type Story } from '../story.ts'

const USUAL_MSS = 1_460
/** So often at the window's edge is no chance, and so much of the time is what counts. */
const OFTEN = 3
const MUCH_OF_TIME = 0.3
/** A window that never changes by more is as large as the receiver's buffer. */
const STEADY = 1.25

/** What the window did to one direction. */
interface Limits {
  /** Moments at which the whole window was used, and the ACKs that let it go on. */
  readonly full: number[]
  readonly released: number[]
  readonly spans: Nanos[]
  least: number
  most: number
  /** The largest window there was. */
  largest: number
  first: number
  last: number
}

/** Finds who of the two ends limits the other by its window (RFC 9293 §3.8.6). */
export function findRate(story: Story, add: Add): void {
  if (story.trace.handshake === undefined) return
  for (const side of ['client', 'server'] as const) {
    const limits = gather(story, side)
    if (limits !== undefined) tell(story, side, limits, add)
  }
}

/** Follows what is in flight from one end, as the tap sees it, against the window that was offered last. */
function gather(story: Story, side: Side): Limits | undefined {
  const { segments, handshake } = story.trace
  const peer = other(side)
  const mss = story.mssTo(peer) ?? USUAL_MSS
  const limits: Limits = {
    full: [],
    released: [],
    spans: [],
    least: Infinity,
    most: 0,
    largest: 0,
    first: -1,
    last: -1,
  }
  let acked = 1
  // The window of a SYN or SYN-ACK is never scaled; the client's is said again in the third segment.
  let window = handshake === undefined || peer === 'client' ? 0 : story.at(handshake.synAck).window
  let edge = acked + window
  let top = 1
  let fullSince = -1
  for (let i = handshake?.ack ?? 0; i < segments.length; i++) {
    const segment = segments[i] as TracedSegment
    const { kinds, from, length, relSeq, relAck, time } = segment
    if (kinds.includes('copy') || kinds.includes('rst') || kinds.includes('syn-ack')) continue
    if (from === peer) {
      if (relAck < acked) continue
      const isMore = relAck > acked
      acked = relAck
      window = segment.window
      edge = Math.max(edge, acked + window)
      limits.largest = Math.max(limits.largest, window)
      if (fullSince >= 0 && (isMore || edge - top >= mss)) {
        limits.released.push(i)
        limits.spans.push(Math.max(0, time - story.at(fullSince).time))
        fullSince = -1
      }
      continue
    }
    if (length === 0) continue
    if (limits.first < 0) limits.first = i
    limits.last = i
    top = Math.max(top, relSeq + length)
    // Between an edge and the next full segment there is no room; a zero window is a finding of its own.
    if (window > 0 && edge - top < mss && window >= mss && fullSince < 0) {
      fullSince = i
      limits.full.push(i)
      limits.least = Math.min(limits.least, window)
      limits.most = Math.max(limits.most, window)
    }
  }
  return limits.first < 0 ? undefined : limits
}

function tell(story: Story, side: Side, limits: Limits, add: Add): void {
  const { full, spans, least, most, largest, first, last } = limits
  const whole = story.at(last).time - story.at(first).time
  const held = spans.reduce((sum, span) => sum + span, 0)
  if (spans.length < OFTEN || held < whole * MUCH_OF_TIME) return
  const peer = other(side)
  const cycle = Math.round(
    (story.at(full.at(-1) ?? 0).time - story.at(full[0] ?? 0).time) / Math.max(1, full.length - 1),
  )
  const isSteady = most <= least * STEADY && most * STEADY >= largest
  const rtt = Math.max(cycle, story.rtt ?? 0)
  const values = {
    who: side,
    peer,
    count: full.length,
    window: most,
    least,
    rtt,
    rate: rtt === 0 ? 0 : Math.round((most * 1e9) / rtt),
  }
  const { handshake } = story.trace
  const isUnscaled = [handshake?.syn, handshake?.synAck].some(
    (i) => i !== undefined && story.at(i).options.windowScale === undefined,
  )
  add({
    id: isSteady ? 'window-ceiling' : 'receiver-limited',
    side: peer,
    confidence: story.point === side ? 'certain' : 'likely',
    says: isSteady ? (isUnscaled ? 'windowCeilingUnscaled' : 'windowCeiling') : 'receiverLimited',
    shownBy: full,
    cost: held,
    values: { ...values, held },
  })
}
