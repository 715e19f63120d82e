import { isKeyOf } from '../base/index.ts'
import { diagramWords as words } from './sentences.ts'
import { say, sayDuration, type Lang } from '../say/index.ts'
import {
  endingOf,
  type ConnectionTrace,
  type SegmentKind,
  type Side,
  type TracedSegment,
} from '../trace/index.ts'
import { ACK, FIN, flagNames, RST, SYN } from '../wire/index.ts'
import type { ArrowStyle, LayoutFold } from './types.ts'

/** What is written on an arrow, in parts that a narrow picture may leave out. */
export interface ArrowLabel {
  /** `SYN, ACK`: never left out. */
  readonly flags: string
  /** `retransmission`, `dup ACK`, …; empty for an ordinary segment. */
  readonly tag: string
  /** `seq 1`, `ack 24`, `len 23`, `win 64256`: in this order, absent ones empty. Relative numbers, bytes. */
  readonly seq: string
  readonly ack: string
  readonly len: string
  readonly win: string
}

const TAGS: readonly (readonly [SegmentKind, keyof typeof words])[] = [
  ['retransmission', 'retransmission'],
  ['copy', 'copy'],
  ['out-of-order', 'outOfOrder'],
  ['zero-window-probe', 'probe'],
  ['keep-alive', 'keepAlive'],
  ['keep-alive-ack', 'keepAlive'],
  ['zero-window', 'zeroWindow'],
  ['window-update', 'windowUpdate'],
  ['old-ack', 'oldAck'],
  ['late-syn-ack', 'lateSynAck'],
  ['acked-unseen', 'ackedUnseen'],
  ['previous-not-captured', 'gap'],
  ['d-sack', 'dSack'],
  ['duplicate-ack', 'duplicateAck'],
]

/** Why a packet was lost, by the word that the path uses. */
const REASONS = {
  queue: 'queue',
  corrupt: 'corrupt',
  mtu: 'tooBig',
  script: 'dropped',
  down: 'down',
} as const

/** @returns The line an arrow is drawn with. A retransmitted FIN is drawn as a retransmission: its label still says FIN. */
export function arrowStyle(segment: TracedSegment): ArrowStyle {
  if (segment.flags & RST) return 'rst'
  if (segment.kinds.includes('retransmission')) return 'retransmission'
  if (segment.flags & SYN) return 'syn'
  if (segment.flags & FIN) return 'fin'
  return segment.length > 0 ? 'data' : 'ack'
}

/** @returns What is written on the arrow of `segment`. */
export function arrowLabel(segment: TracedSegment, lang: Lang): ArrowLabel {
  const tag = TAGS.find(([kind]) => segment.kinds.includes(kind))
  return {
    flags: flagNames(segment.flags).join(', ') || '–',
    tag: tag === undefined ? '' : say(words[tag[1]], lang),
    seq: `seq ${segment.relSeq}`,
    ack: segment.flags & ACK ? `ack ${segment.relAck}` : '',
    len: segment.length > 0 ? `len ${segment.length}` : '',
    win: segment.flags & RST ? '' : `win ${segment.window}`,
  }
}

/** @returns `lost`, with the reason where it is known. */
export function lostLabel(segment: TracedSegment, lang: Lang): string {
  if (segment.why === undefined || segment.why === 'loss') return say(words.lost, lang)
  const { why } = segment
  return say(words.lostWhy, lang, { why: isKeyOf(REASONS, why) ? say(words[REASONS[why]], lang) : why })
}

/** @returns What a row of folded segments says. */
export function foldLabel(fold: LayoutFold, lang: Lang): string {
  const parts = (['client', 'server'] as const)
    .filter((side) => fold.totals[side].segments > 0)
    .map((side) => {
      const { segments, bytes } = fold.totals[side]
      return say(side === 'client' ? words.foldClient : words.foldServer, lang, {
        segments,
        bytes,
      })
    })
  return say(words.fold, lang, {
    count: fold.last - fold.first + 1,
    what: parts,
  })
}

/** @returns The sentences under the picture: how much, how long, who closed. */
export function summaryLines(trace: ConnectionTrace, lang: Lang): string[] {
  const first = trace.segments[0]
  if (first === undefined) return [say(words.noSegments, lang)]
  const last = Math.max(...trace.segments.slice(-8).map((segment) => segment.arrival ?? segment.time))
  const { client, server } = trace.totals
  const line = [
    say(words.summary, lang, {
      segments: trace.segments.length,
      time: sayDuration(Math.max(last - first.time, 0)),
      client: client.bytes + client.notCapturedBytes,
      server: server.bytes + server.notCapturedBytes,
    }),
  ]
  const lost = client.lostSegments + server.lostSegments
  const retransmitted = client.retransmittedSegments + server.retransmittedSegments
  if (lost + retransmitted > 0) line.push(say(words.troubles, lang, { lost, retransmitted }))
  const copies = client.copies + server.copies
  if (copies > 0) line.push(say(words.copies, lang, { copies }))
  const missing = client.notCapturedBytes + server.notCapturedBytes
  if (missing > 0) line.push(say(words.notCaptured, lang, { missing }))
  if (trace.clockSteps !== undefined) {
    line.push(say(words.clockSteps, lang, { most: sayDuration(trace.clockSteps.most) }))
  }
  const end = [closeLine(trace, lang), timeWaitLine(trace, lang)].filter((text) => text !== '')
  const gap = lang === 'zh' ? '' : ' '
  const numbers = trace.startedMidway ? '' : say(words.relative, lang)
  return [line.join(gap), end.join(gap), numbers].filter((text) => text !== '')
}

function closeLine(trace: ConnectionTrace, lang: Lang): string {
  const ending = endingOf(trace)
  if (ending === undefined) return ''
  const name = (side: Side): string => say(words[side], lang)
  const side = name(ending.first)
  if (ending.how === 'rst') return say(words.rstFirst, lang, { side })
  if (ending.thenReset !== undefined) {
    return say(words.rstAfterFin, lang, { side, other: name(ending.thenReset) })
  }
  return say(ending.crossed ? words.finBoth : words.finFirst, lang, { side })
}

function timeWaitLine(trace: ConnectionTrace, lang: Lang): string {
  if (trace.timeWait === undefined) return ''
  if (trace.timeWait === 'both') return say(words.timeWaitBoth, lang)
  return say(words.timeWait, lang, { side: say(words[trace.timeWait], lang) })
}
