/** What went wrong before the connection was open, and what it was opened without. */
import type { Nanos } from '../../base/index.ts'
import type { Side } from '../../trace/index.ts'
import type { Add } from '../draft.ts'
import { other, type Story } from '../story.ts'

/** A SYN is repeated after a second: sooner than that nothing says that an answer will not come. */
const PATIENCE: Nanos = 1_000_000_000
/** More than a window without scaling can hold has to have been sent before its lack can have mattered. */
const MUCH = 65_535
/** Below what every IPv6 network carries (1,280 less two headers). */
const SMALL_MSS = 1_220

/** Finds how an attempt to connect failed or was held up. */
export function findOpening(story: Story, add: Add): void {
  const { trace } = story
  if (trace.startedMidway) return
  if (trace.handshake !== undefined) return heldUp(story, add)
  if (trace.oldConnection !== undefined && trace.iss.server === undefined) return oldConnection(story, add)
  if (trace.reset?.by === 'server' && trace.iss.server === undefined) return refused(story, add)
  const answers = story.of('syn-ack', 'server')
  if (answers.length > 0) return ignored(story, answers, add)
  unanswered(story, add)
}

function unanswered(story: Story, add: Add): void {
  const { trace, around } = story
  const syns = story.of('syn', 'client')
  // What ICMP says of it is told there; an end that goes on without an answer had one that was not captured.
  if (trace.totals.server.segments > 0 || around.icmp.length > 0 || syns.length === 0) return
  if (trace.segments.some(({ kinds }) => !kinds.includes('syn') && !kinds.includes('rst'))) return
  const last = story.at(syns.at(-1) ?? 0)
  const waited = around.end - last.time
  const confidence = syns.length > 1 ? 'certain' : waited >= PATIENCE ? 'likely' : 'possible'
  const cost = Math.max(0, story.last.time - story.first.time)
  const gaveUp = trace.reset?.by === 'client'
  const says = gaveUp ? 'noAnswerGaveUp' : 'noAnswer'
  add({
    id: 'no-answer',
    side: 'path',
    confidence,
    says,
    shownBy: syns,
    cost,
    values: { count: syns.length },
  })
}

function refused(story: Story, add: Add): void {
  const reset = story.trace.reset?.segment ?? 0
  const syn = story.of('syn', 'client').findLast((i) => i < reset) ?? 0
  const cost = Math.max(0, story.at(reset).time - story.first.time)
  const values = { port: String(story.trace.server.port) }
  add({
    id: 'refused',
    side: 'server',
    confidence: 'certain',
    says: 'refused',
    shownBy: [syn, reset],
    cost,
    values,
  })
}

/** The server's end still holds an older connection on these ports. */
function oldConnection(story: Story, add: Add): void {
  const { trace, around } = story
  const state = trace.oldConnection ?? ''
  const shownBy = [...story.of('syn', 'client'), ...story.of('old-ack')].sort((a, b) => a - b)
  const cost = (around.nextAttempt ?? story.last.time) - story.first.time
  const isWaiting = state === 'TIME-WAIT'
  add({
    id: isWaiting ? 'time-wait-reuse' : 'half-open',
    side: 'server',
    confidence: 'certain',
    says: isWaiting ? 'timeWaitReuse' : 'halfOpenSyn',
    shownBy,
    cost: Math.max(0, cost),
    values: { state },
  })
}

/** The server agreed, and the client asked on. */
function ignored(story: Story, answers: readonly number[], add: Add): void {
  const { trace } = story
  const syns = story.of('syn', 'client')
  if (trace.finalState.client !== 'SYN-SENT' || trace.reset?.by === 'client') return
  const again = syns.filter((i) => i > (answers[0] ?? 0)).length + answers.length - 1
  if (again === 0) return
  add({
    id: 'syn-ack-ignored',
    side: 'client',
    confidence: answers.length > 1 ? 'likely' : 'possible',
    says: 'synAckIgnored',
    shownBy: [...syns, ...answers].sort((a, b) => a - b),
    cost: Math.max(0, story.last.time - story.first.time),
    values: { count: syns.length, answers: answers.length },
  })
}

/** It was opened in the end: what took it so long, and without what. */
function heldUp(story: Story, add: Add): void {
  const { handshake } = story.trace
  if (handshake === undefined) return
  const syns = story.of('syn', 'client').filter((i) => i < handshake.ack)
  const answers = story.of('syn-ack', 'server')
  const inTime = answers.filter((i) => i < handshake.ack)
  const firstAnswer = inTime[0] ?? handshake.synAck
  const unheard = syns.filter((i) => i < firstAnswer)
  if (unheard.length > 1) {
    const answered = unheard.at(-1) ?? 0
    const cost = story.at(answered).time - story.first.time
    // Had the first come through, the server's own timer would have repeated its answer too.
    const confidence = inTime.length === 1 ? 'likely' : 'possible'
    const values = { count: unheard.length }
    add({ id: 'syn-lost', side: 'path', confidence, says: 'synLost', shownBy: unheard, cost, values })
  }
  answerLost(story, firstAnswer, syns, inTime, add)
  stalled(story, answers, handshake.ack, add)
  conflicting(story, inTime, add)
  lacking(story, add)
}

/** An answer passed the tap, and the client asked again, or the server answered again, before an ACK came. */
function answerLost(
  story: Story,
  firstAnswer: number,
  syns: readonly number[],
  answers: readonly number[],
  add: Add,
): void {
  const { handshake } = story.trace
  const ack = handshake?.ack ?? 0
  const back = story.at(ack).time - story.at(answers.at(-1) ?? firstAnswer).time
  const late = (i: number): boolean => i > firstAnswer && story.at(i).time - story.at(firstAnswer).time > back
  const again = [...syns, ...answers].filter(late).sort((a, b) => a - b)
  if (again.length === 0) return
  const cost = story.at(ack).time - story.at(firstAnswer).time - back
  const values = { count: answers.length }
  const shownBy = [firstAnswer, ...again]
  const atClient = story.point === 'client' || back < (cost > 0 ? cost / 1000 : 0)
  if (atClient) {
    add({
      id: 'syn-ack-ignored',
      side: 'client',
      confidence: 'possible',
      says: 'synAckLate',
      shownBy,
      cost,
      values,
    })
  } else {
    add({ id: 'syn-ack-lost', side: 'path', confidence: 'likely', says: 'synAckLost', shownBy, cost, values })
  }
}

/** The server repeats its answer although the third segment had come: its accept queue is full. */
function stalled(story: Story, answers: readonly number[], ack: number, add: Add): void {
  const there = story.base.server ?? 0
  const acked = story.at(ack).time
  const again = answers.filter((i) => i > ack && story.at(i).time - acked > Math.max(there, 1_000_000))
  if (again.length === 0) return
  const last = again.at(-1) ?? ack
  const isSure = again.length > 1 || story.point === 'server'
  for (const i of story.of('retransmission', 'client')) if (i < last) story.explained.add(i)
  add({
    id: 'accept-stalled',
    side: 'server',
    confidence: isSure ? 'certain' : 'likely',
    says: 'acceptStalled',
    shownBy: [ack, ...again],
    cost: story.at(last).time - acked,
    values: { count: again.length },
  })
}

/** Two answers that count their bytes from different numbers. */
function conflicting(story: Story, answers: readonly number[], add: Add): void {
  const numbers = new Set(answers.map((i) => story.at(i).seq))
  if (numbers.size < 2) return
  const values = { count: numbers.size }
  add({
    id: 'conflicting-syn-ack',
    side: 'path',
    confidence: 'likely',
    says: 'conflictingSynAck',
    shownBy: answers,
    values,
  })
}

/** What the two SYNs did not agree on, where it can have mattered. */
function lacking(story: Story, add: Add): void {
  const { trace } = story
  const { handshake, totals } = trace
  if (handshake === undefined) return
  const shownBy = [handshake.syn, handshake.synAck]
  const options = { client: story.at(handshake.syn).options, server: story.at(handshake.synAck).options }
  const sent = { client: bytesOf('client'), server: bytesOf('server') }
  function bytesOf(side: Side): number {
    return totals[side].bytes + totals[side].notCapturedBytes
  }
  const lacks = (has: (side: Side) => boolean): Side | 'both' | undefined =>
    has('client') ? (has('server') ? undefined : 'server') : has('server') ? 'client' : 'both'
  const receiver: Side = sent.client > sent.server ? 'server' : 'client'
  const told = (who: Side | 'both'): { side: Side; values: Record<string, string | number> } =>
    who === 'both' ? { side: receiver, values: {} } : { side: who, values: { who } }

  const scale = lacks((side) => options[side].windowScale !== undefined)
  if (scale !== undefined && Math.max(sent.client, sent.server) > MUCH) {
    const says = scale === 'both' ? 'noScalingBoth' : 'noScaling'
    add({ id: 'no-window-scaling', confidence: 'certain', says, shownBy, ...told(scale) })
  }
  const sack = lacks((side) => options[side].sackPermitted === true)
  const lost = totals.client.retransmittedSegments + totals.server.retransmittedSegments
  if (sack !== undefined && lost > story.of('syn').length + story.of('syn-ack').length) {
    add({
      id: 'no-sack',
      confidence: 'certain',
      says: sack === 'both' ? 'noSackBoth' : 'noSack',
      shownBy,
      ...told(sack),
    })
  }
  for (const side of ['client', 'server'] as const) {
    const { mss } = options[side]
    if (mss === undefined || mss >= SMALL_MSS || sent[other(side)] < 10 * mss) continue
    const values = { who: side, mss }
    add({ id: 'small-mss', side, confidence: 'certain', says: 'smallMss', shownBy, values })
  }
}
