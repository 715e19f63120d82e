import { describe, expect, it } from 'vitest'
import { ACK, SYN } from '../../wire/index.ts'
import { sure, Talk } from '../testing/talk.ts'
import { type ConnectionTrace, explainConnection, explainSegment, traceConnections } from '../index.ts'

const traceOf = (talk: Talk): ConnectionTrace => sure(traceConnections(talk.packets)[0])
const MSS = 1_460

/** Ten segments of the client, each acknowledged with the one before it; those at `missing` the capture did not see. */
function withHoles(missing: readonly number[]): Talk {
  const talk = new Talk().open(0, 20)
  for (let i = 0; i < 10; i++) {
    talk.data('client', 100 + i, MSS)
    if (missing.includes(i)) talk.packets.pop()
  }
  for (let i = 2; i <= 10; i += 2) talk.ack('server', 120 + i, { ack: 1 + MSS * i })
  return talk.fin('client', 200).fin('server', 220).ack('client', 221)
}

describe('bytes that the capture missed', () => {
  const trace = traceOf(withHoles([3, 4]))

  it('are told by the ACK of what was never seen: no loss', () => {
    const acks = trace.segments.filter(({ kinds }) => kinds.includes('acked-unseen'))
    expect(acks.map(({ unseen }) => unseen)).toEqual([
      { left: 4_381, right: 5_841 },
      { left: 5_841, right: 7_301 },
    ])
    expect(trace.segments.filter(({ kinds }) => kinds.includes('previous-not-captured'))).toHaveLength(1)
    expect(trace.totals.client).toMatchObject({
      bytes: 11_680,
      notCapturedBytes: 2_920,
      retransmittedSegments: 0,
    })
  })

  it('are said, in both languages', () => {
    const at = trace.segments.findIndex(({ kinds }) => kinds.includes('acked-unseen'))
    expect(explainSegment(trace, at, 'en')).toBe(
      'The server acknowledges everything up to byte 5,840 (ACK); of what it acknowledges, bytes 4,381 to 5,840 were never captured: they arrived, only the capture missed them',
    )
    expect(explainSegment(trace, at, 'zh')).toContain('第 4,381 到 5,840 字节没有抓到')
    const gap = trace.segments.findIndex(({ kinds }) => kinds.includes('previous-not-captured'))
    expect(explainSegment(trace, gap, 'en')).toBe(
      'The client sends bytes 7,301 to 8,760; bytes 4,381 to 7,300, which come before, have not been captured up to here',
    )
    const told = explainConnection(trace, 'en')
    expect(told).toContain('The client sent 14,600 bytes of data, the server 0.')
    expect(told).toContain(
      'Not captured: 2,920 of the 14,600 bytes from the client; the server acknowledged them, so they arrived: only the capture missed them, the network lost nothing there.',
    )
    expect(explainConnection(trace, 'zh').join('')).toContain('客户端的 14,600 字节中有 2,920 字节')
  })

  it('the first, the last, many, one by one', () => {
    const missing = (list: readonly number[]): number =>
      traceOf(withHoles(list)).totals.client.notCapturedBytes
    expect(missing([])).toBe(0)
    expect(missing([0])).toBe(MSS)
    expect(missing([9])).toBe(MSS)
    expect(missing([1, 3, 5, 7])).toBe(4 * MSS)
  })
})

describe('what is not missing from the capture', () => {
  it('what was lost on the way and came again', () => {
    const talk = new Talk()
      .open()
      .data('client', 20, 100, { id: 60 })
      .data('client', 21, 100, { id: 62, seq: 201 })
    talk
      .ack('server', 22, { ack: 101 })
      .data('client', 230, 100, { id: 63, seq: 101 })
      .ack('server', 231, { ack: 301 })
    const trace = traceOf(talk)
    expect(trace.totals.client.notCapturedBytes).toBe(0)
    expect(trace.segments.some(({ kinds }) => kinds.includes('acked-unseen'))).toBe(false)
    expect(sure(trace.segments[4]).kinds).toContain('previous-not-captured')
    expect(sure(trace.segments[6])).toMatchObject({ cause: 'rto', likelyCause: true })
  })

  it('what was sent before the capture began', () => {
    const talk = new Talk()
      .ack('server', 0, { seq: 300, ack: 50_000 })
      .data('client', 1, 100, { seq: 60_000, ack: 300 })
      .ack('server', 2, { seq: 300, ack: 60_000 })
      .ack('server', 3, { seq: 300, ack: 60_100 })
    expect(traceOf(talk).totals.client.notCapturedBytes).toBe(0)
  })

  it('what the capture wrote after its ACK: two interfaces, two queues', () => {
    const talk = new Talk().open().data('client', 20, 100, { id: 60 })
    talk.ack('server', 20.5, { ack: 301 })
    expect(traceOf(talk).totals.client.notCapturedBytes).toBe(200)
    talk.data('client', 20.6, 100, { id: 61, seq: 101 }).data('client', 20.7, 100, { id: 62, seq: 201 })
    const trace = traceOf(talk)
    expect(trace.totals.client).toMatchObject({ notCapturedBytes: 0, bytes: 300 })
    expect(trace.segments.some(({ kinds }) => kinds.includes('acked-unseen'))).toBe(false)
  })

  it('an acknowledgement of what nobody can have sent', () => {
    const talk = new Talk()
      .add('client', 0, { flags: SYN })
      .add('server', 5, { flags: SYN | ACK, window: 1_000 })
      .add('client', 10, {})
      .ack('server', 20, { ack: 900_000, window: 1_000 })
    expect(traceOf(talk).totals.client.notCapturedBytes).toBe(0)
  })
})

describe('a FIN whose first sending was not seen', () => {
  const talk = new Talk().open(0, 20).fin('client', 100)
  talk
    .ack('server', 120, { seq: 2, ack: 2, id: 2_000 })
    .fin('server', 330, { seq: 1, ack: 2, id: 2_001 })
    .ack('client', 331, { ack: 2 })
  const trace = traceOf(talk)

  it('is a repetition of which nobody knows how long after', () => {
    const fin = sure(trace.segments[5])
    expect(fin.kinds).toEqual(['fin', 'retransmission'])
    expect(fin.retransmission?.waited).toBeUndefined()
    expect(fin).toMatchObject({ likelyCause: true })
    expect(explainSegment(trace, 5, 'en')).toBe(
      'The server repeats its FIN: the first one was not captured, so how long ago that was is not known (FIN retransmission)',
    )
    expect(explainSegment(trace, 5, 'zh')).toContain('相隔多久无法得知')
    expect(explainSegment(trace, 4, 'en')).toContain('one byte or a FIN, has not been captured up to here')
  })
})

describe('a clock that steps back', () => {
  it('is said, and no time across the step is', () => {
    const talk = new Talk()
      .add('client', 5_000, { flags: SYN })
      .add('client', 3_212, { flags: SYN, seq: 0 })
      .add('server', 3_213, { flags: SYN | ACK })
      .add('client', 3_214, {})
      .data('client', 3_500, 100)
      .data('client', 3_100, 100, { seq: 1 })
      .fin('server', 3_600)
      .fin('server', 3_590, { seq: 1 })
    const trace = traceOf(talk)
    for (const lang of ['en', 'zh'] as const) {
      const told = trace.segments.map((_, i) => explainSegment(trace, i, lang)).join('\n')
      expect(told).not.toMatch(/-\d|\b0 ns/)
    }
    expect(trace.clockSteps).toEqual({ count: 3, most: 1_788_000_000 })
    expect(explainConnection(trace, 'en')).toContain(
      "The capture's clock stepped back 3 times, by up to 1.79 s: times around there are not to be trusted.",
    )
    expect(explainConnection(trace, 'zh').join('')).toContain('抓包的时钟回退了 3 次，最多 1.79 s')
  })

  it('across the handshake: no round trip is said', () => {
    const talk = new Talk().open(1_000)
    const late = talk.packets[2]
    talk.packets[2] = { ...sure(late), time: 500_000_000 }
    const trace = traceOf(talk)
    expect(trace.handshake?.rtt).toBeUndefined()
    expect(explainConnection(trace, 'en')[0]).toBe(
      'The client 10.0.0.1:40000 connected to the server 10.0.0.2:80.',
    )
  })
})
