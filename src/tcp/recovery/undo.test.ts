import { describe, expect, it } from 'vitest'
import { Sender } from '../testing/sender.ts'

describe('undo (RFC 3522, RFC 4015, RFC 3708)', () => {
  it('an ACK that echoes a timestamp from before the retransmission: it was only late (Eifel)', () => {
    const s = new Sender({ timestamps: true })
    s.write(10)
    s.wait(100)
    const sent = s.now - 100
    expect(s.ack(0, [[1, 4]], sent)).toEqual([0])
    const { tcpi_snd_ssthresh } = s.info
    expect(tcpi_snd_ssthresh).toBe(5)
    s.wait(5)
    s.ack(10, [], sent)
    expect(s.info.tcpi_snd_ssthresh).toBe(0x7fffffff)
    expect(s.info.tcpi_snd_cwnd).toBeGreaterThanOrEqual(10)
    expect(s.info.tcpi_ca_state).toBe(0)
  })
  it('the echo of the retransmission itself undoes nothing', () => {
    const s = new Sender({ timestamps: true })
    s.write(10)
    s.wait(100)
    s.ack(0, [[1, 4]], s.now - 100)
    const again = s.now
    s.wait(100)
    s.ack(10, [], again)
    expect(s.info).toMatchObject({ tcpi_ca_state: 0, tcpi_snd_ssthresh: 5, tcpi_snd_cwnd: 6 })
  })
  it('duplicates of everything that went again, reported by the peer, undo it too', () => {
    const s = new Sender()
    s.write(20)
    s.wait(100)
    expect(s.ack(0, [[1, 4]])[0]).toBe(0)
    s.wait(5)
    // The original was late; then the copy arrives a second time.
    s.ack(4)
    s.wait(95)
    s.ack(4, [[0, 1]])
    expect(s.info.tcpi_snd_ssthresh).toBe(0x7fffffff)
    expect(s.info.tcpi_dsack_dups).toBe(1)
  })
  it('a duplicate that was never retransmitted is no ground for an undo', () => {
    const s = new Sender()
    s.write(20)
    s.wait(100)
    s.ack(4)
    s.ack(4, [[0, 1]])
    expect(s.info.tcpi_ca_state).toBe(0)
    s.ack(4, [[5, 8]])
    expect(s.info).toMatchObject({ tcpi_ca_state: 3 })
    expect(s.info.tcpi_snd_ssthresh).toBeLessThan(20)
  })
  it('a partial ACK of what was late: nothing more is taken for lost, and cwnd is restored', () => {
    const s = new Sender({ timestamps: true })
    s.write(10)
    s.wait(100)
    const sent = s.now - 100
    expect(
      s.ack(
        0,
        [
          [5, 6],
          [3, 4],
          [1, 2],
        ],
        sent,
      ),
    ).toEqual([0])
    expect(s.info.tcpi_lost).toBe(3)
    s.wait(5)
    s.ack(
      2,
      [
        [5, 6],
        [3, 4],
      ],
      sent,
    )
    expect(s.info).toMatchObject({ tcpi_lost: 0, tcpi_snd_ssthresh: 0x7fffffff })
  })
})

describe('reordering (tp->reordering)', () => {
  it('DupThresh follows the distance that has been seen', () => {
    const s = new Sender()
    s.write(10)
    s.wait(100)
    s.ack(0, [[8, 9]])
    expect(s.info.tcpi_reordering).toBe(3)
    s.ack(0, [
      [1, 2],
      [8, 9],
    ])
    expect(s.info).toMatchObject({ tcpi_reordering: 8, tcpi_reord_seen: 1 })
  })
  it('what was retransmitted says nothing of it', () => {
    const s = new Sender()
    s.write(10)
    s.wait(100)
    expect(s.ack(0, [[1, 9]])[0]).toBe(0)
    s.wait(100)
    s.ack(10)
    expect(s.info).toMatchObject({ tcpi_reordering: 3, tcpi_reord_seen: 0 })
  })
})
