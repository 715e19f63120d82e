import { describe, expect, it } from 'vitest'
import { runFlows } from './flow.ts'
import { LINUX_GOODPUT } from './linux.ts'

/** Fast: one seed of 60 s. The tolerance of the long table (docs/theory.md) is half as wide. */
const CELLS = LINUX_GOODPUT.flatMap(({ rtt, loss, newreno, cubic }) => [
  { rtt, loss, control: 'newreno', linux: newreno },
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
    { rtt: 20, loss: 0 },
    { rtt: 20, loss: 0.1 },
    { rtt: 20, loss: 1 },
    { rtt: 100, loss: 0 },
    { rtt: 100, loss: 0.1 },
    { rtt: 100, loss: 1 },
  ])('bbr, $rtt ms, loss $loss %: 85 % of what is left of the rate', ({ rtt, loss }) => {
    expect(goodput('bbr', rtt, loss)).toBeGreaterThan(0.85 * 9.56 * (1 - loss / 100))
  })
})
