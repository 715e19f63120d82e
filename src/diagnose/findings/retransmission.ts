/** What was sent more than once: lost where, found out how, and whether it was needed. */
import type { Nanos } from '../../base/index.ts'
import type { Side, TracedSegment } from '../../trace/index.ts'
import type { Add, Draft } from '../draft.ts'
import { other, type Story } from '../story.ts'

/** Finds what each end retransmitted, by cause, and what came out of order. */
export function findRetransmission(story: Story, add: Add): void {
  for (const side of ['client', 'server'] as const) {
    const again = story.of('retransmission', side).filter((i) => isOfStream(story, i))
    spurious(story, side, again, add)
    const needed = again.filter((i) => story.at(i).spurious !== true)
    const left = blackouts(story, side, needed, add)
    timeouts(story, side, left, add)
    byCause(story, side, left, 'tlp', add)
    lost(story, side, left, add)
    lostAgain(story, side, left, add)
    reordered(story, side, add)
  }
}

/** The handshake's own repetitions, and what another finding has told, are left out. */
function isOfStream(story: Story, i: number): boolean {
  const { kinds } = story.at(i)
  return !kinds.includes('syn') && !kinds.includes('syn-ack') && !story.explained.has(i)
}

function sum(story: Story, indices: readonly number[]): { cost: Nanos; bytes: number; isSure: boolean } {
  let cost = 0
  let bytes = 0
  let isSure = true
  for (const i of indices) {
    const { retransmission, length, likely, likelyCause } = story.at(i)
    cost += retransmission?.waited ?? 0
    bytes += length
    if (likely === true || likelyCause === true) isSure = false
  }
  return { cost, bytes, isSure }
}

function spurious(story: Story, side: Side, again: readonly number[], add: Add): void {
  const needless = again.filter((i) => story.at(i).spurious === true)
  const timers = needless.filter((i) => story.at(i).cause === 'rto')
  const others = needless.filter((i) => story.at(i).cause !== 'rto')
  const tell = (
    id: 'spurious-rto' | 'spurious-retransmission',
    says: Draft['says'],
    list: readonly number[],
  ): void => {
    if (list.length === 0) return
    const values = { who: side, peer: other(side), count: list.length, bytes: sum(story, list).bytes }
    add({ id, side, confidence: 'certain', says, shownBy: list, values })
  }
  tell('spurious-rto', 'spuriousRto', timers)
  tell('spurious-retransmission', 'spuriousRetransmission', others)
}

/** Time-outs again and again with nothing from the other end between, and then it goes on. @returns The rest. */
function blackouts(story: Story, side: Side, again: readonly number[], add: Add): readonly number[] {
  const rest: number[] = []
  for (let at = 0; at < again.length;) {
    const chain = chainFrom(story, again, at)
    const [first, last] = [chain[0] ?? 0, chain.at(-1) ?? 0]
    const answer = story.nextFrom(other(side), last)
    at += chain.length
    if (chain.length < 2) rest.push(...chain)
    else if (answer >= 0 && !story.at(answer).kinds.includes('rst')) {
      const original = story.at(first).retransmission?.previous ?? first
      const span = story.at(answer).time - story.at(original).time
      add({
        id: 'blackout',
        side: 'path',
        confidence: story.at(first).likelyCause === true ? 'likely' : 'certain',
        says: 'blackout',
        shownBy: [original, ...chain, answer].filter((i, place, all) => all.indexOf(i) === place),
        cost: Math.max(0, span),
        values: { who: side, count: chain.length, lasted: Math.max(0, span) },
      })
    }
    // Without an answer it is told how it ended.
  }
  return rest
}

/** The retransmissions from `at` on that repeat the same bytes by the timer, with nothing from the peer between. */
function chainFrom(story: Story, again: readonly number[], at: number): number[] {
  const chain = [again[at] ?? 0]
  const first = story.at(chain[0] ?? 0)
  if (first.cause !== 'rto') return chain
  for (let next = at + 1; next < again.length; next++) {
    const index = again[next] ?? 0
    const { relSeq, cause } = story.at(index)
    const heard = story.nextFrom(other(first.from), chain.at(-1) ?? 0)
    if (relSeq !== first.relSeq || cause !== 'rto' || (heard >= 0 && heard < index)) break
    chain.push(index)
  }
  return chain
}

function timeouts(story: Story, side: Side, again: readonly number[], add: Add): void {
  const all = again.filter((i) => story.at(i).cause === 'rto')
  const events = all.filter((i) => story.at(i).retransmission?.afterTimeout !== true)
  if (all.length === 0) return
  const told = events.length > 0 ? events : all
  const { cost, isSure } = sum(story, told)
  const isTimed = told.some((i) => story.at(i).retransmission?.waited !== undefined)
  add({
    id: 'rto',
    side: 'path',
    confidence: isSure ? 'certain' : 'likely',
    says: isTimed ? 'rto' : 'rtoUnseen',
    shownBy: all,
    cost,
    values: {
      who: side,
      count: told.length,
      segments: all.length,
      bytes: sum(story, all).bytes,
      waited: cost,
    },
  })
}

function byCause(story: Story, side: Side, again: readonly number[], cause: 'tlp', add: Add): void {
  const list = again.filter((i) => story.at(i).cause === cause)
  if (list.length === 0) return
  const { cost, isSure, bytes } = sum(story, list)
  add({
    id: 'tail-loss',
    side: 'path',
    confidence: isSure ? 'certain' : 'likely',
    says: 'tailLoss',
    shownBy: list,
    cost,
    values: { who: side, count: list.length, bytes, waited: cost },
  })
}

/** What was reported missing and sent once more, or whose first sending was lost before it could be captured. */
function lost(story: Story, side: Side, again: readonly number[], add: Add): void {
  const list = again.filter((i) => ['fast', undefined].includes(story.at(i).cause))
  if (list.length === 0) return
  const before = list.filter((i) => story.at(i).retransmission?.previous === undefined).length
  const { bytes, isSure } = sum(story, list)
  const says = before === 0 ? 'lossBeyond' : before === list.length ? 'lossBefore' : 'loss'
  add({
    id: 'loss',
    side: 'path',
    confidence: isSure && list.every((i) => story.at(i).cause === 'fast') ? 'certain' : 'likely',
    says,
    shownBy: list,
    cost: recoveryTime(story, list),
    values: { who: side, count: list.length, bytes, before, beyond: list.length - before },
  })
}

/** How long recoveries took: those that overlap are one, and each as long as its longest wait. */
function recoveryTime(story: Story, list: readonly number[]): Nanos {
  let total = 0
  let until = Number.NEGATIVE_INFINITY
  for (const i of list) {
    const { time, retransmission } = story.at(i)
    const from = Math.max(until, time - (retransmission?.waited ?? 0))
    if (time > from) total += time - from
    until = Math.max(until, time)
  }
  return total
}

/** A retransmission that was lost as well. */
function lostAgain(story: Story, side: Side, again: readonly number[], add: Add): void {
  const list = again.filter((i) => {
    const before = story.at(i).retransmission?.previous
    return (
      before !== undefined &&
      story.at(before).kinds.includes('retransmission') &&
      story.at(before).cause === 'fast'
    )
  })
  if (list.length === 0) return
  const values = { who: side, count: list.length }
  const { cost } = sum(story, list)
  add({
    id: 'lost-retransmission',
    side: 'path',
    confidence: 'likely',
    says: 'lostAgain',
    shownBy: list,
    cost,
    values,
  })
}

/** How far back what overtook it is looked for. */
const REACH = 200

function reordered(story: Story, side: Side, add: Add): void {
  const list = story.of('out-of-order', side)
  if (list.length === 0) return
  let latest: Nanos = 0
  for (const i of list) latest = Math.max(latest, lateness(story, side, i))
  const isSure = list.every((i) => story.at(i).likely !== true)
  add({
    id: 'reordering',
    side: 'path',
    confidence: isSure ? 'certain' : 'likely',
    says: latest > 0 ? 'reordering' : 'reorderingUntimed',
    shownBy: list,
    values: { who: side, count: list.length, longest: latest },
  })
}

/** How long after the first segment that overtook it a segment came. */
function lateness(story: Story, side: Side, index: number): Nanos {
  const { relSeq, time } = story.at(index)
  let first = time
  for (let i = index - 1; i >= 0 && i >= index - REACH; i--) {
    const above: TracedSegment = story.at(i)
    if (above.from !== side || above.length === 0) continue
    if (above.relSeq < relSeq) break
    first = above.time
  }
  return Math.max(0, time - first)
}
