import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { simulate } from './index.ts'
import { get, ok } from './testing/http.ts'

/** @returns How a request ends within so many milliseconds. */
async function ends(url: string, millis: number): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(millis) })
    return await response.text()
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } }
    return cause?.code ?? name
  }
}

describe('faults', () => {
  it('a partition loses, and after heal the SYN that is retransmitted arrives', async () => {
    await simulate({ path: 'delay 10ms' }, async (sim) => {
      await sim.serve('api', 80, ok())
      sim.partition('client', 'api')
      sim.at('1500ms', () => sim.heal())
      expect(await sim.run(() => get('http://api/'))).toBe('ok')
      // Linux from 6.5 on: the SYN is sent again after 1, 2, 3 and 4 s.
      expect(sim.now).toBeGreaterThan(2_000)
      expect(sim.packets.filter(({ why }) => why === 'down').length).toBeGreaterThan(0)
    })
  })
  it('hold keeps what is sent: it arrives at heal, and nothing is lost', async () => {
    await simulate({ path: 'delay 10ms' }, async (sim) => {
      await sim.serve('api', 80, ok())
      sim.at(5, () => sim.hold('client'))
      sim.at(500, () => sim.heal())
      expect(await sim.run(() => get('http://api/'))).toBe('ok')
      expect(sim.now).toBeGreaterThanOrEqual(530)
      expect(sim.packets.every(({ fate }) => fate !== 'lost')).toBe(true)
    })
  })
  it('a partition between two hosts leaves a third alone', async () => {
    await simulate({ path: 'delay 1ms' }, async (sim) => {
      await sim.serve('a', 80, ok())
      await sim.serve('b', 80, ok())
      sim.partition('client', ['a'])
      await sim.run(async () => {
        expect(await ends('http://a/', 500)).toBe('TimeoutError')
        expect(await ends('http://b/', 500)).toBe('ok')
      })
    })
  })
  it('a machine without power says nothing; after restart it resets what it does not know, and serves', async () => {
    await simulate({ path: 'delay 10ms' }, async (sim) => {
      const echo = (socket: net.Socket): void => void socket.on('error', () => undefined).pipe(socket)
      await sim.serve('db', 5432, echo)
      await sim.run(async () => {
        const socket = net.connect(5432, 'db')
        const seen: string[] = []
        socket.on('data', (data) => seen.push(`${sim.now} ${String(data)}`))
        const over = new Promise((resolve) => socket.on('close', resolve))
        socket.on('error', (error: NodeJS.ErrnoException) => seen.push(`${error.code}`))
        socket.write('one')
        await sleep(100)
        sim.crash('db')
        const before = sim.packets.length
        socket.write('two')
        await sleep(1_000)
        expect(sim.packets.slice(before).every(({ from }) => from === 'client')).toBe(true)
        expect(seen).toEqual(['40 one'])
        sim.restart('db')
        await over
        expect(seen).toEqual(['40 one', 'ECONNRESET'])
        const again = net.connect(5432, 'db')
        again.write('three')
        expect(String(await new Promise((resolve) => again.once('data', resolve)))).toBe('three')
        again.destroy()
      })
    })
  })
  it('timers of a host that has crashed do not fire, and its programs are not run', async () => {
    await simulate({}, async (sim) => {
      const worker = sim.host('worker')
      const ticks: number[] = []
      await sim.run(async () => {
        worker.run(() => setInterval(() => ticks.push(sim.now), 100))
        await sleep(250)
        worker.crash()
        await sleep(500)
      })
      expect(ticks).toEqual([100, 200])
      expect(() => worker.run(() => 1)).toThrow(/worker/)
    })
  })
  it('the path between two hosts changes while they talk, each way by itself', async () => {
    await simulate({ path: 'delay 10ms' }, async (sim) => {
      await sim.serve('api', 80, ok())
      await sim.run(async () => {
        await get('http://api/')
        const before = sim.now
        sim.path('client', 'api', { forward: 'delay 100ms', back: 'delay 1ms' })
        await get('http://api/')
        expect(sim.now - before).toBeCloseTo(101, 0)
      })
    })
  })
  it('refused, reset and unknown names are as Node says them', async () => {
    await simulate({ path: 'delay 1ms' }, async (sim) => {
      await sim.serve('api', 80, (socket) => socket.resetAndDestroy())
      await sim.run(async () => {
        expect(await ends('http://api:81/', 500)).toBe('ECONNREFUSED')
        expect(await ends('http://nowhere/', 500)).toBe('ENOTFOUND')
        expect(['ECONNRESET', 'UND_ERR_SOCKET']).toContain(await ends('http://api/', 500))
        const refused = net.connect(81, 'api')
        const error = await new Promise((resolve) => refused.on('error', resolve))
        expect(error).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect', port: 81 })
        expect((error as Error).message).toBe(`connect ECONNREFUSED ${sim.host('api').addresses[0]}:81`)
      })
    })
  })
})

describe('hosts', () => {
  it('a server that asks another is where its request comes from', async () => {
    await simulate({ path: 'delay 1ms' }, async (sim) => {
      const { createServer } = await import('node:http')
      await sim.serve('db', 80, ok())
      await sim.serve(
        'api',
        80,
        createServer((_, response) => void get('http://db/').then((text) => response.end(`db says ${text}`))),
      )
      expect(await sim.run(() => get('http://api/'))).toBe('db says ok')
      expect(new Set(sim.packets.map(({ from, to }) => `${from} ${to}`))).toEqual(
        new Set(['client api', 'api client', 'api db', 'db api']),
      )
    })
  })
  it("a program's own listen, address and close", async () => {
    await simulate({ path: 'delay 1ms' }, async (sim) => {
      await sim.run(async () => {
        const server = ok()
        await sim.host('api').run(() => new Promise<void>((resolve) => server.listen(8_080, resolve)))
        expect(server.listening).toBe(true)
        expect(server.address()).toMatchObject({ port: 8_080 })
        const taken = ok()
        const error = await sim
          .host('api')
          .run(() => new Promise((resolve) => taken.on('error', resolve).listen(8_080)))
        expect(error).toMatchObject({ code: 'EADDRINUSE' })
        expect(await get('http://api:8080/')).toBe('ok')
        await new Promise((resolve) => {
          server.close(resolve)
          server.closeAllConnections()
        })
        expect(server.listening).toBe(false)
        expect(await ends('http://api:8080/', 500)).toBe('ECONNREFUSED')
      })
    })
  })
})
