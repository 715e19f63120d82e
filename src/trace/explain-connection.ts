import type { Lang } from '../text/index.ts'
import { connectionSentences, say, sayDuration } from '../text/index.ts'
import { capitalised, sayWho } from './explain-segment.ts'
import { otherSide } from './states.ts'
import type { ConnectionTrace, ResendCause, Side, TraceEndpoint } from './types.ts'

const SIDES: readonly Side[] = ['client', 'server']

/** @returns A connection in a few plain sentences: how it opened, what was sent, how it closed. */
export function explainConnection(trace: ConnectionTrace, lang: Lang): string[] {
  const lines = [explainOpening(trace, lang)]
  if (wasOpen(trace)) {
    const { client, server } = trace.totals
    lines.push(say(connectionSentences.bytes, lang, { client: client.bytes, server: server.bytes }))
  }
  lines.push(...explainTrouble(trace, lang), ...explainClose(trace, lang))
  return lines.map(capitalised)
}

function explainOpening(trace: ConnectionTrace, lang: Lang): string {
  const client = endpoint(trace.client)
  const server = endpoint(trace.server)
  const told = { client, server }
  if (trace.startedMidway) return say(connectionSentences.midway, lang, told)
  if (trace.handshake !== undefined) {
    const rtt = sayDuration(trace.handshake.rtt)
    return say(connectionSentences.opened, lang, { ...told, rtt })
  }
  if (trace.stateChanges.some((change) => change.side === 'server' && change.to === 'SYN-SENT')) {
    return say(wasOpen(trace) ? connectionSentences.openedBoth : connectionSentences.unfinished, lang, told)
  }
  if (trace.reset?.by === 'server' && trace.iss.server === undefined) {
    return say(connectionSentences.refused, lang, told)
  }
  if (trace.totals.server.segments > 0) return say(connectionSentences.unfinished, lang, told)
  const count = trace.segments.filter((segment) => segment.kinds.includes('syn')).length
  return say(connectionSentences.unanswered, lang, { ...told, count })
}

/** What was lost, sent again, or had no room. */
function explainTrouble(trace: ConnectionTrace, lang: Lang): string[] {
  const lines: string[] = []
  for (const side of SIDES) {
    const { segments, lostSegments } = trace.totals[side]
    if (lostSegments > 0) {
      const who = sayWho(side, lang)
      lines.push(say(connectionSentences.lost, lang, { who, count: lostSegments, all: segments }))
    }
  }
  let resent = 0
  for (const side of SIDES) {
    const { retransmittedSegments: count, retransmittedBytes: bytes } = trace.totals[side]
    resent += count
    if (count > 0)
      lines.push(say(connectionSentences.resent, lang, { who: sayWho(side, lang), count, bytes }))
  }
  const causes = sayCauses(trace, lang)
  if (causes.length > 0) lines.push(say(connectionSentences.resentCauses, lang, { causes }))
  if (resent === 0) lines.push(say(connectionSentences.resentNone, lang))
  for (const side of SIDES) {
    const count = trace.totals[side].zeroWindows
    if (count > 0) lines.push(say(connectionSentences.zeroWindow, lang, { who: sayWho(side, lang), count }))
  }
  return lines
}

/** How many of the resent segments were sent for which reason; empty when no reason is known. */
function sayCauses({ totals }: ConnectionTrace, lang: Lang): string[] {
  const count = (cause: ResendCause): number => totals.client.resent[cause] + totals.server.resent[cause]
  const told = [
    [connectionSentences.causeFast, count('fast')],
    [connectionSentences.causeProbe, count('probe')],
    [connectionSentences.causeTimeout, count('timeout')],
  ] as const
  return told.filter(([, many]) => many > 0).map(([sentence, many]) => say(sentence, lang, { count: many }))
}

function explainClose(trace: ConnectionTrace, lang: Lang): string[] {
  const { close, reset } = trace
  if (close === undefined) return wasOpen(trace) ? [say(connectionSentences.open, lang)] : []
  const who = sayWho(close.first, lang)
  // A refusal has been told with the opening.
  if (!wasOpen(trace)) return []
  if (close.how === 'rst') return [say(connectionSentences.closedReset, lang, { who }), waiting(trace, lang)]
  const crossed = trace.stateChanges.filter((change) => change.to === 'CLOSING').length === 2
  const lines = [say(crossed ? connectionSentences.closedBoth : connectionSentences.closedFin, lang, { who })]
  if (reset !== undefined) {
    lines.push(say(connectionSentences.thenReset, lang, { who: sayWho(reset.by, lang) }))
  } else if (!hasSentFin(trace, otherSide(close.first))) {
    return [
      ...lines,
      say(connectionSentences.halfClosed, lang, { who: sayWho(otherSide(close.first), lang) }),
    ]
  }
  return [...lines, waiting(trace, lang)]
}

function waiting(trace: ConnectionTrace, lang: Lang): string {
  if (trace.timeWait === undefined) return say(connectionSentences.timeWaitNone, lang)
  if (trace.timeWait === 'both') return say(connectionSentences.timeWaitBoth, lang)
  return say(connectionSentences.timeWait, lang, { who: sayWho(trace.timeWait, lang) })
}

function hasSentFin(trace: ConnectionTrace, side: Side): boolean {
  return trace.stateChanges.some(
    (change) =>
      change.side === side &&
      (change.to === 'FIN-WAIT-1' || change.to === 'LAST-ACK' || change.to === 'CLOSING'),
  )
}

function wasOpen(trace: ConnectionTrace): boolean {
  return trace.startedMidway || trace.stateChanges.some((change) => change.to === 'ESTABLISHED')
}

function endpoint(end: TraceEndpoint): string {
  return end.address.includes(':') ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`
}
