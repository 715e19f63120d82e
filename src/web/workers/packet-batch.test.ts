import { describe, expect, it } from 'vitest'
import { runConnection } from '../../lab/index.ts'
import { readCapture, writePcapng, type CapturedPacket } from '../../capture/index.ts'
import { traceConnections } from '../../trace/index.ts'
import { GrowingTrace } from '../wire/model/growing-trace.ts'
import { longTalk } from '../wire/testing/long-talk.ts'
import { packBatch, unpackBatch } from './packet-batch.ts'

describe('a batch of packets', () => {
  it('is the same packets after its way through a worker', async () => {
    const { packets } = await runConnection({ drop: { client: [2] } })
    const read = readCapture(writePcapng(packets, { keepArrivals: true })).packets
    const { batch, moved } = packBatch(read)
    const there = structuredClone(batch, { transfer: moved })
    expect(unpackBatch(there)).toEqual(read)
    expect(batch.bytes.length).toBe(0)
  })

  it('may be empty', () => {
    expect(unpackBatch(packBatch([]).batch)).toEqual([])
  })
})

describe('GrowingTrace', () => {
  const inPieces = (packets: readonly CapturedPacket[]): GrowingTrace => {
    const growing = new GrowingTrace()
    for (let at = 0; at < packets.length; at += 7) growing.add(packets.slice(at, at + 7))
    growing.end()
    return growing
  }
  const facts = (connections: ReturnType<typeof traceConnections>): unknown =>
    connections.map(({ segments, finalState, totals }) => [
      segments.map(({ kinds }) => kinds),
      finalState,
      totals,
    ])

  it('in pieces is the same as at once, with arrivals and without', async () => {
    const { packets } = await runConnection({ path: 'delay 20ms loss 10%', message: new Uint8Array(9_000) })
    for (const all of [packets, longTalk(300)]) {
      const { connections } = inPieces(all).source({ isLive: false })
      expect(facts(connections)).toEqual(facts(traceConnections(all)))
    }
  })

  it('has another version whenever something came, or time ended a TIME-WAIT', () => {
    const growing = inPieces(longTalk(60))
    const { version } = growing.source({ isLive: true })
    expect(growing.advance(1_000_000_000)).toBe(false)
    expect(growing.source({ isLive: true }).version).toBe(version)
    expect(growing.advance(100_000_000_000)).toBe(true)
    expect(growing.source({ isLive: true }).version).toBeGreaterThan(version)
  })
})
