/**
 * Why a sender sent something again, told from what it can have known by then: what was acknowledged and SACKed, how
 * long it had heard nothing, how long a round trip takes. The rules follow RFC 5681, RFC 6298, RFC 6675 and RFC 8985
 * with Linux's constants; TIME and SACK are all there is, so a judgement may be `likely`.
 */
import type { Nanos } from '../base/index.ts'
import { Intervals } from './intervals.ts'
import type { SegmentView } from './traced-segment.ts'

/**
 * Why it was sent again. `fast`: SACK or duplicate ACKs said that it was missing. `probe`: the last segment once more,
 * after a silence, to hear something (tail loss probe). `timeout`: the retransmission timer ran out; also what
 * follows until everything sent before it is acknowledged.
 */
export type ResendCause = 'fast' | 'probe' | 'timeout'

const MS = 1_000_000
/** Linux's `TCP_RTO_MIN`; RFC 6298 §2.4 asks for a second, which few keep. */
const LEAST_RTO: Nanos = 200 * MS
/** RFC 6298 §2: before anything was measured. */
const FIRST_RTO: Nanos = 1_000 * MS
/** RFC 8985 §7.2: twice the round trip, and with one segment in flight the longest delayed ACK (Linux: 200 ms). */
const DELAYED_ACK: Nanos = 200 * MS
/** Timers of real machines run late. */
const LATE = 1.4
/** A resend this long after the ACK that proves the loss is still its answer (RACK waits a quarter of a round trip). */
const PROMPT: Nanos = 12 * MS
const DUPLICATES = 3

/** A segment that was sent again and not acknowledged yet. */
interface Resend {
  readonly from: number
  readonly to: number
  readonly time: Nanos
  readonly tsVal: number
  readonly segment: SegmentView
  /** It was the lowest that was not acknowledged. */
  readonly wasFirst: boolean
  /** A D-SACK has been taken as being about it. */
  isToldTwice: boolean
}

/** At most so many resends wait for the ACK that shows whether they were needed. */
const MOST_RESENDS = 4_096

/** What one end knows of the bytes it has sent. */
export class LossEvidence {
  #una = 0
  #duplicates = 0
  readonly #sacked = new Intervals()
  #sackedTo = 0
  /** When an ACK last reached it, when one last said something new, and when it last sent something. */
  #heard: Nanos = Number.NEGATIVE_INFINITY
  #advanced: Nanos = Number.NEGATIVE_INFINITY
  #sent: Nanos = Number.NEGATIVE_INFINITY
  #srtt: Nanos | undefined
  #rttvar: Nanos = 0
  /** The segment whose round trip is being measured: Karn's rule, one at a time (RFC 6298 §3). */
  #timed: { readonly end: number; readonly at: Nanos } | undefined
  /** Until this position is acknowledged, resends belong to one recovery. */
  #recovery: { readonly cause: 'fast' | 'timeout'; readonly until: number } | undefined
  #probedAt = -1
  #resends: Resend[] = []

  /** Both SYNs allowed SACK; undefined: they were not seen. */
  allowsSack: boolean | undefined = undefined

  /** It sent positions [from, to) for the first time. */
  sentNew(to: number, time: Nanos): void {
    this.#sent = time
    this.#timed ??= { end: to, at: time }
  }

  /**
   * It sent positions [from, to) again.
   *
   * @param nxt - One past the highest it has sent.
   * @param previously - When it sent them before; undefined: that was not seen.
   * @returns Why; undefined when nothing tells.
   */
  sentAgain(
    segment: SegmentView,
    from: number,
    to: number,
    nxt: number,
    previously: Nanos | undefined,
  ): { readonly cause: ResendCause | undefined; readonly likely: boolean } {
    const time = segment.time
    const judged = this.#judge(from, to, nxt, time, previously)
    this.#sent = time
    this.#timed = undefined
    if (judged.cause === 'probe') this.#probedAt = this.#una
    else if (judged.cause !== undefined) this.#recovery ??= { cause: judged.cause, until: nxt }
    if (this.#resends.length < MOST_RESENDS) {
      const tsVal = segment.options.timestamps?.value ?? -1
      this.#resends.push({
        from,
        to,
        time,
        tsVal,
        segment,
        wasFirst: from <= Math.max(1, this.#una),
        isToldTwice: false,
      })
    }
    return judged
  }

  #judge(
    from: number,
    to: number,
    nxt: number,
    time: Nanos,
    previously: Nanos | undefined,
  ): { readonly cause: ResendCause | undefined; readonly likely: boolean } {
    // What restarts the timers: sending it before, and an ACK of something new (RFC 6298 §5.3); no other ACK does.
    const waited = time - Math.max(this.#advanced, previously ?? Number.NEGATIVE_INFINITY)
    const silence = time - Math.max(this.#advanced, this.#sent)
    const isPrompt = time - this.#heard <= Math.max(PROMPT, (this.#srtt ?? 0) / 4)
    const isLowest = from <= Math.max(1, this.#una)
    const isHighest = to >= nxt
    const { rto, probe } = this.#wait()
    const isMissing = this.#sackedTo >= to || (isLowest && this.#duplicates >= DUPLICATES)
    if (isLowest && waited >= rto / LATE && !(isMissing && isPrompt)) {
      if (isHighest && silence <= probe * LATE && this.#couldProbe(isMissing))
        return { cause: 'probe', likely: true }
      this.#recovery = { cause: 'timeout', until: nxt }
      return { cause: 'timeout', likely: false }
    }
    if (this.#recovery?.cause === 'timeout') return { cause: 'timeout', likely: false }
    if (isMissing || this.#recovery?.cause === 'fast') return { cause: 'fast', likely: false }
    if (isHighest && this.#couldProbe(isMissing) && silence >= (this.#srtt ?? 0) / LATE) {
      return { cause: 'probe', likely: isLowest }
    }
    // One duplicate ACK is enough for RACK, when its SACK blocks were not captured or not allowed.
    if (this.#duplicates > 0 && isPrompt) {
      return { cause: 'fast', likely: true }
    }
    return { cause: undefined, likely: false }
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
    this.#heard = time
    if (relAck > this.#una) {
      this.#advanced = time
      this.#una = relAck
      this.#duplicates = 0
      this.#sacked.dropBefore(relAck)
      if (this.#timed !== undefined && relAck >= this.#timed.end) {
        this.measured(time - this.#timed.at)
        this.#timed = undefined
      }
      if (this.#recovery !== undefined && relAck >= this.#recovery.until) this.#recovery = undefined
      this.#settleResends(ack, time)
    } else if (isDuplicate) this.#duplicates++
    const blocks = ack.hasSack ? ack.options.sack : undefined
    if (blocks === undefined) return
    for (const [i, { left, right }] of blocks.entries()) {
      // RFC 2883 §4: the first block lies below the ACK, or within the second: it tells of bytes that came twice.
      const second = blocks[1]
      const within = i === 0 && second !== undefined && left >= second.left && right <= second.right
      if (i === 0 && (right <= relAck || within)) this.#cameTwice(left, right)
      else if (right > this.#una) {
        this.#sacked.add(Math.max(left, this.#una), right)
        this.#sackedTo = Math.max(this.#sackedTo, right)
      }
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

  /** D-SACK (RFC 2883): these bytes came once more; of their resends the latest was not needed. */
  #cameTwice(left: number, right: number): void {
    for (let i = this.#resends.length - 1; i >= 0; i--) {
      const resend = this.#resends[i] as Resend
      if (resend.isToldTwice || resend.from >= right || resend.to <= left) continue
      resend.isToldTwice = true
      resend.segment.needless = true
      return
    }
  }

  /** Resends that this ACK covers: an echo from before the resend shows that the original came (RFC 3522, Eifel). */
  #settleResends(ack: SegmentView, time: Nanos): void {
    if (this.#resends.length === 0) return
    const echo = ack.options.timestamps?.echo ?? -1
    for (const { to, tsVal, segment, wasFirst, time: sent } of this.#resends) {
      if (to > ack.relAck || segment.needless || segment.settled) continue
      segment.settled = true
      const isOlder = tsVal >= 0 && echo >= 0 && ((echo - tsVal) | 0) < 0
      // Only the first missing segment's timestamp is echoed for certain (RFC 7323 §4.3).
      if (wasFirst && isOlder && time > sent) segment.needless = true
    }
    // A D-SACK comes a round trip later: settled ones are kept a while.
    const horizon = ack.relAck - 1_000_000
    if (this.#resends.length > 64) {
      this.#resends = this.#resends.filter((resend) => resend.to > horizon)
    }
  }
}
