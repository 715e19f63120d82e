import { describe, expect, it } from 'vitest'
import { Sender } from '../testing/sender.ts'

/** Ten segments out, and the retransmission timer has fired; twenty more are queued. */
function timedOut(queued = 20, options: ConstructorParameters<typeof Sender>[0] = {}): Sender {
  const s = new Sender({ settings: { earlyRetransmit: 0 }, ...options })
  s.write(10 + queued)
  expect(s.run(310)).toEqual(['300:0'])
  return s
}

describe('after a time-out (RFC 5681 §3.1, RFC 6298 §5)', () => {
  it('everything is lost, cwnd is one segment, ssthresh half of what was', () => {
    const s = timedOut()
    expect(s.info).toMatchObject({
      tcpi_ca_state: 4,
      tcpi_lost: 10,
      tcpi_retrans: 1,
      tcpi_snd_cwnd: 1,
      tcpi_snd_ssthresh: 5,
      tcpi_retransmits: 1,
      tcpi_backoff: 1,
    })
  })
  it('the RTO doubles each time, ssthresh is cut once', () => {
    const s = timedOut()
    expect(s.run(2000)).toEqual(['590:0', '1790:0'])
    expect(s.info).toMatchObject({ tcpi_snd_ssthresh: 5, tcpi_retransmits: 3 })
  })
  it('what left less than an RTT ago is not taken for lost (RFC 8985 §6.3)', () => {
    const s = new Sender({ settings: { earlyRetransmit: 0 } })
    s.write(5)
    s.run(250)
    s.write(5)
    expect(s.run(60)).toEqual(['50:0'])
    expect(s.info).toMatchObject({ tcpi_lost: 5, tcpi_unacked: 10, tcpi_snd_cwnd: 6 })
  })
  it('a peer that has thrown its queue away is believed no more (RFC 2018 §8)', () => {
    const s = new Sender({ settings: { earlyRetransmit: 0 } })
    s.write(10)
    s.wait(100)
    s.ack(0, [[1, 3]])
    s.wait(5)
    // It acknowledges the hole, and SACKs no more what it had.
    s.ack(1)
    expect(s.run(60)).toEqual(['50:1'])
    expect(s.info).toMatchObject({ tcpi_sacked: 0, tcpi_ca_state: 4 })
  })
})

describe('F-RTO (RFC 5682)', () => {
  it('the first ACK brings new data instead of retransmissions; what was never retransmitted undoes the time-out', () => {
    const s = timedOut()
    s.wait(40)
    expect(s.ack(1)).toEqual([10, 11])
    s.wait(2)
    s.ack(5)
    expect(s.info).toMatchObject({ tcpi_ca_state: 0, tcpi_lost: 0, tcpi_snd_ssthresh: 0x7fffffff })
    expect(s.info.tcpi_snd_cwnd).toBeGreaterThanOrEqual(10)
  })
  it('with SACK a late block is enough (§3)', () => {
    const s = timedOut()
    s.wait(40)
    s.ack(0, [[3, 4]])
    expect(s.info).toMatchObject({ tcpi_ca_state: 1, tcpi_snd_ssthresh: 0x7fffffff })
  })
  it('a SACK of the new data says that the loss was real', () => {
    const s = timedOut()
    s.wait(100)
    expect(s.ack(1)).toEqual([10, 11])
    s.wait(100)
    expect(s.ack(1, [[10, 11]])[0]).toBe(1)
    expect(s.info).toMatchObject({ tcpi_ca_state: 4, tcpi_snd_ssthresh: 5 })
  })
  it('without new data: recovery as ever, by slow start', () => {
    const s = timedOut(0)
    s.wait(90)
    expect(s.ack(1)).toEqual([1, 2])
    s.wait(100)
    expect(s.ack(3)).toEqual([3, 4, 5, 6])
  })
  it('can be switched off', () => {
    const s = timedOut(20, { settings: { frto: 0, earlyRetransmit: 0 } })
    s.wait(90)
    expect(s.ack(1)).toEqual([1, 2])
  })
})
