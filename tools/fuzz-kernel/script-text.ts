import { printSegment } from '../../src/drill/run/print.ts'
import type { Difference } from './compare.ts'
import { arrivalText, callText, NO_DESCRIPTOR, headText, type Scenario } from './scenario.ts'
import { lateBy } from './timer-wheel.ts'
import type { Sent, Trace } from './trace.ts'

interface Line {
  readonly at: number
  readonly text: string
  /** How much later it may be: for what comes out alone. */
  readonly slack: number
}

/** @returns The scenario as a script of packetdrill's, with what one side gave as the answers that it must get. */
export function scriptText(scenario: Scenario, trace: Trace, heading: readonly string[] = []): string {
  const lines: Line[] = []
  let stamp = 0
  const sent = wholes(trace.sent)
  const answers = (before: number): void => {
    while (sent[0] !== undefined && sent[0].at < before) {
      const next = sent.shift() as Sent
      const option = next.segment.options?.find(({ kind }) => kind === 'TS')
      if (option?.kind === 'TS') stamp = option.val
      lines.push(answerLine(next, trace))
    }
  }
  for (const [i, { action }] of scenario.steps.entries()) {
    const at = trace.times[i] ?? 0
    answers(at)
    const outcome = trace.outcomes[i]
    // packetdrill has no name for a descriptor that is none.
    if (outcome === NO_DESCRIPTOR) continue
    const text = action.name === 'segment' ? arrivalText(action, stamp) : callText(action, outcome)
    lines.push({ at, text, slack: 0 })
  }
  answers(Infinity)
  let previous = 0
  const timed = lines.map(({ at, text, slack }) => {
    const after = Math.max(0, at - previous) / 1e9
    previous = Math.max(at, previous)
    const window = slack === 0 ? '' : `~+${(after + slack / 1e9).toFixed(3)}`
    return `+${after.toFixed(3)}${window} ${text}`
  })
  const comments = heading.map((line) => `// ${line}`)
  return `${[...comments, '--tolerance_usecs=10000', headText(scenario), ...timed].join('\n')}\n`.replace(
    /^\+0\.000 socket/m,
    '0 socket',
  )
}

/** Segments that leave at once, as segmentation offload has them in one: packetdrill sees them so. */
const AT_ONCE = 2e6

/** @returns What was sent, runs of segments of one length, and a last that may be shorter, as one. */
function wholes(sent: readonly Sent[]): Sent[] {
  const joined: { whole: Sent; part: number; isOver: boolean }[] = []
  for (const next of sent) {
    const last = joined.at(-1)
    if (
      last !== undefined &&
      !last.isOver &&
      next.segment.length <= last.part &&
      continues(last.whole, next)
    ) {
      const { segment } = last.whole
      const length = segment.length + next.segment.length
      last.isOver = next.segment.length < last.part
      last.whole = { at: next.at, segment: { ...next.segment, seq: segment.seq, length } }
    } else joined.push({ whole: next, part: next.segment.length, isOver: false })
  }
  return joined.map(({ whole }) => whole)
}

function continues({ at, segment }: Sent, next: Sent): boolean {
  const { seq, length, ack, window } = next.segment
  return (
    next.at - at < AT_ONCE &&
    length > 0 &&
    (segment.seq + segment.length) >>> 0 === seq &&
    segment.ack === ack &&
    segment.window === window
  )
}

function answerLine({ at, segment }: Sent, { times }: Trace): Line {
  const cause = times.findLast((time) => time <= at) ?? 0
  const delay = at - cause
  return { at, text: `> ${printSegment(segment)}`, slack: delay < 1e6 ? 0 : lateBy(delay) }
}

/** @returns Comments that say where the engine parts from the kernel. */
export function differenceText({ kind, fields, engine, kernel }: Difference): readonly string[] {
  const what = fields.length === 0 ? kind : `${kind}: ${fields.join(', ')}`
  return [what, ...oneLine('engine', engine), ...oneLine('kernel', kernel)]
}

function oneLine(side: string, text: string): readonly string[] {
  return [`${side} ${text.replaceAll('\n', '; ')}`]
}
