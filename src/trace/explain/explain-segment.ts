import { type Lang, type SentenceArgs, say, sayDuration } from '../../say/index.ts'
import { lossWords, segmentSentences, traceWords } from './sentences.ts'
import { assert, isKeyOf } from '../../base/index.ts'
import { ACK } from '../../wire/index.ts'
import { explainRetransmission } from './explain-retransmission.ts'
import { otherSide } from '../connection/states.ts'
import type { Explanation } from './explanation.ts'
import type { ConnectionTrace, Range, Side, TracedSegment } from '../types.ts'

type Key = Explanation['key']

/**
 * Says what one segment does and why, in one plain sentence that is true of this segment. It costs the same wherever
 * in the connection the segment stands.
 *
 * @param index - Into `trace.segments`.
 * @throws {AssertionError} When there is no such segment.
 */
export function explainSegment(trace: ConnectionTrace, index: number, lang: Lang): string {
  const segment = trace.segments[index]
  assert(segment !== undefined, `no segment ${index}`)
  const told = tell(trace, segment, index, lang)
  const args = {
    who: sayWho(segment.from, lang),
    peer: sayWho(otherSide(segment.from), lang),
    seq: segment.seq,
    ack: segment.ack,
    length: segment.length,
    bytes: sayBytes(segment.relSeq, segment.length, lang),
    first: segment.relAck,
    acked: segment.relAck - 1,
    window: segment.window,
    ...told.args,
  }
  let sentence = say(segmentSentences[told.key], lang, args)
  const add = (key: Key, more: SentenceArgs = {}): void => {
    sentence = say(segmentSentences[key], lang, { ...args, ...more, sentence })
  }
  if (segment.spurious === true && told.key !== 'retransmittedAcknowledged') add(spuriousKey(segment))
  if (segment.kinds.includes('d-sack')) addDSack(segment, told, add, lang)
  if (segment.unseen !== undefined) addUnseen(segment, segment.unseen, add, lang)
  if (segment.fate === 'lost') addLost(segment, add, lang)
  return capitalised(sentence)
}

type Add = (key: Key, more?: SentenceArgs) => void

/** A SYN or a FIN is no bytes. */
function spuriousKey(segment: TracedSegment): Key {
  return segment.length > 0 ? 'wasSpurious' : 'wasSpuriousPlain'
}

function addDSack(segment: TracedSegment, told: Explanation, add: Add, lang: Lang): void {
  const block = segment.options.sack?.[0]
  if (block === undefined) return
  const twice = sayBytes(block.left, block.right - block.left, lang)
  add(told.key === 'ackNothingNew' ? 'dSack' : 'alsoDSack', { twice })
}

function addUnseen(segment: TracedSegment, { left, right }: Range, add: Add, lang: Lang): void {
  const isAck = segment.kinds.includes('acked-unseen')
  if (right - left === 1) return add(isAck ? 'ackedUnseenOne' : 'previousNotCapturedOne')
  // The SYN is no byte.
  const bytes = sayBytes(Math.max(left, 1), right - Math.max(left, 1), lang)
  add(isAck ? 'ackedUnseen' : 'previousNotCaptured', { bytes })
}

function addLost(segment: TracedSegment, add: Add, lang: Lang): void {
  const byComment = segment.fateFrom === 'comment'
  const { why } = segment
  if (why === undefined) add(byComment ? 'lostPlainComment' : 'lostPlain')
  else {
    const said = isKeyOf(lossWords, why) ? say(lossWords[why], lang) : why
    add(byComment ? 'lostComment' : 'lost', { why: said })
  }
}

/** @returns A sentence with a capital at its head, whoever stands there. */
export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** @returns `the client` or `the server` in the language. */
export function sayWho(side: Side, lang: Lang): string {
  return say(traceWords[side], lang)
}

/** @returns `byte 1`, `bytes 1 to 100`. */
export function sayBytes(first: number, length: number, lang: Lang): string {
  return length === 1
    ? say(segmentSentences.oneByte, lang, { first })
    : say(segmentSentences.bytes, lang, { first, last: first + length - 1 })
}

function tell(trace: ConnectionTrace, segment: TracedSegment, index: number, lang: Lang): Explanation {
  const kinds = new Set(segment.kinds)
  if (kinds.has('copy')) return { key: 'copy' }
  if (kinds.has('rst')) return explainReset(trace, segment, index)
  if (kinds.has('syn')) return explainSyn(trace, segment)
  if (kinds.has('syn-ack')) return explainSynAck(segment)
  if (kinds.has('late-syn-ack')) return { key: 'lateSynAck' }
  if (kinds.has('old-ack')) return { key: 'oldAck', args: { state: trace.oldConnection ?? '' } }
  if (kinds.has('zero-window-probe')) return { key: 'probe' }
  if (kinds.has('keep-alive')) return { key: 'keepAlive' }
  if (kinds.has('fin')) return explainFin(trace, segment, index)
  if (segment.length > 0) return explainData(trace, segment, index)
  return explainAck(trace, segment, index, lang)
}

/** A retransmission, with the time since the last where that is known. */
function again(segment: TracedSegment, timed: Key, untimed: Key): Explanation {
  const waited = segment.retransmission?.waited
  return waited === undefined ? { key: untimed } : { key: timed, args: { time: sayDuration(waited) } }
}

function explainReset(trace: ConnectionTrace, segment: TracedSegment, index: number): Explanation {
  const wasAsking = trace.segments[index - 1]?.state[segment.from] === 'SYN-SENT'
  if (segment.movedSender === true) return { key: wasAsking ? 'resetGivesUp' : 'reset' }
  const refuses =
    trace.reset?.segment === index && !trace.startedMidway && trace.iss[segment.from] === undefined
  if (refuses) return { key: 'refused', args: { port: trace[segment.from].port } }
  return { key: wasAsking && trace.oldConnection !== undefined ? 'resetOld' : 'resetStray' }
}

function explainSyn(trace: ConnectionTrace, segment: TracedSegment): Explanation {
  if (segment.kinds.includes('retransmission')) {
    return trace.oldConnection === undefined &&
      trace.iss.server !== undefined &&
      segment.state.server === 'SYN-RECEIVED'
      ? again(segment, 'synAgainAnswered', 'synAgainAnsweredUntimed')
      : again(segment, 'synAgain', 'synAgainUntimed')
  }
  if (segment.kinds.includes('time-wait-reuse')) return { key: 'synReuse' }
  if (segment.from === 'server') return { key: 'synCrossing' }
  return { key: segment.length > 0 ? 'synWithData' : 'syn' }
}

function explainSynAck(segment: TracedSegment): Explanation {
  if (!segment.kinds.includes('retransmission')) return { key: 'synAck' }
  if (segment.cause === undefined) return { key: 'synAckAgainAnswer' }
  return again(segment, 'synAckAgain', 'synAckAgainUntimed')
}

function explainFin(trace: ConnectionTrace, segment: TracedSegment, index: number): Explanation {
  if (segment.kinds.includes('retransmission')) {
    const untimed = segment.retransmission?.previous === undefined ? 'finAgainUnseen' : 'finAgainUntimed'
    return again(segment, 'finAgain', untimed)
  }
  if (segment.length > 0) return { key: 'finWithData' }
  const end = finBefore(trace, otherSide(segment.from), index)
  if (end === undefined) return { key: 'fin' }
  if (segment.relAck <= end) return { key: 'finCrossing' }
  return { key: segment.acknowledges === 'more' ? 'finAnswerAck' : 'finAnswer' }
}

function explainData(trace: ConnectionTrace, segment: TracedSegment, index: number): Explanation {
  if (segment.kinds.includes('retransmission')) return explainRetransmission(segment)
  if (segment.kinds.includes('out-of-order')) {
    return { key: segment.likely === true ? 'overtakenLikely' : 'overtaken' }
  }
  const peerFin = finBefore(trace, otherSide(segment.from), index)
  const acked = Math.min(segment.relAck, peerFin ?? Infinity) - 1
  return segment.acknowledges === 'more' && acked >= 1
    ? { key: 'dataAndAck', args: { acked } }
    : { key: 'data' }
}

function explainAck(trace: ConnectionTrace, segment: TracedSegment, index: number, lang: Lang): Explanation {
  const kinds = new Set(segment.kinds)
  if ((segment.flags & ACK) === 0) return { key: 'bare' }
  if (kinds.has('handshake-ack')) return { key: 'handshakeAck' }
  if (kinds.has('keep-alive-ack')) return { key: 'keepAliveAck' }
  if (kinds.has('duplicate-ack')) return explainDuplicate(segment, lang)
  const finAt = finBefore(trace, otherSide(segment.from), index) ?? Infinity
  const acked = Math.min(segment.relAck, finAt) - 1
  const isNews = segment.acknowledges === 'more'
  if (kinds.has('zero-window')) {
    return isNews && acked >= 1 ? { key: 'zeroWindowAck', args: { acked } } : { key: 'zeroWindow' }
  }
  if (kinds.has('window-update')) return { key: 'windowUpdate' }
  if (segment.relAck > finAt) {
    // After FINs that crossed, the peer's ACK leads to TIME-WAIT, not this one.
    const waits = segment.state[segment.from] === 'TIME-WAIT' && !hasCrossed(trace, segment.from)
    return { key: waits ? 'ackFinTimeWait' : 'ackFin' }
  }
  if (isNews && acked >= 1) return { key: 'ack', args: { acked } }
  return { key: segment.acknowledges === 'less' ? 'ackOld' : 'ackNothingNew' }
}

function explainDuplicate(segment: TracedSegment, lang: Lang): Explanation {
  const count = segment.duplicate ?? 1
  const blocks = (segment.options.sack ?? []).filter(
    (block, i) => block.left >= segment.relAck && !(i === 0 && segment.kinds.includes('d-sack')),
  )
  if (blocks.length === 0) return { key: 'duplicateAck', args: { count } }
  const list = blocks.map((block) => sayBytes(block.left, block.right - block.left, lang))
  return { key: 'duplicateAckSack', args: { count, blocks: list } }
}

/** @returns The number of a side's first FIN, if it was sent before the segment `index`. */
function finBefore(trace: ConnectionTrace, side: Side, index: number): number | undefined {
  const at = trace.fin?.[side]
  const segment = at === undefined || at >= index ? undefined : trace.segments[at]
  return segment === undefined ? undefined : segment.relSeq + segment.length
}

/** Whether a side's FIN and the peer's crossed: its states went by CLOSING (RFC 9293 §3.6). */
function hasCrossed(trace: ConnectionTrace, side: Side): boolean {
  return trace.crossed?.[side] === true
}
