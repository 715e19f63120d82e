import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MILLISECOND } from '../src/base/index.ts'
import { LINUX_SETTINGS, withSettings } from '../src/tcp/index.ts'
import { OneEnd } from '../src/tcp/testing/one-end.ts'
import { ACK, SYN } from '../src/wire/index.ts'

/** Milliseconds since the step before; then an ACK with its SACK blocks, a write, or nothing. Segments are counted from 0. */
type Step = readonly [
  at: number,
  what?: 'ack' | 'write',
  segment?: number,
  ...blocks: (readonly [number, number])[],
]
interface Case {
  readonly name: number
  readonly sack: boolean
  readonly write: number
  /** Each step, and the fields of tcp_info a millisecond after it. */
  readonly steps: readonly (readonly [Step, readonly number[]])[]
}

/**
 * Random losses, duplicates and reordering, in random order and at random times, played to a Linux 6.18 kernel (Reno,
 * MSS 1000, RTT 100 ms) over a TUN device; what `getsockopt(TCP_INFO)` said after each ACK is written down here. Left out
 * are runs in which a timer of the kernel, which goes off on ticks of 4 ms, decided what came first.
 */
const { fields, cases } = JSON.parse(readFileSync('test/golden/linux-recovery.json', 'utf8')) as {
  readonly fields: readonly string[]
  readonly cases: readonly Case[]
}
const SIZE = 1000

function start({ sack, write }: Case): OneEnd {
  const end = OneEnd.listen({
    sack: true,
    windowScaling: true,
    congestionControl: 'reno',
    sendBuffer: 800_000,
    settings: withSettings(LINUX_SETTINGS, { slowStartAfterIdle: false }),
  })
  end.arrive({ flags: SYN, seq: 0, mss: SIZE, sackPermitted: sack, wscale: 7 })
  end.sent()
  end.waitUntil(100 * MILLISECOND)
  end.arrive({ flags: ACK, seq: 1, ack: 1, window: 1000 })
  end.sent()
  end.send(write * SIZE)
  return end
}

function play(end: OneEnd, [at, what, segment = 0, ...blocks]: Step): void {
  end.waitUntil(end.now + at * MILLISECOND)
  if (what === undefined) return
  const byte = (number: number): number => 1 + number * SIZE
  if (what === 'write') end.send(segment * SIZE)
  else {
    const sack = blocks.map(([left, right]) => [byte(left), byte(right)] as const)
    end.arrive({ flags: ACK, seq: 1, ack: byte(segment), window: 1000, sack })
    end.sent()
  }
  end.waitUntil(end.now + MILLISECOND)
}

describe('recovery beside a Linux kernel, field by field after each ACK', () => {
  it.each(cases)('case $name', (recorded) => {
    const end = start(recorded)
    for (const [step, wanted] of recorded.steps) {
      play(end, step)
      const info: Record<string, number> = { ...end.connection.info(end.now) }
      const told = fields.map((field) => info[`tcpi_${field}`])
      expect(told, `${JSON.stringify(step)}: ${fields.join(' ')}`).toEqual(wanted)
    }
  })
})
