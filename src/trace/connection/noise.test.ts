import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { TCP_STATES } from '../../wire/index.ts'
import { Talk } from '../testing/talk.ts'
import { explainConnection, explainSegment, traceConnections } from '../index.ts'

const talk = new Talk({ client: 4_294_967_000, server: 77 })
  .open()
  .data('client', 11, 900, { arrival: 20, tsVal: 3 })
  .ack('server', 20, { window: 0, sack: [[2, 9]] })
  .data('server', 30, 70)
  .fin('client', 40, { lost: 'loss' })
  .fin('server', 41)
  .ack('client', 42)

it('no packets make the tracker or its sentences throw: fields changed, order shuffled, cut short', () => {
  const change = fc.tuple(fc.nat(talk.packets.length - 1), fc.nat(59), fc.nat(255))
  const order = fc.shuffledSubarray([...talk.packets.keys()], { minLength: 1 })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), order, fc.nat(80), (changes, places, cut) => {
      const packets = talk.packets.map((packet) => ({ ...packet, bytes: packet.bytes.slice() }))
      for (const [packet, place, value] of changes) {
        const bytes = packets[packet]?.bytes
        if (bytes !== undefined && place < bytes.length) bytes[place] = value
      }
      const chosen = places.flatMap((place) => packets[place] ?? [])
      const first = chosen[0]
      if (first !== undefined && cut < first.bytes.length) first.bytes = first.bytes.subarray(0, cut)
      for (const trace of traceConnections(chosen)) {
        explainConnection(trace, 'en')
        for (const [i, segment] of trace.segments.entries()) {
          expect(explainSegment(trace, i, 'zh')).not.toContain('{')
          expect(TCP_STATES).toContain(segment.state.client)
          expect(segment.options).toBeDefined()
          expect(segment.payload.length).toBeLessThanOrEqual(segment.length)
        }
        const { client, server } = trace.totals
        expect(client.segments + server.segments).toBe(trace.segments.length)
      }
    }),
    { numRuns: 400 },
  )
})

it('bytes are counted once, however they are cut up, repeated and shuffled', () => {
  const piece = fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 200 }))
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 25 }), (pieces) => {
      const each = new Talk().open()
      const plain = new Set<number>()
      for (const [i, [at, size]] of pieces.entries()) {
        each.data('client', 11 + i, size, { seq: 1 + at })
        for (let n = at; n < at + size; n++) plain.add(n)
      }
      const [trace] = traceConnections(each.packets)
      expect(trace?.totals.client.bytes).toBe(plain.size)
    }),
  )
})
