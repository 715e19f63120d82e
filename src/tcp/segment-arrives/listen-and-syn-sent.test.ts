import { describe, expect, it } from 'vitest'
import { ACK, FIN, RST, SYN, TcpSegment } from '../../wire/index.ts'
import { resetReply } from '../reset-reply.ts'
import { OneEnd } from '../testing/one-end.ts'

describe('CLOSED (RFC 9293 §3.10.7.1)', () => {
  const answer = (flags: number, length = 0): TcpSegment | undefined => {
    const segment = Object.assign(new TcpSegment(), {
      sourcePort: 1,
      destinationPort: 2,
      seq: 0xffffffff,
      ack: 77,
      flags,
    })
    segment.payloadLength = length
    const out = new TcpSegment()
    return resetReply(segment, out) ? out : undefined
  }
  it('answers a SYN with <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>', () => {
    expect(answer(SYN, 10)).toMatchObject({
      seq: 0,
      ack: 10,
      flags: RST | ACK,
      sourcePort: 2,
      destinationPort: 1,
    })
    expect(answer(FIN)).toMatchObject({ ack: 0 })
  })
  it('answers an ACK with <SEQ=SEG.ACK><CTL=RST>', () => {
    expect(answer(ACK, 10)).toMatchObject({ seq: 77, flags: RST })
  })
  it('leaves a RST alone', () => {
    expect(answer(RST | ACK)).toBeUndefined()
  })
  it('a Connection that is gone takes no notice', () => {
    const end = OneEnd.established()
    end.connection.abort(0)
    expect(end.sent()).toEqual(['RST,ACK 1+0 ack 1'])
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'x' })
    expect(end.sent()).toEqual([])
    expect(end.state).toBe('CLOSED')
  })
})

describe('LISTEN (RFC 9293 §3.10.7.2)', () => {
  it('first: ignores a RST', () => {
    const end = OneEnd.listen()
    end.arrive({ flags: RST, seq: 0 })
    expect([end.sent(), end.state]).toEqual([[], 'LISTEN'])
  })
  it('second: answers any ACK with a RST', () => {
    const end = OneEnd.listen()
    end.arrive({ flags: ACK, seq: 0, ack: 55 })
    expect(end.sent()).toEqual(['RST 55+0'])
    expect(end.state).toBe('LISTEN')
  })
  it('third: answers a SYN with a SYN-ACK', () => {
    const end = OneEnd.listen()
    end.arrive({ flags: SYN, seq: 0 })
    expect(end.sent()).toEqual(['SYN,ACK 0+0 ack 1'])
    expect(end.state).toBe('SYN-RECEIVED')
  })
  it('fourth: drops anything else', () => {
    const end = OneEnd.listen()
    end.arrive({ flags: FIN, seq: 0 })
    expect([end.sent(), end.state]).toEqual([[], 'LISTEN'])
  })
  it.each([
    [20, 536],
    [40, 1220],
  ])(
    'an MSS of 0 is none: with a header of %i bytes %i (RFC 9293 §3.7.1, as Linux)',
    (ipHeaderLength, mss) => {
      const end = OneEnd.listen({ ipHeaderLength })
      end.arrive({ flags: SYN, seq: 0, mss: 0 })
      expect(end.connection.snapshot().snd.mss).toBe(mss)
    },
  )
  it('keeps data that came with the SYN until ESTABLISHED', () => {
    const end = OneEnd.listen()
    end.arrive({ flags: SYN, seq: 0, text: 'hello' })
    expect(end.sent()).toEqual(['SYN,ACK 0+0 ack 1'])
    expect(end.connection.readableLength).toBe(0)
    end.arrive({ flags: ACK, seq: 6, ack: 1 })
    expect(end.sent()).toEqual(['ACK 1+0 ack 6'])
    expect(end.read()).toBe('hello')
  })
  it('keeps data and FIN that came with the SYN', () => {
    const end = OneEnd.listen()
    end.arrive({ flags: SYN | FIN, seq: 0, text: 'all' })
    end.sent()
    end.arrive({ flags: ACK, seq: 5, ack: 1 })
    expect(end.sent()).toEqual(['ACK 1+0 ack 5'])
    expect([end.read(), end.state, end.connection.endOfStream]).toEqual(['all', 'CLOSE-WAIT', true])
  })
  it('SEND makes it active (§3.10.2), and so does OPEN', () => {
    const end = OneEnd.listen()
    expect(end.send('x')).toEqual(['SYN 0+0'])
    expect(end.state).toBe('SYN-SENT')
    const other = OneEnd.listen()
    other.connection.open(0)
    expect(other.sent()).toEqual(['SYN 0+0'])
  })
  it('CLOSE deletes it', () => {
    const end = OneEnd.listen()
    end.connection.close(0)
    expect([end.sent(), end.events, end.state]).toEqual([[], ['closed:finished'], 'CLOSED'])
  })
})

describe('SYN-SENT (RFC 9293 §3.10.7.3)', () => {
  it('a SYN-ACK establishes', () => {
    const end = OneEnd.synSent()
    end.arrive({ flags: SYN | ACK, seq: 0, ack: 1 })
    expect(end.sent()).toEqual(['ACK 1+0 ack 1'])
    expect([end.state, end.events]).toEqual(['ESTABLISHED', ['established']])
  })
  it('data queued before leaves with the ACK', () => {
    const end = OneEnd.synSent()
    expect(end.send('early')).toEqual([])
    end.arrive({ flags: SYN | ACK, seq: 0, ack: 1 })
    expect(end.sent()).toEqual(['PSH,ACK 1+5 ack 1'])
  })
  it('data with the SYN-ACK is taken at once', () => {
    const end = OneEnd.synSent()
    end.arrive({ flags: SYN | ACK, seq: 0, ack: 1, text: 'banner' })
    expect(end.sent()).toEqual(['ACK 1+0 ack 7'])
    expect(end.read()).toBe('banner')
  })
  it('data and FIN with the SYN-ACK are taken at once', () => {
    const end = OneEnd.synSent()
    end.arrive({ flags: SYN | ACK | FIN, seq: 0, ack: 1, text: 'bye' })
    expect(end.sent()).toEqual(['ACK 1+0 ack 5'])
    expect([end.read(), end.state]).toEqual(['bye', 'CLOSE-WAIT'])
  })
  it('first: an ACK of something else is answered with a RST, unless it is one', () => {
    const end = OneEnd.synSent()
    end.arrive({ flags: SYN | ACK, seq: 0, ack: 2 })
    expect(end.sent()).toEqual(['RST 2+0'])
    end.arrive({ flags: ACK, seq: 0, ack: 0 })
    expect(end.sent()).toEqual(['RST 0+0'])
    end.arrive({ flags: RST | ACK, seq: 0, ack: 2 })
    expect([end.sent(), end.state]).toEqual([[], 'SYN-SENT'])
  })
  it('second: a RST with the right ACK refuses, one without an ACK does nothing', () => {
    const end = OneEnd.synSent()
    end.arrive({ flags: RST, seq: 0 })
    expect(end.state).toBe('SYN-SENT')
    end.arrive({ flags: RST | ACK, seq: 0, ack: 1 })
    end.sent()
    expect(end.events).toEqual(['closed:refused'])
  })
  it('fourth: a SYN alone is a simultaneous open', () => {
    const end = OneEnd.synSent()
    end.arrive({ flags: SYN, seq: 0 })
    expect(end.sent()).toEqual(['SYN,ACK 0+0 ack 1'])
    expect(end.state).toBe('SYN-RECEIVED')
    end.arrive({ flags: SYN | ACK, seq: 0, ack: 1 })
    expect(end.state).toBe('ESTABLISHED')
  })
  it('fifth: without SYN and RST it is dropped', () => {
    const end = OneEnd.synSent()
    end.arrive({ flags: ACK, seq: 0, ack: 1 })
    expect([end.sent(), end.state]).toEqual([[], 'SYN-SENT'])
  })
  it('CLOSE and ABORT delete it, and nothing is reported on the wire', () => {
    for (const call of ['close', 'abort'] as const) {
      const end = OneEnd.synSent()
      end.connection[call](0)
      expect([end.sent(), end.events]).toEqual([[], ['closed:aborted']])
    }
  })
  it('ICMP errors end it: refused by port, else unreachable', () => {
    const end = OneEnd.synSent()
    end.connection.icmpError('unreachable-host', 0)
    end.sent()
    expect(end.events).toEqual(['closed:unreachable'])
    const other = OneEnd.synSent()
    other.connection.icmpError('unreachable-port', 0)
    other.sent()
    expect(other.events).toEqual(['closed:refused'])
  })
})

describe('options in the handshake (RFC 9293 §3.7.1, RFC 7323 §2.2, §3.2, RFC 2018 §2)', () => {
  const all = { timestamps: true, sack: true, windowScaling: true }
  it('a SYN asks for all that is wanted', () => {
    const end = new OneEnd(all)
    end.connection.open(0)
    end.sent()
    expect(end.segments[0]).toMatchObject({
      mss: 1460,
      windowScale: 7,
      sackPermitted: true,
      hasTimestamps: true,
      window: 64_240,
    })
  })
  it('a SYN-ACK answers only what was asked', () => {
    const end = OneEnd.synReceived(all, { wscale: 3 })
    expect(end.segments[0]).toMatchObject({
      mss: 1460,
      windowScale: 7,
      sackPermitted: false,
      hasTimestamps: false,
    })
    const none = OneEnd.synReceived(all)
    expect(none.segments[0]).toMatchObject({ mss: 1460, windowScale: -1 })
  })
  it('without an MSS option segments have 536 bytes', () => {
    const end = OneEnd.established({ ipHeaderLength: 20 }, { mss: -1 })
    expect(end.send(600)).toEqual(['ACK 1+536 ack 1', 'PSH,ACK 537+64 ack 1'])
  })
  it('timestamps come off the MSS', () => {
    const end = OneEnd.established(all, { ts: [5, 0] }, { ts: [6, 0] })
    expect(end.send(1448)).toEqual(['PSH,ACK 1+1448 ack 1'])
    expect(end.segments[0]).toMatchObject({ hasTimestamps: true, tsEcr: 6 })
  })
  it('the window of a SYN is not scaled, every other is', () => {
    const end = OneEnd.synReceived(all, { wscale: 7, window: 1000 })
    expect(end.connection.snapshot().snd.wnd).toBe(1000)
    end.arrive({ flags: ACK, seq: 1, ack: 1, window: 1000 })
    expect(end.connection.snapshot().snd.wnd).toBe(128_000)
  })
  it('a shift above 14 is taken for 14', () => {
    expect(OneEnd.synReceived(all, { wscale: 200 }).connection.snapshot().snd.wscale).toBe(14)
  })
})
