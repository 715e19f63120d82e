import { describe, expect, it } from 'vitest'
import { Sender } from '../testing/sender.ts'

describe('Proportional Rate Reduction (RFC 9937)', () => {
  it('halving from 20: about every second ACK lets a segment go, and cwnd ends at ssthresh', () => {
    const s = new Sender()
    s.write(10)
    s.wait(100)
    s.ack(10)
    s.write(60)
    s.wait(100)
    // 10 is lost.
    const sent = [3, 4, 5].map((n) => s.wait(2).ack(10, [[11, 9 + n]])).flat()
    // Limited transmit, then the retransmission.
    expect(sent).toEqual([30, 31, 10])
    const rest = Array.from({ length: 15 }, (_, i) => s.wait(2).ack(10, [[11, 15 + i]]))
    const count = rest.flat().length
    // RecoverFS 20, ssthresh 10: 16 delivered since it began, 8 have left, the retransmission among them.
    expect(count + 1).toBe(8)
    s.wait(50)
    s.ack(33)
    // ssthresh, and what congestion avoidance makes of the ACK that ends it.
    expect(s.info).toMatchObject({ tcpi_ca_state: 0, tcpi_snd_ssthresh: 10 })
    expect(s.info.tcpi_snd_cwnd).toBeLessThanOrEqual(11)
  })
  it('below ssthresh what is delivered goes out again, and one more while nothing new is lost (PRR-SSRB)', () => {
    const s = new Sender()
    s.write(10)
    s.wait(100)
    // Six of ten lost: far below ssthresh of 5 at once.
    const first = s.ack(0, [[6, 10]])
    expect(first).toEqual([0, 1, 2, 3])
    s.wait(100)
    const second = s.ack(1, [[6, 10]])
    expect(second.length).toBe(2)
    expect(s.info.tcpi_ca_state).toBe(3)
  })
  it('the first retransmission leaves whatever cwnd says', () => {
    const s = new Sender({ settings: { initialWindow: 4 } })
    s.write(20)
    s.wait(100)
    expect(s.ack(0, [[1, 4]])[0]).toBe(0)
  })
})

describe('limited transmit (RFC 3042)', () => {
  it('each of the first two duplicates lets a new segment go, with SACK and without', () => {
    for (const sack of [true, false]) {
      const s = new Sender({ sack })
      s.write(20)
      s.wait(100)
      const block = (n: number): [number, number][] => (sack ? [[1, 1 + n]] : [])
      expect(s.wait(2).ack(0, block(1))).toEqual([10])
      expect(s.wait(2).ack(0, block(2))).toEqual([11])
      expect(s.wait(2).ack(0, block(3))).toEqual([0])
    }
  })
})
