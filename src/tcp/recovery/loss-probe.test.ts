import { describe, expect, it } from 'vitest'
import { Sender } from '../testing/sender.ts'

describe('tail-loss probe (RFC 8985 §7)', () => {
  it('the last segment is retransmitted two RTTs after it left, and its SACK brings the rest: no time-out', () => {
    const s = new Sender()
    s.write(5)
    expect(s.run(250)).toEqual(['202:4'])
    s.wait(52)
    // Everything was lost but the probe.
    expect(s.ack(0, [[4, 5]])).toEqual([0])
    expect(s.info).toMatchObject({ tcpi_ca_state: 3, tcpi_lost: 4, tcpi_retransmits: 0 })
  })
  it('new data goes instead, if there is some that the window takes', () => {
    const s = new Sender()
    s.write(20)
    expect(s.run(250)).toEqual(['202:10'])
    expect(s.info.tcpi_total_retrans).toBe(0)
  })
  it('with one segment out it waits for a delayed ACK, 200 ms more, but not beyond the RTO', () => {
    const s = new Sender({ rtt: 400 })
    s.write(1)
    const rto = s.info.tcpi_rto / 1000
    expect(rto).toBe(1200)
    expect(s.run(1100)).toEqual(['1000:0'])
    const t = new Sender({ rtt: 100 })
    t.write(1)
    // srtt + the deviation's 200 ms is earlier.
    expect(t.run(350)).toEqual(['300:0'])
  })
  it('the retransmission timer runs anew from the probe; there is one probe at a time', () => {
    const s = new Sender()
    s.write(5)
    expect(s.run(650)).toEqual(['202:4', '502:0'])
    expect(s.info.tcpi_ca_state).toBe(4)
  })
  it('a loss that the probe repaired is congestion: cwnd is reduced, once and at once (§7.4)', () => {
    const s = new Sender()
    s.write(10)
    s.wait(100)
    s.ack(9)
    expect(s.run(310)).toEqual(['300:9'])
    const { tcpi_snd_cwnd } = s.info
    s.write(1)
    s.wait(100)
    s.ack(11)
    expect(s.info).toMatchObject({ tcpi_ca_state: 0, tcpi_snd_cwnd: tcpi_snd_cwnd >> 1 })
  })
  it('a probe that the peer reports as a duplicate says that nothing was lost', () => {
    const s = new Sender()
    s.write(10)
    s.wait(100)
    s.ack(9)
    s.run(310)
    const { tcpi_snd_cwnd } = s.info
    s.wait(50)
    s.ack(10)
    s.wait(50)
    s.ack(10, [[9, 10]])
    s.write(1)
    s.wait(100)
    s.ack(11)
    expect(s.info.tcpi_snd_cwnd).toBeGreaterThanOrEqual(tcpi_snd_cwnd)
  })
  it('not without SACK, nor when switched off', () => {
    for (const s of [new Sender({ sack: false }), new Sender({ settings: { earlyRetransmit: 0 } })]) {
      s.write(5)
      expect(s.run(350)).toEqual(['300:0'])
    }
  })
})
