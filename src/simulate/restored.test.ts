import crypto from 'node:crypto'
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import tls from 'node:tls'
import zlib from 'node:zlib'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { simulate, type Simulation } from './index.ts'
import { get, ok } from './testing/http.ts'

const objects: Readonly<Record<string, object>> = {
  globalThis,
  Math,
  WebAssembly: (globalThis as unknown as { WebAssembly: object }).WebAssembly,
  AbortSignal,
  performance,
  process,
  crypto,
  webcrypto: crypto.webcrypto,
  subtle: Object.getPrototypeOf(crypto.webcrypto.subtle) as object,
  dns,
  dnsPromises: dns.promises,
  http,
  agent: http.Agent.prototype,
  message: http.OutgoingMessage.prototype,
  https,
  net,
  server: net.Server.prototype,
  socket: net.Socket.prototype,
  timers,
  timersPromises,
  scheduler: timersPromises.scheduler,
  tls,
  zlib: Object.getPrototypeOf(Object.getPrototypeOf(zlib.Gzip.prototype)) as object,
}

/** Every property of Node's that a run replaces, and more: how it is defined, and what Node has open. */
function everything(): unknown {
  const defined = Object.entries(objects).flatMap(([name, object]) =>
    Reflect.ownKeys(object).map((key) => [name, key, Object.getOwnPropertyDescriptor(object, key)] as const),
  )
  const agents = [http.globalAgent, https.globalAgent]
  return { defined, agents, open: process.getActiveResourcesInfo().filter((name) => name.endsWith('Wrap')) }
}

async function busy(sim: Simulation): Promise<void> {
  await get('http://api/')
  await fetch('http://api/')
  setInterval(() => sim.now, 1_000)
}

/** Fails at the first property that is not as it was; comparing all at once would print all of Node. */
function expectSame(after: unknown, before: unknown): void {
  const [a, b] = [after, before] as { defined: (readonly [string, PropertyKey, PropertyDescriptor])[] }[]
  for (const [i, [name, key, descriptor]] of (b?.defined ?? []).entries()) {
    const now = a?.defined[i]
    const isSame = (['value', 'get', 'set', 'enumerable', 'configurable', 'writable'] as const).every(
      (part) => Object.is(now?.[2][part], descriptor[part]),
    )
    if (!isSame || now?.[1] !== key) expect.fail(`${name}.${String(key)} has changed`)
  }
  expect(a?.defined.length).toBe(b?.defined.length)
  expect({ ...a, defined: 0 }).toEqual({ ...b, defined: 0 })
}

beforeEach(async () => {
  // fetch and what it stands on are loaded when they are first called.
  await fetch('data:,')
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => vi.restoreAllMocks())

it.each<readonly [string, (sim: Simulation) => Promise<void>]>([
  ['that ends well', busy],
  ['that throws', (sim) => busy(sim).then(() => Promise.reject(new Error('no')))],
  ['that is given up', (sim) => busy(sim).then(() => new Promise(() => undefined))],
])('nothing of Node is changed after a run %s', async (_name, program) => {
  const before = everything()
  const sim = simulate({ path: 'delay 1ms', deadline: '10s' })
  await sim.serve('api', 80, ok())
  expectSame(everything(), before)
  await sim.run(() => program(sim)).catch(() => undefined)
  expectSame(everything(), before)
  await sim.end()
  expectSame(everything(), before)
})

it('what a program has kept of a run does as Node outside of it', async () => {
  const kept = await simulate({}, (sim) =>
    sim.run(() => ({ later: setTimeout, Now: Date, connect: net.connect, random: Math.random })),
  )
  const began = performance.now()
  await new Promise((resolve) => kept.later(resolve, 20))
  expect(performance.now() - began).toBeGreaterThan(15)
  expect(Math.abs(kept.Now.now() - Date.now())).toBeLessThan(1_000)
  const server = net.createServer((socket) => socket.end('real'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  const socket = kept.connect(port, '127.0.0.1')
  expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe('real')
  await new Promise((resolve) => server.close(resolve))
})
