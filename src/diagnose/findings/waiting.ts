/** Who let the other wait: which program took its time, and who had nothing to send. */
import type { Nanos } from '../../base/index.ts'
import type { Side, TracedSegment } from '../../trace/index.ts'
import type { Add } from '../draft.ts'
import { other, type Story } from '../story.ts'

/** A program that takes longer is waited for. */
const SLOW: Nanos = 200_000_000
/** So long a silence with nothing left to say is no slowness. */
const IDLE: Nanos = 10_000_000_000
/** Linux delays an ACK by 40 to 200 ms. */
const LONGEST_DELAYED_ACK: Nanos = 250_000_000
const USUAL_MSS = 1_460
/** A round trip of this length is felt by whoever asks and waits. */
const HIGH_RTT: Nanos = 200_000_000

/** One wait: from the segment that began it to the one that ended it. */
interface Wait {
  readonly from: number
  readonly to: number
  readonly span: Nanos
  /** That the other end had everything by then was seen apart: the ACK came long before. */
  readonly isShown: boolean
}

/** Finds how long each end's program was waited for. */
export function findWaiting(story: Story, add: Add): void {
  highRtt(story, add)
  const waits = gather(story)
  for (const side of ['client', 'server'] as const) {
    tell(story, side, waits.answers[side], add)
    pauses(story, side, waits.pauses[side], add)
  }
  idle(story, [...waits.idle.client, ...waits.idle.server], add)
  unfinished(story, add)
}

interface Waits {
  /** Times that an end took to answer, or to ask. */
  readonly answers: Record<Side, Wait[]>
  /** Times that an end had nothing to send within what it was sending. */
  readonly pauses: Record<Side, Wait[]>
  readonly idle: Record<Side, Wait[]>
}

/** Goes through the data in the order of time: each first sending, with the one before it. */
function gather(story: Story): Waits {
  const waits: Waits = {
    answers: { client: [], server: [] },
    pauses: { client: [], server: [] },
    idle: { client: [], server: [] },
  }
  const { segments, handshake, startedMidway } = story.trace
  let before = handshake?.ack ?? (startedMidway ? -1 : undefined)
  if (before === undefined) return waits
  /** Since the last data: something was sent again, was missing, or there was no window. */
  let isTroubled = false
  /** Highest numbers sent, and acknowledged, and when the last ACK of something came. */
  const sent = { client: 0, server: 0 }
  const acked = { client: 0, server: 0 }
  const ackedAt: Record<Side, Nanos> = { client: 0, server: 0 }
  /** The room that each end's peer offers. */
  const room: Record<Side, number> = { client: Infinity, server: Infinity }
  for (let i = (handshake?.ack ?? 0) + 1; i < segments.length; i++) {
    const segment = segments[i] as TracedSegment
    const { kinds, from, length, time } = segment
    if (kinds.includes('copy') || kinds.includes('rst')) continue
    const to = other(from)
    if (segment.relAck > acked[to]) {
      acked[to] = segment.relAck
      ackedAt[to] = time
    }
    if (!kinds.includes('syn-ack')) room[to] = segment.window
    if (isTrouble(segment)) isTroubled = true
    if (length === 0 || kinds.includes('keep-alive') || kinds.includes('zero-window-probe')) continue
    if (!kinds.includes('retransmission')) {
      if (before >= 0 && !isTroubled) judge(story, waits, before, i, { sent, acked, ackedAt, room })
      before = i
      isTroubled = false
    }
    sent[from] = Math.max(sent[from], segment.relSeq + length)
  }
  return waits
}

function isTrouble({ kinds }: TracedSegment): boolean {
  return (
    kinds.includes('retransmission') ||
    kinds.includes('out-of-order') ||
    kinds.includes('duplicate-ack') ||
    kinds.includes('zero-window') ||
    kinds.includes('zero-window-probe') ||
    kinds.includes('previous-not-captured') ||
    kinds.includes('acked-unseen')
  )
}

interface Progress {
  readonly sent: Readonly<Record<Side, number>>
  readonly acked: Readonly<Record<Side, number>>
  readonly ackedAt: Readonly<Record<Side, Nanos>>
  readonly room: Readonly<Record<Side, number>>
}

function judge(
  story: Story,
  waits: Waits,
  from: number,
  to: number,
  { sent, acked, ackedAt, room }: Progress,
): void {
  const before = story.at(from)
  const now = story.at(to)
  const side = now.from
  const opened = before.length === 0
  const there = story.base[side] ?? 0
  if (before.from !== side || opened) {
    // The handshake's last segment is the client's own: it can go on at once, the server when that has come.
    const span = now.time - before.time - (opened && side === 'client' ? 0 : there)
    // Less than half a round trip is within what the path itself varies by.
    if (span < Math.max(SLOW, there / 2)) return
    const isShown =
      opened ||
      (acked[other(side)] >= before.relSeq + before.length && ackedAt[other(side)] < now.time - SLOW / 2)
    const list = side === 'client' && span >= IDLE && !opened ? waits.idle : waits.answers
    list[side].push({ from, to, span, isShown })
    return
  }
  // Its own data before this one was all acknowledged: nothing but its program held it back.
  if (acked[side] < sent[side]) return
  // A sender waits before it fills a window of less than a segment (RFC 9293 §3.8.6.2.1).
  if (room[side] < (story.mssTo(other(side)) ?? USUAL_MSS)) return
  const since = Math.max(ackedAt[side], before.time)
  const span = now.time - since
  if (span < SLOW || since - before.time > LONGEST_DELAYED_ACK + there) return
  const list = span >= IDLE ? waits.idle : waits.pauses
  list[side].push({ from, to, span, isShown: true })
}

function summary(
  waits: readonly Wait[],
): { worst: Wait; total: Nanos; values: Record<string, number> } | undefined {
  const [first] = waits
  if (first === undefined) return undefined
  const worst = waits.reduce((most, wait) => (wait.span > most.span ? wait : most), first)
  const total = waits.reduce((sum, { span }) => sum + span, 0)
  return { worst, total, values: { count: waits.length, longest: worst.span, waited: total } }
}

function tell(story: Story, side: Side, waits: readonly Wait[], add: Add): void {
  const sum = summary(waits)
  if (sum === undefined) return
  const { worst, total, values } = sum
  const isFirst = story.at(worst.from).length === 0
  const says =
    side === 'server'
      ? isFirst
        ? 'slowServerFirst'
        : waits.length > 1
          ? 'slowServerOften'
          : 'slowServer'
      : isFirst
        ? 'slowClientFirst'
        : waits.length > 1
          ? 'slowClientOften'
          : 'slowClient'
  const confidence =
    waits.every(({ isShown }) => isShown) && story.base[side] !== undefined ? 'certain' : 'likely'
  add({
    id: side === 'server' ? 'slow-server' : 'slow-client',
    side,
    confidence,
    says,
    shownBy: [worst.from, worst.to],
    start: story.at(waits[0]?.from ?? 0).time,
    end: story.at(waits.at(-1)?.to ?? 0).time,
    cost: total,
    values,
  })
}

/** Pauses within what one end was sending. */
function pauses(story: Story, side: Side, waits: readonly Wait[], add: Add): void {
  const sum = summary(waits)
  if (sum === undefined) return
  add({
    id: 'application-limited',
    side,
    confidence: 'certain',
    says: waits.length > 1 ? 'applicationLimitedOften' : 'applicationLimited',
    shownBy: [sum.worst.from, sum.worst.to],
    start: story.at(waits[0]?.from ?? 0).time,
    end: story.at(waits.at(-1)?.to ?? 0).time,
    cost: sum.total,
    values: { ...sum.values, who: side },
  })
}

function idle(story: Story, waits: readonly Wait[], add: Add): void {
  const sum = summary(waits)
  if (sum === undefined) return
  const { worst, total, values } = sum
  const side = story.at(worst.to).from
  const says = waits.length > 1 ? 'idleOften' : 'idle'
  const shownBy = [worst.from, worst.to]
  add({
    id: 'idle',
    side,
    confidence: 'certain',
    says,
    shownBy,
    cost: total,
    values: { ...values, who: side },
  })
}

function highRtt(story: Story, add: Add): void {
  const { handshake } = story.trace
  const rtt = handshake?.rtt
  if (handshake === undefined || rtt === undefined || handshake.ambiguous === true || rtt < HIGH_RTT) return
  const { syn, synAck, ack } = handshake
  const values = { rtt }
  add({
    id: 'high-rtt',
    side: 'path',
    confidence: 'certain',
    says: 'highRtt',
    shownBy: [syn, synAck, ack],
    cost: rtt,
    values,
  })
}

/** The capture ends, or nothing more comes, while the server still owes an answer. */
function unfinished(story: Story, add: Add): void {
  const { trace, around } = story
  const { totals } = trace
  const asked = story.of('data').at(-1) ?? -1
  if (asked < 0 || story.at(asked).from !== 'client' || trace.close !== undefined) return
  // One that never answers anything may have nothing to say.
  if (totals.server.bytes === 0 || totals.server.zeroWindows > 0) return
  const there = story.base.server ?? 0
  const span = around.end - story.at(asked).time - there
  const { length, relSeq } = story.at(asked)
  const ack = trace.segments.findIndex(
    ({ from, relAck, kinds }, i) =>
      i > asked && from === 'server' && relAck >= relSeq + length && !kinds.includes('copy'),
  )
  if (ack < 0 || span < 1_000_000_000) return
  add({
    id: 'slow-server',
    side: 'server',
    confidence: 'likely',
    says: 'slowServerOpen',
    shownBy: [asked, ack],
    end: around.end,
    cost: span,
    values: { count: 1, longest: span, waited: span },
  })
}
