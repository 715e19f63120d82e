import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Flights, findCrossing } from './crossing.ts'

/** The definition, pair by pair. */
function pairByPair({ count, from, sent, arrived }: Flights): number[] {
  const crossing = Array.from({ length: count }, () => 0)
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < i; k++) {
      const isUnderWay = (arrived[k] as number) > (sent[i] as number)
      if (!isUnderWay) continue
      if (from[k] !== from[i] || (arrived[k] as number) > (arrived[i] as number))
        crossing[i] = crossing[k] = 1
    }
  }
  const until = [-1, -1]
  for (let i = 0; i < count; i++) {
    const side = from[i] as number
    if ((sent[i] as number) < (until[side] as number)) crossing[i] = 1
    if (crossing[i] === 1) until[side] = Math.max(until[side] as number, arrived[i] as number)
  }
  return crossing
}

it('finds what the definition says, pair by pair', () => {
  const flight = fc.tuple(fc.nat(1), fc.nat(8))
  fc.assert(
    fc.property(fc.array(flight, { maxLength: 25 }), (list) => {
      // Every sending and every arrival has a place of its own among all events.
      const events = list.flatMap(([, takes], i) => [
        { at: 3 * i, i, isSending: true },
        { at: 3 * i + 3 * takes + 1, i, isSending: false },
      ])
      events.sort((a, b) => a.at - b.at || a.i - b.i)
      const sent = new Int32Array(list.length)
      const arrived = new Int32Array(list.length)
      for (const [place, event] of events.entries()) (event.isSending ? sent : arrived)[event.i] = place
      const flights = { count: list.length, from: Uint8Array.from(list, ([from]) => from), sent, arrived }
      expect([...findCrossing(flights)]).toEqual(pairByPair(flights))
    }),
  )
})
