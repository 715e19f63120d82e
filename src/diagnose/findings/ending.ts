/** How it ended, where that was not the orderly way, and what keeps it from ending. */
import { ACK } from '../../wire/index.ts'
import type { Nanos } from '../../base/index.ts'
import type { Side } from '../../trace/index.ts'
import type { Add } from '../draft.ts'
import { other, type Story } from '../story.ts'

/** One question without an answer may have been lost. */
const SILENT_TRIES = 2
/** Retransmissions in vain after which the other end is silent, not slow. */
const SILENT_RETRANSMISSIONS = 3
/** Whoever closes so long after the question did not want to wait any more. */
const GAVE_UP: Nanos = 1_000_000_000
/** A program that has been told of the end and does not close for so long forgets to. */
const FORGETS: Nanos = 10_000_000_000

/** Finds how a connection came to its end, or does not. */
export function findEnding(story: Story, add: Add): void {
  const { trace } = story
  const wasOpen = trace.handshake !== undefined || trace.startedMidway
  if (!wasOpen) return
  const isSilent = silence(story, add)
  keepAlives(story, isSilent, add)
  if (trace.reset !== undefined) {
    if (
      !isSilent &&
      !story.explained.has(trace.reset.segment) &&
      !gaveUp(story, trace.reset.by, trace.reset.segment, add)
    )
      reset(story, trace.reset.by, trace.reset.segment, add)
    return
  }
  const { close } = trace
  if (close === undefined) return
  gaveUp(story, close.first, close.segment, add)
  unanswered(story, close.first, add)
}

/** Index of the last segment of an end that shows it to be there. */
function lastSign(story: Story, side: Side): number {
  const { segments } = story.trace
  for (let i = segments.length - 1; i >= 0; i--) {
    const { from, kinds } = story.at(i)
    if (from === side && !kinds.includes('copy')) return i
  }
  return -1
}

/** One end asks, or sends, again and again, and nothing comes back any more. @returns Whether it is so. */
function silence(story: Story, add: Add): boolean {
  for (const side of ['client', 'server'] as const) {
    const peer = other(side)
    const heard = lastSign(story, peer)
    const tries = [
      ...story.of('keep-alive', side),
      ...story.of('zero-window-probe', side),
      ...story.of('retransmission', side),
    ]
      .filter((i) => i > heard)
      .sort((a, b) => a - b)
    const isKeepAlive = tries.some((i) => story.at(i).kinds.includes('keep-alive'))
    if (tries.length < (isKeepAlive ? SILENT_TRIES : SILENT_RETRANSMISSIONS)) continue
    const rst = story.trace.reset?.by === side ? story.trace.reset.segment : undefined
    const end = rst ?? tries.at(-1) ?? 0
    const since = heard < 0 ? story.first.time : story.at(heard).time
    for (const i of tries) story.explained.add(i)
    const [first = 0] = tries
    add({
      id: 'dead-peer',
      side: peer,
      confidence: rst === undefined ? 'likely' : 'certain',
      says: isKeepAlive
        ? rst === undefined
          ? 'deadPeerAsked'
          : 'deadPeerAskedReset'
        : rst === undefined
          ? 'deadPeer'
          : 'deadPeerReset',
      shownBy: [...(heard < 0 ? [] : [heard]), ...tries, ...(rst === undefined ? [] : [rst])],
      cost: Math.max(0, story.at(end).time - story.at(first).time),
      values: {
        who: side,
        peer,
        count: tries.length,
        heard: since - story.first.time,
        asked: story.at(first).time - story.first.time,
        silent: Math.max(0, story.at(end).time - since),
      },
    })
    return true
  }
  return false
}

function keepAlives(story: Story, isSilent: boolean, add: Add): void {
  for (const side of ['client', 'server'] as const) {
    const asked = story.of('keep-alive', side)
    if (asked.length === 0 || isSilent) continue
    const answered = story.of('keep-alive-ack', other(side)).length
    const values = { who: side, peer: other(side), count: asked.length, answered }
    add({ id: 'keep-alive', side, confidence: 'certain', says: 'keepAlive', shownBy: asked, values })
  }
}

/** The client closes while the answer to its last question is still to come. */
function gaveUp(story: Story, by: Side, at: number, add: Add): boolean {
  if (by !== 'client') return false
  const asked = story.of('data').findLast((i) => i < at) ?? -1
  if (asked < 0 || story.at(asked).from !== 'client' || story.of('data', 'server').length === 0) return false
  const { relSeq, length, time } = story.at(asked)
  const isTaken = story.trace.segments.some(
    ({ from, relAck }, i) => i > asked && i < at && from === 'server' && relAck >= relSeq + length,
  )
  const span = story.at(at).time - time
  if (!isTaken || span < GAVE_UP) return false
  const values = { waited: span }
  const shownBy = [asked, at]
  add({
    id: 'abandoned',
    side: 'server',
    confidence: 'likely',
    says: 'abandoned',
    shownBy,
    cost: span,
    values,
  })
  return true
}

function reset(story: Story, by: Side, at: number, add: Add): void {
  const { trace } = story
  const peer = other(by)
  const rst = story.at(at)
  const fin = trace.fin?.[by]
  const shown = story.lastFrom(peer, at)
  const shownBy = shown < 0 ? [at] : [shown, at]
  const values = { who: by, peer }
  const peerData = story.of('data', peer).filter((i) => i < at)
  if (fin !== undefined && fin < at) {
    const after = peerData.filter((i) => i > fin)
    const first = after[0]
    if (first !== undefined) {
      const bytes = after.reduce((sum, i) => sum + story.at(i).length, 0)
      add({
        id: 'reset-after-close',
        side: by,
        confidence: 'certain',
        says: 'resetAfterClose',
        shownBy: [fin, first, at],
        values: { ...values, bytes },
      })
    } else
      add({
        id: 'reset-by-program',
        side: by,
        confidence: 'likely',
        says: 'resetAfterFin',
        shownBy: [fin, at],
        values,
      })
    return
  }
  // A RST without ACK answers a segment of a connection that its sender does not have (RFC 9293 §3.10.7.1).
  if ((rst.flags & ACK) === 0 && shown >= 0) {
    const quiet = Math.max(0, story.at(shown).time - story.at(Math.max(0, story.lastFrom(by, at))).time)
    add({
      id: 'half-open',
      side: by,
      confidence: 'likely',
      says: 'halfOpen',
      shownBy,
      values: { ...values, quiet },
    })
    return
  }
  const lastOwn = story.of('data', by).findLast((i) => i < at) ?? -1
  const unread = peerData.filter((i) => i > lastOwn)
  if (unread.length > 0) {
    const bytes = unread.reduce((sum, i) => sum + story.at(i).length, 0)
    const told = [...unread.slice(-1), at]
    add({
      id: 'reset-unread-data',
      side: by,
      confidence: 'likely',
      says: 'resetUnread',
      shownBy: told,
      values: { ...values, bytes },
    })
    return
  }
  add({ id: 'reset-by-program', side: by, confidence: 'likely', says: 'resetByProgram', shownBy, values })
}

/** A FIN that is not acknowledged, or that the other end's program never answers with its own. */
function unanswered(story: Story, first: Side, add: Add): void {
  const { trace, around } = story
  const peer = other(first)
  const fin = trace.fin?.[first]
  if (fin === undefined || trace.fin?.[peer] !== undefined) return
  const { relSeq, length, time } = story.at(fin)
  const ack = trace.segments.findIndex(
    ({ from, relAck }, i) => i > fin && from === peer && relAck > relSeq + length,
  )
  const values = { who: first, peer, waited: Math.max(0, around.end - time) }
  if (ack < 0) {
    const again = story.of('fin', first).filter((i) => i > fin)
    // What was told of a silent end is not told again.
    if (again.length === 0 || again.some((i) => story.explained.has(i))) return
    for (const i of again) story.explained.add(i)
    add({
      id: 'fin-unanswered',
      side: 'path',
      confidence: 'likely',
      says: 'finUnacked',
      shownBy: [fin, ...again],
      values: { ...values, count: again.length + 1 },
    })
    return
  }
  const isInUse = story.of('data', peer).some((i) => i > ack)
  if (isInUse || around.end - time < FORGETS) return
  add({
    id: 'fin-unanswered',
    side: peer,
    confidence: 'likely',
    says: 'finUnanswered',
    shownBy: [fin, ack],
    end: around.end,
    values,
  })
}
