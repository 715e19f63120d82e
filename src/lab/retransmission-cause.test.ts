import { describe, expect, it } from 'vitest'
import type { CapturedPacket } from '../capture/index.ts'
import { type TracedSegment, traceConnections } from '../trace/index.ts'
import { runConnection, type ConnectionLabOptions } from './index.ts'

/** What the tracker says from the packets alone of retransmissions whose cause is known, because the loss was made. */
const retransmissionsOf = async (options: ConnectionLabOptions): Promise<TracedSegment[]> => {
  const { trace } = await runConnection({ path: 'delay 20ms', ...options })
  return trace.segments.filter((segment) => segment.kinds.includes('retransmission'))
}
const many = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

describe("the engine's retransmissions, told by cause", () => {
  it('one lost in the middle of a transfer: fast', async () => {
    const [first] = await retransmissionsOf({ message: new Uint8Array(60_000), drop: { client: [8] } })
    expect(first?.cause).toBe('fast')
    expect(first?.spurious).toBe(false)
  })

  it('the last one lost: a probe; the probe lost too: the timer, again and again', async () => {
    const lost = (numbers: readonly number[]): Promise<TracedSegment[]> =>
      retransmissionsOf({ message: new Uint8Array(60), drop: { client: numbers } })
    expect((await lost([3])).map(({ cause }) => cause)).toEqual(['tlp'])
    expect((await lost([3, 4, 5, 6])).map(({ cause }) => cause)).toEqual(['tlp', 'rto', 'rto', 'rto'])
  })

  it('a whole flight and what follows it lost: the timer, and all that it retransmits', async () => {
    const retransmitted = await retransmissionsOf({
      message: new Uint8Array(60_000),
      drop: { client: many(8, 28) },
    })
    expect(retransmitted.length).toBeGreaterThan(10)
    expect(new Set(retransmitted.map(({ cause }) => cause))).toEqual(new Set(['rto']))
  })

  it('nothing lost, much overtaken or copied by the network: nothing was retransmitted', async () => {
    const reordered = { path: 'delay 20ms 5ms rate 20mbit', message: new Uint8Array(300_000), seed: 3 }
    expect(await retransmissionsOf(reordered)).toEqual([])
    const copied = { path: 'delay 20ms duplicate 5%', message: new Uint8Array(100_000), seed: 3 }
    expect(await retransmissionsOf(copied)).toEqual([])
  })
})

/** What a capture at the server sees of the client's retransmissions, each beside what a capture at the client tells of it. */
const seenBehindTheLoss = async (
  options: ConnectionLabOptions,
): Promise<{ told: TracedSegment; known: TracedSegment }[]> => {
  const { trace, packets } = await runConnection(options)
  const seen: { packet: CapturedPacket; known: TracedSegment }[] = []
  for (const known of trace.segments) {
    const { time, bytes, arrival, fate } = packets[known.packet] ?? {}
    if (time === undefined || bytes === undefined) continue
    if (known.from === 'server') seen.push({ packet: { time, bytes }, known })
    else if (arrival !== undefined && fate !== 'lost') seen.push({ packet: { time: arrival, bytes }, known })
  }
  seen.sort((a, b) => a.packet.time - b.packet.time)
  const [there] = traceConnections(seen.map(({ packet }) => packet))
  return (there?.segments ?? [])
    .map((told, i) => ({ told, known: seen[i]?.known ?? told }))
    .filter(({ told, known }) => [told, known].every(({ kinds }) => kinds.includes('retransmission')))
}

describe('seen from behind the loss, a cause is right and told as likely', () => {
  it.each([
    ['losses', { path: 'delay 10ms loss 4% rate 50mbit', message: new Uint8Array(600_000), seed: 2 }, 'fast'],
    [
      'losses, IPv6',
      { ipv6: true, path: 'delay 20ms loss 3% rate 20mbit', message: new Uint8Array(600_000), seed: 9 },
      'fast',
    ],
    [
      'a blackout',
      { path: 'delay 10ms', message: new Uint8Array(600_000), drop: { client: many(30, 75) } },
      'rto',
    ],
    [
      'a blackout, IPv6',
      {
        ipv6: true,
        path: 'delay 10ms rate 20mbit',
        message: new Uint8Array(600_000),
        drop: { client: many(60, 130) },
      },
      'rto',
    ],
  ] as const)('%s', async (_, options, mostly) => {
    const retransmitted = await seenBehindTheLoss(options)
    expect(retransmitted.length).toBeGreaterThan(8)
    const unseen = retransmitted.filter(({ told }) => told.retransmission?.previous === undefined)
    for (const { told } of unseen) expect(told.cause === undefined || told.likelyCause).toBe(true)
    const wrong = retransmitted.filter(
      ({ told, known }) => told.cause !== undefined && told.cause !== known.cause,
    )
    expect(wrong.length).toBeLessThanOrEqual(retransmitted.length * 0.05)
    expect(retransmitted.filter(({ told }) => told.cause === mostly).length).toBeGreaterThan(
      retransmitted.length * 0.8,
    )
  })
})
