/**
 * Why a sender retransmitted something, judged from what it can have known by then: what was acknowledged and SACKed, how
 * long no acknowledgement had come, how long a round trip takes. The rules follow RFC 5681, RFC 6298, RFC 6675 and RFC 8985
 * with Linux's constants; TIME and SACK are all there is, so a judgement may be `likely`.
 */
import { type Nanos, Heap } from '../../base/index.ts'
import { FIN, SYN } from '../../wire/index.ts'
import { KIND, MARK } from './kinds.ts'
import type { SegmentView } from './traced-segment.ts'
import type { RetransmissionCause } from '../types.ts'

const MS = 1_000_000
/** Linux's `TCP_RTO_MIN`; RFC 6298 §2.4 asks for a second, which few keep. */
const LEAST_RTO: Nanos = 200 * MS
/** RFC 6298 §2: before anything was measured. */
const FIRST_RTO: Nanos = 1_000 * MS
/** RFC 8985 §7.2: twice the round trip, and with one segment in flight the longest delayed ACK (Linux: 200 ms). */
const DELAYED_ACK: Nanos = 200 * MS
/** Timers of real machines run late. */
const LATE = 1.4
/** A retransmission this long after the ACK that proves the loss is still its answer (RACK waits a quarter of a round trip). */
const PROMPT: Nanos = 12 * MS
const DUPLICATES = 3
const NEVER: Nanos = Number.NEGATIVE_INFINITY
/** So many segments are missing where a whole flight is. */
const WHOLE_FLIGHT = 3

/** What is judged: a segment that sends [from, to) again. */
export interface SendingAgain {
  readonly segment: SegmentView
  readonly from: number
  readonly to: number
  /** One past the highest that its sender has sent. */
  readonly nxt: number
  /** The last sending of some of it before; undefined: that was not seen. */
  readonly before: SegmentView | undefined
  /** Index of that one. */
  readonly beforeAt: number
  /** It answers what its peer retransmitted. */
  readonly isAnswer: boolean
}

/** Why it was retransmitted, if anything shows it; `likely`: another cause would explain what was seen too. */
interface Judgement {
  readonly cause: RetransmissionCause | undefined
  readonly likely: boolean
  /** The timer ran out for something before it. */
  readonly after?: boolean
}

/** How many sendings of the same bytes are looked at for the one that a D-SACK is about. */
const SENDINGS = 16

/** What one end knows of the bytes it has sent. */
export class LossEvidence {
  #una = 0
  #duplicates = 0
  #sackedTo = 0
  /** When an ACK last reached it, when one last said something new, and when it last sent something. */
  #lastAckAt: Nanos = NEVER
  #advanced: Nanos = NEVER
  #sent: Nanos = NEVER
  #srtt: Nanos | undefined
  #rttvar: Nanos = 0
  /** The segment whose round trip is being measured: Karn's rule, one at a time (RFC 6298 §3). */
  #timed: { readonly end: number; readonly at: Nanos } | undefined
  /** Until this position is acknowledged, retransmissions belong to one recovery. */
  #recovery: { readonly cause: 'fast' | 'rto'; readonly until: number } | undefined
  #probedAt = -1
  /** Retransmissions that no ACK has covered yet, the one that is covered first in front. */
  #unsettled: Heap<SegmentView> | undefined
  /** What it sent first after a silence as long as the timer; how many it has sent since, and whether an ACK covered it. */
  #head: { readonly end: number; readonly length: number; count: number; isAnswered: boolean } | undefined

  /** Both SYNs allowed SACK; undefined: they were not seen. */
  allowsSack: boolean | undefined = undefined
  /** From what passes the tap towards it to what it sends upon that: nothing at its own side of the path. */
  far: Nanos = 0

  /**
   * It sent positions [from, to) for the first time, as far as the tap saw.
   *
   * @param beyondGap - How many positions before them were not seen.
   * @param idStep - By how much its IPv4 identification grew; undefined where that says nothing.
   *
   * What is looked for is F-RTO (RFC 5682) as seen from behind the loss: after the timer's silence one segment, its
   * ACK, then new data, though what lies between was sent before and lost.
   */
  sentNew(from: number, to: number, time: Nanos, beyondGap: number, idStep: number | undefined): void {
    const head = this.#head
    if (this.#sent !== NEVER && time - this.#sent >= this.#wait().rto / LATE) {
      this.#head = { end: to, length: to - from, count: 1, isAnswered: false }
    } else if (head !== undefined) {
      if (beyondGap > 0 && head.count === 1 && head.isAnswered) {
        // By their identifications nothing was sent between the two; without any, a whole flight is missing.
        const isNext = idStep === undefined ? beyondGap >= WHOLE_FLIGHT * head.length : idStep <= 2
        if (isNext) this.#recovery = { cause: 'rto', until: from }
      }
      head.count++
    }
    this.#sent = time
    this.#timed ??= { end: to, at: time }
  }

  /** Whether something asks for `position`: duplicate ACKs for it, or SACK of what lies beyond. */
  isAskedFor(position: number): boolean {
    return (
      position >= this.#una && ((position === this.#una && this.#duplicates > 0) || this.#sackedTo > position)
    )
  }

  /** It sent positions [from, to) again: keeps with the segment why, and what is known of it. */
  retransmitted(again: SendingAgain): void {
    const { segment, from, nxt, before, beforeAt, isAnswer } = again
    const { time } = segment
    const judged = this.#judge(again)
    const isSyn = from === 0
    // A SYN has nothing to go by but the timer.
    const cause: RetransmissionCause | undefined = isAnswer ? undefined : isSyn ? 'rto' : judged.cause
    const likelyCause =
      cause !== undefined && (isSyn ? before === undefined : judged.likely || before === undefined)
    const waited = before === undefined || time < before.time ? undefined : time - before.time
    segment.retransmission = {
      cause,
      likelyCause,
      before,
      previous: before === undefined ? undefined : beforeAt,
      waited,
      duplicates: from === this.#una ? this.#duplicates : 0,
      sacked: this.#sackedTo >= again.to,
      acknowledged: this.#una >= again.to,
      afterTimeout: judged.after === true && !isSyn,
      wasFirst: from <= Math.max(1, this.#una),
      isReported: false,
    }
    this.#sent = time
    this.#timed = undefined
    if (judged.cause === 'tlp') this.#probedAt = this.#una
    else if (judged.cause !== undefined) {
      this.#recovery ??= { cause: judged.cause, until: nxt }
    }
    this.#unsettled ??= new Heap<SegmentView>((a, b) => endOf(a) < endOf(b))
    this.#unsettled.push(segment)
  }

  #judge({ segment, from, to, nxt, before }: SendingAgain): Judgement {
    const { time } = segment
    const silence = time - Math.max(this.#advanced, this.#sent)
    const isPrompt = time - this.#lastAckAt <= Math.max(PROMPT, (this.#srtt ?? 0) / 4)
    const isLowest = from <= Math.max(1, this.#una)
    const isHighest = to >= nxt
    const { rto, probe } = this.#wait()
    const isMissing = this.#sackedTo >= to || (isLowest && this.#duplicates >= DUPLICATES)
    if (before === undefined) return this.#judgeUnseen(time, nxt, isMissing)
    // What restarts the timers: sending it before, and an ACK of something new (RFC 6298 §5.3); no other ACK does.
    const waited = time - Math.max(this.#advanced, before.time)
    if (isLowest && waited >= rto / LATE && !(isMissing && isPrompt)) {
      if (isHighest && silence <= probe * LATE && this.#couldProbe(isMissing))
        return { cause: 'tlp', likely: true }
      this.#recovery = { cause: 'rto', until: nxt }
      return { cause: 'rto', likely: false }
    }
    if (this.#recovery?.cause === 'rto') return { cause: 'rto', likely: false, after: true }
    if (isMissing || this.#recovery?.cause === 'fast') return { cause: 'fast', likely: false }
    if (isHighest && this.#couldProbe(isMissing) && silence >= (this.#srtt ?? 0) / LATE) {
      return { cause: 'tlp', likely: isLowest }
    }
    // One duplicate ACK is enough for RACK, when its SACK blocks were not captured or not allowed.
    if (this.#duplicates > 0 && isPrompt) {
      return { cause: 'fast', likely: true }
    }
    return { cause: undefined, likely: false }
  }

  /** The tap lies behind the loss: of what its sender did before, only silence and what was reported to it can be seen. */
  #judgeUnseen(time: Nanos, nxt: number, isMissing: boolean): Judgement {
    if (this.#sent !== NEVER && time - this.#sent >= this.#wait().rto / LATE) {
      this.#recovery = { cause: 'rto', until: nxt }
      return { cause: 'rto', likely: true }
    }
    if (this.#recovery !== undefined) {
      return { cause: this.#recovery.cause, likely: true, after: this.#recovery.cause === 'rto' }
    }
    return { cause: isMissing || this.#duplicates > 0 ? 'fast' : undefined, likely: true }
  }

  /** RFC 8985 §7.2: a probe needs SACK, and there is one for each flight. */
  #couldProbe(isMissing: boolean): boolean {
    return (
      this.allowsSack !== false && !isMissing && this.#recovery === undefined && this.#probedAt !== this.#una
    )
  }

  #wait(): { readonly rto: Nanos; readonly probe: Nanos } {
    if (this.#srtt === undefined) return { rto: FIRST_RTO, probe: FIRST_RTO }
    return {
      rto: Math.max(LEAST_RTO, this.#srtt + 4 * this.#rttvar),
      probe: 2 * this.#srtt + DELAYED_ACK,
    }
  }

  /** An ACK has reached it. */
  ackArrived(ack: SegmentView, isDuplicate: boolean, time: Nanos): void {
    const { relAck } = ack
    this.#lastAckAt = time
    if (relAck > this.#una) {
      this.#advanced = time
      this.#una = relAck
      this.#duplicates = 0
      if (this.#head !== undefined && relAck >= this.#head.end) this.#head.isAnswered = true
      if (this.#timed !== undefined && relAck >= this.#timed.end) {
        if (time >= this.#timed.at) this.measured(time - this.#timed.at + this.far)
        this.#timed = undefined
      }
      if (this.#recovery !== undefined && relAck >= this.#recovery.until) this.#recovery = undefined
      this.#settleRetransmissions(ack, time)
    } else if (isDuplicate) this.#duplicates++
    const blocks = (ack.kindBits & MARK.hasSack) === 0 ? undefined : ack.options.sack
    if (blocks === undefined) return
    const isDSack = (ack.kindBits & KIND.dSack) !== 0
    for (const [i, { right }] of blocks.entries()) {
      if (i === 0 && isDSack) continue
      this.#sackedTo = Math.max(this.#sackedTo, right)
    }
  }

  /** A round trip was measured (RFC 6298 §2). */
  measured(rtt: Nanos): void {
    if (this.#srtt === undefined) {
      this.#srtt = rtt
      this.#rttvar = rtt / 2
      return
    }
    this.#rttvar = 0.75 * this.#rttvar + 0.25 * Math.abs(this.#srtt - rtt)
    this.#srtt = 0.875 * this.#srtt + 0.125 * rtt
  }

  /** Retransmissions that this ACK covers: an echo from before the retransmission shows that the original came (RFC 3522, Eifel). */
  #settleRetransmissions(ack: SegmentView, time: Nanos): void {
    const unsettled = this.#unsettled
    if (unsettled === undefined) return
    let echo: number | undefined
    for (
      let next = unsettled.peek();
      next !== undefined && endOf(next) <= ack.relAck;
      next = unsettled.peek()
    ) {
      unsettled.pop()
      // Only the first missing segment's timestamp is echoed for certain (RFC 7323 §4.3).
      if (next.retransmission?.wasFirst !== true || time <= next.time) continue
      echo ??= ack.options.timestamps?.echo ?? -1
      const tsVal = next.options.timestamps?.value ?? -1
      if (tsVal >= 0 && echo >= 0 && ((echo - tsVal) | 0) < 0) next.kindBits |= MARK.spurious
    }
  }
}

/**
 * D-SACK (RFC 2883): something came once more. Of its retransmissions the latest was not needed.
 *
 * @param last - The last sending of it.
 */
export function cameTwice(last: SegmentView | undefined): void {
  let segment = last
  for (
    let left = SENDINGS;
    segment !== undefined && left > 0;
    left--, segment = segment.retransmission?.before
  ) {
    const { retransmission } = segment
    if (retransmission === undefined || retransmission.isReported) continue
    retransmission.isReported = true
    segment.kindBits |= MARK.spurious
    return
  }
}

/** One past the last position that a segment takes up. */
function endOf({ relSeq, length, flags }: SegmentView): number {
  return relSeq + length + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0)
}
