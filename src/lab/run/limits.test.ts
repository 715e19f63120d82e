import { describe, expect, it } from 'vitest'
import { SECOND } from '../../base/index.ts'
import {
  estimateRun,
  EXAMPLES,
  isLarge,
  LESSONS,
  parseScenario,
  runScenario,
  sayEstimate,
  sayStopped,
} from '../index.ts'

const estimate = (link: string): ReturnType<typeof estimateRun> => estimateRun(parseScenario(link))

describe('what a run costs', () => {
  it.each([
    'client=send+256M,+close&server=recv+end,+close',
    'clients=1000&client=send+100k,+close&server=recv+end,+close',
    "clients=1000&spacing=1ms&client=send+'hi',+recv+end,+close&server=recv,+send+100k,+close",
    'protocol=udp&client=send+1k+x100000&server=recv+1k',
    'protocol=udp&client=send+200M+by+100&server=recv+1k',
  ])('is asked about: %s', (link) => expect(isLarge(estimate(link))).toBe(true))

  it('is not asked about in any lesson or example', () => {
    const links = [...EXAMPLES, ...LESSONS.flatMap(({ runs }) => runs)].map(({ link }) => link)
    expect(links.filter((link) => isLarge(estimate(link)))).toEqual([])
  })

  it.each([
    'client=send+4M,+close&server=recv+end,+close',
    'clients=50&client=send+20k,+close&server=recv+end,+close',
    'protocol=udp&client=send+1k+x3000&server=recv+3000k&until=1s',
  ])('is estimated within twice its packets: %s', async (link) => {
    const { packets } = await runScenario(parseScenario(link), { samples: false })
    const bytes = packets.reduce((sum, packet) => sum + packet.bytes.length, 0)
    const real = packets.length * 2_000 + bytes
    expect(estimate(link).memory).toBeGreaterThan(real / 2)
    expect(estimate(link).memory).toBeLessThan(real * 4)
  })

  it('is said', () => {
    expect(sayEstimate({ cpu: 33 * SECOND, memory: 1.36e9 }, 'en')).toBe(
      'This run would take about 33 s and 1.36 GB of memory.',
    )
  })
})

describe('a run that costs too much', () => {
  const scenario = parseScenario('client=send+2M,+close&server=recv+end,+close')

  it('stops at its limit of memory, and what it has shown so far is its result', async () => {
    const run = await runScenario(scenario, { limit: { cpu: SECOND, memory: 4_000_000 } })
    expect(run.stopped).toBe('memory')
    expect(run.packets.length).toBeGreaterThan(100)
    expect(run.trace?.segments.length).toBe(run.packets.length)
    expect(run.programs.map(({ outcome }) => outcome)).toContain('waiting')
    expect(sayStopped(run, 'en')).toMatch(
      /^The run was stopped at .*: it had used the 1 GB of memory that it may\. This is/,
    )
  })

  it('stops at its limit of time, by the clock that it is given', async () => {
    let now = 0
    const run = await runScenario(scenario, {
      cpu: () => (now += SECOND),
      limit: { cpu: 2 * SECOND, memory: 1e9 },
    })
    expect(run.stopped).toBe('cpu')
    expect(run.packets.length).toBeGreaterThan(10)
  })

  it('stops in the middle of programs that never let time move', async () => {
    const endless = parseScenario('protocol=udp&client=send+1k+x100000&server=recv+1k')
    const run = await runScenario(endless, { samples: false, limit: { cpu: SECOND, memory: 5_000_000 } })
    expect(run.stopped).toBe('memory')
    expect(run.packets.length).toBeLessThan(10_000)
  })

  it('a whole run says nothing of it', async () => {
    const run = await runScenario(parseScenario(''))
    expect(sayStopped(run, 'en')).toBeUndefined()
  })
})
