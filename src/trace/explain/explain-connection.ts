import { type Lang, type SentenceArgs, say, sayDuration } from '../../say/index.ts'
import { connectionSentences } from './connection-sentences.ts'
import { endingOf } from '../connection/ending.ts'
import { capitalised, sayWho } from './explain-segment.ts'
import { otherSide } from '../connection/states.ts'
import type { ConnectionTrace, RetransmissionCause, Side, TraceEndpoint } from '../types.ts'

const SIDES: readonly Side[] = ['client', 'server']

/** @returns A connection in a few plain sentences: how it opened, what was sent, how it closed. */
export function explainConnection(trace: ConnectionTrace, lang: Lang): string[] {
  const lines = explainOpening(trace, lang)
  if (wasOpen(trace)) lines.push(...explainBytes(trace, lang))
  lines.push(...explainCapture(trace, lang), ...explainTrouble(trace, lang), ...explainClose(trace, lang))
  return lines.map(capitalised)
}

function explainOpening(trace: ConnectionTrace, lang: Lang): string[] {
  const ends = { client: endpoint(trace.client), server: endpoint(trace.server) }
  const sentence = (key: keyof typeof connectionSentences, more: SentenceArgs = {}): string[] => [
    say(connectionSentences[key], lang, { ...ends, ...more }),
  ]
  if (trace.startedMidway) return sentence('midway')
  if (trace.handshake !== undefined) return explainHandshake(trace, sentence)
  if (trace.stateChanges.some((change) => change.side === 'server' && change.to === 'SYN-SENT')) {
    return sentence(wasOpen(trace) ? 'openedBoth' : 'unfinished')
  }
  if (trace.reset?.by === 'server' && trace.iss.server === undefined) return sentence('refused')
  const gaveUp = trace.reset?.by === 'client' ? sentence('gaveUp') : []
  const count = countOf(trace, 'syn')
  if (trace.oldConnection !== undefined && trace.iss.server === undefined) {
    return [...sentence('oldConnection', { count, state: trace.oldConnection }), ...gaveUp]
  }
  if (trace.totals.server.segments === 0) return [...sentence('unanswered', { count }), ...gaveUp]
  const answers = countOf(trace, 'syn-ack')
  // It asked again, or was answered again, and never acknowledged an answer.
  if (answers > 0 && trace.finalState.client === 'SYN-SENT') {
    return [...sentence('answerIgnored', { count, answers }), ...gaveUp]
  }
  return [...sentence('unfinished'), ...gaveUp]
}

/** How long the handshake took, and its round trip where a repetition makes that something else. */
function explainHandshake(
  trace: ConnectionTrace,
  sentence: (key: keyof typeof connectionSentences, more?: SentenceArgs) => string[],
): string[] {
  const { handshake, segments } = trace
  const first = segments[0]
  const last = segments[handshake?.ack ?? 0]
  const rtt = handshake?.rtt
  if (first === undefined || last === undefined || rtt === undefined || last.time < first.time) {
    return sentence('openedUntimed')
  }
  const { syn = 0, ack = 0, ambiguous } = handshake ?? {}
  if (syn === 0 && ambiguous === undefined) return sentence('opened', { rtt: sayDuration(rtt) })
  const before = segments.slice(0, ack)
  const count = before.filter(({ kinds }) => kinds.includes('syn') && !kinds.includes('copy')).length
  const answers = before.filter(({ kinds }) => kinds.includes('syn-ack') && !kinds.includes('copy')).length
  const took = sayDuration(last.time - first.time)
  const key = ambiguous === undefined ? 'openedAgain' : 'openedAgainAbout'
  return sentence(key, { took, rtt: sayDuration(rtt), count, answers })
}

/** How many segments of a kind there are, copies left out. */
function countOf({ segments }: ConnectionTrace, kind: 'syn' | 'syn-ack'): number {
  return segments.filter(({ kinds }) => kinds.includes(kind) && !kinds.includes('copy')).length
}

function explainBytes({ totals }: ConnectionTrace, lang: Lang): string[] {
  const sent = (side: Side): number => totals[side].bytes + totals[side].notCapturedBytes
  return [say(connectionSentences.bytes, lang, { client: sent('client'), server: sent('server') })]
}

/** What is the capture's doing and not the network's. */
function explainCapture(trace: ConnectionTrace, lang: Lang): string[] {
  const lines: string[] = []
  for (const side of SIDES) {
    const { bytes, notCapturedBytes: missing } = trace.totals[side]
    if (missing === 0) continue
    const peer: Side = side === 'client' ? 'server' : 'client'
    const args = { who: sayWho(side, lang), peer: sayWho(peer, lang), missing, all: bytes + missing }
    lines.push(say(connectionSentences.notCaptured, lang, args))
  }
  const copies = trace.totals.client.copies + trace.totals.server.copies
  if (copies > 0) lines.push(say(connectionSentences.copies, lang, { copies, all: trace.segments.length }))
  if (trace.clockSteps !== undefined) {
    const { count, most } = trace.clockSteps
    lines.push(say(connectionSentences.clockSteps, lang, { count, most: sayDuration(most) }))
  }
  return lines
}

/** What was lost, retransmitted, or had no room. */
function explainTrouble(trace: ConnectionTrace, lang: Lang): string[] {
  const lines: string[] = []
  const byComment = trace.segments.some(({ fate, fateFrom }) => fate === 'lost' && fateFrom === 'comment')
  let retransmitted = 0
  for (const side of SIDES) {
    const {
      segments,
      lostSegments,
      retransmittedSegments: count,
      retransmittedBytes: bytes,
    } = trace.totals[side]
    const who = sayWho(side, lang)
    if (lostSegments > 0) {
      const key = byComment ? 'lostComment' : 'lost'
      lines.push(say(connectionSentences[key], lang, { who, count: lostSegments, all: segments }))
    }
    retransmitted += count
    if (count > 0) lines.push(say(connectionSentences.retransmissions, lang, { who, count, bytes }))
  }
  const causes = sayCauses(trace, lang)
  if (causes !== '') lines.push(causes)
  if (retransmitted === 0) lines.push(say(connectionSentences.noRetransmissions, lang))
  for (const side of SIDES) {
    const { zeroWindows, zeroWindowTime, dSacks } = trace.totals[side]
    const probes = trace.totals[otherSide(side)].windowProbes
    const who = sayWho(side, lang)
    if (dSacks > 0) lines.push(say(connectionSentences.dSacks, lang, { who, count: dSacks }))
    if (zeroWindows > 0) {
      const args = { who, count: zeroWindows, time: sayDuration(zeroWindowTime), probes }
      const key = zeroWindowTime > 0 ? 'zeroWindowTimed' : 'zeroWindow'
      lines.push(say(connectionSentences[key], lang, args))
    }
    if (probes > 0)
      lines.push(say(connectionSentences.windowProbes, lang, { peer: sayWho(otherSide(side), lang), probes }))
  }
  return lines
}

/** How many of the retransmitted segments were sent for which reason; empty when no reason is known. */
function sayCauses({ totals }: ConnectionTrace, lang: Lang): string {
  const count = (cause: RetransmissionCause): number =>
    totals.client.retransmissionsByCause[cause] + totals.server.retransmissionsByCause[cause]
  const causes = [
    [connectionSentences.causeFast, count('fast')],
    [connectionSentences.causeProbe, count('tlp')],
    [connectionSentences.causeTimeout, count('rto')],
  ] as const
  const parts = causes
    .filter(([, many]) => many > 0)
    .map(([sentence, many]) => say(sentence, lang, { count: many }))
  if (parts.length === 0) return ''
  const likely = totals.client.likelyCauses + totals.server.likelyCauses
  const key = likely > 0 ? 'retransmissionCausesLikely' : 'retransmissionCauses'
  return say(connectionSentences[key], lang, { causes: parts, likely })
}

function explainClose(trace: ConnectionTrace, lang: Lang): string[] {
  const ending = endingOf(trace)
  if (ending === undefined) {
    // That an attempt failed was said with the opening.
    return wasOpen(trace) ? [say(connectionSentences.open, lang)] : []
  }
  if (!wasOpen(trace)) return []
  const who = sayWho(ending.first, lang)
  const lines: string[] = []
  if (ending.how === 'rst') lines.push(say(connectionSentences.closedReset, lang, { who }))
  else lines.push(say(connectionSentences[ending.crossed ? 'closedBoth' : 'closedFin'], lang, { who }))
  if (ending.thenReset !== undefined) {
    lines.push(say(connectionSentences.thenReset, lang, { who: sayWho(ending.thenReset, lang) }))
  }
  if (ending.halfClosed !== undefined) {
    return [...lines, say(connectionSentences.halfClosed, lang, { who: sayWho(ending.halfClosed, lang) })]
  }
  return [...lines, waiting(trace, lang)]
}

function waiting(trace: ConnectionTrace, lang: Lang): string {
  if (trace.timeWait === undefined) return say(connectionSentences.timeWaitNone, lang)
  if (trace.timeWait === 'both') return say(connectionSentences.timeWaitBoth, lang)
  return say(connectionSentences.timeWait, lang, { who: sayWho(trace.timeWait, lang) })
}

function wasOpen(trace: ConnectionTrace): boolean {
  return trace.startedMidway || trace.stateChanges.some((change) => change.to === 'ESTABLISHED')
}

function endpoint(end: TraceEndpoint): string {
  return end.address.includes(':') ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`
}
