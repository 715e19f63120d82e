import { describe, expect, it } from 'vitest'
import { parseScenario, runConnection, runScenario } from '../../../lab/index.ts'
import { traceConnections, type ConnectionTrace, type TracedSegment } from '../../../trace/index.ts'
import type { CapturedPacket } from '../../../capture/index.ts'
import { FIN } from '../../../wire/index.ts'
import { busierSide, flightSeries, POINT, roundTripSeries, sequenceSeries, variableSeries } from './series.ts'

const MS = 1_000_000
const lossy = runConnection({
  path: 'delay 20ms',
  message: new Uint8Array(20_000).fill(65),
  drop: { client: [5] },
})
/** The same packets as somebody at the server would capture them: when they arrive, without those that do not. */
const asCaptured = (packets: readonly CapturedPacket[], { segments }: ConnectionTrace): ConnectionTrace => {
  const seen = segments
    .filter(({ from, fate }) => from === 'server' || fate !== 'lost')
    .map(({ from, packet, time, arrival }) => ({
      bytes: (packets[packet] as CapturedPacket).bytes,
      time: from === 'server' ? time : (arrival as number),
    }))
    .sort((a, b) => a.time - b.time)
  return traceConnections(seen)[0] as ConnectionTrace
}

const finOf = ({ segments }: ConnectionTrace): TracedSegment =>
  segments.find(({ from, flags }) => from === 'client' && (flags & FIN) !== 0) as TracedSegment
/** What a segment of the client is drawn as. */
const markAt = (trace: ConnectionTrace, { time, relSeq }: TracedSegment): number | undefined => {
  const { sent } = sequenceSeries(trace, 'client')
  return sent.mark[sent.time.findIndex((at, i) => at === time && sent.low[i] === relSeq)]
}

describe('sequenceSeries', () => {
  it('marks what was lost and retransmissions; ACKs count when they have reached the sender', async () => {
    const { trace } = await lossy
    const { sent, acked } = sequenceSeries(trace, 'client')
    const marks = [...sent.mark]
    expect(marks[0]).toBe(POINT.syn)
    expect(marks.filter((mark) => mark === POINT.lost)).toHaveLength(1)
    expect(marks.filter((mark) => mark === POINT.retransmission).length).toBeGreaterThan(0)
    expect(marks.at(-1)).toBe(POINT.fin)
    expect(acked.time[0]).toBe(40 * MS)
    expect([...acked.ack]).toEqual([...acked.ack].sort((a, b) => a - b))
    expect(acked.ack.at(-1)).toBe(20_002)
    expect(acked.edge[0]).toBeGreaterThan(acked.ack[0] as number)
  })

  it('a FIN with data is a FIN; one that was lost is lost', async () => {
    const { traces } = await runScenario(
      parseScenario('path=delay 10ms&client=send 100k, close&server=recv end'),
    )
    const withData = traces[0] as ConnectionTrace
    expect(finOf(withData).length).toBeGreaterThan(0)
    expect(markAt(withData, finOf(withData))).toBe(POINT.fin)
    const { trace: whole } = await runConnection({})
    const place = whole.segments.filter(({ from }) => from === 'client').indexOf(finOf(whole)) + 1
    const { trace } = await runConnection({ drop: { client: [place] } })
    expect(markAt(trace, finOf(trace))).toBe(POINT.lost)
  })

  it('has the blocks that were SACKed', async () => {
    const { trace } = await lossy
    const { sack } = sequenceSeries(trace, 'client')
    expect(sack.low.length).toBeGreaterThan(0)
    expect(sack.low[0]).toBeGreaterThan(1)
  })
})

describe('flightSeries', () => {
  it('is never more than what was sent and not acknowledged, and ends at 0', async () => {
    const { trace } = await lossy
    const [flight, window] = flightSeries(trace, 'client').values as [Float64Array, Float64Array]
    expect(Math.max(...flight)).toBeGreaterThan(1_448)
    expect(Math.max(...flight)).toBeLessThanOrEqual(Math.max(...window))
    expect(flight.at(-1)).toBe(0)
  })
})

describe('roundTripSeries', () => {
  it('measures the round trip where it was run, and next to nothing where it was captured at the receiver', async () => {
    const { trace, packets } = await lossy
    const [at] = roundTripSeries(trace, 'client').values as [Float64Array]
    expect(Math.min(...at)).toBe(40 * MS)
    const [captured] = roundTripSeries(asCaptured(packets, trace), 'client').values as [Float64Array]
    expect(Math.min(...captured)).toBeLessThan(MS)
  })

  it("takes nothing from what was sent twice (Karn's rule)", async () => {
    const { trace } = await runConnection({
      path: 'delay 20ms',
      message: new Uint8Array(60),
      drop: { client: [3] },
    })
    const series = roundTripSeries(trace, 'client')
    const answered = trace.segments.find(({ from, relAck }) => from === 'server' && relAck === 61)
    expect([...series.time]).not.toContain(answered?.arrival)
  })
})

describe('variableSeries', () => {
  it('is what the samples have, for one side and one connection; nothing when nobody sampled', async () => {
    const { samples } = await lossy
    const series = variableSeries(samples, 'client', 0)
    expect(series?.time.length).toBe(samples.filter(({ client }) => client !== undefined).length)
    expect(Math.max(...(series?.values[0] ?? []))).toBeGreaterThan(10_000)
    expect(variableSeries(samples, 'client', 1)).toBeUndefined()
    expect(variableSeries(undefined, 'client', 0)).toBeUndefined()
  })
})

describe('busierSide', () => {
  it('is the one that sent more', async () => {
    expect(busierSide((await lossy).trace)).toBe('client')
    const answered = await runConnection({ message: new Uint8Array(1), reply: new Uint8Array(50) })
    expect(busierSide(answered.trace)).toBe('server')
  })
})
