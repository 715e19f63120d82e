import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import net from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SECOND } from '../base/index.ts'
import type { ReplyRule } from '../protocol/index.ts'
import { VirtualClock } from '../link/index.ts'
import { boundedSearch } from '../host/index.ts'
import { Answers, AnswersRoom, Reading, REGEX_MILLIS, Rules } from '../talk/index.ts'
import { ClosedConnections } from './sessions/closed-connections.ts'
import type { WorkbenchConnection } from './sessions/connection.ts'
import { Journal } from './sessions/journal.ts'
import { enter, open, TestPage } from './testing/page.ts'
import { WaitingRoom } from './sessions/waiting-room.ts'

/** What peers and pages can make the workbench hold and do, at its bounds. */

const ECHO: ReplyRule = { match: { kind: 'any' }, answer: { kind: 'echo' } }

describe('automatic answers that wait', () => {
  /** A connection whose sends resolve when they are told to. */
  function talk(delayMillis: number, room = new AnswersRoom()) {
    const taken: (() => void)[] = []
    let rules: Rules | undefined = new Rules([{ ...ECHO, delayMillis }], boundedSearch)
    const isBroken = (): Promise<boolean> => Promise.resolve(false)
    const to = { takesBytes: true, isBroken, send: () => new Promise<void>((resolve) => taken.push(resolve)) }
    const clock = new VirtualClock()
    const slow = (): void => undefined
    const answers = new Answers({ to, clock, room, rules: () => rules, mayAnswer: () => true, slow })
    return { answers, clock, room, taken, stop: () => (rules = undefined) }
  }

  test('a peer that does not take them is read no more, and again when it does', async () => {
    const { answers, room, taken } = talk(0)
    let wait: Promise<void> | undefined
    let reads = 0
    while (wait === undefined) {
      wait = answers.onData(new Uint8Array(64 * 1024))
      reads++
    }
    expect(reads).toBe(4)
    expect(room.bytes).toBeLessThan(258 * 1024)
    for (const take of taken) take()
    await wait
    await setImmediate()
    expect(room.bytes).toBe(0)
    expect(answers.onData(new Uint8Array(1))).toBeUndefined()
  })

  test('delayed ones count too, however small, and go with their connection', async () => {
    const { answers, room } = talk(3_600_000)
    let wait: Promise<void> | undefined
    let reads = 0
    while (wait === undefined && reads < 1e6) {
      wait = answers.onData(new Uint8Array(1))
      reads++
    }
    expect(reads).toBeLessThan(1_000)
    answers.end()
    await wait
    expect(room.bytes).toBe(0)
  })

  test('a thousand peers together hold 64 MiB and one answer each', () => {
    const room = new AnswersRoom()
    const peers = Array.from({ length: 1_000 }, () => talk(0, room).answers)
    let waiting = 0
    for (let round = 0; round < 10; round++) {
      for (const [at, peer] of peers.entries()) {
        if (waiting > at) continue
        if (peer.onData(new Uint8Array(64 * 1024)) !== undefined) waiting = at + 1
      }
    }
    expect(room.bytes).toBeLessThanOrEqual(64 * 1024 * 1024 + 1_000 * (64 * 1024 + 300))
  })

  test('stop with their listener, those that wait too', async () => {
    const { answers, clock, taken, stop } = talk(1)
    void answers.onData(new Uint8Array(1))
    stop()
    clock.runUntil(SECOND)
    expect(taken).toHaveLength(0)
    expect(answers.onData(new Uint8Array(1))).toBeUndefined()
  })
})

test('what waits for peers is counted once for all who get it, and bounded', () => {
  const room = new WaitingRoom(1_000)
  const [one, other] = [new Uint8Array(600), new Uint8Array(600)]
  for (let i = 0; i < 50; i++) expect(room.enter(one)).toBe(true)
  expect([room.used, room.enter(other)]).toEqual([600, false])
  for (let i = 0; i < 50; i++) room.leave(one)
  expect([room.used, room.enter(other)]).toEqual([0, true])
})

test('a crowd of closed connections pushes out its own, never the person’s', () => {
  const closed = new ClosedConnections()
  const make = (listener: number | undefined, conn: number): WorkbenchConnection =>
    ({ listener, conn }) as unknown as WorkbenchConnection
  const own = [make(undefined, 1), make(undefined, 2)]
  const quiet = make(7, 3)
  for (const one of [...own, quiet]) closed.add(one)
  for (let conn = 10; conn < 1_110; conn++) {
    closed.add(make(8, conn))
    const first = closed.first() as WorkbenchConnection
    if (closed.size > 100) {
      expect(first.listener).toBe(8)
      closed.delete(first)
    }
  }
  while (closed.size > 2) closed.delete(closed.first() as WorkbenchConnection)
  expect(closed.first()).toBe(own[0])
})

test('a hundred slow patterns share the time of one read', () => {
  const bad: ReplyRule = { match: { kind: 'regex', pattern: '^(a+)+$' }, answer: { kind: 'echo' } }
  const rules = new Rules(
    Array.from({ length: 100 }, () => bad),
    boundedSearch,
  )
  const off: number[] = []
  const begin = performance.now()
  rules.answer(Buffer.from(`${'a'.repeat(40)}b`), new Reading(), (rule) => off.push(rule))
  expect(performance.now() - begin).toBeLessThan(10 * REGEX_MILLIS)
  // What the first one leaves of the time may be enough to begin with a second one, never with a third.
  expect([[0], [0, 1]]).toContainEqual(off)
})

test('a rule that looks for no bytes is none', () => {
  expect(
    () => new Rules([{ match: { kind: 'hex', hex: '  ' }, answer: { kind: 'echo' } }], boundedSearch),
  ).toThrow('at least one byte')
})

test('the journal counts rules as long as they are', () => {
  const journal = new Journal(() => 0)
  const text = 'x'.repeat(60_000)
  const rules: ReplyRule[] = Array.from({ length: 100 }, () => ({ ...ECHO, match: { kind: 'text', text } }))
  for (let i = 0; i < 10; i++) journal.emit({ type: 'rules', conn: 1, rules })
  expect(journal.after(journal.seq - 2, 1e9)).toHaveLength(2)
  expect(journal.after(journal.seq - 5, 1e9)).toBeUndefined()
  journal.stop()
})

describe('over real sockets', () => {
  let workbench: Awaited<ReturnType<typeof open>>
  let page: TestPage
  beforeAll(async () => {
    workbench = await open({ bounds: { closed: 20, rules: 100_000 } })
    page = await TestPage.open(workbench.base, await enter(workbench.link()))
  })
  afterAll(() => workbench.close())

  /** @returns An echo service as inetd's: it answers everybody. */
  async function echoService(): Promise<{ socket: Socket; port: number; received: () => number }> {
    let received = 0
    const socket = createSocket('udp4', (message, from) => {
      received++
      socket.send(message, from.port, from.address)
    })
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    return { socket, port: socket.address().port, received: () => received }
  }

  test('a UDP echo service and a listener that echoes end, and the pause is told', async () => {
    const { listener } = await page.ask('listen', { transport: 'udp', port: 0, rules: [ECHO] })
    const service = await echoService()
    const { conn } = await page.ask('sendTo', {
      listener: listener.conn,
      host: '127.0.0.1',
      port: service.port,
      base64: 'AAAA',
    })
    const mark = await page.event('mark', (event) => event.conn === conn && event.mark === 'answers')
    expect(mark.detail).toMatch(/More than 200 automatic answers/)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { bytesSent } = (await page.ask('sessions', {})).connections.find((one) => one.conn === conn) ?? {}
    // The first one and 200 answers, of 3 bytes each, and 5 more for every second that a busy machine took.
    expect(bytesSent).toBeLessThanOrEqual(3 * (201 + 50))
    const before = service.received()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(service.received()).toBe(before)
    service.socket.close()
  })

  test('stopListening stops the rules of those who are connected at once', async () => {
    const { listener } = await page.ask('listen', { port: 0, rules: [ECHO] })
    const socket = net.connect(listener.local.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write('a')
    await once(socket, 'data')
    await page.ask('stopListening', { conn: listener.conn })
    socket.write('b')
    const { conn } = await page.event('open', ({ connection }) => connection.listener === listener.conn)
    await page.event('data', (event) => event.conn === conn && event.direction === 'in' && event.offset === 1)
    await page.ask('sessions', {})
    expect(String(page.bytesOf(conn, 'out'))).toBe('a')
    socket.destroy()
  })

  test('short connections of a peer leave the person’s own talk in the list', async () => {
    const peer = net.createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1')
    await once(peer, 'listening')
    const { port } = peer.address() as net.AddressInfo
    const { connection } = await page.ask('connect', { host: '127.0.0.1', port })
    await page.event('close', ({ conn }) => conn === connection.conn)
    const { listener } = await page.ask('listen', { port: 0 })
    for (let i = 0; i < 60; i++) {
      const socket = net.connect(listener.local.port, '127.0.0.1')
      await once(socket, 'connect')
      socket.resetAndDestroy()
    }
    await page.until(() => page.events.filter(({ type }) => type === 'forgotten').length >= 40)
    const { connections } = await page.ask('sessions', {})
    expect(connections.some(({ conn }) => conn === connection.conn)).toBe(true)
    expect(connections.length).toBeLessThanOrEqual(24)
    peer.close()
  })

  test('rules that are too long together are refused, and a name with spaces or too long', async () => {
    const { listener } = await page.ask('listen', { port: 0 })
    const rules: ReplyRule[] = [{ ...ECHO, match: { kind: 'text', text: 'x'.repeat(60_000) } }]
    await page.ask('rules', { conn: listener.conn, rules })
    await page.ask('rules', { conn: listener.conn, rules })
    await expect(page.ask('listen', { port: 0, rules })).rejects.toMatchObject({ code: 'SYNFIN_LIMIT' })
    for (const host of ['a\0b', 'a b', 'x'.repeat(254)]) {
      await expect(page.ask('connect', { host, port: 1 })).rejects.toMatchObject({ code: 'SYNFIN_MESSAGE' })
    }
    const long = await page
      .ask('connect', { host: 'x'.repeat(230), port: 1 })
      .catch((error: unknown) => error)
    expect((long as Error).message).toMatch(/No such host: x+|could not be looked up/)
  })

  test('a peer that resets while its answers wait is heard of, and they go', async () => {
    const { listener } = await page.ask('listen', { port: 0, rules: [{ ...ECHO, delayMillis: 3_600_000 }] })
    const socket = net.connect(listener.local.port, '127.0.0.1')
    await once(socket, 'connect')
    const { conn } = await page.event('open', ({ connection }) => connection.listener === listener.conn)
    // More than the answers of one connection may hold: it is read no more.
    const received = (): number =>
      page.events.reduce(
        (sum, event) => sum + (event.type === 'data' && event.conn === conn ? event.length : 0),
        0,
      )
    socket.write(Buffer.alloc(8 * 1024 * 1024))
    await page.until(() => received() >= 256 * 1024)
    socket.resetAndDestroy()
    const close = await page.event('close', (event) => event.conn === conn)
    expect(close).toMatchObject({ how: 'reset', firstCloser: 'peer', bytesSent: 0 })
  })

  test('a page that does not read is not read either, and loses nothing', async () => {
    const { listener } = await page.ask('listen', { port: 0 })
    const socket = net.connect(listener.local.port, '127.0.0.1')
    await once(socket, 'connect')
    const { conn } = await page.event('open', ({ connection }) => connection.listener === listener.conn)
    socket.write(Buffer.alloc(3 * 1024 * 1024))
    await page.until(
      () => page.bytesOf(conn, 'in').length >= 3 * 1024 * 1024 || (page.events.at(-1)?.seq ?? 0) > 0,
    )
    const deaf = await TestPage.open(workbench.base, await enter(workbench.link()))
    deaf.socket.pause()
    const before = process.memoryUsage().rss
    const answers = Array.from({ length: 400 }, () =>
      deaf.ask('bytes', { conn, direction: 'in', offset: 0, length: 1024 * 1024 }),
    )
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
    deaf.socket.resume()
    expect(await Promise.all(answers)).toHaveLength(400)
    await deaf.leave()
    socket.destroy()
  }, 60_000)
})
