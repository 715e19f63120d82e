import { describe, expect, it } from 'vitest'
import { millis, NEVER, SECOND, seconds } from '../base/index.ts'
import { ACK, FIN, SYN } from '../wire/index.ts'
import { OneEnd } from './testing/one-end.ts'

const HOUR = 3600 * SECOND

describe('the retransmission timer (RFC 6298)', () => {
  it('sends a SYN again after 1, 2, 3, 4, 5, 7, 11, 19, 35 and 67 s and gives up after 131 s, as Linux since 6.5', () => {
    const end = OneEnd.synSent()
    const lines = end.waitUntil(HOUR)
    expect(lines).toEqual([1, 2, 3, 4, 5, 7, 11, 19, 35, 67].map((s) => `${s * 1000} SYN 0+0`))
    expect(end.events).toEqual(['closed:timed-out'])
    const again = OneEnd.synSent()
    again.waitUntil(seconds(131) - 1)
    expect(again.state).toBe('SYN-SENT')
    again.waitUntil(seconds(131))
    expect(again.state).toBe('CLOSED')
  })

  it('sends a SYN-ACK again five times and gives up after 63 s', () => {
    const end = OneEnd.synReceived()
    expect(end.waitUntil(HOUR)).toEqual([1, 3, 7, 15, 31].map((s) => `${s * 1000} SYN,ACK 0+0 ack 1`))
    expect(end.events).toEqual(['closed:timed-out'])
  })

  it('sends data again fifteen times, doubling from the RTO up to 120 s', () => {
    const end = established(100)
    expect(end.connection.snapshot().rto).toBe(millis(300))
    end.send('x')
    const start = end.now
    const times = end.waitUntil(HOUR).map((line) => Number(line.split(' ')[0]) * 1e6 - start)
    const gaps = [...times.keys()].map((i) => (times[i] as number) - (times[i - 1] ?? 0))
    expect(gaps).toEqual(
      [0.3, 0.6, 1.2, 2.4, 4.8, 9.6, 19.2, 38.4, 76.8, 120, 120, 120, 120, 120, 120].map(seconds),
    )
    expect(end.events.at(-1)).toBe('closed:timed-out')
    expect(start + (times.at(-1) as number) + seconds(120)).toBeLessThan(HOUR)
  })

  it('stops once everything is acknowledged (§5.2) and stays backed off until there is a sample (Karn, §5)', () => {
    const end = established(100)
    end.send('x')
    end.waitUntil(end.now + seconds(2.5))
    expect(end.connection.snapshot().rto).toBe(millis(2400))
    end.arrive({ flags: ACK, seq: 1, ack: 2 })
    expect(end.connection.nextDeadline()).toBe(NEVER)
    expect(end.connection.snapshot().rto).toBe(millis(2400))
    end.send('y')
    expect(end.connection.nextDeadline()).toBe(end.now + millis(2400))
    end.now += millis(100)
    end.arrive({ flags: ACK, seq: 1, ack: 3 })
    expect(end.connection.snapshot().rto).toBeLessThan(millis(400))
  })

  it('a round trip longer than the RTO costs a few segments, not every one (Karn, RFC 6298 §5)', () => {
    const end = OneEnd.established()
    const again: number[] = []
    for (let i = 1; i <= 5; i++) {
      const sentAt = end.now
      end.send(100)
      again.push(end.waitUntil(sentAt + seconds(3)).length)
      end.arrive({ flags: ACK, seq: 1, ack: 1 + 100 * i })
      end.sent()
    }
    expect(again).toEqual([3, 1, 0, 0, 0])
  })

  it('sending again what is not first leaves the timer of the first alone (§5.1)', () => {
    const end = OneEnd.established({ sack: true }, { sackPermitted: true })
    end.send(10 * 1460)
    const sack = (right: number): void =>
      end.arrive({ flags: ACK, seq: 1, ack: 1, sack: [[1 + 3 * 1460, 1 + right * 1460]] })
    for (let right = 4; right <= 6; right++) sack(right)
    end.sent()
    const due = end.connection.snapshot().timers['retransmit']
    end.now += millis(50)
    for (let right = 7; right <= 10; right++) sack(right)
    expect(end.sent().join()).toMatch(/ACK (1461|2921)\+1460/)
    expect(end.connection.snapshot().timers['retransmit']).toBe(due)
  })

  it('a window shut behind what is under way: given up only when nobody answers (RFC 9293 §3.8.6)', () => {
    const end = OneEnd.established()
    end.send(3000)
    const answer = (): void => end.arrive({ flags: ACK, seq: 1, ack: 1, window: 0 })
    for (let i = 0; i < 40; i++) {
      answer()
      end.sent()
      end.waitUntil(end.connection.nextDeadline())
    }
    expect(end.state).toBe('ESTABLISHED')
    answer()
    const heard = end.now
    end.waitUntil(heard + seconds(230))
    expect(end.state).toBe('ESTABLISHED')
    end.waitUntil(heard + seconds(500))
    expect(end.events.at(-1)).toBe('closed:timed-out')
  })

  it('takes no sample from a segment sent twice (Karn), but one from its timestamp', () => {
    const end = established(100)
    end.send('x')
    end.waitUntil(end.now + seconds(0.35))
    end.now += seconds(5)
    end.arrive({ flags: ACK, seq: 1, ack: 2 })
    expect(end.connection.snapshot().srtt).toBe(millis(100))
  })

  it('RTO = SRTT + max(200 ms, 4 RTTVAR) (§2.3)', () => {
    const end = established(100)
    expect(end.connection.snapshot()).toMatchObject({
      srtt: millis(100),
      rttvar: millis(50),
      rto: millis(300),
    })
    end.send('x')
    end.now += millis(180)
    end.arrive({ flags: ACK, seq: 1, ack: 2 })
    expect(end.connection.snapshot()).toMatchObject({
      srtt: millis(110),
      rttvar: millis(57.5),
      rto: millis(340),
    })
  })

  it('after a lost SYN without a sample the RTO for data is 3 s (§5.7) and, after two, cwnd one segment (RFC 5681 §3.1)', () => {
    const end = OneEnd.synSent()
    end.waitUntil(seconds(4))
    end.arrive({ flags: SYN | ACK, seq: 0, ack: 1, mss: 1460 })
    end.sent()
    expect(end.connection.snapshot()).toMatchObject({ rto: seconds(3), cwnd: 1460 })
  })
})

describe('delayed ACK (RFC 9293 §3.8.6.3)', () => {
  /** Past the quick ACKs at the start. */
  const settled = (): OneEnd => {
    // A window that does not grow: while it does, ACKs hurry.
    const end = OneEnd.established({ receiveBuffer: 60_000 })
    for (let i = 0; i < 60; i++) {
      end.arrive({ flags: ACK, seq: 1 + i * 1460, ack: 1, text: 1460 })
      end.sent()
      end.read()
    }
    return end
  }
  it('the first segments are acknowledged at once', () => {
    const end = OneEnd.established()
    for (let i = 0; i < 16; i++) {
      end.arrive({ flags: ACK, seq: 1 + i * 100, ack: 1, text: 100 })
      expect(end.sent()).toEqual([`ACK 1+0 ack ${101 + i * 100}`])
    }
  })
  it('then one waits 40 ms, and the second full one brings the ACK', () => {
    const end = settled()
    const seq = 1 + 60 * 1460
    end.arrive({ flags: ACK, seq, ack: 1, text: 1000 })
    expect(end.sent()).toEqual([])
    expect(end.waitUntil(end.now + seconds(1))).toEqual([`40 ACK 1+0 ack ${seq + 1000}`])
    const other = settled()
    other.arrive({ flags: ACK, seq, ack: 1, text: 1460 })
    expect(other.sent()).toEqual([])
    other.read()
    other.arrive({ flags: ACK, seq: seq + 1460, ack: 1, text: 1460 })
    expect(other.sent()).toEqual([`ACK 1+0 ack ${seq + 2920}`])
  })
  it('data that leaves takes the ACK along', () => {
    const end = settled()
    end.arrive({ flags: ACK, seq: 1 + 60 * 1460, ack: 1, text: 10 })
    expect(end.send('ok')).toEqual([`PSH,ACK 1+2 ack ${11 + 60 * 1460}`])
    expect(end.connection.snapshot().timers).not.toHaveProperty('delayed-ack')
  })
})

describe('zero-window probes (RFC 9293 §3.8.6.1)', () => {
  const shut = (): OneEnd => {
    const end = OneEnd.established({}, {}, { window: 0 })
    expect(end.send('waiting')).toEqual([])
    return end
  }
  it('probe below SND.UNA with nothing, backed off', () => {
    const end = shut()
    // The handshake took no time here, so the RTO is 200 ms and a microsecond.
    const lines = end.waitUntil(seconds(3.1))
    expect(lines.map((line) => line.replace(/\.\d+/, ''))).toEqual(
      [200, 600, 1400, 3000].map((ms) => `${ms} ACK 0+0 ack 1`),
    )
  })
  it('go on for ever while they are answered', () => {
    const end = shut()
    for (let i = 0; i < 100; i++) {
      end.waitUntil(end.connection.nextDeadline())
      end.arrive({ flags: ACK, seq: 1, ack: 1, window: 0 })
      end.sent()
    }
    expect(end.state).toBe('ESTABLISHED')
    end.arrive({ flags: ACK, seq: 1, ack: 1, window: 100 })
    expect(end.sent()).toEqual(['PSH,ACK 1+7 ack 1'])
  })
  it('become rarer, answered or not, until the window opens (SHLD-30)', () => {
    const end = shut()
    const gaps: number[] = []
    const probe = (): void => {
      const since = end.now
      end.waitUntil(end.connection.nextDeadline())
      gaps.push(Math.floor((end.now - since) / 1e6))
      end.arrive({ flags: ACK, seq: 1, ack: 1, window: 0 })
      end.sent()
    }
    for (let i = 0; i < 11; i++) probe()
    expect(gaps).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 102_400, 120_000])
    end.arrive({ flags: ACK, seq: 1, ack: 1, window: 7 })
    expect(end.sent()).toHaveLength(1)
    expect(end.connection.info(end.now).tcpi_backoff).toBe(0)
  })
  it('end when the owner has released it and they are as rare as they get, though answered (Linux)', () => {
    const end = shut()
    end.connection.release(end.now)
    for (let i = 0; i < 12 && end.state !== 'CLOSED'; i++) {
      end.waitUntil(end.connection.nextDeadline())
      end.arrive({ flags: ACK, seq: 1, ack: 1, window: 0 })
      end.sent()
    }
    expect(end.events.at(-1)).toBe('closed:timed-out')
  })
  it('give up after fifteen without an answer', () => {
    const end = shut()
    expect(end.waitUntil(HOUR)).toHaveLength(15)
    expect(end.events.at(-1)).toBe('closed:timed-out')
  })
  it('a window too small for silly-window avoidance is used after the persist time (override)', () => {
    const end = OneEnd.established({}, {}, { window: 10_000 })
    expect(end.send(10_000)).toHaveLength(7)
    end.arrive({ flags: ACK, seq: 1, ack: 10_001, window: 100 })
    expect(end.send(1_000)).toEqual([])
    const lines = end.waitUntil(end.now + seconds(1))
    expect(lines[0]).toMatch(/ACK 10001\+100 ack 1$/)
  })
  it('and however often the peer speaks meanwhile (§3.8.6.2.1, override)', () => {
    const end = OneEnd.established({}, {}, { window: 100 })
    expect(end.send(5_000)).toEqual([])
    const lines: string[] = []
    for (let seq = 1; seq <= 10; seq++) {
      lines.push(...end.waitUntil(end.now + millis(50)))
      end.arrive({ flags: ACK, seq, ack: 1, window: 100, text: 'x' })
      lines.push(...end.sent())
    }
    expect(lines.find((line) => line.includes('ACK 1+100 '))).toMatch(/^200/)
  })
})

describe('keep-alive (RFC 9293 §3.8.4)', () => {
  const keepAlive = { idle: seconds(10), interval: seconds(2), count: 3 }
  it('is off unless asked for', () => {
    expect(OneEnd.established().connection.nextDeadline()).toBe(NEVER)
  })
  it('probes a silent peer and drops it after the count, with a RST', () => {
    const end = OneEnd.established({ keepAlive })
    expect(end.waitUntil(HOUR)).toEqual([
      '10000 ACK 0+0 ack 1',
      '12000 ACK 0+0 ack 1',
      '14000 ACK 0+0 ack 1',
      '16000 RST,ACK 1+0 ack 1',
    ])
    expect(end.events.at(-1)).toBe('closed:timed-out')
  })
  it('an answer starts the silence anew', () => {
    const end = OneEnd.established({ keepAlive })
    end.waitUntil(seconds(11))
    end.arrive({ flags: ACK, seq: 1, ack: 1 })
    expect(end.waitUntil(seconds(22))).toEqual(['21000 ACK 0+0 ack 1'])
  })
  it('can be switched on and off later', () => {
    const end = OneEnd.established()
    end.connection.setKeepAlive(keepAlive, 0)
    expect(end.connection.nextDeadline()).toBe(seconds(10))
    end.connection.setKeepAlive(undefined, 0)
    expect(end.connection.nextDeadline()).toBe(NEVER)
    expect(() => end.connection.setKeepAlive({ ...keepAlive, count: 0 }, 0)).toThrow(/keepAliveCount/)
  })
  it('leaves it to the retransmission timer while data is outstanding', () => {
    const end = OneEnd.established({ keepAlive })
    end.send('x')
    expect(end.waitUntil(seconds(30)).every((line) => line.includes('PSH,ACK 1+1'))).toBe(true)
  })
})

describe('user time-out (RFC 9293 §3.10.8, RFC 5482)', () => {
  const userTimeout = seconds(5)
  it('ends a connection whose retransmissions stay unacknowledged so long', () => {
    const end = OneEnd.established({ userTimeout })
    end.waitUntil(seconds(100))
    end.send('x')
    // The first retransmission leaves after an RTO of 200 ms, and there it begins to count.
    end.waitUntil(seconds(105.19))
    expect(end.state).toBe('ESTABLISHED')
    end.waitUntil(seconds(105.21))
    expect(end.events.at(-1)).toBe('closed:timed-out')
  })
  it('begins anew once the retransmissions are acknowledged', () => {
    const end = OneEnd.established({ userTimeout })
    end.send('a')
    end.waitUntil(seconds(4))
    end.arrive({ flags: ACK, seq: 1, ack: 2 })
    end.send('b')
    end.waitUntil(seconds(9.1))
    expect(end.state).toBe('ESTABLISHED')
    end.waitUntil(seconds(20))
    expect(end.state).toBe('CLOSED')
  })
  it('holds for the SYN and for a window that stays shut', () => {
    const syn = OneEnd.synSent({ userTimeout })
    syn.waitUntil(seconds(5))
    expect(syn.state).toBe('CLOSED')
    const shut = OneEnd.established({ userTimeout }, {}, { window: 0 })
    shut.send('x')
    // From the first probe on (Linux icsk_probes_tstamp), which comes after an RTO of 200 ms.
    shut.waitUntil(seconds(5.1))
    expect(shut.state).toBe('ESTABLISHED')
    shut.waitUntil(seconds(5.3))
    expect(shut.state).toBe('CLOSED')
  })
  it('runs on while a shut window is only confirmed (Linux tcp_probe_timer)', () => {
    const end = OneEnd.established({ userTimeout }, {}, { window: 0 })
    end.send('x')
    while (end.state !== 'CLOSED' && end.now < seconds(60)) {
      end.waitUntil(end.connection.nextDeadline())
      end.arrive({ flags: ACK, seq: 1, ack: 1, window: 0 })
      end.sent()
    }
    expect([Math.floor(end.now / millis(100)), end.events.at(-1)]).toEqual([52, 'closed:timed-out'])
  })
  it('takes the place of the fifteen retries', () => {
    const end = OneEnd.established({ userTimeout: 2 * HOUR })
    end.send('x')
    end.waitUntil(HOUR)
    expect(end.state).toBe('ESTABLISHED')
  })
})

describe('TIME-WAIT (RFC 9293 §3.4.2, §3.6.1)', () => {
  it('lasts 2 MSL, 60 s unless set, and starts anew with the peer FIN', () => {
    const end = OneEnd.timeWait()
    end.waitUntil(seconds(50))
    end.arrive({ flags: ACK | FIN, seq: 1, ack: 2 })
    expect(end.sent()).toEqual(['ACK 2+0 ack 2'])
    end.waitUntil(seconds(110) - 1)
    expect(end.state).toBe('TIME-WAIT')
    end.waitUntil(seconds(110))
    expect(end.events.at(-1)).toBe('closed:finished')
    const short = OneEnd.timeWait({ msl: seconds(1) })
    short.waitUntil(seconds(2))
    expect(short.state).toBe('CLOSED')
  })
  it('FIN-WAIT-2 waits for ever, but 60 s once the owner has released it', () => {
    const end = OneEnd.finWait2()
    expect(end.connection.nextDeadline()).toBe(NEVER)
    end.connection.release(0)
    end.waitUntil(seconds(60))
    expect(end.state).toBe('CLOSED')
  })
})

/** ESTABLISHED by an active OPEN with this RTT in milliseconds. */
function established(rtt: number): OneEnd {
  const end = OneEnd.synSent()
  end.now = millis(rtt)
  end.arrive({ flags: SYN | ACK, seq: 0, ack: 1, mss: 1460 })
  end.sent()
  return end
}
