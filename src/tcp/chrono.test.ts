import { describe, expect, it } from 'vitest'
import { millis } from '../base/index.ts'
import { Sender } from './testing/sender.ts'

describe('what held the sender up (tcpi_busy_time, tcpi_rwnd_limited, tcpi_sndbuf_limited)', () => {
  const times = (s: Sender): number[] => {
    const { tcpi_busy_time, tcpi_rwnd_limited, tcpi_sndbuf_limited } = s.info
    return [tcpi_busy_time / 1000, tcpi_rwnd_limited / 1000, tcpi_sndbuf_limited / 1000]
  }
  it('busy from the write to the last ACK, and not after', () => {
    const s = new Sender()
    s.wait(500)
    s.write(3)
    s.wait(100)
    s.ack(3)
    s.wait(1000)
    expect(times(s)).toEqual([100, 0, 0])
  })
  it('the window holds it up while what waits does not fit', () => {
    const s = new Sender({ window: 0 })
    s.write(1)
    s.wait(70)
    expect(times(s)).toEqual([70, 70, 0])
    s.ack(0)
    s.wait(30)
    expect(times(s)).toEqual([100, 70, 0])
  })
  it('a write that waits for room in the buffer, everything being out, is held up by the buffer', () => {
    const s = new Sender({ sendBuffer: 4000 })
    s.write(8)
    s.wait(40)
    expect(times(s)).toEqual([40, 0, 40])
    s.ack(3)
    s.wait(10)
    expect(times(s)).toEqual([50, 0, 40])
    expect(s.end.now).toBeGreaterThan(millis(50))
  })
})
