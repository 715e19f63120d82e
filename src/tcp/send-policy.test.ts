import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../base/index.ts'
import { ACK, CE, CWR, ECE, ECT_0, SYN } from '../wire/index.ts'
import type { ConnectionOptions } from './types.ts'
import { LINUX_SETTINGS, withSettings, type StackSettings } from './settings.ts'
import { OneEnd } from './testing/one-end.ts'

const ms = (n: number): number => n * MILLISECOND

function settings(changes: Partial<StackSettings>): Pick<ConnectionOptions, 'settings'> {
  return { settings: withSettings(LINUX_SETTINGS, changes) }
}

/** Established with an MSS of 1000 and a window of 60,000. */
function established(more: Partial<ConnectionOptions> = {}): OneEnd {
  return OneEnd.established(more, { mss: 1000, window: 60_000 }, { window: 60_000 })
}

function ack(end: OneEnd, position: number): void {
  end.arrive({ flags: ACK, seq: 1, ack: position, window: 60_000 })
}

/** What has been sent since, as numbers of first byte and length. */
function data(end: OneEnd): string[] {
  return end
    .sent()
    .map((line) => / (\d+\+\d+)/.exec(line)?.[1] ?? line)
    .filter((line) => !line.endsWith('+0'))
}

describe('TCP_CORK', () => {
  it('lets full segments go, and the rest when it is taken off', () => {
    const end = established()
    end.connection.setOption('cork', true, 0)
    end.connection.send(new Uint8Array(2500), 0)
    expect(data(end)).toEqual(['1+1000', '1001+1000'])
    ack(end, 2001)
    expect(data(end)).toEqual([])
    end.connection.setOption('cork', false, 0)
    expect(data(end)).toEqual(['2001+500'])
  })

  it('lets what is held go after 200 ms at the latest, pushed', () => {
    const end = established()
    end.connection.setOption('cork', true, 0)
    end.connection.send(new Uint8Array(10), 0)
    expect(data(end)).toEqual([])
    expect(end.waitUntil(ms(350)).join()).toContain('PSH,ACK 1+10')
  })
})

describe('MSG_MORE', () => {
  it('holds a small write until the next one without it', () => {
    const end = established({ noDelay: true })
    end.connection.send(new Uint8Array(40), 0, { more: true })
    expect(data(end)).toEqual([])
    end.connection.send(new Uint8Array(60), 0, { more: true })
    expect(data(end)).toEqual([])
    end.connection.send(new Uint8Array(5), 0)
    expect(data(end)).toEqual(['1+105'])
  })

  it('holds no longer than until the next segment arrives', () => {
    const end = established()
    end.connection.send(new Uint8Array(1040), 0, { more: true })
    expect(data(end)).toEqual(['1+1000'])
    ack(end, 1001)
    expect(data(end)).toEqual(['1001+40'])
  })

  it('gives way to TCP_NODELAY, corked or not', () => {
    const end = established()
    end.connection.setOption('cork', true, 0)
    end.connection.send(new Uint8Array(40), 0, { more: true })
    expect(data(end)).toEqual([])
    end.connection.setOption('noDelay', true, 0)
    expect(data(end)).toEqual(['1+40'])
  })
})

describe('slow start after idle (RFC 5681 §4.1)', () => {
  function grown(slowStartAfterIdle: boolean): OneEnd {
    const end = established(settings({ slowStartAfterIdle }))
    for (let position = 1, burst = 10; burst <= 40; burst *= 2) {
      end.connection.send(new Uint8Array(burst * 1000), end.now)
      end.sent()
      end.now += ms(100)
      position += burst * 1000
      ack(end, position)
      end.sent()
    }
    expect(end.connection.info(end.now).tcpi_snd_cwnd).toBe(80)
    return end
  }

  it('halves cwnd for each RTO of silence, down to the initial window', () => {
    const end = grown(true)
    end.now += 2.5 * 1000 * end.connection.info(end.now).tcpi_rto
    end.connection.send(new Uint8Array(1), end.now)
    expect(end.connection.info(end.now).tcpi_snd_cwnd).toBe(20)
    end.sent()
    const long = grown(true)
    long.now += 60 * SECOND
    long.connection.send(new Uint8Array(1), long.now)
    expect(long.connection.info(long.now)).toMatchObject({ tcpi_snd_cwnd: 10 })
  })

  it('not when it is switched off', () => {
    const end = grown(false)
    end.now += 60 * SECOND
    end.connection.send(new Uint8Array(1), end.now)
    expect(end.connection.info(end.now).tcpi_snd_cwnd).toBe(80)
  })
})

describe('pacing', () => {
  it('by SO_MAX_PACING_RATE: after the first ten segments two each 10 ms at 200 kB/s', () => {
    const end = OneEnd.synReceived({}, { mss: 1000, window: 60_000 })
    end.now = ms(100)
    ack(end, 1)
    end.connection.setOption('maxPacingRate', 200_000, end.now)
    end.connection.send(new Uint8Array(10_000), end.now)
    expect(data(end)).toHaveLength(10)
    end.now = ms(200)
    ack(end, 10_001)
    end.connection.send(new Uint8Array(10_000), end.now)
    const times: number[] = []
    for (let at = 200; at < 260; at += 2.5) {
      end.now = ms(at)
      end.connection.onDeadline(end.now)
      for (const _ of data(end)) times.push(at - 200)
    }
    // The first pair is late, so the second may come half a turn earlier.
    expect(times).toEqual([0, 0, 5, 5, 15, 15, 25, 25, 35, 35])
  })

  it('not unless it is asked for', () => {
    const end = established()
    end.connection.send(new Uint8Array(10_000), 0)
    expect(data(end)).toHaveLength(10)
    end.now = ms(100)
    ack(end, 10_001)
    end.connection.send(new Uint8Array(20_000), end.now)
    expect(data(end)).toHaveLength(20)
  })
})

describe('explicit congestion notification (RFC 3168)', () => {
  function agreed(): OneEnd {
    return OneEnd.established({}, { mss: 1000, window: 60_000, flags: SYN | ECE | CWR }, { window: 60_000 })
  }

  it('is agreed on by a SYN with ECE and CWR and a SYN-ACK with ECE', () => {
    const server = OneEnd.listen()
    server.arrive({ flags: SYN | ECE | CWR, seq: 0, mss: 1460 })
    expect(server.sent().join()).toContain('SYN,ACK,ECE')
    const client = OneEnd.synSent(settings({ ecn: 1 }))
    expect(client.segments[0]?.flags).toBe(SYN | ECE | CWR)
    const off = OneEnd.synSent(settings({ ecn: 2 }))
    expect(off.segments[0]?.flags).toBe(SYN)
  })

  it('is not asked for a second time when the SYN is lost (§6.1.1.1)', () => {
    const client = OneEnd.synSent(settings({ ecn: 1 }))
    client.waitUntil(ms(1100))
    expect(client.segments[0]?.flags).toBe(SYN)
  })

  it('is not agreed to with a SYN that is itself ECN-capable, nor when it is off', () => {
    const marked = OneEnd.listen()
    marked.arrive({ flags: SYN | ECE | CWR, seq: 0, mss: 1460, trafficClass: ECT_0 })
    expect(marked.sent().join()).not.toContain('ECE')
    const off = OneEnd.listen(settings({ ecn: 0 }))
    off.arrive({ flags: SYN | ECE | CWR, seq: 0, mss: 1460 })
    expect(off.sent().join()).not.toContain('ECE')
  })

  it('marks new data ECT(0), but neither what is retransmitted nor ACKs', () => {
    const end = agreed()
    end.connection.send(new Uint8Array(1000), 0)
    end.sent()
    expect(end.segments.map(({ trafficClass }) => trafficClass)).toEqual([ECT_0])
    end.waitUntil(2 * SECOND)
    expect(end.segments.length).toBeGreaterThan(0)
    for (const segment of end.segments) expect(segment.trafficClass).toBe(0)
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 10 })
    end.arrive({ flags: ACK, seq: 11, ack: 1, text: 10 })
    end.sent()
    expect(end.segments.at(-1)?.trafficClass).toBe(0)
  })

  it('echoes a mark until the sender says CWR', () => {
    const end = agreed()
    const echoes = (): boolean => {
      end.sent()
      return end.segments.length > 0 && ((end.segments.at(-1)?.flags ?? 0) & ECE) !== 0
    }
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 1000, trafficClass: CE })
    expect(echoes()).toBe(true)
    end.arrive({ flags: ACK, seq: 1001, ack: 1, text: 1000, trafficClass: ECT_0 })
    end.arrive({ flags: ACK, seq: 2001, ack: 1, text: 1000, trafficClass: ECT_0 })
    expect(echoes()).toBe(true)
    end.arrive({ flags: ACK | CWR, seq: 3001, ack: 1, text: 1000, trafficClass: ECT_0 })
    expect(echoes()).toBe(false)
  })

  it('reduces cwnd once a round trip on ECE, and says CWR on the next new data', () => {
    const end = agreed()
    end.connection.send(new Uint8Array(20_000), 0)
    end.sent()
    end.now = ms(100)
    end.arrive({ flags: ACK | ECE, seq: 1, ack: 1001, window: 60_000 })
    end.sent()
    // One leaves for each that is acknowledged, at first.
    expect(end.segments.map(({ flags }) => flags)).toEqual([ACK | CWR])
    expect(end.connection.info(end.now)).toMatchObject({ tcpi_ca_state: 2, tcpi_snd_ssthresh: 7 })
    for (let position = 2001; position <= 10_001; position += 1000)
      end.arrive({ flags: ACK | ECE, seq: 1, ack: position, window: 60_000 })
    end.sent()
    expect(end.connection.info(end.now)).toMatchObject({ tcpi_snd_ssthresh: 7, tcpi_snd_cwnd: 7 })
    expect(end.segments.filter(({ flags }) => (flags & CWR) !== 0)).toHaveLength(0)
  })
})

describe('the send buffer as Linux counts it', () => {
  it('begins pieces of half the window as long as memory is below SO_SNDBUF', () => {
    const end = established()
    end.connection.setOption('sendBuffer', 21_000, 0)
    expect(end.connection.getOption('sendBuffer')).toBe(42_000)
    // 30,000 is half of the window: ten segments leave, and the piece is filled up again.
    expect(end.connection.send(new Uint8Array(100_000), 0)).toBe(40_000)
    expect(end.connection.isWritable).toBe(false)
  })

  it('is writable again when a third of it is free', () => {
    const end = established()
    end.connection.setOption('sendBuffer', 10_000, 0)
    const taken = end.connection.send(new Uint8Array(100_000), 0)
    expect(taken).toBe(40_000)
    let position = 1
    for (; !end.events.includes('writable'); position += 1000) {
      end.sent()
      ack(end, position + 1000)
      end.sent()
      expect(position).toBeLessThan(taken)
    }
    // 20,000 of memory, two thirds of it 13,333, and 960 of it for each unit.
    expect(taken + 1 - position).toBeLessThanOrEqual(13_333)
    expect(taken + 1 - position).toBeGreaterThanOrEqual(7_000)
  })

  it('TCP_NOTSENT_LOWAT: no new piece while more than that waits', () => {
    const end = established()
    end.connection.setOption('notSentLowWater', 4000, 0)
    // As above, but the second piece is not begun.
    expect(end.connection.send(new Uint8Array(100_000), 0)).toBe(40_000)
    end.sent()
    expect(end.connection.isWritable).toBe(false)
  })

  it('grows with cwnd unless it was set', () => {
    const end = established()
    expect(end.connection.getOption('sendBuffer')).toBe(2 * 10 * (2048 + 256))
    const set = established()
    set.connection.setOption('sendBuffer', 10_000, 0)
    for (const each of [end, set]) {
      let position = 1
      for (let round = 0; round < 5; round++) {
        const taken = each.connection.send(new Uint8Array(1_000_000), each.now)
        each.sent()
        each.now += ms(100)
        position += taken
        for (let at = position - taken; at < position;) {
          at = Math.min(position, at + 10_000)
          ack(each, at)
          each.sent()
        }
      }
    }
    expect(end.connection.getOption('sendBuffer')).toBeGreaterThan(100_000)
    expect(set.connection.getOption('sendBuffer')).toBe(20_000)
  })
})

describe('TCP_CONGESTION', () => {
  it('is taken over while the connection runs, window and all', () => {
    const end = established()
    expect(end.connection.getOption('congestionControl')).toBe('cubic')
    end.connection.send(new Uint8Array(40_000), 0)
    end.sent()
    end.now = ms(100)
    ack(end, 10_001)
    const { tcpi_snd_cwnd } = end.connection.info(end.now)
    for (const name of ['reno', 'bbr', 'cubic']) {
      end.connection.setOption('congestionControl', name, end.now)
      expect(end.connection.getOption('congestionControl')).toBe(name)
      expect(end.connection.info(end.now).tcpi_snd_cwnd).toBe(tcpi_snd_cwnd)
    }
  })

  it('knows no other', () => {
    const end = established()
    expect(() => end.connection.setOption('congestionControl', 'vegas', 0)).toThrow(
      "There is no congestion control 'vegas'",
    )
  })
})
