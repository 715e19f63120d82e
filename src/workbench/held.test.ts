import { once } from 'node:events'
import net from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { enter, open } from './testing/page.ts'
import { ask, raw } from './testing/raw.ts'

/** What has broken other local servers with a page, and must go on breaking nothing here; more of it is in door.test.ts. */

let workbench: Awaited<ReturnType<typeof open>>
let key: string
beforeAll(async () => {
  workbench = await open()
  key = await enter(workbench.link())
})
afterAll(() => workbench.close())
const sockets: net.Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  const headers = { authorization: `Bearer ${key}` }
  const { status } = await ask(workbench.port, { path: '/api/sessions', headers })
  if (status !== 200) throw new Error(`it answers ${status} now`)
})

/** Many connections, each of which sends this and then nothing. */
async function hold(count: number, bytes: string): Promise<void> {
  for (let at = 0; at < count; at++) {
    const socket = net.connect(workbench.port, '127.0.0.1').on('error', () => undefined)
    sockets.push(socket)
    await once(socket, 'connect')
    socket.write(bytes)
  }
}

const host = (): string => `Host: 127.0.0.1:${workbench.port}\r\n`

test('no address leads elsewhere (open redirect)', async () => {
  for (const path of [
    '/?next=//evil.example',
    '//evil.example/..',
    '/%2F%2Fevil.example',
    '/\\evil.example',
    '/index.html/..',
  ]) {
    const answer = await ask(workbench.port, { path: encodeURI(path) })
    expect(answer.status < 300 || answer.status >= 400).toBe(true)
    expect(answer.headers['location']).toBeUndefined()
  }
})

test('a body that is shorter than it says holds up nobody (lying Content-Length)', async () => {
  await hold(100, `POST /api/enter HTTP/1.1\r\n${host()}Content-Length: 1000\r\n\r\n{}`)
})

test('a body that is longer than a token needs is not read (memory)', async () => {
  const body = JSON.stringify({ token: 'x'.repeat(4_000_000) })
  const answer = await ask(workbench.port, { method: 'POST', path: '/api/enter', body }).catch(
    () => undefined,
  )
  expect(answer?.status ?? 413).toBeGreaterThanOrEqual(400)
})

test('half a request holds up nobody (Slowloris)', async () => {
  await hold(300, `GET / HTTP/1.1\r\n${host()}X-Slow: `)
})

test('a reader that never reads holds up nobody', async () => {
  await hold(100, `GET / HTTP/1.1\r\n${host()}\r\n`.repeat(50))
})

test('headers without end are refused (header flood)', async () => {
  const many = Array.from({ length: 5_000 }, (_, at) => `X-${at}: y\r\n`).join('')
  expect(await raw(workbench.port, `GET / HTTP/1.1\r\n${host()}${many}\r\n`)).toMatch(/^HTTP\/1\.1 4\d\d /)
})

test('frames that a client may not send end their socket alone (unmasked, reserved bits, a lying length)', async () => {
  const upgrade = `GET /api/ws HTTP/1.1\r\n${host()}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\nAuthorization: Bearer ${key}\r\n\r\n`
  for (const frame of [
    '\x81\x02{}',
    '\xf1\x80abcd',
    '\x81\xff\xff\xff\xff\xff\xff\xff\xff\xffabcd',
    '\x89\xfe\x01\x00abcd',
  ]) {
    const socket = net.connect(workbench.port, '127.0.0.1').on('error', () => undefined)
    sockets.push(socket)
    await once(socket, 'connect')
    socket.write(upgrade)
    await once(socket, 'data')
    socket.resume().write(frame, 'latin1')
    await once(socket, 'close')
  }
})
