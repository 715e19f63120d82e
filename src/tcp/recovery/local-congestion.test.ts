import { describe, expect, it } from 'vitest'
import { LINUX_SETTINGS, type StackSettings } from '../settings.ts'
import { Sender } from '../testing/sender.ts'

/** A sender whose device can be filled and emptied. */
function withDevice(): { s: Sender; fill: (is: boolean) => void } {
  const settings = { ...LINUX_SETTINGS } as { -readonly [K in keyof StackSettings]: StackSettings[K] }
  return { s: new Sender({ shared: settings }), fill: (is) => (settings.deviceFull = is) }
}

describe('a device that takes nothing (Linux NET_XMIT_DROP)', () => {
  it('is congestion: cwnd goes down in CWR; the data stays, and is tried again', () => {
    const { s, fill } = withDevice()
    fill(true)
    expect(s.write(3)).toEqual([])
    expect(s.info).toMatchObject({ tcpi_ca_state: 2, tcpi_unacked: 0, tcpi_notsent_bytes: 3000 })
    expect(s.run(1000)).toEqual([])
    // RTO, then every 500 ms, without backing off.
    expect(s.info).toMatchObject({ tcpi_probes: 2, tcpi_backoff: 0 })
    fill(false)
    expect(s.run(400)).toEqual(['300:0', '300:1', '300:2'])
  })
  it('a retransmission that it refuses is not counted as under way', () => {
    const { s, fill } = withDevice()
    s.write(10)
    s.wait(100)
    fill(true)
    expect(s.ack(0, [[1, 4]])).toEqual([])
    expect(s.info).toMatchObject({ tcpi_ca_state: 3, tcpi_lost: 1, tcpi_retrans: 0 })
    fill(false)
    s.wait(5)
    expect(s.ack(0, [[1, 5]])[0]).toBe(0)
    expect(s.info.tcpi_retrans).toBe(1)
  })
  it('after a time-out it is tried again in 500 ms', () => {
    const { s, fill } = withDevice()
    s.write(1)
    fill(true)
    expect(s.run(900)).toEqual([])
    fill(false)
    const [line = ''] = s.run(700)
    expect(line).toMatch(/:0$/)
  })
})
