import type { Lang, SentenceArgs } from '../text/index.ts'
import { lossWords, say, sayDuration, segmentSentences, traceWords } from '../text/index.ts'
import { assert, isKeyOf } from '../base/index.ts'
import { ACK, FIN } from '../wire/index.ts'
import { otherSide } from './states.ts'
import type { ConnectionTrace, Side, TracedSegment } from './types.ts'

type Key = keyof typeof segmentSentences

/** What a sentence says: which one, and its numbers. */
interface Telling {
  readonly key: Key
  readonly args?: SentenceArgs
}

/**
 * Says what one segment does and why, in one plain sentence that is true of this segment.
 *
 * @param index - Into `trace.segments`.
 * @throws {AssertionError} When there is no such segment.
 */
export function explainSegment(trace: ConnectionTrace, index: number, lang: Lang): string {
  const segment = trace.segments[index]
  assert(segment !== undefined, `no segment ${index}`)
  const telling = tell(trace, segment, index, lang)
  const plain = say(segmentSentences[telling.key], lang, {
    who: sayWho(segment.from, lang),
    peer: sayWho(otherSide(segment.from), lang),
    seq: segment.seq,
    ack: segment.ack,
    length: segment.length,
    bytes: sayBytes(segment.relSeq, segment.length, lang),
    first: segment.relAck,
    acked: segment.relAck - 1,
    window: segment.window,
    ...telling.args,
  })
  const told =
    segment.needless === true && telling.key !== 'resentNeedless'
      ? say(segmentSentences.wasNeedless, lang, {
          sentence: plain,
          peer: sayWho(otherSide(segment.from), lang),
        })
      : plain
  if (segment.fate !== 'lost') return capitalised(told)
  const byComment = segment.fateFrom === 'comment'
  if (segment.why === undefined) {
    const key = byComment ? 'lostPlainComment' : 'lostPlain'
    return capitalised(say(segmentSentences[key], lang, { sentence: told }))
  }
  const why = sayWhy(segment.why, lang)
  const key = byComment ? 'lostComment' : 'lost'
  return capitalised(say(segmentSentences[key], lang, { sentence: told, why }))
}

/** @returns A sentence with a capital at its head, whoever stands there. */
export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** @returns `the client` or `the server` in the language. */
export function sayWho(side: Side, lang: Lang): string {
  return say(traceWords[side], lang)
}

function sayWhy(why: string, lang: Lang): string {
  return isKeyOf(lossWords, why) ? say(lossWords[why], lang) : why
}

function sayBytes(first: number, length: number, lang: Lang): string {
  return length === 1
    ? say(segmentSentences.oneByte, lang, { first })
    : say(segmentSentences.bytes, lang, { first, last: first + length - 1 })
}

function tell(trace: ConnectionTrace, segment: TracedSegment, index: number, lang: Lang): Telling {
  const kinds = new Set(segment.kinds)
  if (kinds.has('copy')) return { key: 'copy' }
  if (kinds.has('rst')) return tellReset(trace, segment, index)
  if (kinds.has('syn')) return tellSyn(trace, segment, index)
  if (kinds.has('syn-ack')) {
    return kinds.has('retransmission')
      ? { key: 'synAckAgain', args: { time: sinceLast(trace, segment, index) } }
      : { key: 'synAck' }
  }
  if (kinds.has('zero-window-probe')) return { key: 'probe' }
  if (kinds.has('keep-alive')) return { key: 'keepAlive' }
  if (kinds.has('fin')) return tellFin(trace, segment, index)
  if (segment.length > 0) return tellData(trace, segment, index)
  return tellAck(trace, segment, index, lang)
}

function tellReset(trace: ConnectionTrace, segment: TracedSegment, index: number): Telling {
  const moved = trace.stateChanges.some((change) => change.segment === index && change.side === segment.from)
  if (moved) return { key: 'reset' }
  const refuses =
    trace.reset?.segment === index && !trace.startedMidway && trace.iss[segment.from] === undefined
  return refuses ? { key: 'refused', args: { port: trace[segment.from].port } } : { key: 'resetStray' }
}

function tellSyn(trace: ConnectionTrace, segment: TracedSegment, index: number): Telling {
  if (segment.kinds.includes('retransmission')) {
    return { key: 'synAgain', args: { time: sinceLast(trace, segment, index) } }
  }
  if (segment.kinds.includes('time-wait-reuse')) return { key: 'synReuse' }
  if (segment.from === 'server') return { key: 'synCrossing' }
  return { key: segment.length > 0 ? 'synWithData' : 'syn' }
}

function tellFin(trace: ConnectionTrace, segment: TracedSegment, index: number): Telling {
  if (segment.kinds.includes('retransmission')) {
    return { key: 'finAgain', args: { time: sinceLast(trace, segment, index) } }
  }
  if (segment.length > 0) return { key: 'finWithData' }
  const peerFin = finBefore(trace, otherSide(segment.from), index)
  if (peerFin === undefined) return { key: 'fin' }
  const end = finPosition(peerFin)
  if (segment.relAck <= end) return { key: 'finCrossing' }
  return { key: ackedBefore(trace, segment, index) > end ? 'finAnswer' : 'finAnswerAck' }
}

function tellData(trace: ConnectionTrace, segment: TracedSegment, index: number): Telling {
  if (segment.kinds.includes('retransmission')) return tellResent(trace, segment, index)
  if (segment.kinds.includes('out-of-order')) {
    return { key: segment.likely === true ? 'overtakenLikely' : 'overtaken' }
  }
  const news = (segment.flags & ACK) !== 0 && segment.relAck > Math.max(ackedBefore(trace, segment, index), 1)
  const peerFin = news ? finBefore(trace, otherSide(segment.from), index) : undefined
  const acked = Math.min(segment.relAck, peerFin === undefined ? Infinity : finPosition(peerFin)) - 1
  return news && acked >= 1 ? { key: 'dataAndAck', args: { acked } } : { key: 'data' }
}

function tellResent(trace: ConnectionTrace, segment: TracedSegment, index: number): Telling {
  const end = segment.relSeq + segment.length
  let duplicates = 0
  for (let i = index - 1; i >= 0; i--) {
    const other = trace.segments[i] as TracedSegment
    if (other.from === segment.from) {
      const overlaps = other.length > 0 && other.relSeq < end && other.relSeq + other.length > segment.relSeq
      if (overlaps) return tellCause(trace, segment, index, duplicates, other)
      continue
    }
    // What the sender cannot have received yet is no reason of its.
    if (other.fate === 'lost' || (other.arrival ?? other.time) > segment.time) continue
    if ((other.flags & ACK) !== 0 && other.relAck >= end) return { key: 'resentNeedless' }
    if (other.relAck === segment.relSeq && other.kinds.includes('duplicate-ack')) duplicates++
  }
  return { key: segment.likely === true ? 'resentUnseenLikely' : 'resentUnseen' }
}

/** Why a segment was sent again, of which the last sending was seen. */
function tellCause(
  trace: ConnectionTrace,
  segment: TracedSegment,
  index: number,
  duplicates: number,
  last: TracedSegment,
): Telling {
  const asked: Telling = { key: 'resentDuplicates', args: { count: duplicates, first: segment.relSeq } }
  const time = sayDuration(segment.time - last.time)
  switch (segment.cause) {
    case 'fast':
      if (duplicates >= 3) return asked
      return { key: hasSackAbove(trace, segment, index) ? 'resentSack' : 'resentFast' }
    case 'probe':
      return { key: 'resentProbe', args: { time } }
    case 'timeout':
      return isAfterTimeout(trace, segment, index, last.time)
        ? { key: 'resentAfterTimeout' }
        : { key: 'resentTimeout', args: { time } }
    default:
      return duplicates >= 3 ? asked : { key: 'resentTimer', args: { time } }
  }
}

/** How far back the reasons for a resend are searched for. */
const REACH = 4_096

/** Whether the sender had been told that something beyond this segment has come. */
function hasSackAbove(trace: ConnectionTrace, segment: TracedSegment, index: number): boolean {
  const end = segment.relSeq + segment.length
  for (let i = index - 1; i >= 0 && i > index - REACH; i--) {
    const other = trace.segments[i] as TracedSegment
    if (other.from === segment.from || other.fate === 'lost') continue
    if ((other.arrival ?? other.time) > segment.time) continue
    if (other.options.sack?.some(({ left }) => left >= end) === true) return true
  }
  return false
}

/** Whether the timer ran out for an earlier segment, and this one follows from it. */
function isAfterTimeout(
  trace: ConnectionTrace,
  segment: TracedSegment,
  index: number,
  since: number,
): boolean {
  for (let i = index - 1; i >= 0 && i > index - REACH; i--) {
    const other = trace.segments[i] as TracedSegment
    if (other.time < since) return false
    if (other.from === segment.from && other.cause === 'timeout' && other.relSeq < segment.relSeq) return true
  }
  return false
}

function tellAck(trace: ConnectionTrace, segment: TracedSegment, index: number, lang: Lang): Telling {
  const kinds = new Set(segment.kinds)
  if ((segment.flags & ACK) === 0) return { key: 'bare' }
  if (kinds.has('handshake-ack')) return { key: 'handshakeAck' }
  if (kinds.has('keep-alive-ack')) return { key: 'keepAliveAck' }
  if (kinds.has('duplicate-ack')) return tellDuplicate(trace, segment, index, lang)
  const before = ackedBefore(trace, segment, index)
  const peerFin = finBefore(trace, otherSide(segment.from), index)
  const finAt = peerFin === undefined ? Infinity : finPosition(peerFin)
  const acked = Math.min(segment.relAck, finAt) - 1
  const isNews = segment.relAck > before
  if (kinds.has('zero-window')) {
    return isNews && acked >= 1 ? { key: 'zeroWindowAck', args: { acked } } : { key: 'zeroWindow' }
  }
  if (kinds.has('window-update')) return { key: 'windowUpdate' }
  if (segment.relAck > finAt) {
    // After FINs that crossed, the peer's ACK leads to TIME-WAIT, not this one.
    const crossed = trace.stateChanges.some(
      (change) => change.side === segment.from && change.to === 'CLOSING',
    )
    const waits = segment.state[segment.from] === 'TIME-WAIT' && !crossed
    return { key: waits ? 'ackFinTimeWait' : 'ackFin' }
  }
  if (isNews && acked >= 1) return { key: 'ack', args: { acked } }
  return { key: segment.relAck < before ? 'ackOld' : 'ackNothingNew' }
}

function tellDuplicate(trace: ConnectionTrace, segment: TracedSegment, index: number, lang: Lang): Telling {
  let count = 1
  for (let i = index - 1; i >= 0; i--) {
    const other = trace.segments[i] as TracedSegment
    if (other.from !== segment.from) continue
    if (other.relAck !== segment.relAck) break
    if (other.kinds.includes('duplicate-ack')) count++
  }
  const blocks = (segment.options.sack ?? []).filter((block) => block.left >= segment.relAck)
  if (blocks.length === 0) return { key: 'duplicateAck', args: { count } }
  const list = blocks.map((block) => sayBytes(block.left, block.right - block.left, lang))
  return { key: 'duplicateAckSack', args: { count, blocks: list } }
}

/** @returns The highest acknowledgement that this side had sent before; 0 when none. */
function ackedBefore(trace: ConnectionTrace, segment: TracedSegment, index: number): number {
  let seen = 0
  for (let i = index - 1, left = 64; i >= 0 && left > 0; i--) {
    const other = trace.segments[i] as TracedSegment
    if (other.from !== segment.from || (other.flags & ACK) === 0) continue
    seen = Math.max(seen, other.relAck)
    left--
  }
  return seen
}

/** @returns The first FIN of a side that was sent before the segment `index`. */
function finBefore(trace: ConnectionTrace, side: Side, index: number): TracedSegment | undefined {
  // The state machine has noted where FINs were sent: no need to search all segments.
  for (const change of trace.stateChanges) {
    const segment = trace.segments[change.segment]
    if (change.side !== side || change.segment >= index || segment?.from !== side) continue
    if ((segment.flags & FIN) !== 0) return segment
  }
  return undefined
}

function finPosition(segment: TracedSegment): number {
  return segment.relSeq + segment.length
}

/** @returns The time since this side last sent a segment with the same first number. */
function sinceLast(trace: ConnectionTrace, segment: TracedSegment, index: number): string {
  for (let i = index - 1; i >= 0; i--) {
    const other = trace.segments[i] as TracedSegment
    if (other.from !== segment.from || other.length + (other.flags & 3) === 0) continue
    if (other.relSeq + other.length < segment.relSeq) continue
    return sayDuration(segment.time - other.time)
  }
  return sayDuration(0)
}
