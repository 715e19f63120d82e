import { describe, expect, it } from 'vitest'
import { runFlows } from './flow.ts'
import { LINUX_GOODPUT } from './linux.ts'

/** Fast: one seed of 60 s. The tolerance of the long table (docs/theory.md) is half as wide. */
const CELLS = LINUX_GOODPUT.flatMap(({ rtt, loss, reno, cubic }) => [
  { rtt, loss, control: 'reno', linux: reno },
  { rtt, loss, control: 'cubic', linux: cubic },
])

function goodput(control: string, rtt: number, loss: number): number {
  const path = { mbit: 10, queue: 100, rtt, forward: loss > 0 ? `loss ${loss}%` : '' }
  return runFlows({ path, control, seconds: 60 }).goodput[0] as number
}

describe('goodput over 10 Mbit/s beside a Linux kernel', () => {
  it.each(CELLS)('$control, $rtt ms, loss $loss %: $linux Mbit/s', ({ rtt, loss, control, linux }) => {
    const measured = goodput(control, rtt, loss)
    const tolerance = loss === 0 ? 0.02 : loss < 5 ? 0.2 : 0.3
    expect(Math.abs(measured / linux - 1), `${measured.toFixed(2)} Mbit/s`).toBeLessThan(tolerance)
  })

  it.each([
    { rtt: 20, loss: 0, linux: 9.39 },
    { rtt: 20, loss: 0.1, linux: 9.39 },
    { rtt: 20, loss: 1, linux: 9.29 },
    { rtt: 100, loss: 0, linux: 9.29 },
    { rtt: 100, loss: 0.1, linux: 9.28 },
  ])('bbr, $rtt ms, loss $loss %: $linux Mbit/s, as version 1', ({ rtt, loss, linux }) => {
    const measured = goodput('bbr', rtt, loss)
    expect(Math.abs(measured / linux - 1), `${measured.toFixed(2)} Mbit/s`).toBeLessThan(0.08)
  })

  it('bbr gives way to losses near and beyond its threshold of 2 %, as version 3 is meant to', () => {
    expect(goodput('bbr', 100, 1)).toBeGreaterThan(0.5 * 9.56)
    expect(goodput('bbr', 100, 5)).toBeLessThan(0.5 * 9.56)
  })
})
