import { describe, expect, it } from 'vitest'
import type { TracedSegment } from '../trace/index.ts'
import { runConnection } from './index.ts'
import type { ConnectionLabOptions } from './index.ts'

/** What the tracker says from the packets alone of resends whose cause is known, because the loss was made. */
const resentBy = async (options: ConnectionLabOptions): Promise<TracedSegment[]> => {
  const { trace } = await runConnection({ path: 'delay 20ms', ...options })
  return trace.segments.filter((segment) => segment.kinds.includes('retransmission'))
}
const many = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

describe("the engine's resends, told by cause", () => {
  it('one lost in the middle of a transfer: fast', async () => {
    const [first] = await resentBy({ message: new Uint8Array(60_000), drop: { client: [8] } })
    expect(first?.cause).toBe('fast')
    expect(first?.needless).toBe(false)
  })

  it('the last one lost: a probe; the probe lost too: the timer, again and again', async () => {
    const lost = (numbers: readonly number[]): Promise<TracedSegment[]> =>
      resentBy({ message: new Uint8Array(60), drop: { client: numbers } })
    expect((await lost([3])).map(({ cause }) => cause)).toEqual(['probe'])
    expect((await lost([3, 4, 5, 6])).map(({ cause }) => cause)).toEqual([
      'probe',
      'timeout',
      'timeout',
      'timeout',
    ])
  })

  it('a whole flight and what follows it lost: the timer, and all that it sends again', async () => {
    const resent = await resentBy({ message: new Uint8Array(60_000), drop: { client: many(8, 28) } })
    expect(resent.length).toBeGreaterThan(10)
    expect(new Set(resent.map(({ cause }) => cause))).toEqual(new Set(['timeout']))
  })

  it('nothing lost, much overtaken or copied by the network: nothing was sent again', async () => {
    const reordered = { path: 'delay 20ms 5ms rate 20mbit', message: new Uint8Array(300_000), seed: 3 }
    expect(await resentBy(reordered)).toEqual([])
    const copied = { path: 'delay 20ms duplicate 5%', message: new Uint8Array(100_000), seed: 3 }
    expect(await resentBy(copied)).toEqual([])
  })
})
