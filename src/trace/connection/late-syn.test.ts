import { describe, expect, it } from 'vitest'
import { ACK, FIN, RST, SYN } from '../../wire/index.ts'
import { sure, Talk } from '../testing/talk.ts'
import { explainConnection, explainSegment, traceConnections } from '../index.ts'

/** The server's ISN, and the one with which it answers the old SYN. */
const ISN = 5_000
const ANEW = 505_000

/** A connection that is over; then its server answers an old SYN of it, and the client knows nothing of that. */
function talkAndLateSyn(): Talk {
  const talk = new Talk({ client: 1_000, server: ISN })
  talk.add('client', 0, { flags: SYN, seq: 0 }).add('server', 10, { flags: SYN | ACK, seq: 0, ack: 1 })
  talk.add('client', 20, { seq: 1, ack: 1 }).add('client', 30, { flags: FIN | ACK, seq: 1, ack: 1 })
  talk.add('server', 40, { flags: FIN | ACK, seq: 1, ack: 2 }).add('client', 50, { seq: 2, ack: 2 })
  const anew = new Talk({ client: 1_000, server: ANEW })
  anew.add('server', 3_000, { flags: SYN | ACK, seq: 0, ack: 1 }).add('client', 3_010, { flags: RST, seq: 1 })
  talk.packets.push(...anew.packets)
  return talk
}

describe('a SYN of a connection that is over, answered by its server', () => {
  const all = traceConnections(talkAndLateSyn().packets)
  const trace = sure(all[0])
  const [answer, reset] = [sure(trace.segments[6]), sure(trace.segments[7])]

  it('is not of the stream, and is counted from its own number', () => {
    expect(all).toHaveLength(1)
    expect(answer.kinds).toEqual(['late-syn-ack'])
    expect([answer.relSeq, answer.relAck]).toEqual([0, 1])
    expect(trace.iss.server).toBe(ISN)
    expect(trace.totals.server).toMatchObject({ bytes: 0, notCapturedBytes: 0 })
  })

  it('the RST that answers it closes nothing, and shows that TIME-WAIT is over', () => {
    expect(trace.reset).toBeUndefined()
    expect(trace.close).toMatchObject({ first: 'client', how: 'fin' })
    expect(answer.state).toEqual({ client: 'TIME-WAIT', server: 'CLOSED' })
    expect(reset.state).toEqual({ client: 'CLOSED', server: 'CLOSED' })
  })

  it('is told so, in both languages', () => {
    expect(explainSegment(trace, 6, 'en')).toBe(
      `The server has done with this connection, and answers an old SYN of it that came late as a new request: it expects 1001 next, its own numbering starts anew at ${ANEW} (SYN, ACK)`,
    )
    expect(explainSegment(trace, 6, 'zh')).toContain('迟到的旧 SYN')
    expect(explainSegment(trace, 7, 'en')).toBe('The client answers that it has no such connection (RST)')
    expect(explainConnection(trace, 'en').join(' ')).not.toContain('by force')
  })
})
