/** A sender that waits for an acknowledgement which the receiver puts off. */
import type { Nanos } from '../../base/index.ts'
import type { Side, TracedSegment } from '../../trace/index.ts'
import type { Add } from '../draft.ts'
import { other, type Story } from '../story.ts'

/** Linux puts an ACK off by 40 ms at least, Windows and BSD by more; RFC 9293 §3.8.6.3 allows 500 ms. */
const LEAST: Nanos = 30_000_000
const MOST: Nanos = 550_000_000
/** How soon a segment follows the ACK that let it go. */
const PROMPT: Nanos = 3_000_000
const USUAL_MSS = 1_460

interface Held {
  readonly first: number
  readonly ack: number
  readonly next: number
  readonly late: Nanos
}

/** Finds where one end's Nagle rule waited for the other's delayed ACK (RFC 896, RFC 1122 §4.2.3.2 and §4.2.3.4). */
export function findDelayedAck(story: Story, add: Add): void {
  for (const side of ['client', 'server'] as const) {
    const { small, full } = gather(story, side)
    tell(side, small, 'nagle-delayed-ack', add)
    // Once is chance: a program may have had its next data just then.
    if (full.length > 1) tell(side, full, 'delayed-ack', add)
  }
}

function gather(story: Story, side: Side): { small: Held[]; full: Held[] } {
  const small: Held[] = []
  const full: Held[] = []
  const peer = other(side)
  const there = story.base[peer]
  if (there === undefined) return { small, full }
  const here = story.base[side] ?? 0
  const mss = story.mssTo(peer) ?? USUAL_MSS
  const { segments } = story.trace
  /** The one segment in flight, and the ACK that came for it. */
  let alone = -1
  let ack = -1
  let top = 0
  let acked = 0
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as TracedSegment
    const { kinds, from, length, relSeq, time } = segment
    if (kinds.includes('copy') || kinds.includes('syn') || kinds.includes('syn-ack')) continue
    if (from === peer) {
      const isNew = segment.relAck > acked
      acked = Math.max(acked, segment.relAck)
      // Data from the peer carries its ACK along: nothing was put off. Trouble explains itself.
      if (length > 0 || !kinds.includes('ack') || kinds.includes('zero-window')) alone = -1
      else if (alone >= 0 && isNew && acked >= top) ack = i
      continue
    }
    if (length === 0) continue
    if (kinds.includes('retransmission') || kinds.includes('out-of-order')) {
      alone = -1
      continue
    }
    if (alone >= 0 && ack > alone && relSeq === top) {
      const first = story.at(alone)
      const late = story.at(ack).time - first.time - there
      const held = { first: alone, ack, next: i, late }
      if (late >= LEAST && late <= MOST && time - story.at(ack).time <= here + PROMPT) {
        if (first.length < mss && length < mss) small.push(held)
        else if (length >= mss) full.push(held)
      }
    }
    alone = relSeq >= top && acked >= top ? i : -1
    ack = -1
    top = Math.max(top, relSeq + length)
  }
  return { small, full }
}

function tell(side: Side, held: readonly Held[], id: 'nagle-delayed-ack' | 'delayed-ack', add: Add): void {
  const [first] = held
  if (first === undefined) return
  const total = held.reduce((sum, { late }) => sum + late, 0)
  const isNagle = id === 'nagle-delayed-ack'
  add({
    id,
    side: isNagle ? side : other(side),
    confidence: held.length > 1 && isNagle ? 'certain' : 'likely',
    says: isNagle ? (held.length > 1 ? 'nagleOften' : 'nagle') : 'delayedAck',
    shownBy: held.flatMap(({ first: sent, ack, next }) => [sent, ack, next]),
    cost: total,
    values: {
      who: side,
      peer: other(side),
      count: held.length,
      each: Math.round(total / held.length),
      waited: total,
    },
  })
}
