import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { applyEvents, socketPath } from '../protocol/index.ts'
import { enter, open, TestPage } from './testing/page.ts'

/** Pages come, go, come back, and are several; sessions stay, and memory stays bounded. */

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const MEMORY = 256 * 1024

let workbench: Awaited<ReturnType<typeof open>>
let key: string
beforeAll(async () => {
  workbench = await open({ bounds: { memoryEach: MEMORY } })
  key = await enter(workbench.link())
})
afterAll(() => workbench.close())

async function client(page: TestPage): Promise<{ socket: net.Socket; conn: number; listener: number }> {
  const { listener } = await page.ask('listen', { port: 0 })
  const socket = net.connect(listener.local.port, '127.0.0.1')
  const { conn } = await page.event('open', ({ connection }) => connection.listener === listener.conn)
  return { socket, conn, listener: listener.conn }
}

describe('a page', () => {
  test('that comes back gets what it has missed, and its lists are then the workbench’s', async () => {
    const before = await TestPage.open(workbench.base, key)
    const { socket, conn } = await client(before)
    socket.write('one')
    await before.event('data', (event) => event.conn === conn)
    const { run } = before.hello
    const since = before.events.at(-1)?.seq ?? 0
    let lists = applyEvents(before.hello.snapshot ?? fail(), before.events)
    await before.leave()

    socket.write('two')
    socket.end()
    const other = await TestPage.open(workbench.base, key)
    await other.event('close', (event) => event.conn === conn).catch(() => undefined)

    const after = await TestPage.open(workbench.base, key, socketPath({ run, since }))
    expect(after.hello).toMatchObject({ run, seq: since })
    expect(after.hello.snapshot).toBeUndefined()
    await after.event('close', (event) => event.conn === conn)
    expect(after.events.map(({ seq }) => seq)).toEqual(after.events.map((_, at) => since + 1 + at))
    expect(String(after.bytesOf(conn, 'in'))).toBe('two')
    lists = applyEvents(lists, after.events)
    const { seq, ...now } = await after.ask('sessions', {})
    expect(seq).toBe(after.events.at(-1)?.seq)
    expect(JSON.parse(JSON.stringify(lists))).toEqual(JSON.parse(JSON.stringify(now)))
    await Promise.all([after.leave(), other.leave()])
  })

  test('of another run, or with a number that never was, gets the lists instead', async () => {
    for (const resume of [
      { run: 'another', since: 1 },
      { run: (await TestPage.open(workbench.base, key)).hello.run, since: 1e9 },
    ]) {
      const page = await TestPage.open(workbench.base, key, socketPath(resume))
      expect(page.hello.snapshot).toBeDefined()
      await page.leave()
    }
  })

  test('sees what another one does', async () => {
    const [one, two] = [await TestPage.open(workbench.base, key), await TestPage.open(workbench.base, key)]
    const { socket, conn } = await client(one)
    await two.event('open', (event) => event.conn === conn)
    await two.ask('send', { to: [conn], base64: base64('from the second') })
    expect(String((await once(socket, 'data'))[0])).toBe('from the second')
    await one.event('data', (event) => event.conn === conn && event.direction === 'out')
    await two.leave()
    socket.on('error', () => undefined)
    await one.ask('reset', { conn })
    await one.leave()
  })

  test('that was loaded while nobody was there finds the sessions and their history', async () => {
    const first = await TestPage.open(workbench.base, key)
    const { socket, conn } = await client(first)
    await first.leave()
    socket.write('while you were away')
    const second = await TestPage.open(workbench.base, key)
    await expect
      .poll(async () => (await second.ask('messages', { conn, from: 0, count: 10 })).messages[0]?.length)
      .toBe(19)
    const { offset, base64: got } = await second.ask('bytes', { conn, direction: 'in', offset: 6, length: 3 })
    expect([offset, String(Buffer.from(got, 'base64'))]).toEqual([6, 'you'])
    socket.destroy()
    await second.leave()
  })
})

test('memory is bounded: older bytes are in the session file, are told to be, and are read back', async () => {
  const page = await TestPage.open(workbench.base, key)
  const { socket, conn, listener } = await client(page)
  const total = 8 * 1024 * 1024
  const block = Buffer.from(Uint8Array.from({ length: 65_536 }, (_, at) => (at * 7 + (at >> 8)) % 256))
  for (let sent = 0; sent < total; sent += block.length) {
    if (!socket.write(block)) await once(socket, 'drain')
  }
  await page.event('data', (event) => event.conn === conn && event.offset + event.length === total)
  const { connections } = await page.ask('sessions', {})
  const info = connections.find((one) => one.conn === conn)
  expect(info).toMatchObject({ bytesReceived: total, historyFrom: 0 })
  expect(info?.memoryFrom).toBeGreaterThan(0)
  const mark = await page.event('mark', (event) => event.conn === conn && event.mark === 'memory')
  expect(mark.memoryFrom).toBeGreaterThan(0)

  const [folder = ''] = readdirSync(workbench.folder).filter((name) => /^synfin-\d+-/.test(name))
  const file = join(workbench.folder, folder, `${conn}.bytes`)
  expect(statSync(file).size).toBeGreaterThan(total - MEMORY - 65_536)
  if (process.platform !== 'win32') {
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(statSync(join(workbench.folder, folder)).mode & 0o077).toBe(0)
  }
  for (const offset of [0, 65_530, 1_000_003, total - 70_000]) {
    const range = await page.ask('bytes', { conn, direction: 'in', offset, length: 70_000 })
    const expected = Buffer.from(
      Uint8Array.from({ length: 70_000 }, (_, at) => block[(offset + at) % 65_536] as number),
    )
    expect(range.offset).toBe(offset)
    expect(Buffer.from(range.base64, 'base64').equals(expected)).toBe(true)
  }
  socket.destroy()
  await page.event('close', (event) => event.conn === conn)
  await page.ask('forget', { conn })
  expect(existsSync(file)).toBe(false)
  await page.ask('stopListening', { conn: listener })
  await page.leave()
})

test('a page that does not read is no burden: it begins again with the lists', async () => {
  const page = await TestPage.open(workbench.base, key)
  const slow = await TestPage.open(workbench.base, key)
  const { socket, conn } = await client(page)
  await slow.event('open', (event) => event.conn === conn)
  // It stops reading its TCP connection, as a page in a tab that sleeps does.
  ;(slow.socket as unknown as { _socket: net.Socket })._socket.pause()
  const sixteen = Buffer.alloc(16_000, 'x').toString('base64')
  socket.resume()
  for (let round = 0; round < 30; round++) {
    await Promise.all(Array.from({ length: 50 }, () => page.ask('send', { to: [conn], base64: sixteen })))
  }
  ;(slow.socket as unknown as { _socket: net.Socket })._socket.resume()
  await slow.until(() => slow.hellos.length > 1)
  expect(slow.hello.snapshot?.connections.some((one) => one.conn === conn)).toBe(true)
  socket.destroy()
  await Promise.all([page.leave(), slow.leave()])
}, 60_000)

test('a beat tells that the workbench lives; a page that does not answer is cut off', async () => {
  const quick = await open({ beatMillis: 50 })
  const own = await enter(quick.link())
  const page = await TestPage.open(quick.base, own)
  await page.until(() => page.beats > 3)
  const deaf = new WebSocket(`${quick.base.replace('http', 'ws')}/api/ws`, {
    headers: { authorization: `Bearer ${own}` },
    autoPong: false,
  })
  const [code] = (await once(deaf, 'close')) as [number]
  expect(code).toBe(1006)
  expect(page.socket.readyState).toBe(WebSocket.OPEN)
  await quick.close()
})

test('stopped and back: the page is told goodbye, and the next run is another one; a token of one’s own still lets in', async () => {
  const token = 'a-token-of-my-own'
  const folder = mkdtempSync(join(tmpdir(), 'workbench-test-'))
  const first = await open({ token, temporary: folder })
  const own = await enter(first.link())
  const page = await TestPage.open(first.base, own)
  const { run, seq } = page.hello
  await first.close()
  expect(page.saidGoodbye).toBe(true)

  const second = await open({ token, port: first.port, temporary: folder })
  const again = await TestPage.open(second.base, own, socketPath({ run, since: seq }))
  expect(again.hello.run).not.toBe(run)
  expect(again.hello.snapshot).toBeDefined()
  await second.close()
  rmSync(folder, { recursive: true, force: true })
})

function fail(): never {
  throw new Error('a snapshot was expected')
}
