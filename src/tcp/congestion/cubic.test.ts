import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../../base/index.ts'
import { NO_SSTHRESH } from '../profile.ts'
import { writable, type Writable } from '../testing/writable.ts'
import { newCongestionWindow, type CongestionWindow } from './congestion-window.ts'
import { Cubic, cubeRoot } from './cubic.ts'
import { Reno } from './reno.ts'

/** A sender whose variables the test sets. */
class Sender {
  una = 1
  nxt = 1
  mss = 1000
  srtt = 0
  minRtt = 0
  lastDataAt = 0
  packetsInFlight(): number {
    return 0
  }
}

function cubic(): { window: Writable<CongestionWindow>; sender: Sender; cc: Cubic } {
  const window = writable(newCongestionWindow())
  const sender = new Sender()
  const cc = new Cubic({ window, sender })
  cc.start(0)
  window.isCwndLimited = true
  return { window, sender, cc }
}

/** Acknowledges a window a round, segment by segment, after a loss at `from` segments. @returns cwnd at each second. */
function growth(from: number, seconds: number, rtt: number): number[] {
  const { window, cc } = cubic()
  window.cwnd = from
  window.ssthresh = 1
  window.ssthresh = cc.ssthresh()
  window.cwnd = window.ssthresh
  const result: number[] = []
  let now = SECOND
  for (let next = now; result.length < seconds; now += rtt) {
    while (now >= next) {
      result.push(window.cwnd)
      next += SECOND
    }
    const acks = window.cwnd
    for (let i = 0; i < acks; i++) {
      const at = now + Math.floor((rtt * i) / acks)
      cc.pktsAcked({ packets: 1, rtt, inFlight: acks }, at)
      cc.congAvoid(1, at)
    }
  }
  return result
}

describe('CUBIC (RFC 9438)', () => {
  it('keeps 0.7 of cwnd on a loss, and lowers W_max when it had not come back to the last one', () => {
    const { window, cc } = cubic()
    window.cwnd = 100
    expect(cc.ssthresh()).toBe(70)
    window.cwnd = 80
    // 80 * (1 + 0.7) / 2 = 68: seen when the curve turns there. A cwnd of 2 is the least.
    expect(cc.ssthresh()).toBe(56)
    window.cwnd = 2
    expect(cc.ssthresh()).toBe(2)
  })

  it('follows W(t) = 0.4 (t - K)^3 + W_max within a segment or two per cent', () => {
    const max = 1000
    const k = Math.cbrt((max * 0.3) / 0.4)
    const measured = growth(max, 16, 100 * MILLISECOND)
    measured.forEach((cwnd, t) => {
      const expected = 0.4 * (t - k) ** 3 + max
      expect(Math.abs(cwnd - expected), `at ${t} s: ${cwnd}, not ${expected}`).toBeLessThan(0.02 * expected)
    })
  })

  it('grows as Reno does where the curve is slower: cwnd 10, round trip 20 ms', () => {
    const cwnd = growth(20, 2, 20 * MILLISECOND)[1] as number
    // alpha = 3 (1 - 0.7) / (1 + 0.7) = 0.53 segments a round trip, 50 round trips: from 14 to about 40.
    expect(cwnd).toBeGreaterThan(35)
    expect(cwnd).toBeLessThan(45)
  })

  it('does not grow while cwnd is not what holds the sender back', () => {
    const { window, cc } = cubic()
    window.isCwndLimited = false
    window.ssthresh = 5
    for (let i = 0; i < 1000; i++) cc.congAvoid(1, i * MILLISECOND)
    expect(window.cwnd).toBe(10)
  })

  it('does not count idle time as time on the curve (§5.8)', () => {
    const busy = cubic()
    const idle = cubic()
    for (const { window, cc } of [busy, idle]) {
      window.cwnd = 100
      window.ssthresh = cc.ssthresh()
      window.cwnd = window.ssthresh
      cc.congAvoid(1, SECOND)
    }
    idle.sender.lastDataAt = SECOND
    idle.cc.cwndEvent('tx-start', 101 * SECOND)
    for (let i = 0; i < 70; i++) {
      busy.cc.congAvoid(1, SECOND + i * MILLISECOND)
      idle.cc.congAvoid(1, 101 * SECOND + i * MILLISECOND)
    }
    expect(idle.window.cwnd).toBe(busy.window.cwnd)
  })

  it('goes back to the window before the reduction when that was for nothing', () => {
    const { window, cc } = cubic()
    window.priorCwnd = 50
    window.cwnd = 20
    expect(cc.undoCwnd()).toBe(50)
  })

  it('takes the whole part of cube roots, exactly', () => {
    for (const n of [0, 1, 2, 3, 10, 999, 100_000, 200_000]) {
      expect(cubeRoot(n ** 3)).toBe(n)
      if (n > 1) expect(cubeRoot(n ** 3 - 1)).toBe(n - 1)
    }
  })
})

describe('HyStart', () => {
  it('leaves slow start when the ninth round trip of a round is longer by an eighth', () => {
    const { window, sender, cc } = cubic()
    window.cwnd = 20
    cc.pktsAcked({ packets: 1, rtt: 200 * MILLISECOND, inFlight: 10 }, 200 * MILLISECOND)
    sender.una = 2
    sender.nxt = 100_000
    for (let i = 0; i < 8; i++) {
      cc.pktsAcked({ packets: 1, rtt: 226 * MILLISECOND, inFlight: 20 }, (400 + 10 * i) * MILLISECOND)
      expect(window.ssthresh).toBe(NO_SSTHRESH)
    }
    cc.pktsAcked({ packets: 1, rtt: 226 * MILLISECOND, inFlight: 20 }, 500 * MILLISECOND)
    expect(window.ssthresh).toBe(20)
  })

  it('stays while one of them was as short as ever', () => {
    const { window, sender, cc } = cubic()
    window.cwnd = 20
    cc.pktsAcked({ packets: 1, rtt: 200 * MILLISECOND, inFlight: 10 }, 200 * MILLISECOND)
    sender.una = 2
    sender.nxt = 100_000
    for (let i = 0; i < 20; i++) {
      const rtt = (i === 3 ? 210 : 300) * MILLISECOND
      cc.pktsAcked({ packets: 1, rtt, inFlight: 20 }, (400 + 10 * i) * MILLISECOND)
    }
    expect(window.ssthresh).toBe(NO_SSTHRESH)
  })

  it('leaves slow start when ACKs come close together for half a round trip', () => {
    const { window, sender, cc } = cubic()
    window.cwnd = 50
    const rtt = 100 * MILLISECOND
    cc.pktsAcked({ packets: 1, rtt, inFlight: 10 }, 0)
    sender.una = 2
    sender.nxt = 100_000
    let now = 100 * MILLISECOND
    for (; window.ssthresh === NO_SSTHRESH; now += MILLISECOND) {
      cc.pktsAcked({ packets: 1, rtt, inFlight: 50 }, now)
    }
    expect(now / MILLISECOND).toBe(152)
  })

  it('heeds no sign below 16 segments', () => {
    const { window, sender, cc } = cubic()
    window.cwnd = 15
    sender.nxt = 100_000
    for (let i = 0; i < 100; i++)
      cc.pktsAcked({ packets: 1, rtt: (100 + i) * MILLISECOND, inFlight: 15 }, i * MILLISECOND)
    expect(window.ssthresh).toBe(NO_SSTHRESH)
  })
})

describe('Reno (RFC 5681)', () => {
  it('doubles in slow start, then grows by a segment for each window acknowledged', () => {
    const window = writable(newCongestionWindow())
    const cc = new Reno(window)
    window.ssthresh = 24
    window.isCwndLimited = true
    cc.congAvoid(10)
    expect(window.cwnd).toBe(20)
    // Four to the threshold, and the other six count already.
    cc.congAvoid(10)
    expect(window).toMatchObject({ cwnd: 24, cwndCnt: 6 })
    cc.congAvoid(18)
    expect(window).toMatchObject({ cwnd: 25, cwndCnt: 0 })
  })

  it('halves on a loss, to two at the least', () => {
    const window = writable(newCongestionWindow())
    const cc = new Reno(window)
    window.cwnd = 11
    expect(cc.ssthresh()).toBe(5)
    window.cwnd = 3
    expect(cc.ssthresh()).toBe(2)
  })

  it('in slow start grows when more than half of the window was used', () => {
    const window = writable(newCongestionWindow())
    const cc = new Reno(window)
    window.maxPacketsOut = 5
    cc.congAvoid(2)
    expect(window.cwnd).toBe(10)
    window.maxPacketsOut = 6
    cc.congAvoid(2)
    expect(window.cwnd).toBe(12)
  })
})
