import { describe, expect, it } from 'vitest'
import { ACK, FIN, PSH, RST, SYN } from '../../wire/index.ts'
import { sure, Talk } from '../testing/talk.ts'
import { type ConnectionTrace, explainConnection, explainSegment, traceConnections } from '../index.ts'

const traceOf = (talk: Talk): ConnectionTrace => sure(traceConnections(talk.packets)[0])
const told = (talk: Talk, from = 0): string[] => {
  const trace = traceOf(talk)
  return trace.segments.map((_, i) => explainSegment(trace, i, 'en')).slice(from)
}

describe('explainSegment', () => {
  it('tells a whole connection', () => {
    const talk = new Talk({ client: 1_234_567, server: 7_654_321 })
      .open()
      .data('client', 11, 13)
      .data('server', 20, 1)
      .ack('client', 21)
      .fin('client', 30)
      .ack('server', 31)
      .fin('server', 40)
      .ack('client', 41)
    expect(told(talk)).toEqual([
      'The client asks to connect: its numbering starts at 1234567 (SYN)',
      'The server agrees and acknowledges the SYN: it expects 1234568 next, its own numbering starts at 7654321 (SYN, ACK)',
      "The client acknowledges the server's SYN: it expects 7654322 next, and on its side the connection is open (ACK)",
      'The client sends bytes 1 to 13',
      'The server sends byte 1, and acknowledges everything up to byte 13',
      'The client acknowledges everything up to byte 1 (ACK)',
      'The client will send no more data (FIN)',
      "The server acknowledges the client's FIN (ACK)",
      'The server will send no more data either (FIN): both directions are closing',
      "The client acknowledges the server's FIN (ACK) and waits in TIME-WAIT, in case this ACK is lost",
    ])
    const trace = traceOf(talk)
    expect(explainSegment(trace, 0, 'zh')).toBe('客户端请求建立连接：自己的序号从 1234567 开始（SYN）')
    expect(explainSegment(trace, 4, 'zh')).toBe('服务器发送第 1 字节，并确认到第 13 字节为止的全部数据')
  })

  it('a FIN that is the first to acknowledge the FIN of the peer says so', () => {
    const talk = new Talk().open().fin('client', 30).fin('server', 40)
    expect(told(talk, 3)).toEqual([
      'The client will send no more data (FIN)',
      "The server will send no more data either (FIN), and acknowledges the client's FIN",
    ])
  })

  it('after FINs that crossed, an ACK is no way to TIME-WAIT', () => {
    const talk = new Talk()
      .open()
      .fin('client', 20)
      .fin('server', 21, { ack: 1 })
      .ack('client', 22)
      .ack('server', 23)
    expect(told(talk, 5)).toEqual([
      "The client acknowledges the server's FIN (ACK)",
      "The server acknowledges the client's FIN (ACK)",
    ])
  })

  it('a retransmission: after silence, after duplicate ACKs, after all, or of what was never seen', () => {
    const silent = new Talk()
      .open()
      .data('client', 10, 100, { lost: 'loss' })
      .data('client', 210, 100, { seq: 1 })
    expect(told(silent, 3)).toEqual([
      'The client sends bytes 1 to 100; it is lost on the way (random loss)',
      'The client retransmits bytes 1 to 100: no acknowledgement had come for 200 ms, and the retransmission timer expired (RTO)',
    ])
    const asked = new Talk().open().data('client', 10, 100, { lost: 'queue' })
    for (let i = 0; i < 4; i++) asked.data('client', 11 + i, 100)
    asked.ack('server', 19, { ack: 1 })
    for (let i = 0; i < 3; i++) asked.ack('server', 20 + i, { ack: 1, sack: [[101, 201 + 100 * i]] })
    asked.data('client', 30, 100, { seq: 1 })
    expect(told(asked, 9)).toEqual(
      [
        'The server repeats that byte 1 is expected next, and that bytes 101 to 200 have come (duplicate ACK number 1)',
        'The server repeats that byte 1 is expected next, and that bytes 101 to 300 have come (duplicate ACK number 2)',
        'The server repeats that byte 1 is expected next, and that bytes 101 to 400 have come (duplicate ACK number 3)',
        'The client retransmits bytes 1 to 100: 3 duplicate ACKs reported byte 1 missing (fast retransmission)',
      ].slice(0, 4),
    )
    const spurious = new Talk()
      .open()
      .data('client', 10, 100)
      .ack('server', 15)
      .data('client', 210, 100, { seq: 1 })
    expect(told(spurious, 5)).toEqual([
      'The client retransmits bytes 1 to 100 although they had been acknowledged',
    ])
    const unseen = new Talk()
      .open()
      .data('client', 10, 100, { seq: 101, id: 9 })
      .data('client', 11, 100, { seq: 1, id: 10 })
    expect(told(unseen, 4)).toEqual([
      'The client retransmits bytes 1 to 100: the first time they were lost before this capture could see them',
    ])
  })

  it('an acknowledgement that is still on its way is no reason', () => {
    const talk = new Talk()
      .open()
      .data('client', 100, 100, { arrival: 150 })
      .ack('server', 150, { arrival: 900 })
      .data('client', 300, 100, { seq: 1, arrival: 350 })
    expect(told(talk, 5)).toEqual([
      'The client retransmits bytes 1 to 100: no acknowledgement had come for 200 ms, and the retransmission timer expired (RTO)',
    ])
  })

  it('refusal, reset, and an answer for a connection that is gone', () => {
    const refused = new Talk({ client: 9, server: 0 })
      .add('client', 0, { flags: SYN })
      .add('server', 1, { flags: RST | ACK, seq: 0 })
    expect(told(refused, 1)).toEqual(['The server refuses: nobody listens on port 80 (RST)'])
    const broken = new Talk()
      .open()
      .add('client', 20, { flags: RST | ACK })
      .data('server', 21, 4)
      .add('client', 22, { flags: RST, seq: 1 })
    expect(told(broken, 3)).toEqual([
      'The client ends the connection by force: no more data in either direction (RST)',
      'The server sends bytes 1 to 4',
      'The client answers that it has no such connection (RST)',
    ])
  })

  it('windows, probes and keep-alives', () => {
    const talk = new Talk()
      .open()
      .data('client', 11, 100)
      .ack('server', 12, { window: 0 })
      .ack('client', 250, { seq: 100 })
      .ack('server', 300, { window: 10 })
      .ack('client', 90_000, { seq: 100 })
      .ack('server', 90_001, { window: 10 })
    expect(told(talk, 4)).toEqual([
      'The server acknowledges everything up to byte 100 and has no room left: the client has to wait (zero window)',
      'The client asks whether the server has room again: the window was 0 (window probe)',
      'The server now has room for 1,280 bytes (window update)',
      'The client checks whether the server is still there, with nothing new to send (keep-alive)',
      'The server answers the keep-alive: it is still there',
    ])
  })

  it('crossing, repeating, copying, overtaking', () => {
    const close = new Talk()
      .open()
      .fin('client', 20, { flags: FIN | ACK | PSH, payload: 5 })
      .fin('server', 21, { ack: 1 })
      .fin('server', 400, { seq: 1, ack: 7 })
    expect(told(close, 3)).toEqual([
      'The client sends bytes 1 to 5, and will send no more after them (FIN)',
      "The server will send no more data (FIN), sent before the client's FIN had arrived: both close at the same time",
      'The server repeats its FIN, 379 ms after the last time (FIN retransmission)',
    ])
    const open = new Talk()
      .add('client', 0, { flags: SYN, lost: 'mtu' })
      .add('client', 1_000, { flags: SYN, seq: 0 })
      .add('server', 1_001, { flags: SYN })
    expect(told(open)).toEqual([
      'The client asks to connect: its numbering starts at 1000 (SYN); it is lost on the way (too big for the link)',
      'The client asks again to connect, 1 s after its last SYN (SYN retransmission)',
      'The server asks to connect too, as the two SYNs cross: its numbering starts at 5000 (simultaneous open)',
    ])
    const moved = new Talk()
      .open()
      .data('client', 11, 100, { seq: 101, id: 51 })
      .data('client', 12, 100, { seq: 1, id: 50 })
      .data('client', 12, 100, { seq: 1, id: 50 })
    expect(told(moved, 4)).toEqual([
      'The client had sent bytes 1 to 100 earlier: later ones have overtaken them on the way (out of order)',
      'The same packet from the client is seen again: a copy made by the network or the capture, not by the client',
    ])
  })

  it('speaks both languages for every segment, and leaves no place unfilled', () => {
    const talk = new Talk().open().data('client', 11, 5).ack('server', 12).fin('server', 13).fin('client', 14)
    const trace = traceOf(talk)
    for (const [i] of trace.segments.entries()) {
      for (const lang of ['en', 'zh'] as const) expect(explainSegment(trace, i, lang)).not.toMatch(/\{\w+\}/)
      expect(explainSegment(trace, i, 'zh')).toMatch(/客户端|服务器/)
    }
  })
})

describe('explainConnection', () => {
  it('a connection that went well', () => {
    const talk = new Talk()
      .open(0, 80)
      .data('client', 100, 13)
      .ack('server', 140)
      .fin('server', 150)
      .fin('client', 190)
      .ack('server', 230)
    expect(explainConnection(traceOf(talk), 'en')).toEqual([
      'The client 10.0.0.1:40000 connected to the server 10.0.0.2:80; the handshake took 80 ms.',
      'The client sent 13 bytes of data, the server 0.',
      'Nothing was sent twice.',
      'The server closed first, in the orderly way (FIN).',
      'The server waits in TIME-WAIT.',
    ])
    expect(explainConnection(traceOf(talk), 'zh')[4]).toBe('服务器停留在 TIME-WAIT。')
  })

  it('one that did not', () => {
    const lossy = new Talk(undefined, true)
      .open()
      .data('client', 11, 50, { lost: 'loss' })
      .data('client', 211, 50, { seq: 1 })
      .ack('server', 212, { window: 0 })
      .add('client', 300, { flags: RST | ACK })
    expect(explainConnection(traceOf(lossy), 'en')).toEqual([
      'The client [fd00::1]:40000 connected to the server [fd00::2]:80; the handshake took 10 ms.',
      'The client sent 50 bytes of data, the server 0.',
      'Lost on the way: 1 of 5 segments from the client.',
      'Sent again by the client: 1 of its segments (50 bytes of data).',
      'Retransmissions by cause: 1 after a time-out.',
      'The server had no room left (zero window, in 1 of its segments): its program did not read fast enough.',
      'The client ended the connection by force (RST).',
      'Nobody waits in TIME-WAIT.',
    ])
  })

  it('refused, unanswered, half closed, open, closed by both at once', () => {
    const end = (talk: Talk): string[] => explainConnection(traceOf(talk), 'en').slice(-2)
    const refused = new Talk({ client: 9, server: 0 })
      .add('client', 0, { flags: SYN })
      .add('server', 1, { flags: RST | ACK, seq: 0 })
    expect(explainConnection(traceOf(refused), 'en')[0]).toContain('was refused by 10.0.0.2:80')
    const silent = new Talk().add('client', 0, { flags: SYN }).add('client', 1_000, { flags: SYN, seq: 0 })
    expect(explainConnection(traceOf(silent), 'en')[0]).toContain('no answer was seen (SYNs sent: 2)')
    expect(end(new Talk().open().fin('client', 20))).toEqual([
      'The client closed first, in the orderly way (FIN).',
      'The server has not closed its own direction: the connection is half-closed.',
    ])
    expect(end(new Talk().open())).toEqual(['Nothing was sent twice.', 'Nobody has closed it.'])
    const both = new Talk()
      .open()
      .fin('client', 20)
      .fin('server', 21, { ack: 1 })
      .ack('client', 22)
      .ack('server', 23)
    expect(end(both)).toEqual([
      "Both ends closed at the same time (FIN); the client's FIN was seen first.",
      'Both ends wait in TIME-WAIT.',
    ])
  })
})
