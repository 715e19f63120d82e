import { describe, expect, it } from 'vitest'
import { millis, seconds } from '../base/index.ts'
import { ACK, FIN } from '../wire/index.ts'
import { OneEnd } from './testing/one-end.ts'

describe('initial window (RFC 6928)', () => {
  it('ten segments leave at once, two more for each one acknowledged: slow start (RFC 5681 §3.1)', () => {
    const end = OneEnd.established()
    expect(end.send(60_000)).toHaveLength(10)
    end.now += millis(100)
    end.arrive({ flags: ACK, seq: 1, ack: 1461 })
    expect(end.sent()).toHaveLength(2)
    end.now += millis(2)
    end.arrive({ flags: ACK, seq: 1, ack: 1 + 3 * 1460 })
    expect(end.sent()).toHaveLength(4)
    expect(end.connection.snapshot().cwnd).toBe(13 * 1460)
  })
  it('does not grow while the application is what limits', () => {
    const end = OneEnd.established()
    for (let i = 0; i < 50; i++) {
      end.send(100)
      end.arrive({ flags: ACK, seq: 1, ack: 1 + (i + 1) * 100 })
    }
    expect(end.connection.snapshot().cwnd).toBe(10 * 1460)
  })
})

describe('the peer window', () => {
  it('is filled to its last byte and not beyond', () => {
    const end = OneEnd.established({}, {}, { window: 2000 })
    // As Linux; to offer no window that is silly is the receiver's part (§3.8.6.2.2).
    expect(end.send(5000)).toEqual(['ACK 1+1460 ack 1', 'PSH,ACK 1461+540 ack 1'])
    end.arrive({ flags: ACK, seq: 1, ack: 2001, window: 2920 })
    expect(end.sent()).toEqual(['ACK 2001+1460 ack 1', 'PSH,ACK 3461+1460 ack 1'])
  })
  it('32-bit edge: a window of 2^30 over the end of the sequence space', () => {
    const end = OneEnd.established({ windowScaling: true }, { wscale: 14 }, { window: 65_535 })
    expect(end.connection.snapshot().snd.wnd).toBe(65_535 * 2 ** 14)
    expect(end.send(14_600)).toHaveLength(10)
  })
  it('a window taken back leaves what is outstanding alone (RFC 9293 §3.8.6)', () => {
    const end = OneEnd.established()
    end.send(10_000)
    end.arrive({ flags: ACK, seq: 1, ack: 1461, window: 100 })
    expect(end.sent()).toEqual([])
    expect(end.connection.snapshot().snd).toMatchObject({ una: 1461, nxt: 10_001, wnd: 100 })
    // What is retransmitted is cut to the window, as Linux does.
    end.waitUntil(seconds(0.21))
    expect(end.segments[0]?.payloadLength).toBe(100)
  })
})

describe('Nagle (RFC 9293 §3.7.4), as Minshall and Linux have it', () => {
  it('the first small segment leaves, the next waits for its ACK and they go together', () => {
    const end = OneEnd.established()
    expect(end.send('a')).toEqual(['PSH,ACK 1+1 ack 1'])
    expect(end.send('b')).toEqual([])
    expect(end.send('c')).toEqual([])
    end.arrive({ flags: ACK, seq: 1, ack: 2 })
    expect(end.sent()).toEqual(['PSH,ACK 2+2 ack 1'])
  })
  it('a full segment never waits', () => {
    const end = OneEnd.established()
    end.send('a')
    expect(end.send(1460)).toEqual(['ACK 2+1460 ack 1'].map((l) => l.replace('ACK 2', 'PSH,ACK 2')))
  })
  it('the tail of a long write leaves when only full segments are out', () => {
    const end = OneEnd.established()
    expect(end.send(2000)).toEqual(['ACK 1+1460 ack 1', 'PSH,ACK 1461+540 ack 1'])
  })
  it('the switch: TCP_NODELAY, at once for what waits too', () => {
    const end = OneEnd.established()
    end.send('a')
    end.send('b')
    end.connection.setNoDelay(true)
    expect(end.sent()).toEqual(['PSH,ACK 2+1 ack 1'])
    expect(end.send('c')).toEqual(['PSH,ACK 3+1 ack 1'])
  })
  it('FIN does not wait, and takes the data along', () => {
    const end = OneEnd.established()
    end.send('a')
    end.send('b')
    end.connection.close(0)
    expect(end.sent()).toEqual(['FIN,PSH,ACK 2+1 ack 1'])
  })
})

describe('silly-window avoidance', () => {
  it('sender: nothing smaller than a segment begins into a small window (RFC 9293 §3.8.6.2.1)', () => {
    const end = OneEnd.established({}, {}, { window: 1459 })
    expect(end.send(5000)).toEqual([])
    expect(end.connection.snapshot().snd.nxt).toBe(1)
  })
  it('sender: a segment is half of the largest window at most, as in Linux', () => {
    const end = OneEnd.established({}, { window: 600 }, { window: 600 })
    expect(end.send(5000)).toEqual(['ACK 1+300 ack 1', 'PSH,ACK 301+300 ack 1'])
    end.arrive({ flags: ACK, seq: 1, ack: 601, window: 300 })
    expect(end.sent()).toEqual(['ACK 601+300 ack 1'])
    end.arrive({ flags: ACK, seq: 1, ack: 901, window: 299 })
    expect(end.sent()).toEqual([])
  })
  it('receiver: the edge moves by a segment or half the buffer, never by crumbs (§3.8.6.2.2)', () => {
    const end = OneEnd.established({ receiveBuffer: 1 })
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 1_152 })
    end.sent()
    expect(end.segments.at(-1)?.window).toBe(0)
    // Memory is free only when a whole segment has been read.
    end.read(1_151)
    expect(end.sent()).toEqual([])
    end.read(1)
    expect(end.sent()).toEqual(['ACK 1+0 ack 1153'])
    expect(end.segments[0]?.window).toBe(1_152)
  })
  it('receiver: the right edge never moves back', () => {
    const end = OneEnd.established({ receiveBuffer: 100_000, windowScaling: true }, { wscale: 0 })
    const unit = 2 ** end.connection.snapshot().rcv.wscale
    let edge = 0
    for (let seq = 1; seq < 60_000; seq += 777) {
      end.arrive({ flags: ACK, seq, ack: 1, text: 777 })
      if (seq % 3 === 0) end.read(500)
      for (const { window } of (end.sent(), end.segments)) {
        const next = seq + 777 + window * unit
        expect(next).toBeGreaterThan(edge - unit)
        edge = Math.max(edge, next)
      }
    }
  })
})

describe('buffers', () => {
  it('a full send buffer takes what fits and reports when there is room', () => {
    const end = OneEnd.established({ sendBuffer: 1000 })
    expect(end.connection.send(new Uint8Array(1500), 0)).toBe(1000)
    expect(end.connection.writableLength).toBe(0)
    end.sent()
    end.arrive({ flags: ACK, seq: 1, ack: 501 })
    end.sent()
    expect(end.events).toEqual(['writable'])
    expect([end.connection.writableLength, end.connection.acknowledgedLength]).toEqual([500, 500])
  })
  it('a buffer filled to the last byte owes the event as well', () => {
    const end = OneEnd.established({ sendBuffer: 3000 })
    expect(end.connection.send(new Uint8Array(3000), end.now)).toBe(3000)
    end.sent()
    end.arrive({ flags: ACK, seq: 1, ack: 3001 })
    end.sent()
    expect(end.events).toContain('writable')
  })
  it('a FIN retransmitted by itself pushes nothing, as the first time', () => {
    const end = OneEnd.finWait1()
    expect(end.waitUntil(300_000_000)[0]).toMatch(/ FIN,ACK 1\+0 ack 1$/)
  })
  it('reports when everything is acknowledged, FIN included', () => {
    const end = OneEnd.established()
    end.send('abc')
    end.arrive({ flags: ACK, seq: 1, ack: 4 })
    end.sent()
    expect(end.events).toEqual(['acknowledged'])
    end.connection.close(0)
    end.sent()
    end.arrive({ flags: ACK, seq: 1, ack: 5 })
    end.sent()
    expect(end.events).toEqual(['acknowledged', 'acknowledged'])
    expect(end.connection.acknowledgedLength).toBe(3)
  })
  it('data and FIN: the FIN rides on the last segment, after everything queued', () => {
    const end = OneEnd.established({}, {}, { window: 2920 })
    end.connection.send(new Uint8Array(4000), 0)
    end.connection.close(0)
    expect(end.sent()).toEqual(['ACK 1+1460 ack 1', 'PSH,ACK 1461+1460 ack 1'])
    end.arrive({ flags: ACK, seq: 1, ack: 2921, window: 60_000 })
    expect(end.sent()).toEqual(['FIN,PSH,ACK 2921+1080 ack 1'])
    end.arrive({ flags: ACK | FIN, seq: 1, ack: 4002 })
    expect(end.state).toBe('TIME-WAIT')
  })
  it('options out of range are refused by name', () => {
    expect(() => new OneEnd({ mss: 10 })).toThrow(/mss/)
    expect(() => new OneEnd({ iss: -1 })).toThrow(/iss/)
    expect(() => new OneEnd({ receiveBuffer: 2 ** 31 })).toThrow(/receiveBuffer/)
    expect(() => new OneEnd({ localPort: 0 })).toThrow(/localPort/)
  })
})

describe('packet too big (RFC 1191, RFC 8201)', () => {
  it('smaller segments from now on, and what is out is retransmitted', () => {
    const end = OneEnd.established({ ipHeaderLength: 20 })
    end.send(2920)
    end.connection.icmpError('packet-too-big', end.now, 1000)
    expect(end.sent().slice(0, 2)).toEqual(['ACK 1+960 ack 1', 'ACK 961+960 ack 1'])
    expect(end.connection.snapshot().snd.mss).toBe(960)
    expect(end.connection.snapshot().ssthresh).toBe(Infinity)
  })
  it('a larger one changes nothing, and other errors are soft once established', () => {
    const end = OneEnd.established()
    end.connection.icmpError('packet-too-big', end.now, 9000)
    end.connection.icmpError('unreachable-host', end.now)
    end.connection.icmpError('unreachable-port', end.now)
    expect([end.connection.snapshot().snd.mss, end.state]).toEqual([1460, 'ESTABLISHED'])
  })
})
