/** What something between the ends did. */
import type { Side, TracedSegment } from '../../trace/index.ts'
import type { Add } from '../draft.ts'
import type { IcmpNote } from '../icmp-notes.ts'
import { other, type Story } from '../story.ts'

/** A full segment is at least this share of the largest that went. */
const FULL = 0.9
/** Below what every path carries there is no black hole (RFC 4821 §7.2 probes from 1,024 up). */
const LEAST_FULL = 1_000
const TRIES = 3

/** Finds what routers said, what they did without a word, and who else spoke in an end's name. */
export function findPath(story: Story, add: Add): void {
  for (const note of story.around.icmp) {
    if (note.message.kind === 'packet-too-big') tooBig(story, note, add)
    else if (note.message.kind === 'unreachable') unreachable(story, note, add)
  }
  for (const side of ['client', 'server'] as const) blackHole(story, side, add)
  injected(story, add)
  const { marked } = story
  if (marked.length > 0) {
    const values = { count: marked.length }
    add({ id: 'ecn-marked', side: 'path', confidence: 'certain', says: 'ecnMarked', shownBy: marked, values })
  }
}

/** A router says that a packet does not fit (RFC 1191, RFC 8201). */
function tooBig(story: Story, note: IcmpNote, add: Add): void {
  const { about, message, seq, router, length } = note
  // A bare ACK before it has the same number.
  const quoted = story.trace.segments.findLastIndex(
    ({ from, seq: sent, time, length: bytes }) =>
      from === about && sent === seq && time <= note.time && bytes > 0,
  )
  const original = quoted < 0 ? undefined : story.at(quoted)
  // From the first quoted byte on, until what was in flight then is covered.
  const again = story.of('retransmission', about).filter((i) => {
    const { time, relSeq } = story.at(i)
    return (
      original !== undefined &&
      time >= note.time &&
      relSeq >= original.relSeq &&
      relSeq < original.relSeq + original.length
    )
  })
  for (const i of again) story.explained.add(i)
  const pieces = again.map((i) => story.at(i).length)
  const first = again[0]
  const cost = original === undefined || first === undefined ? 0 : story.at(first).time - original.time
  add({
    id: 'mtu-icmp',
    side: 'path',
    // A router quotes what it got: an error for a number that was never sent is not to be believed (RFC 5927 §4.1).
    confidence: original === undefined ? 'possible' : 'certain',
    says: pieces.length > 0 ? 'mtuIcmpAgain' : 'mtuIcmp',
    shownBy: [...(quoted < 0 ? [] : [quoted]), ...again],
    frames: [note.frame],
    start: original?.time ?? note.time,
    end: story.at(again.at(-1) ?? Math.max(quoted, 0)).time,
    cost: Math.max(0, cost),
    values: {
      who: about,
      router,
      mtu: message.mtu ?? 0,
      length,
      count: pieces.length,
      pieces: pieces.join(' '),
    },
  })
}

function unreachable(story: Story, note: IcmpNote, add: Add): void {
  const { message, about, router, frame, time } = note
  const reason = message.reason ?? 'other'
  const says = (
    {
      net: 'unreachableNet',
      host: 'unreachableHost',
      port: 'unreachablePort',
      prohibited: 'unreachableProhibited',
      protocol: 'unreachableOther',
      other: 'unreachableOther',
    } as const
  )[reason]
  const asked = story.trace.segments.findIndex(({ from, seq }) => from === about && seq === note.seq)
  add({
    id: 'icmp-unreachable',
    side: 'path',
    confidence: asked < 0 ? 'possible' : 'certain',
    says,
    shownBy: asked < 0 ? [] : [asked],
    frames: [frame],
    start: asked < 0 ? time : story.at(asked).time,
    end: time,
    cost: Math.max(0, story.last.time - story.first.time),
    values: { who: about, router, reason },
  })
}

/** Full segments are sent in vain again and again, where small ones pass. */
function blackHole(story: Story, side: Side, add: Add): void {
  const { trace } = story
  if (story.around.icmp.some(({ about, message }) => about === side && message.kind === 'packet-too-big'))
    return
  const again = story.of('retransmission', side)
  if (again.length < TRIES - 1) return
  let largest = 0
  let passed = 0
  const acked = ackedTo(trace.segments, other(side))
  for (const { from, length, relSeq } of trace.segments) {
    if (from !== side || length === 0) continue
    largest = Math.max(largest, length)
    if (relSeq + length <= acked) passed = Math.max(passed, length)
  }
  const full = largest * FULL
  if (largest < LEAST_FULL) return
  const tries = new Map<number, number[]>()
  for (const i of again) {
    const { relSeq, length } = story.at(i)
    if (length < full) continue
    const list = tries.get(relSeq) ?? []
    list.push(i)
    tries.set(relSeq, list)
  }
  for (const [relSeq, list] of tries) {
    if (list.length < TRIES - 1) continue
    const smaller = again.find(
      (i) => i > (list.at(-1) ?? 0) && story.at(i).relSeq === relSeq && story.at(i).length < full,
    )
    const isThrough = smaller !== undefined && acked > relSeq
    // Nothing of full size ever came through, though smaller data did; nor does it in the end.
    const neverPassed = acked <= relSeq && passed < full && acked > 1
    if (!isThrough && !neverPassed) continue
    const first = trace.segments.findIndex((one) => one.from === side && one.relSeq === relSeq)
    for (const i of list) story.explained.add(i)
    if (smaller !== undefined) story.explained.add(smaller)
    const until = story.at(smaller ?? list.at(-1) ?? first).time
    add({
      id: 'mtu-black-hole',
      side: 'path',
      confidence: 'likely',
      says: isThrough ? 'blackHoleFound' : 'blackHole',
      shownBy: [first, ...list, ...(smaller === undefined ? [] : [smaller])],
      cost: Math.max(0, until - story.at(first).time),
      values: { who: side, count: list.length + 1, length: largest, passed },
    })
    return
  }
}

function ackedTo(segments: readonly TracedSegment[], by: Side): number {
  let most = 0
  for (const { from, relAck, kinds } of segments) {
    if (from === by && relAck > most && !kinds.includes('rst') && !kinds.includes('old-ack')) most = relAck
  }
  return most
}

/** Routes change by a hop or two; another machine's packets have come another way. */
const HOPS = 2

/** A RST that the end in whose name it comes did not send. */
function injected(story: Story, add: Add): void {
  const { trace } = story
  const { reset } = trace
  if (reset === undefined || trace.iss[reset.by] === undefined) return
  const rst = story.at(reset.segment)
  const peer = other(reset.by)
  const own = trace.segments.filter(
    ({ from, kinds }) => from === reset.by && !kinds.includes('rst') && !kinds.includes('syn-ack'),
  )
  const before = story.lastFrom(reset.by, reset.segment)
  const known = own.length > 0 ? own : before < 0 ? [] : [story.at(before)]
  const hops = known.map(({ hopLimit }) => hopLimit ?? 0)
  const isForeign = known.length > 0 && hops.every((hop) => Math.abs(hop - (rst.hopLimit ?? hop)) > HOPS)
  // It goes on as if nothing had happened: it does not know of the RST.
  const goesOn = trace.segments.findIndex(
    ({ from, kinds, relSeq, relAck }, i) =>
      i > reset.segment &&
      from === reset.by &&
      !kinds.includes('rst') &&
      !kinds.includes('copy') &&
      !kinds.includes('retransmission') &&
      !kinds.includes('out-of-order') &&
      relSeq >= rst.relSeq &&
      relAck >= rst.relAck,
  )
  const asked = story.lastFrom(peer, reset.segment)
  const there = story.base[reset.by]
  const isTooSoon =
    asked >= 0 && there !== undefined && there > 2_000_000 && rst.time - story.at(asked).time < there / 2
  const proofs = [isForeign, goesOn >= 0, isTooSoon].filter(Boolean).length
  if (proofs < 2 && !(isForeign && hops.length > 1)) return
  story.explained.add(reset.segment)
  add({
    id: 'injected-reset',
    side: 'path',
    confidence: goesOn >= 0 && proofs > 1 ? 'certain' : 'likely',
    says: goesOn >= 0 ? 'injectedResetGoesOn' : 'injectedReset',
    shownBy: [...(asked < 0 ? [] : [asked]), reset.segment, ...(goesOn < 0 ? [] : [goesOn])],
    values: {
      who: reset.by,
      after: asked < 0 ? 0 : Math.max(0, rst.time - story.at(asked).time),
      rtt: story.rtt ?? 0,
      hopLimit: rst.hopLimit ?? 0,
      hopLimitBefore: hops.at(-1) ?? 0,
    },
  })
}
