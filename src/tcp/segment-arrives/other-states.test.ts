import { describe, expect, it } from 'vitest'
import { SECOND } from '../../base/index.ts'
import { ACK, FIN, PSH, RST, SYN, URG } from '../../wire/index.ts'
import { OneEnd } from '../testing/one-end.ts'

const synchronized = {
  ESTABLISHED: OneEnd.established,
  'FIN-WAIT-1': OneEnd.finWait1,
  'FIN-WAIT-2': OneEnd.finWait2,
  'CLOSE-WAIT': OneEnd.closeWait,
  CLOSING: OneEnd.closing,
  'LAST-ACK': OneEnd.lastAck,
  'TIME-WAIT': OneEnd.timeWait,
} as const
const states = Object.entries(synchronized)
/** RCV.NXT and SND.NXT of a state made by the constructors above. */
const rcvNxt = (end: OneEnd): number => end.connection.snapshot().rcv.nxt
const sndNxt = (end: OneEnd): number => end.connection.snapshot().snd.nxt

describe('every constructor reaches its state', () => {
  it.each(states)('%s', (name, make) => {
    expect(make().state).toBe(name)
  })
})

/** The smallest buffer there is, full. */
function full(): OneEnd {
  const end = OneEnd.established({ receiveBuffer: 1 })
  end.arrive({ flags: ACK, seq: 1, ack: 1, text: 1_152 })
  end.sent()
  return end
}

describe('first, check sequence number (RFC 9293 §3.10.7.4)', () => {
  it.each(states)('%s: outside the window: an ACK, nothing else', (name, make) => {
    const end = make()
    end.now += SECOND
    end.arrive({ flags: ACK, seq: rcvNxt(end) + 200_000, ack: sndNxt(end), text: 'x' })
    expect(end.sent()).toEqual([`ACK ${sndNxt(end)}+0 ack ${rcvNxt(end)}`])
    expect(end.state).toBe(name)
  })
  it.each(states)('%s: a RST outside the window is dropped', (name, make) => {
    const end = make()
    end.arrive({ flags: RST, seq: rcvNxt(end) + 200_000 })
    expect([end.sent(), end.state]).toEqual([[], name])
  })
  it('the right edge of the window: the last byte inside is taken, the first outside is not', () => {
    const end = OneEnd.established({ receiveBuffer: 10_000 })
    const edge = 1 + end.connection.snapshot().rcv.wnd
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'unread' })
    end.arrive({ flags: ACK, seq: edge - 1, ack: 1, text: 'i' })
    expect(end.connection.snapshot().outOfOrder).toEqual([{ left: edge - 1, right: edge }])
    end.arrive({ flags: ACK, seq: edge, ack: 1, text: 'o' })
    end.arrive({ flags: ACK, seq: edge - 2, ack: 1, text: 'yiooo' })
    expect(end.connection.snapshot().outOfOrder).toEqual([{ left: edge - 1, right: edge }])
  })
  it('a segment beyond the window is taken whole while nothing waits to be read (Linux tcp_sequence)', () => {
    const end = OneEnd.established({ receiveBuffer: 1_000 })
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 3_000 })
    expect(end.connection.readableLength).toBe(3_000)
    expect(end.waitUntil(SECOND)).toEqual(['40 ACK 1+0 ack 3001'])
    expect(end.segments.at(-1)?.window).toBe(0)
  })
  it('a zero window takes ACKs; text is refused and acknowledged', () => {
    const end = full()
    expect(end.connection.snapshot().rcv.wnd).toBe(0)
    end.send('x')
    end.arrive({ flags: ACK, seq: 1_153, ack: 2 })
    expect(end.connection.acknowledgedLength).toBe(1)
    end.arrive({ flags: ACK, seq: 1_153, ack: 2, text: '6' })
    expect(end.sent()).toEqual(['ACK 2+0 ack 1153'])
    expect(end.segments[0]?.window).toBe(0)
  })
  it('empty segments outside the window are answered at most twice a second', () => {
    const end = OneEnd.established()
    end.now = SECOND
    for (let i = 0; i < 5; i++) end.arrive({ flags: ACK, seq: 0, ack: 1 })
    expect(end.sent()).toHaveLength(1)
    end.arrive({ flags: ACK, seq: 0, ack: 1 })
    expect(end.sent()).toHaveLength(0)
    end.now += SECOND / 2
    end.arrive({ flags: ACK, seq: 0, ack: 1 })
    expect(end.sent()).toHaveLength(1)
  })
  it('SYN-RECEIVED: the SYN again brings the SYN-ACK again', () => {
    const end = OneEnd.synReceived()
    end.arrive({ flags: SYN, seq: 0 })
    expect(end.sent()).toEqual(['SYN,ACK 0+0 ack 1'])
  })
})

describe('second, check the RST bit (RFC 5961 §3.2)', () => {
  it.each(states)('%s: exactly RCV.NXT ends it', (name, make) => {
    const end = make()
    end.events.length = 0
    end.arrive({ flags: RST, seq: rcvNxt(end) })
    expect(end.sent()).toEqual([])
    expect(end.state).toBe('CLOSED')
    expect(end.events).toEqual([name === 'TIME-WAIT' ? 'closed:finished' : 'closed:reset'])
  })
  it.each(states)('%s: elsewhere in the window is challenged', (name, make) => {
    const end = make()
    end.now += SECOND
    end.arrive({ flags: RST, seq: rcvNxt(end) + 1 })
    // TIME-WAIT has nothing to lose: as Linux it says nothing.
    const challenge = name === 'TIME-WAIT' ? [] : [`ACK ${sndNxt(end)}+0 ack ${rcvNxt(end)}`]
    expect(end.sent()).toEqual(challenge)
    expect(end.state).toBe(name)
  })
  it('challenges are rate limited (§7)', () => {
    const end = OneEnd.established()
    end.now = SECOND
    for (let i = 0; i < 100; i++) end.arrive({ flags: RST, seq: 50 + i })
    expect(end.sent()).toHaveLength(1)
  })
  it('SYN-RECEIVED by a passive OPEN goes back to LISTEN, and the next SYN is taken', () => {
    const end = OneEnd.synReceived()
    end.arrive({ flags: RST, seq: 1 })
    expect([end.sent(), end.state, end.events]).toEqual([[], 'LISTEN', []])
    expect(end.connection.nextDeadline()).toBe(Infinity)
    end.irs = 123_456
    end.arrive({ flags: SYN, seq: 0 })
    expect(end.sent()).toEqual(['SYN,ACK 0+0 ack 1'])
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'again' })
    expect([end.state, end.read()]).toEqual(['ESTABLISHED', 'again'])
  })
  it('SYN-RECEIVED by an active OPEN is refused', () => {
    const end = OneEnd.synSent()
    end.arrive({ flags: SYN, seq: 0 })
    end.sent()
    end.arrive({ flags: RST, seq: 1 })
    end.sent()
    expect(end.events).toEqual(['closed:refused'])
  })
})

describe('fourth, check the SYN bit (RFC 5961 §4.2)', () => {
  it.each(states)('%s: a SYN in the window is challenged, whatever else it carries', (name, make) => {
    const end = make()
    end.now += SECOND
    end.arrive({ flags: SYN | ACK, seq: rcvNxt(end), ack: sndNxt(end), text: 'x' })
    expect(end.sent()).toEqual([`ACK ${sndNxt(end)}+0 ack ${rcvNxt(end)}`])
    expect(end.state).toBe(name)
  })
  it('SYN-RECEIVED by a passive OPEN: a SYN in the window goes back to LISTEN', () => {
    const end = OneEnd.synReceived()
    end.arrive({ flags: SYN, seq: 1 })
    expect([end.sent(), end.state]).toEqual([[], 'LISTEN'])
  })
})

describe('fifth, check the ACK field', () => {
  it.each(states)('%s: without an ACK it is dropped', (name, make) => {
    const end = make()
    end.arrive({ flags: PSH, seq: rcvNxt(end), text: 'x' })
    // TIME-WAIT answers all that is not empty, as Linux does.
    const answer = name === 'TIME-WAIT' ? ['ACK 2+0 ack 2'] : []
    expect([end.sent(), end.state, end.connection.readableLength]).toEqual([answer, name, 0])
  })
  it('SYN-RECEIVED: an ACK of something else is answered with a RST', () => {
    const end = OneEnd.synReceived()
    end.arrive({ flags: ACK, seq: 1, ack: 9 })
    expect([end.sent(), end.state]).toEqual([['RST 9+0'], 'SYN-RECEIVED'])
  })
  it('of what was not sent, or from long ago, is challenged (RFC 5961 §5.2)', () => {
    const end = OneEnd.established({}, { window: 1_000 }, { window: 1_000 })
    end.now = SECOND
    end.arrive({ flags: ACK, seq: 1, ack: 2, text: 'x' })
    expect([end.sent(), end.connection.readableLength]).toEqual([['ACK 1+0 ack 1'], 0])
    end.now = 2 * SECOND
    // Before our SYN nothing was sent that could be acknowledged, however large the window.
    end.arrive({ flags: ACK, seq: 1, ack: 0, text: 'x' })
    expect([end.sent(), end.connection.readableLength]).toEqual([['ACK 1+0 ack 1'], 0])
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'x' })
    expect(end.connection.readableLength).toBe(1)
    const closing = OneEnd.finWait1()
    closing.arrive({ flags: ACK, seq: 1, ack: 9 })
    expect([closing.sent(), closing.state]).toEqual([['ACK 2+0 ack 1'], 'FIN-WAIT-1'])
  })
  it('the window is taken from the newest segment only (SND.WL1, SND.WL2)', () => {
    const end = OneEnd.established()
    end.arrive({ flags: ACK, seq: 2, ack: 1, window: 500, text: 'b' })
    end.arrive({ flags: ACK, seq: 1, ack: 1, window: 900, text: 'a' })
    expect(end.connection.snapshot().snd.wnd).toBe(500)
  })
  it('moves FIN-WAIT-1 to FIN-WAIT-2, CLOSING to TIME-WAIT, LAST-ACK to CLOSED when it covers the FIN', () => {
    const a = OneEnd.finWait1()
    a.arrive({ flags: ACK, seq: 1, ack: 2 })
    expect(a.state).toBe('FIN-WAIT-2')
    const b = OneEnd.closing()
    b.arrive({ flags: ACK, seq: 2, ack: 2 })
    expect(b.state).toBe('TIME-WAIT')
    const c = OneEnd.lastAck()
    c.arrive({ flags: ACK, seq: 2, ack: 2 })
    c.sent()
    expect([c.state, c.events.at(-1)]).toEqual(['CLOSED', 'closed:finished'])
  })
  it('CLOSE in SYN-RECEIVED goes to FIN-WAIT-1; the handshake and the close end in order', () => {
    const end = OneEnd.synReceived()
    end.connection.close(0)
    expect([end.sent(), end.state]).toEqual([['FIN,ACK 1+0 ack 1'], 'FIN-WAIT-1'])
    end.arrive({ flags: ACK, seq: 1, ack: 1 })
    expect(end.state).toBe('FIN-WAIT-1')
    end.arrive({ flags: ACK, seq: 1, ack: 2 })
    expect(end.state).toBe('FIN-WAIT-2')
  })
})

describe('sixth, check the URG bit (RFC 9293 §3.8.5)', () => {
  it('reports how far the urgent data reaches, once, and moves only forward', () => {
    const end = OneEnd.established()
    end.arrive({ flags: ACK | URG, seq: 1, ack: 1, text: 'abc', up: 3 })
    expect(end.connection.pollEvent()).toEqual({ type: 'urgent', bytesAhead: 3 })
    end.sent()
    end.events.length = 0
    end.arrive({ flags: ACK | URG, seq: 1, ack: 1, text: 'abc', up: 3 })
    end.sent()
    expect(end.events).not.toContain('urgent')
    // A pointer of 0 points at the first byte, as one of 1 does (Linux tcp_check_urg).
    end.arrive({ flags: ACK | URG, seq: 4, ack: 1, text: 'd', up: 0 })
    expect(end.connection.pollEvent()).toEqual({ type: 'urgent', bytesAhead: 4 })
    end.sent()
    end.arrive({ flags: ACK | URG, seq: 5, ack: 1, up: 9 })
    expect(end.connection.pollEvent()).toEqual({ type: 'urgent', bytesAhead: 13 })
  })
  it('is ignored after the peer has closed', () => {
    const end = OneEnd.closeWait()
    end.events.length = 0
    end.arrive({ flags: ACK | URG, seq: 2, ack: 1, up: 9 })
    end.sent()
    expect(end.events).toEqual([])
  })
  it('SEND with urgent sets the pointer past the last urgent byte, on every segment until it is passed', () => {
    const end = OneEnd.established({ noDelay: true })
    end.send('ab')
    end.send('!', true)
    expect(end.segments[0]).toMatchObject({ flags: ACK | PSH | URG, urgentPointer: 1 })
    end.send('cd')
    expect((end.segments[0]?.flags ?? 0) & URG).toBe(0)
    const long = OneEnd.established({ noDelay: true }).send(2_000, true)
    expect(long).toEqual(['ACK,URG 1+1460 ack 1', 'PSH,ACK,URG 1461+540 ack 1'])
  })
})

describe('seventh, process the segment text', () => {
  it('duplicates and overlaps give every byte once', () => {
    const end = OneEnd.established()
    for (const [seq, text] of [
      [1, 'abc'],
      [1, 'abc'],
      [3, 'cde'],
      [8, 'hij'],
      [7, 'gh'],
      [9, 'ijkl'],
      [5, 'efgh'],
      [1, 'abcdefghijklm'],
    ] as const)
      end.arrive({ flags: ACK, seq, ack: 1, text })
    expect(end.read()).toBe('abcdefghijklm')
  })
  it('out of order is acknowledged at once with SACK blocks, the newest first (RFC 2018 §4)', () => {
    const end = OneEnd.established({ sack: true }, { sackPermitted: true })
    const blocks = (): number[][] =>
      end.segments.flatMap((s) =>
        Array.from({ length: s.sackCount }, (_, i) => [
          (s.sackLeft[i] as number) - 7_000,
          (s.sackRight[i] as number) - 7_000,
        ]),
      )
    end.arrive({ flags: ACK, seq: 11, ack: 1, text: 'kk' })
    expect(end.sent()).toEqual(['ACK 1+0 ack 1'])
    expect(blocks()).toEqual([[11, 13]])
    end.arrive({ flags: ACK, seq: 21, ack: 1, text: 'uu' })
    end.sent()
    end.arrive({ flags: ACK, seq: 31, ack: 1, text: 'zz' })
    end.sent()
    expect(blocks()).toEqual([
      [31, 33],
      [21, 23],
      [11, 13],
    ])
    // The fourth waits a moment for more (Linux's compressed ACKs).
    end.arrive({ flags: ACK, seq: 13, ack: 1, text: 'm' })
    expect(end.sent()).toEqual([])
    expect(end.waitUntil(end.now + 1_000_000)).toHaveLength(1)
    expect(blocks()).toEqual([
      [11, 14],
      [31, 33],
      [21, 23],
    ])
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'abcdefghij' })
    expect(end.sent()).toEqual(['ACK 1+0 ack 14'])
    expect(blocks()).toEqual([
      [31, 33],
      [21, 23],
    ])
  })
  it('a duplicate is reported as D-SACK (RFC 2883 §4)', () => {
    const end = OneEnd.established({ sack: true }, { sackPermitted: true })
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'abc' })
    end.sent()
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'abc' })
    expect(end.sent()).toEqual(['ACK 1+0 ack 4'])
    expect(end.segments[0]?.sackCount).toBe(1)
    expect(end.segments[0]?.sackRight[0]).toBe(7_004)
  })
  it('SYN and FIN in FIN-WAIT-2 that nobody holds are answered as if there were no connection (RFC 9293 §3.10.7.1)', () => {
    const end = OneEnd.finWait2()
    end.connection.release(end.now)
    end.arrive({ flags: SYN | FIN, seq: 11, text: 'x' })
    end.sent()
    // <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
    expect(end.segments.map(({ seq, flags, ack }) => [seq, flags, ack - 7_000])).toEqual([[0, RST | ACK, 14]])
    expect(end.state).toBe('CLOSED')
  })
  it('is taken in FIN-WAIT-1 and FIN-WAIT-2: half-close', () => {
    for (const make of [OneEnd.finWait1, OneEnd.finWait2]) {
      const end = make()
      end.arrive({ flags: ACK, seq: 1, ack: 2, text: 'later' })
      expect(end.read()).toBe('later')
    }
  })
  it('after shutdownReceive an empty buffer is the end, and what comes is kept, as Linux does', () => {
    const end = OneEnd.established()
    end.connection.shutdownReceive(0)
    expect(end.connection.endOfStream).toBe(true)
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'still' })
    expect(end.sent()).toEqual(['ACK 1+0 ack 6'])
    expect([end.connection.endOfStream, end.read(), end.connection.endOfStream]).toEqual([
      false,
      'still',
      true,
    ])
  })
  it('after release it is answered with a RST', () => {
    const end = OneEnd.established()
    end.connection.release(0)
    end.sent()
    end.arrive({ flags: ACK, seq: 1, ack: 2, text: 'late' })
    expect(end.sent()).toEqual(['RST 2+0'])
    expect(end.state).toBe('CLOSED')
  })
  it('after release old text that comes again with the FIN is no reason for a RST (Linux: only what is new)', () => {
    const end = OneEnd.established()
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'reply' })
    end.read()
    end.connection.release(0)
    expect(end.sent()).toEqual(['FIN,ACK 1+0 ack 6'])
    end.arrive({ flags: ACK | FIN, seq: 1, ack: 1, text: 'reply' })
    expect([end.sent(), end.state]).toEqual([['ACK 2+0 ack 7'], 'CLOSING'])
  })
  it('release with unread bytes is a RST at once (RFC 2525 §2.17)', () => {
    const end = OneEnd.established()
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'unread' })
    end.sent()
    end.connection.release(0)
    expect(end.sent()).toEqual(['RST,ACK 1+0 ack 7'])
  })
})

describe('timestamps (RFC 7323 §4.3)', () => {
  it('the last segment again, its ACK lost: the answer echoes the timestamp of the second sending', () => {
    const end = OneEnd.established({ timestamps: true }, { ts: [100, 0] }, { ts: [101, 0] })
    const echo = (): number | undefined => {
      end.sent()
      return end.segments.at(-1)?.tsEcr
    }
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'data', ts: [200, 0] })
    expect(echo()).toBe(200)
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'data', ts: [500, 0] })
    expect(echo()).toBe(500)
    // Anything further back is no measure of now, and easy to forge.
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'da', ts: [900, 0] })
    expect(echo()).toBe(500)
  })
})

describe('eighth, check the FIN bit', () => {
  it('data with FIN: both are taken', () => {
    const end = OneEnd.established()
    end.arrive({ flags: ACK | FIN, seq: 1, ack: 1, text: 'last' })
    // The ACK may wait for our own FIN (Linux: pingpong).
    expect(end.sent()).toEqual([])
    expect(end.waitUntil(SECOND)).toEqual(['40 ACK 1+0 ack 6'])
    expect([end.state, end.read(), end.connection.endOfStream]).toEqual(['CLOSE-WAIT', 'last', true])
    expect(end.events).toEqual(['readable', 'peer-closed'])
  })
  it('a FIN before its data waits for it', () => {
    const end = OneEnd.established()
    end.arrive({ flags: ACK | FIN, seq: 4, ack: 1, text: 'def' })
    expect([end.sent(), end.state]).toEqual([['ACK 1+0 ack 1'], 'ESTABLISHED'])
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'abc' })
    expect([end.sent(), end.state, end.read()]).toEqual([['ACK 1+0 ack 8'], 'CLOSE-WAIT', 'abcdef'])
  })
  it('a FIN is taken in a zero window', () => {
    const end = full()
    end.arrive({ flags: ACK | FIN, seq: 1_153, ack: 1 })
    expect([end.waitUntil(SECOND), end.state]).toEqual([['40 ACK 1+0 ack 1154'], 'CLOSE-WAIT'])
  })
  it('a FIN with text that finds no room does not count', () => {
    const end = full()
    end.arrive({ flags: ACK | FIN, seq: 1_153, ack: 1, text: 'abcdef' })
    expect([end.state, end.connection.readableLength]).toEqual(['ESTABLISHED', 1_152])
  })
  it('FIN-WAIT-1: FIN that acknowledges ours goes to TIME-WAIT, else to CLOSING', () => {
    const a = OneEnd.finWait1()
    a.arrive({ flags: ACK | FIN, seq: 1, ack: 2 })
    expect([a.sent(), a.state]).toEqual([['ACK 2+0 ack 2'], 'TIME-WAIT'])
    const b = OneEnd.finWait1()
    b.arrive({ flags: ACK | FIN, seq: 1, ack: 1 })
    expect([b.sent(), b.state]).toEqual([['ACK 2+0 ack 2'], 'CLOSING'])
  })
  it.each([
    ['CLOSE-WAIT', OneEnd.closeWait],
    ['CLOSING', OneEnd.closing],
    ['LAST-ACK', OneEnd.lastAck],
    ['TIME-WAIT', OneEnd.timeWait],
  ])('%s: the FIN again is acknowledged again and changes nothing', (name, make) => {
    const end = make()
    end.now += SECOND
    end.arrive({ flags: ACK | FIN, seq: 1, ack: 1 })
    expect(end.sent()).toEqual([`ACK ${sndNxt(end)}+0 ack 2`])
    expect(end.state).toBe(name)
  })
})

describe('calls on a closing connection', () => {
  it('SEND after CLOSE is refused with EPIPE, on a closed connection with ENOTCONN', () => {
    const end = OneEnd.finWait1()
    expect(() => end.send('x')).toThrow(expect.objectContaining({ code: 'EPIPE' }))
    end.connection.abort(0)
    expect(() => end.send('x')).toThrow(expect.objectContaining({ code: 'ENOTCONN' }))
  })
  it('ABORT: a RST where a peer may hold a connection, none in CLOSING, LAST-ACK and TIME-WAIT (§3.10.5)', () => {
    for (const [name, make] of states) {
      const end = make()
      const silent = name === 'CLOSING' || name === 'LAST-ACK' || name === 'TIME-WAIT'
      const [nxt, ack] = [sndNxt(end), rcvNxt(end)]
      end.connection.abort(0)
      expect(end.sent()).toEqual(silent ? [] : [`RST,ACK ${nxt}+0 ack ${ack}`])
      expect(end.events.at(-1)).toBe('closed:aborted')
    }
  })
  it('CLOSE before the handshake is done, then a RST: gone, not back in LISTEN with old data (§3.10.4, §3.10.7.4 second)', () => {
    const end = OneEnd.synReceived()
    end.connection.send(new Uint8Array(5), 0)
    end.connection.close(0)
    end.arrive({ flags: RST, seq: 1 })
    end.sent()
    expect([end.state, end.events.at(-1)]).toEqual(['CLOSED', 'closed:reset'])
  })
  it('a RST in SYN-RECEIVED flushes what was queued for that peer (§3.10.7.4, second)', () => {
    const end = OneEnd.synReceived()
    end.connection.send(new Uint8Array(5), 0)
    end.arrive({ flags: RST, seq: 1 })
    expect(end.state).toBe('LISTEN')
    end.arrive({ flags: SYN, seq: 0, mss: 1460 })
    end.sent()
    end.arrive({ flags: ACK, seq: 1, ack: 1 })
    expect(end.sent()).toEqual([])
  })
  it('CLOSE twice is harmless, OPEN twice is EISCONN', () => {
    const end = OneEnd.finWait1()
    end.connection.close(0)
    expect([end.sent(), end.state]).toEqual([[], 'FIN-WAIT-1'])
    expect(() => end.connection.open(0)).toThrow(expect.objectContaining({ code: 'EISCONN' }))
    expect(() => end.connection.listen()).toThrow(expect.objectContaining({ code: 'EISCONN' }))
  })
})
