import { describe, expect, it } from 'vitest'
import { Sender } from '../testing/sender.ts'

describe('RACK (RFC 8985 §6)', () => {
  it('three segments SACKed above it: lost at once, while the path has not been seen to reorder', () => {
    const s = new Sender()
    s.write(10)
    s.wait(100)
    expect(s.ack(0, [[1, 2]])).toEqual([])
    expect(s.ack(0, [[1, 3]])).toEqual([])
    expect(s.info).toMatchObject({ tcpi_ca_state: 1, tcpi_sacked: 2, tcpi_lost: 0 })
    expect(s.ack(0, [[1, 4]])).toEqual([0])
    expect(s.info).toMatchObject({ tcpi_ca_state: 3, tcpi_lost: 1, tcpi_retrans: 1 })
  })
  it('fewer than three: lost a quarter of the least RTT later, by the reordering timer', () => {
    const s = new Sender()
    s.write(4)
    s.wait(100)
    expect(s.ack(0, [[3, 4]])).toEqual([])
    expect(s.end.connection.snapshot().timers).toHaveProperty('reordering')
    // RACK.rtt + min_rtt/4 after it left, and 2 ms for the timer. All three are lost; the first one goes.
    expect(s.run(30).slice(0, 1)).toEqual(['27:0'])
    expect(s.info).toMatchObject({ tcpi_ca_state: 3, tcpi_lost: 3 })
  })
  it('what left later than the newest delivered is not judged yet', () => {
    const s = new Sender()
    s.write(5)
    s.wait(50)
    s.write(5)
    s.wait(50)
    s.ack(0, [[2, 5]])
    expect(s.info).toMatchObject({ tcpi_lost: 2, tcpi_sacked: 3 })
  })
  it('a retransmission that is lost is found by what was sent after it', () => {
    const s = new Sender()
    s.write(20)
    s.wait(100)
    expect(s.ack(0, [[1, 4]])[0]).toBe(0)
    s.wait(10)
    expect(s.ack(0, [[1, 10]]).length).toBeGreaterThan(0)
    s.wait(110)
    // Segment 10 left after 0 went again, and is here: 0 is lost again.
    const again = s.ack(0, [[1, 11]])
    expect(again[0]).toBe(0)
    expect(s.info.tcpi_total_retrans).toBe(2)
  })
  it('once reordering has been seen it waits a quarter of the least RTT, three SACKs or not', () => {
    const s = new Sender()
    s.write(10)
    s.wait(100)
    s.ack(0, [[4, 5]])
    s.wait(5)
    // Below what was SACKed, and never retransmitted: it was only late.
    s.ack(0, [
      [1, 2],
      [4, 5],
    ])
    s.ack(10)
    expect(s.info.tcpi_reord_seen).toBeGreaterThan(0)
    s.write(10)
    s.wait(100)
    expect(s.ack(10, [[11, 15]])).toEqual([])
    expect(s.info.tcpi_ca_state).toBe(1)
    expect(s.run(40)[0]).toMatch(/^2[5-9]:10$/)
  })
  it('duplicates reported by the peer widen the window by a quarter RTT, once a round trip (step 4)', () => {
    const s = new Sender({ timestamps: false })
    // Reordering first.
    s.write(10)
    s.wait(100)
    s.ack(0, [[4, 5]])
    s.ack(0, [
      [1, 2],
      [4, 5],
    ])
    s.ack(10)
    // A spurious retransmission: the original arrives late, then a DSACK of the copy.
    s.write(10)
    s.wait(100)
    s.ack(10, [[11, 15]])
    expect(s.run(40)[0]).toMatch(/:10$/)
    s.wait(10)
    s.ack(15)
    s.wait(90)
    s.ack(15, [[10, 11]])
    s.wait(10)
    s.ack(20)
    // The next hole waits two quarters.
    s.write(10)
    s.wait(100)
    s.ack(20, [[21, 25]])
    expect(s.run(70)[0]).toMatch(/^5[0-9]:20$/)
  })
  it('can be set to ignore DupThresh (tcp_recovery 4)', () => {
    const s = new Sender({ settings: { recovery: 5 } })
    s.write(10)
    s.wait(100)
    expect(s.ack(0, [[1, 4]])).toEqual([])
    expect(s.run(40)[0]).toBe('27:0')
  })
})
