import { expect, it } from 'vitest'
import { CONGESTION_NAMES } from '../src/tcp/index.ts'
import { transfer } from './theory/flow.ts'

/** What every congestion control of the registry has to do, whatever its law. */

const MEGABYTE = 1_000_000
const SEGMENTS = MEGABYTE / 1448

it.each(CONGESTION_NAMES)(
  '%s fills a path of its own, and brings everything over one that loses',
  (control) => {
    const clean = transfer({
      bytes: MEGABYTE,
      control,
      forward: 'delay 10ms rate 10mbit limit 1000',
      back: 'delay 10ms',
    })
    // 0.8 s at the rate of the path, and a slow start before it.
    expect(clean.time).toBeGreaterThan(800)
    expect(clean.time).toBeLessThan(2_000)
    expect(clean.retransmissions).toBe(0)

    const lossy = transfer({
      bytes: MEGABYTE,
      control,
      forward: 'delay 10ms rate 10mbit limit 1000 loss 1%',
      back: 'delay 10ms loss 1%',
    })
    expect(lossy.time).toBeGreaterThan(800)
    expect(lossy.retransmissions).toBeGreaterThan(0)
    expect(lossy.retransmissions).toBeLessThan(SEGMENTS / 5)
  },
)
