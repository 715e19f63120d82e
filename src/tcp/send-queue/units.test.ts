import { describe, expect, it } from 'vitest'
import { millis } from '../../base/index.ts'
import { ACK, SYN } from '../../wire/index.ts'
import { OneEnd } from '../testing/one-end.ts'
import { withSettings, LINUX_SETTINGS, type StackSettings } from '../settings.ts'

const M = 1000

/** ESTABLISHED with an RTT of 100 ms, MSS 1000 and this window; a millisecond has passed. */
function established(window = 60_000, settings: Partial<StackSettings> = {}): OneEnd {
  const end = OneEnd.listen({ sack: true, settings: withSettings(LINUX_SETTINGS, settings) })
  end.arrive({ flags: SYN, seq: 0, mss: M, sackPermitted: true, window })
  end.sent()
  end.now = millis(100)
  end.arrive({ flags: ACK, seq: 1, ack: 1, window })
  end.sent()
  end.now += millis(1)
  return end
}
/** Where segments with PSH end, in segments. */
const pushed = (lines: readonly string[]): number[] =>
  lines
    .filter((line) => line.includes('PSH'))
    .map((line) => /(\d+)\+(\d+)/.exec(line) as RegExpExecArray)
    .map((match) => (Number(match[1]) - 1 + Number(match[2])) / M)

describe('transmission units (Linux tcp_tso_autosize): PSH is on the last segment of each that has several', () => {
  it('two segments at least, on a path of 100 ms and ten segments', () => {
    expect(pushed(established().send(10 * M))).toEqual([2, 4, 6, 8, 10])
  })
  it('a single segment cut from a longer queue carries none, the end of a write does', () => {
    const end = established()
    expect(pushed(end.send(3 * M))).toEqual([2, 3])
    expect(pushed(end.send(12 * M))).toEqual([5, 7, 9])
  })
  it('as many as the setting says at least; half of cwnd at most', () => {
    expect(pushed(established(60_000, { minTsoSegments: 4 }).send(10 * M))).toEqual([4, 8, 10])
    expect(pushed(established(60_000, { minTsoSegments: 100 }).send(10 * M))).toEqual([5, 10])
  })
  it('larger ones on short paths: 64 KiB, halved for each 512 us of RTT', () => {
    const end = OneEnd.established({ sack: true })
    end.send(1)
    end.now += 600_000
    end.arrive({ flags: ACK, seq: 1, ack: 2 })
    expect(end.send(14_600).filter((line) => line.includes('PSH'))).toHaveLength(2)
  })
})

describe('writes and PSH (RFC 9293 §3.9.1.2; Linux tcp_sendmsg)', () => {
  it('what waits is joined, and only the end of the last write is pushed', () => {
    const end = established()
    end.send(10 * M)
    end.send(500)
    end.send(500)
    end.send(700)
    end.now += millis(100)
    end.arrive({ flags: ACK, seq: 1, ack: 1 + 10 * M })
    expect(end.sent()).toEqual(['ACK 10001+1000 ack 1', 'PSH,ACK 11001+700 ack 1'])
  })
  it('MSG_EOR: what follows begins a segment of its own', () => {
    const end = established()
    end.send(10 * M)
    end.connection.send(new Uint8Array(400), end.now, { endOfRecord: true })
    end.connection.send(new Uint8Array(300), end.now)
    end.now += millis(100)
    end.arrive({ flags: ACK, seq: 1, ack: 1 + 10 * M })
    expect(end.sent()).toEqual(['PSH,ACK 10001+400 ack 1'])
    end.arrive({ flags: ACK, seq: 1, ack: 10_401 })
    expect(end.sent()).toEqual(['PSH,ACK 10401+300 ack 1'])
  })
  it('a long write is pushed each time that half of the largest window has been written', () => {
    const end = established(20_000)
    const first = end.send(40 * M)
    expect(first).toHaveLength(10)
    end.now += millis(100)
    end.arrive({ flags: ACK, seq: 1, ack: 1 + 10 * M, window: 20_000 })
    expect(pushed(end.sent()).every((n) => n % 1 === 0)).toBe(true)
  })
})

describe('deferral (Linux tcp_tso_should_defer)', () => {
  it('right after a burst a small opening of the window waits for the next ACK', () => {
    const end = established(60_000, { minTsoSegments: 4 })
    end.send(30 * M)
    end.now += millis(100)
    end.arrive({ flags: ACK, seq: 1, ack: 1 + M })
    // The last write was long ago: it goes at once.
    expect(end.sent()).toHaveLength(2)
    end.arrive({ flags: ACK, seq: 1, ack: 1 + 2 * M })
    // Two segments of twelve: less than a third and less than a unit, and the head has been out for longer than half an RTT.
    expect(end.sent()).toEqual([])
    end.arrive({ flags: ACK, seq: 1, ack: 1 + 3 * M })
    expect(end.sent()).toHaveLength(4)
  })
  it('never when the setting is that any opening is enough', () => {
    const end = established(60_000, { minTsoSegments: 4, tsoWindowDivisor: 100 })
    end.send(30 * M)
    end.now += millis(100)
    for (let i = 1; i <= 3; i++) {
      end.arrive({ flags: ACK, seq: 1, ack: 1 + i * M })
      expect(end.sent()).toHaveLength(2)
    }
  })
})

describe('collapsing (Linux tcp_retrans_try_collapse)', () => {
  const small = (settings: Partial<StackSettings> = {}): OneEnd => {
    const end = established(60_000, settings)
    end.connection.setNoDelay(true)
    for (let i = 0; i < 4; i++) end.send(200)
    return end
  }
  it('small segments are retransmitted as one', () => {
    const end = small()
    const lines = end.waitUntil(end.now + millis(900)).filter((line) => line.includes(' 1+'))
    expect(lines[0]).toContain('PSH,ACK 1+800 ack 1')
  })
  it('unless switched off', () => {
    const end = small({ retransmitCollapse: false })
    const lines = end.waitUntil(end.now + millis(900)).filter((line) => line.includes(' 1+'))
    expect(lines[0]).toContain('PSH,ACK 1+200 ack 1')
  })
})
