import { printSegment, type ScriptSegment } from '../../src/drill/run/print.ts'
import { FIN, SYN } from '../../src/wire/index.ts'
import { callText, type Outcome, type Scenario } from './scenario.ts'
import { EARLY, lateBy, NOISE, RTO_PER_RTT } from './timer-wheel.ts'
import type { Sent, Trace } from './trace.ts'

/** The first thing in which two traces of a scenario part. */
export interface Difference {
  /** When, on the side that was first; nanoseconds since the start. */
  readonly at: number
  /** The step that was made last before, counted from 0. */
  readonly step: number
  /** `missing`: the kernel alone sent something; `extra`: the engine alone did. */
  readonly kind: 'call' | 'fields' | 'time' | 'missing' | 'extra'
  /** The fields that are not the same. */
  readonly fields: readonly string[]
  /** What each side has there, as a script has it. */
  readonly engine: string
  readonly kernel: string
}

/** @returns Where the engine and the kernel part first; undefined when they agree. */
export function firstDifference(scenario: Scenario, engine: Trace, kernel: Trace): Difference | undefined {
  const end = (kernel.times.at(-1) ?? 0) + scenario.tail * 1e6
  const found = [sentDifference(engine, kernel, end), callDifference(scenario, engine, kernel)]
  return found
    .filter((difference) => difference !== undefined)
    .reduce<Difference | undefined>(
      (first, next) => (first === undefined || next.at < first.at ? next : first),
      undefined,
    )
}

function callDifference({ steps }: Scenario, engine: Trace, kernel: Trace): Difference | undefined {
  for (const [i, { action }] of steps.entries()) {
    const ours = engine.outcomes[i]
    const theirs = kernel.outcomes[i]
    if (action.name === 'segment' || ours === undefined || theirs === undefined) continue
    const fields = outcomeFields(ours, theirs)
    if (fields.length === 0) continue
    const [engineText, kernelText] = [callText(action, ours), callText(action, theirs)]
    return { at: kernel.times[i] ?? 0, step: i, kind: 'call', fields, engine: engineText, kernel: kernelText }
  }
  return undefined
}

/** `result`, or the names of what was told: `tcpi_snd_cwnd`. */
function outcomeFields(ours: Outcome, theirs: Outcome): readonly string[] {
  if (ours.value !== theirs.value || ours.errno !== theirs.errno) return ['result']
  if (ours.told === theirs.told) return []
  const told = new Set(ours.told?.split(' '))
  const other = (theirs.told ?? '').split(' ').filter((field) => !told.has(field))
  return other.map((field) => field.replace(/=.*/, ''))
}

function sentDifference(engine: Trace, kernel: Trace, end: number): Difference | undefined {
  const most = Math.max(engine.sent.length, kernel.sent.length)
  let late = 0
  for (let i = 0; i < most; i++) {
    const ours = engine.sent[i]
    const theirs = kernel.sent[i]
    const parted = (kind: Difference['kind'], fields: readonly string[]): Difference => {
      const at = Math.min(ours?.at ?? Infinity, theirs?.at ?? Infinity)
      return {
        at,
        step: kernel.times.findLastIndex((time) => time <= at + NOISE),
        kind,
        fields,
        engine: shown(ours),
        kernel: shown(theirs),
      }
    }
    const slack = lateness(engine, i) + late
    // What was late shortens the RTT that its ACK gives.
    const early = EARLY + late * RTO_PER_RTT
    if (ours === undefined) return (theirs?.at ?? 0) > end - NOISE ? undefined : parted('missing', [])
    if (theirs === undefined) return ours.at + slack > end ? undefined : parted('extra', [])
    const off = theirs.at - ours.at
    const fields = segmentFields(ours.segment, theirs.segment, off)
    // What is later than the other side's next is rather missing there than another.
    if (fields.length > 0) {
      if (off > slack) return parted('extra', fields)
      return parted(off < -early ? 'missing' : 'fields', fields)
    }
    if (off > slack || off < -early) return parted('time', [])
    // A timer that is armed again when it fires hands on its lateness.
    late = Math.max(late, off)
  }
  return undefined
}

/** By how much the kernel may be later than the engine with segment `i`, for its own timer alone. */
function lateness({ sent, times }: Trace, i: number): number {
  const at = sent[i]?.at ?? 0
  const cause = times.findLast((time) => time <= at) ?? 0
  // What a step has brought about waits for no timer, or for one that is due at once.
  if (cause === at) return lateBy(0) + NOISE
  const before = sent.slice(0, i)
  const segment = sent[i]?.segment
  // A delayed ACK waits since something came in; what waits to be acknowledged since it, or the latest, was sent.
  const isNews = before.every((earlier) => earlier.segment.ack !== segment?.ack)
  const armed = [
    cause,
    ...(isNews ? [] : [before.findLast((earlier) => !isBareAck(earlier.segment))?.at ?? 0]),
    before.findLast((earlier) => earlier.segment.seq === segment?.seq && !isBareAck(earlier.segment))?.at ??
      cause,
  ]
  return lateBy(at - Math.min(...armed)) + NOISE
}

function isBareAck({ flags, length }: ScriptSegment): boolean {
  return length === 0 && (flags & (SYN | FIN)) === 0
}

/** Ticks of a millisecond by which a timestamp may be off beside its segment. */
const TIMESTAMP_SLACK = 2

/** @param off - Nanoseconds by which theirs came later. @returns The names of the fields that differ. */
function segmentFields(ours: ScriptSegment, theirs: ScriptSegment, off: number): readonly string[] {
  const names = (['flags', 'seq', 'length', 'ack', 'window', 'urgent'] as const).filter(
    (name) => ours[name] !== theirs[name],
  )
  return sameOptions(ours, theirs, off) ? names : [...names, 'options']
}

function sameOptions(ours: ScriptSegment, theirs: ScriptSegment, off: number): boolean {
  const bare = ({ options }: ScriptSegment): string =>
    JSON.stringify(options?.map((option) => (option.kind === 'TS' ? { ...option, val: 0 } : option)))
  if (bare(ours) !== bare(theirs)) return false
  const stamps = [stampOf(ours), stampOf(theirs)] as const
  return stamps[0] === undefined || Math.abs((stamps[1] ?? 0) - stamps[0] - off / 1e6) <= TIMESTAMP_SLACK
}

function stampOf({ options }: ScriptSegment): number | undefined {
  const stamp = options?.find((option) => option.kind === 'TS')
  return stamp?.kind === 'TS' ? stamp.val : undefined
}

function shown(sent: Sent | undefined): string {
  return sent === undefined ? 'nothing' : `${(sent.at / 1e9).toFixed(6)} > ${printSegment(sent.segment)}`
}
