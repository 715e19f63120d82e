import { describe, expect, it } from 'vitest'
import { jain, runFlows } from './flow.ts'

const sum = (rates: readonly number[]): number => rates.reduce((a, b) => a + b, 0)

describe('flows of the same round trip share a bottleneck of 10 Mbit/s', () => {
  it.each([
    { control: 'reno', flows: 2 },
    { control: 'cubic', flows: 2 },
    { control: 'reno', flows: 10 },
    { control: 'cubic', flows: 10 },
  ])('$flows flows of $control: Jain 0.95, link full', ({ control, flows }) => {
    const { goodput } = runFlows({
      path: { mbit: 10, queue: 83, rtt: 100 },
      control,
      flows,
      skip: 60,
      seconds: 120,
    })
    expect(jain(goodput)).toBeGreaterThan(0.95)
    expect(sum(goodput)).toBeGreaterThan(0.9 * 9.56)
  })
})

describe('the queue of 10 Mbit/s at 20 ms', () => {
  it('fills what it is given: 100 packets are 120 ms', () => {
    const { srtt } = runFlows({ path: { mbit: 10, queue: 100, rtt: 20 }, control: 'cubic', seconds: 60 })
    expect(srtt).toBeGreaterThan(100)
    expect(srtt).toBeLessThan(145)
  })

  it('is short under CoDel, and the link stays full', () => {
    const { srtt, goodput } = runFlows({
      path: { mbit: 10, queue: 1000, rtt: 20, forward: 'codel' },
      control: 'cubic',
      seconds: 60,
    })
    expect(srtt).toBeLessThan(30)
    expect(goodput[0]).toBeGreaterThan(0.95 * 9.56)
  })

  it('is short under CoDel with marks, and nothing is lost but at the start', () => {
    const { srtt, goodput, retransmissions } = runFlows({
      path: { mbit: 10, queue: 1000, rtt: 20, forward: 'codel ecn' },
      control: 'cubic',
      seconds: 60,
      settings: { ecn: 1 },
    })
    expect(srtt).toBeLessThan(35)
    expect(goodput[0]).toBeGreaterThan(0.95 * 9.56)
    expect(retransmissions).toBe(0)
  })

  it('is short with BBR even without CoDel', () => {
    const { srtt } = runFlows({ path: { mbit: 10, queue: 1000, rtt: 20 }, control: 'bbr', seconds: 60 })
    expect(srtt).toBeLessThan(35)
  })
})

describe('goodput under reordering', () => {
  it('is kept: jitter of 5 ms moves packets past five others', () => {
    const { goodput } = runFlows({
      path: { mbit: 10, queue: 1000, rtt: 20, forward: 'delay 10ms 5ms order free' },
      control: 'cubic',
      seconds: 60,
    })
    expect(goodput[0]).toBeGreaterThan(0.9 * 9.56)
  })
})
