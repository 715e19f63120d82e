/** What the capture itself did, and the network did not. */
import type { Side } from '../../trace/index.ts'
import type { Add } from '../draft.ts'
import { other, type Story } from '../story.ts'

/** Where a mirrored port is captured nearly every packet comes twice. */
const MIRRORED = 0.8
const MANY = 0.25

/** Finds what a connection's capture is missing, has twice, or shows in another way than the network did. */
export function findCapture(story: Story, add: Add): void {
  const { trace } = story
  if (trace.startedMidway && trace.segments.length > 0) {
    add({ id: 'started-midway', side: 'capture', confidence: 'certain', says: 'startedMidway', shownBy: [0] })
  }
  for (const side of ['client', 'server'] as const) {
    missing(story, side, add)
    oneDirection(story, side, add)
  }
  copies(story, add)
  clock(story, add)
  oversized(story, add)
  point(story, add)
}

function missing(story: Story, side: Side, add: Add): void {
  const { bytes, notCapturedBytes } = story.trace.totals[side]
  if (notCapturedBytes === 0) return
  const shownBy = story.of('acked-unseen', other(side))
  add({
    id: 'missing-from-capture',
    side: 'capture',
    confidence: 'certain',
    says: 'missing',
    shownBy,
    values: { who: side, peer: other(side), bytes: notCapturedBytes, sent: bytes + notCapturedBytes },
  })
}

function oneDirection(story: Story, side: Side, add: Add): void {
  const { trace } = story
  const { totals, segments } = trace
  if (totals[side].segments > 0) return
  // Whoever only asks, again and again, has simply not been answered; one that goes on has been.
  const first = segments.find(({ kinds }) => !kinds.includes('syn') && !kinds.includes('rst'))
  const shown = segments.findIndex(
    ({ kinds, relAck }) =>
      !kinds.includes('rst') &&
      ((kinds.includes('ack') && !trace.startedMidway) || relAck > (first?.relAck ?? 0)),
  )
  if (shown < 0) return
  const values = { who: side, peer: other(side) }
  add({
    id: 'one-direction',
    side: 'capture',
    confidence: 'certain',
    says: 'oneDirection',
    shownBy: [shown],
    values,
  })
}

function copies(story: Story, add: Add): void {
  const { totals, segments } = story.trace
  const list = story.of('copy')
  if (list.length === 0) return
  const share = (side: Side): number => {
    const { copies: twice, segments: all } = totals[side]
    return all === 0 ? 1 : twice / (all - twice)
  }
  const least = Math.min(share('client'), share('server'))
  const hops = hopsBetween(story, list)
  const values = { count: list.length, segments: segments.length, hops }
  if (least < MANY && hops === 0) {
    add({
      id: 'duplicated-by-path',
      side: 'path',
      confidence: 'likely',
      says: 'duplicatedByPath',
      shownBy: list,
      values,
    })
    return
  }
  const confidence = least >= MIRRORED ? 'certain' : 'likely'
  const says = hops > 0 ? 'duplicateCaptureHops' : 'duplicateCapture'
  add({ id: 'duplicate-capture', side: 'capture', confidence, says, shownBy: list, values })
}

/** By how many hops the copies and their originals differ, where all differ alike. */
function hopsBetween(story: Story, list: readonly number[]): number {
  let hops: number | undefined
  for (const i of list) {
    const copy = story.at(i)
    const original = originalOf(story, i)
    if (original?.hopLimit === undefined || copy.hopLimit === undefined) return 0
    const apart = Math.abs(original.hopLimit - copy.hopLimit)
    if (hops !== undefined && hops !== apart) return 0
    hops = apart
  }
  return hops ?? 0
}

const REACH = 64

function originalOf(story: Story, index: number): ReturnType<Story['at']> | undefined {
  const copy = story.at(index)
  for (let i = index - 1; i >= 0 && i >= index - REACH; i--) {
    const { from, seq, ack, length, flags } = story.at(i)
    if (
      from === copy.from &&
      seq === copy.seq &&
      ack === copy.ack &&
      length === copy.length &&
      flags === copy.flags
    ) {
      return story.at(i)
    }
  }
  return undefined
}

function clock(story: Story, add: Add): void {
  const { clockSteps, segments } = story.trace
  if (clockSteps === undefined) return
  const shownBy: number[] = []
  for (let i = 1; i < segments.length; i++) if (story.at(i).time < story.at(i - 1).time) shownBy.push(i)
  const values = { count: clockSteps.count, most: clockSteps.most }
  add({ id: 'clock-step', side: 'capture', confidence: 'certain', says: 'clockStep', shownBy, values })
}

function oversized(story: Story, add: Add): void {
  const { oversized: list } = story
  if (list.length === 0) return
  const length = list.reduce((most, i) => Math.max(most, story.at(i).length), 0)
  const values = { count: list.length, length }
  const confidence = story.trace.handshake === undefined ? 'likely' : 'certain'
  add({ id: 'segmentation-offload', side: 'capture', confidence, says: 'offload', shownBy: list, values })
}

function point(story: Story, add: Add): void {
  const { handshake } = story.trace
  const { client, server } = story.base
  if (handshake === undefined || client === undefined || server === undefined) return
  if (story.first.arrival !== undefined) return
  const at = story.point
  add({
    id: 'capture-point',
    side: 'capture',
    confidence: at === 'unknown' ? 'possible' : 'likely',
    says: { client: 'pointClient', server: 'pointServer', between: 'pointBetween', unknown: 'pointUnknown' }[
      at
    ] as 'pointClient' | 'pointServer' | 'pointBetween' | 'pointUnknown',
    shownBy: [handshake.syn, handshake.synAck, handshake.ack],
    values: { at, toClient: client, toServer: server },
  })
}
