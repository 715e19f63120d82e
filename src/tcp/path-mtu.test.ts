import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../base/index.ts'
import { ACK } from '../wire/index.ts'
import { LINUX_SETTINGS, withSettings, type StackSettings } from './settings.ts'
import { OneEnd } from './testing/one-end.ts'

const ms = (n: number): number => n * MILLISECOND

/** Established at 100 ms with an MSS of 1440 (1500 bytes less 60) and a window of 60,000. */
function established(changes: Partial<StackSettings> = {}): OneEnd {
  const end = OneEnd.synReceived(
    { settings: withSettings(LINUX_SETTINGS, changes), mss: 1440 },
    { mss: 1440, window: 60_000 },
  )
  end.now = ms(100)
  ack(end, 1)
  return end
}

function ack(end: OneEnd, position: number, sack?: readonly [number, number]): void {
  const more = sack === undefined ? {} : { sack: [sack] }
  end.arrive({ flags: ACK, seq: 1, ack: position, window: 60_000, ...more })
}

function write(end: OneEnd, bytes: number): number[] {
  end.connection.send(new Uint8Array(bytes), end.now)
  end.sent()
  return end.segments.map(({ payloadLength }) => payloadLength)
}

describe('path MTU by ICMP (RFC 1191)', () => {
  it('makes segments smaller and sends what was too big again, without touching cwnd', () => {
    const end = established()
    expect(write(end, 2880)).toEqual([1440, 1440])
    end.connection.icmpError('packet-too-big', end.now, 1060)
    end.sent()
    expect(end.segments.map(({ payloadLength }) => payloadLength)).toEqual([1000, 1000, 880])
    expect(end.connection.info(end.now)).toMatchObject({ tcpi_snd_mss: 1000, tcpi_pmtu: 1060 })
  })

  it('tries the larger size again after ten minutes', () => {
    const end = established()
    write(end, 1440)
    end.connection.icmpError('packet-too-big', end.now, 1060)
    end.sent()
    ack(end, 1441)
    end.now += 599 * SECOND
    expect(write(end, 2000)).toEqual([1000, 1000])
    ack(end, 3441)
    end.now += 2 * SECOND
    expect(write(end, 2880)).toEqual([1440, 1440])
  })
})

describe('path MTU by probing (RFC 4821)', () => {
  const probing: Partial<StackSettings> = { mtuProbing: 2, baseMss: 512, initialWindow: 20 }

  it('sends a larger segment before others, and uses the size once it is acknowledged', () => {
    const end = established(probing)
    // Between 512 and 1440 lies 976: the middle of 572 and 1500, less 60.
    end.connection.icmpError('packet-too-big', end.now, 660)
    expect(write(end, 6000)[0]).toBeGreaterThan(512)
    const probe = end.segments[0]?.payloadLength as number
    expect(end.segments[1]?.payloadLength).toBe(512)
    end.now += ms(100)
    ack(end, 6001)
    expect(end.connection.info(end.now).tcpi_snd_mss).toBe(probe)
  })

  it('takes the loss of the probe for no congestion', () => {
    const end = established({ ...probing, sack: false })
    // From here on segments have the base size.
    end.connection.icmpError('packet-too-big', end.now, 1400)
    const sizes = write(end, 8000)
    const [probe = 0] = sizes
    expect(probe).toBeGreaterThan(sizes[1] as number)
    const before = end.connection.info(end.now).tcpi_snd_ssthresh
    end.now += ms(100)
    for (let i = 0; i < 3; i++) ack(end, 1)
    end.sent()
    expect(end.segments[0]?.payloadLength).toBe(sizes[1])
    expect(end.connection.info(end.now).tcpi_snd_ssthresh).toBeGreaterThanOrEqual(Math.min(before, 15))
  })

  it('finds out that packets vanish because of their size, when nobody says so', () => {
    const end = established({ mtuProbing: 1, baseMss: 1024 })
    write(end, 1440)
    const sizes = new Set<number>()
    while (end.now < 60 * SECOND) {
      end.waitUntil(end.now + SECOND)
      for (const { payloadLength } of end.segments) sizes.add(payloadLength)
    }
    // After three seconds of time-outs the base, and half of it each time.
    expect([...sizes].slice(0, 4)).toEqual([1440, 1024, 512, 256])
  })

  it('does not when it is switched off', () => {
    const end = established({ mtuProbing: 0 })
    write(end, 1440)
    end.waitUntil(60 * SECOND)
    expect(end.segments.at(-1)?.payloadLength).toBe(1440)
  })
})
