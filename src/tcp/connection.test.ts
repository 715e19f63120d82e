import { describe, expect, it } from 'vitest'
import { SECOND } from '../base/index.ts'
import { Pair, pattern } from './testing/pair.ts'

describe('a connection between two ends', () => {
  it('opens, carries data both ways and closes', () => {
    const pair = new Pair().connect()
    expect(pair.a.connection.state).toBe('ESTABLISHED')
    expect(pair.b.connection.state).toBe('ESTABLISHED')
    pair.send(pair.a, pattern(100_000))
    pair.send(pair.b, 'hello')
    pair.settle()
    expect(pair.b.received).toEqual([...pattern(100_000)])
    expect(String.fromCharCode(...pair.a.received)).toBe('hello')
    pair.act(pair.a, (c, now) => c.close(now))
    // After data the ACK of a FIN may wait for the other's own.
    pair.runTo(pair.now + SECOND)
    expect(pair.a.connection.state).toBe('FIN-WAIT-2')
    expect(pair.b.connection.state).toBe('CLOSE-WAIT')
    pair.act(pair.b, (c, now) => c.close(now))
    pair.settle()
    expect(pair.a.connection.state).toBe('TIME-WAIT')
    expect(pair.b.connection.state).toBe('CLOSED')
    pair.runTo(pair.now + 60 * SECOND)
    expect(pair.a.reported.at(-1)).toBe('closed:finished')
    expect(pair.b.reported.at(-1)).toBe('closed:finished')
  })

  it('carries data over loss', () => {
    const pair = new Pair({ sendBuffer: 256 * 1024 }, {}, (_from, index) =>
      index % 5 === 3 ? undefined : [10_000_000],
    ).connect()
    pair.runTo(10 * SECOND)
    pair.send(pair.a, pattern(200_000))
    pair.runTo(60 * SECOND)
    expect(pair.b.received).toEqual([...pattern(200_000)])
  })
})
