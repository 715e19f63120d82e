import { describe, expect, it } from 'vitest'
import { SECOND } from '../base/index.ts'
import { ACK } from '../wire/index.ts'
import { LINUX_SETTINGS, withSettings } from './settings.ts'
import { growth, LINEAR } from '../../test/support/growth.ts'
import { OneEnd } from './testing/one-end.ts'

/**
 * What a hostile peer can make the engine work: eight times as many segments may cost eight times as much, and
 * somewhat more for the caches, never 64 times. The queues are bounded by the buffers too, but these are as large as the user likes.
 */
const COUNT = 32_000
const LARGE = 2 ** 30 - 1

function receiver(): OneEnd {
  const settings = withSettings(LINUX_SETTINGS, {
    receiveMemory: [4_096, LARGE, LARGE],
    receiveBufferMax: LARGE,
  })
  return OneEnd.established(
    { settings, windowScaling: true, sack: true },
    { mss: 1_460, wscale: 14, sackPermitted: true },
  )
}

/** The orders in which one-byte segments with a hole between each come. */
const orders: readonly (readonly [string, (i: number, n: number) => number])[] = [
  ['from the front', (i) => i],
  ['from the back', (i, n) => n - 1 - i],
  ['from both ends', (i, n) => (i % 2 === 0 ? i / 2 : n - 1 - (i - 1) / 2)],
  ['as a shuffle', (i, n) => (i * 7_919) % n],
]

/** The peer has been silent since `n` segments of `size` bytes were sent: the retransmission timer has fired. */
function allLost(n: number, size: number): OneEnd {
  const settings = withSettings(LINUX_SETTINGS, { initialWindow: n })
  const end = OneEnd.established(
    { settings, windowScaling: true, sack: true, noDelay: true, sendBuffer: LARGE },
    { mss: 1_460, wscale: 14, sackPermitted: true },
  )
  end.arrive({ flags: ACK, seq: 1, ack: 1, window: 65_535 })
  for (let i = 0; i < n; i++) end.send(size)
  end.waitUntil(3 * SECOND)
  return end
}

describe('work that a peer can make grows with what it sends', () => {
  it.each(orders)('bytes out of order %s, each twice', (_name, order) => {
    const run = (n: number): void => {
      const end = receiver()
      for (let round = 0; round < 2; round++) {
        for (let i = 0; i < n; i++) {
          end.arrive({ flags: ACK, seq: 3 + 2 * order(i, n), ack: 1, text: 1 })
          if (i % 64 === 0) end.sent()
        }
      }
    }
    expect(growth(COUNT, (n) => () => run(n))).toBeLessThan(LINEAR)
  })
  it.each(orders)('SACK blocks for what is out, %s', (_name, order) => {
    const run = (n: number): void => {
      const settings = withSettings(LINUX_SETTINGS, { initialWindow: n })
      const end = OneEnd.established(
        { settings, windowScaling: true, sack: true, noDelay: true, sendBuffer: LARGE },
        { mss: 100, wscale: 14, sackPermitted: true },
      )
      end.arrive({ flags: ACK, seq: 1, ack: 1, window: 65_535 })
      end.send(100 * n)
      for (let i = 0; i < n - 2; i += 2) {
        const left = 101 + 100 * (order(i / 2, Math.floor(n / 2) - 1) * 2)
        end.arrive({ flags: ACK, seq: 1, ack: 1, window: 65_535, sack: [[left, left + 100]] })
        end.sent()
      }
    }
    expect(growth(COUNT, (n) => () => run(n))).toBeLessThan(LINEAR)
  })
  it('all lost, and cut in small ones as a smaller MTU is told: each retransmission is acknowledged', () => {
    const run = (n: number): void => {
      const end = allLost(n, 1_460)
      end.connection.icmpError('packet-too-big', end.now, 640)
      const whole = 1 + 1_460 * n
      for (let ack = 1; ack < whole;) {
        if (end.sent().length === 0) end.waitUntil(end.connection.nextDeadline())
        ack = Math.min(whole, ack + 600)
        end.arrive({ flags: ACK, seq: 1, ack, window: 65_535 })
      }
    }
    expect(growth(COUNT, (n) => () => run(n))).toBeLessThan(LINEAR)
  })
  it.each([
    ['begins behind the first', () => 601],
    ['begins further on each time', (right: number) => right - 600 * Math.ceil(right / 1_201)],
  ])('all lost, and cut in small ones as a smaller MTU is told: the SACK block %s', (_name, left) => {
    const run = (n: number): void => {
      const end = allLost(n, 1_460)
      end.connection.icmpError('packet-too-big', end.now, 640)
      for (let right = 1_201; right <= 1_460 * n; right += 600) {
        end.sent()
        end.arrive({ flags: ACK, seq: 1, ack: 1, window: 65_535, sack: [[left(right), right]] })
      }
    }
    expect(growth(COUNT, (n) => () => run(n))).toBeLessThan(LINEAR)
  })
  it('all lost, tiny segments: joined as they are retransmitted', () => {
    const run = (n: number): void => {
      const end = allLost(n, 100)
      for (let ack = 1; ack < 1 + 100 * n;) {
        if (end.sent().length === 0) end.waitUntil(end.connection.nextDeadline())
        ack = Math.min(1 + 100 * n, ack + 1_400)
        end.arrive({ flags: ACK, seq: 1, ack, window: 65_535 })
      }
    }
    expect(growth(COUNT, (n) => () => run(n))).toBeLessThan(LINEAR)
  })
})
