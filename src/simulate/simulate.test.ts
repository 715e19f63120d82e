import { createHash, webcrypto } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { checkDeterminism, seeds, simulate, type Simulation } from './index.ts'
import { get, ok } from './testing/http.ts'

const sha = (simulation: Simulation): string => createHash('sha256').update(simulation.pcapng()).digest('hex')

describe('a program of Node in virtual time', () => {
  it('node:http with the default agent: two seconds of path are none of the machine', async () => {
    await simulate({ path: 'delay 500ms' }, async (sim) => {
      await sim.serve('api', 80, ok())
      expect(await sim.run(() => get('http://api/'))).toBe('ok')
      expect(sim.now).toBe(2_000)
    })
  })
  it("fetch, whose dispatcher is the run's own", async () => {
    await simulate({ path: 'delay 10ms' }, async (sim) => {
      await sim.serve('api', 80, ok())
      await sim.run(async () => {
        for (let i = 0; i < 2; i++) expect(await (await fetch('http://api/')).text()).toBe('ok')
      })
      expect(sim.now).toBe(80)
    })
  })
  it('timers, dates and AbortSignal.timeout tell its time', async () => {
    await simulate({ start: '2030-05-06T07:08:09Z' }, async (sim) => {
      const dates = await sim.run(async () => {
        const before = [performance.now(), process.hrtime.bigint()] as const
        await sleep(1_800_000)
        await new Promise((resolve) => setTimeout(resolve, 1_000))
        await promisify(setTimeout)(500)
        expect(performance.now() - before[0]).toBe(1_801_500)
        expect(process.hrtime.bigint() - before[1]).toBe(1_801_500_000_000n)
        const signal = AbortSignal.timeout(500)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
        expect((signal.reason as Error).name).toBe('TimeoutError')
        return [new Date(), new Date(Date.now()), new Date(2_000, 0)]
      })
      expect(dates.map((date) => date instanceof Date)).toEqual([true, true, true])
      expect(dates.slice(0, 2).map((date) => date.toISOString())).toEqual(
        Array(2).fill('2030-05-06T07:38:11.000Z'),
      )
    })
  })
  it('timers: order, intervals, clearing, refresh', async () => {
    await simulate({}, async (sim) => {
      const order: string[] = []
      await sim.run(async () => {
        const every = setInterval(() => order.push(`every ${sim.now}`), 10)
        setTimeout((word: string) => order.push(`${word} ${sim.now}`), 25, 'once')
        clearTimeout(setTimeout(() => order.push('never'), 5))
        const refreshed = setTimeout(() => order.push(`refreshed ${sim.now}`), 20)
        await sleep(15)
        refreshed.refresh()
        const gone = sleep(1_000, undefined, { signal: AbortSignal.timeout(5) })
        await expect(gone).rejects.toMatchObject({ name: 'AbortError' })
        await sleep(20)
        clearInterval(Number(every))
        await sleep(100)
      })
      expect(order).toEqual(['every 10', 'every 20', 'once 25', 'every 30', 'refreshed 35', 'every 40'])
    })
  })
  it('time stands still while files, compression and keys are worked on', async () => {
    await simulate({}, async (sim) => {
      await sim.run(async () => {
        const timer = setInterval(() => undefined, 1)
        await promisify(gzip)(Buffer.alloc(10_000_000, 'abc'))
        await readFile(import.meta.filename)
        await webcrypto.subtle.digest('SHA-256', Buffer.alloc(10_000_000))
        clearInterval(timer)
      })
      expect(sim.now).toBe(0)
    })
  })
  it('an error of the program comes out, with the seed and the diagram on stderr', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      const run = simulate({ path: 'delay 5ms', seed: 11 }, async (sim) => {
        await sim.serve('api', 80, ok())
        await sim.run(async () => {
          await get('http://api/')
          throw new Error('not what I want')
        })
      })
      await expect(run).rejects.toThrow('not what I want')
      const text = written.mock.calls.map(([line]) => String(line)).join('')
      expect(text).toContain('SYNFIN_SEED=11')
      expect(text).toContain('SYN seq 0')
    } finally {
      written.mockRestore()
    }
  })
  it('a program that waits for what never comes, and one that never ends, are told', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      const stuck = simulate({}, (sim) => sim.run(() => new Promise(() => undefined)))
      await expect(stuck).rejects.toMatchObject({ code: 'SYNFIN_CLOCK_IDLE' })
      const endless = simulate({ deadline: '5s' }, (sim) =>
        sim.run(() => new Promise(() => setInterval(() => undefined, 10))),
      )
      await expect(endless).rejects.toMatchObject({ code: 'SYNFIN_CLOCK_LIMIT' })
      const nested = simulate({}, (sim) => sim.run(() => simulate({}, (other) => other.run(() => 1))))
      await expect(nested).rejects.toMatchObject({ code: 'EBUSY' })
    } finally {
      written.mockRestore()
    }
  })
  it('a seed that is none, a time that is none, a host that is not there', async () => {
    expect(() => simulate({ deadline: 'soon' })).toThrow(/"?soon/)
    expect(() => simulate({ path: 'delay much' })).toThrow(/much/)
    expect(() => simulate({ seed: 1.5 })).toThrow(/1\.5/)
    vi.stubEnv('SYNFIN_SEED', 'seven')
    expect(() => simulate()).toThrow(/seven/)
    vi.unstubAllEnvs()
    const sim = simulate()
    expect(() => sim.partition('nobody')).toThrow(/nobody/)
    await sim.end()
  })
})

describe('what repeats', () => {
  it('loss repeats by its seed, to the byte', async () => {
    const run = (seed: number): Promise<string> =>
      simulate({ path: 'delay 20ms loss 5%', seed }, async (sim) => {
        await sim.serve('api', 80, ok())
        await sim.run(async () => {
          for (let i = 0; i < 50; i++) await get(`http://api/${Math.random()}`, new http.Agent())
        })
        return sha(sim)
      })
    const [a, b, c] = [await run(1), await run(1), await run(2)]
    expect(a).toBe(b)
    expect(a).not.toBe(c)
  })
  it('checkDeterminism passes for what repeats, and shows the first packet that differs', async () => {
    await checkDeterminism({ path: 'loss 5%' }, async (sim) => {
      await sim.serve('api', 80, ok())
      await sim.run(() => get(`http://api/${webcrypto.randomUUID()}`))
    })
    let runs = 0
    const differs = checkDeterminism({}, async (sim) => {
      await sim.serve('api', 80, ok())
      await sim.run(() => get(`http://api/${runs++}`))
    })
    await expect(differs).rejects.toMatchObject({ code: 'SYNFIN_NOT_REPEATED' })
    await expect(differs).rejects.toThrow('#4: 0 ms client > api')
  })
  it('seeds: from 1, or that of the environment alone', () => {
    expect(seeds(3)).toEqual([1, 2, 3])
    vi.stubEnv('SYNFIN_SEED', '42')
    expect(seeds(3)).toEqual([42])
    expect(simulate().seed).toBe(42)
    vi.unstubAllEnvs()
  })
})
