import { spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReplyRule } from '../protocol/index.ts'
import { charset } from '../charset/index.ts'
import { enter, open, TestPage } from './testing/page.ts'
import { has } from '../../test/support/programs.ts'

/** The workbench's talk over real sockets, asked for by a real WebSocket client. */

let workbench: Awaited<ReturnType<typeof open>>
let key: string
let page: TestPage
beforeAll(async () => {
  workbench = await open()
  key = await enter(workbench.link())
  page = await TestPage.open(workbench.base, key)
})
afterAll(() => workbench.close())

const gbk = (text: string): Buffer => Buffer.from(charset('gbk')?.encode(text).bytes ?? [])
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64')

async function listenTcp(
  rules: ReplyRule[] = [],
  keepHalfOpen = false,
): Promise<{ conn: number; port: number }> {
  const { listener } = await page.ask('listen', { port: 0, rules, keepHalfOpen })
  return { conn: listener.conn, port: listener.local.port }
}

/** A Node client of the listener, and the number the workbench gave it. */
async function client(listener: {
  conn: number
  port: number
}): Promise<{ socket: net.Socket; conn: number }> {
  const socket = net.connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true })
  await once(socket, 'connect')
  const { port } = socket.address() as net.AddressInfo
  const { conn } = await page.event('open', ({ connection }) => connection.remote?.port === port)
  return { socket, conn }
}

describe('a listener', () => {
  test.skipIf(!has('python3'))(
    'a Python client in GBK is received byte for byte, and answered by a rule in its charset',
    async () => {
      const listener = await listenTcp([
        {
          match: { kind: 'text', text: '你好' },
          answer: { kind: 'text', text: '收到消息' },
          charset: 'gbk',
        },
      ])
      const python = spawn(
        'python3',
        [
          '-c',
          `import socket
s = socket.create_connection(('127.0.0.1', ${listener.port}))
hello = '你好，设备'.encode('gbk')
s.sendall(hello[:1]); import time; time.sleep(0.05); s.sendall(hello[1:])
print(s.recv(100).decode('gbk'))
s.close()`,
        ],
        { env: { ...process.env, PYTHONIOENCODING: 'utf-8' } },
      )
      let said = ''
      python.stdout.on('data', (chunk: Buffer) => (said += String(chunk)))
      await once(python, 'close')
      expect(said).toBe('收到消息\n')

      const { conn } = await page.event('open', ({ connection }) => connection.listener === listener.conn)
      const close = await page.event('close', (event) => event.conn === conn)
      expect(close).toMatchObject({
        how: 'fin',
        firstCloser: 'peer',
        bytesReceived: 10,
        bytesSent: 8,
        bytesUnsent: 0,
      })
      expect(page.bytesOf(conn, 'in')).toEqual(gbk('你好，设备'))
      expect(page.bytesOf(conn, 'out')).toEqual(gbk('收到消息'))
      const { messages } = await page.ask('messages', { conn, from: 0, count: 100 })
      expect(messages.map(({ direction, offset }) => [direction, offset])).toEqual([
        ['in', 0],
        ['in', 1],
        ['out', 0],
      ])
    },
  )

  test('send reaches one, several or all of its clients', async () => {
    const listener = await listenTcp()
    const [a, b] = [await client(listener), await client(listener)]
    const received = new Map<net.Socket, string>()
    for (const { socket } of [a, b]) {
      socket.on('data', (chunk) => received.set(socket, (received.get(socket) ?? '') + String(chunk)))
    }
    expect(await page.ask('send', { to: [a.conn], base64: base64('one;') })).toEqual({
      sent: [a.conn],
      failed: [],
    })
    const all = await page.ask('send', { to: { listener: listener.conn }, base64: base64('all;') })
    expect(all.sent.sort((one, two) => one - two)).toEqual([a.conn, b.conn])
    await page.ask('send', { to: [a.conn, b.conn], base64: base64('both') })
    await expect
      .poll(() => [received.get(a.socket), received.get(b.socket)])
      .toEqual(['one;all;both', 'all;both'])
    a.socket.resetAndDestroy()
    b.socket.destroy()
    await page.event('close', ({ conn }) => conn === a.conn)
    const gone = await page.ask('send', { to: [a.conn], base64: base64('?') })
    expect(gone.sent).toEqual([])
    expect(gone.failed[0]?.error.code).toBe('SYNFIN_STATE')
  })

  test('stopListening leaves the clients, and the port refuses new ones', async () => {
    const listener = await listenTcp()
    const { socket, conn } = await client(listener)
    await page.ask('stopListening', { conn: listener.conn })
    const refused = net.connect(listener.port, '127.0.0.1')
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNREFUSED')
    await page.ask('send', { to: [conn], base64: base64('still here') })
    expect(String((await once(socket, 'data'))[0])).toBe('still here')
    socket.destroy()
  })

  test('a port in use is answered with who holds it', async () => {
    const listener = await listenTcp()
    const error = await page.ask('listen', { port: listener.port }).catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'EADDRINUSE' })
    expect((error as Error).message).toContain(String(process.pid))
  })

  test('rules: hex, regex, echo, delay, the first that matches, switched off', async () => {
    const listener = await listenTcp([
      { match: { kind: 'hex', hex: '01 02' }, answer: { kind: 'hex', hex: 'ff 00' } },
      {
        match: { kind: 'regex', pattern: '^get (\\d+)', flags: 'i' },
        answer: { kind: 'escapes', text: 'ok\\r\\n' },
        delayMillis: 30,
      },
      { match: { kind: 'any' }, answer: { kind: 'text', text: 'never' }, enabled: false },
      { match: { kind: 'any' }, answer: { kind: 'echo' } },
    ])
    const { socket } = await client(listener)
    for (const [sent, answer] of [
      [Buffer.from([9, 1, 2]), Buffer.from([255, 0])],
      [Buffer.from('GET 42'), Buffer.from('ok\r\n')],
      [Buffer.from('else'), Buffer.from('else')],
    ] as const) {
      socket.write(sent)
      expect((await once(socket, 'data'))[0]).toEqual(answer)
    }
    socket.destroy()
    await expect(
      page.ask('rules', {
        conn: listener.conn,
        rules: [{ match: { kind: 'regex', pattern: '(' }, answer: { kind: 'echo' } }],
      }),
    ).rejects.toMatchObject({ code: 'SYNFIN_BAD_INPUT' })
  })

  test('a pattern that searches for ever is switched off, and the workbench goes on', async () => {
    const rule: ReplyRule = { match: { kind: 'regex', pattern: '^(a+)+$' }, answer: { kind: 'echo' } }
    const listener = await listenTcp([rule])
    const { socket } = await client(listener)
    socket.write(`${'a'.repeat(40)}!`)
    await page.event('mark', ({ conn, mark }) => conn === listener.conn && mark === 'rule')
    const changed = await page.event('rules', ({ conn }) => conn === listener.conn)
    expect(changed.rules).toEqual([{ ...rule, enabled: false }])
    socket.destroy()
  })
})

describe('the end of a connection', () => {
  test('Reset puts a RST on the wire: the client gets ECONNRESET', async () => {
    const { socket, conn } = await client(await listenTcp())
    const error = once(socket, 'error') as Promise<[NodeJS.ErrnoException]>
    await page.ask('reset', { conn })
    expect((await error)[0].code).toBe('ECONNRESET')
    const close = await page.event('close', (event) => event.conn === conn)
    expect(close).toMatchObject({ how: 'reset', firstCloser: 'us', error: 'ECONNABORTED' })
  })

  test('Finish puts a FIN on the wire: the client reads the end', async () => {
    const { socket, conn } = await client(await listenTcp())
    const end = once(socket, 'end')
    socket.resume()
    await page.ask('finish', { conn })
    await end
    await page.event(
      'state',
      (event) => event.conn === conn && event.state === 'FIN-WAIT' && event.by === 'us',
    )
    socket.end()
    const close = await page.event('close', (event) => event.conn === conn)
    expect(close).toMatchObject({ how: 'fin', firstCloser: 'us' })
  })

  test('halfClose: the client may go on sending, and is received', async () => {
    const { socket, conn } = await client(await listenTcp())
    socket.resume()
    const end = once(socket, 'end')
    await page.ask('halfClose', { conn })
    await end
    await expect(page.ask('send', { to: [conn], base64: base64('x') })).resolves.toMatchObject({
      failed: [{ conn, error: { code: 'SYNFIN_STATE' } }],
    })
    socket.end('last words')
    await page.event('close', (event) => event.conn === conn)
    expect(String(page.bytesOf(conn, 'in'))).toBe('last words')
  })

  test("the client's RST is told as one; with keepHalfOpen its FIN leaves us in CLOSE-WAIT", async () => {
    const listener = await listenTcp([], true)
    const reset = await client(listener)
    reset.socket.resetAndDestroy()
    const close = await page.event('close', (event) => event.conn === reset.conn)
    expect(close).toMatchObject({ how: 'reset', firstCloser: 'peer', error: 'ECONNRESET' })

    const { socket, conn } = await client(listener)
    socket.end()
    await page.event('state', (event) => event.conn === conn && event.state === 'CLOSE-WAIT')
    await page.ask('send', { to: [conn], base64: base64('after your FIN') })
    expect(String((await once(socket, 'data'))[0])).toBe('after your FIN')
    await page.ask('finish', { conn })
    expect(await page.event('close', (event) => event.conn === conn)).toMatchObject({
      how: 'fin',
      firstCloser: 'peer',
    })
  })

  test('stopReading fills the window; what was unread is counted when it is finished', async () => {
    const { socket, conn } = await client(await listenTcp())
    await page.ask('stopReading', { conn })
    await page.event('mark', (event) => event.conn === conn && event.mark === 'paused')
    socket.on('error', () => undefined)
    socket.write(Buffer.alloc(100_000, 'x'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(page.bytesOf(conn, 'in').length).toBe(0)
    const { connections } = await page.ask('sessions', {})
    expect(connections.find((one) => one.conn === conn)).toMatchObject({ paused: true, bytesReceived: 0 })
    await page.ask('finish', { conn })
    const close = await page.event('close', (event) => event.conn === conn)
    expect(close.how).toBe('reset')
    expect(close.bytesUnread).toBeGreaterThan(0)
  })
})

test('a peer that does not read: the send waits, that is told, and what never left is counted at the end', async () => {
  const { socket, conn } = await client(await listenTcp())
  socket.on('error', () => undefined)
  socket.pause()
  const send = page.ask('send', { to: [conn], base64: Buffer.alloc(16_000_000).toString('base64') })
  await page.event('mark', (event) => event.conn === conn && event.mark === 'slow')
  await page.ask('reset', { conn })
  expect((await send).failed[0]).toMatchObject({ conn, error: { code: 'ECONNABORTED' } })
  const close = await page.event('close', (event) => event.conn === conn)
  expect(close).toMatchObject({ how: 'reset', firstCloser: 'us', bytesUnsent: 16_000_000 })
})

test('IPv6 alone, and all addresses of both versions', async () => {
  for (const [host, from] of [
    ['::1', '::1'],
    ['::', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
  ] as const) {
    const { listener } = await page.ask('listen', { host, port: 0 })
    const { connection } = await page.ask('connect', { host: from, port: listener.local.port })
    expect(connection.remote?.address).toBe(from)
    await page.ask('reset', { conn: connection.conn })
    await page.ask('stopListening', { conn: listener.conn })
    await page.ask('forget', { conn: listener.conn })
  }
})

describe('a client made in the page', () => {
  test('connects, talks both ways, and closes', async () => {
    const server = net.createServer((socket) =>
      socket.on('data', (chunk) => socket.end(`<${String(chunk)}>`)),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as net.AddressInfo
    const { connection } = await page.ask('connect', { host: 'localhost', port, family: 4 })
    expect(connection).toMatchObject({
      role: 'client',
      state: 'ESTABLISHED',
      target: { host: 'localhost', port },
    })
    expect(connection.remote).toEqual({ address: '127.0.0.1', port, family: 'IPv4' })
    await page.ask('send', { to: [connection.conn], base64: base64('hi') })
    await page.event('close', ({ conn }) => conn === connection.conn)
    expect(String(page.bytesOf(connection.conn, 'in'))).toBe('<hi>')
    await page.ask('forget', { conn: connection.conn })
    await expect(page.ask('messages', { conn: connection.conn, from: 0, count: 1 })).rejects.toMatchObject({
      code: 'SYNFIN_NO_SUCH',
    })
    server.close()
  })

  test('a refused one stays in the list with its end; the message speaks the page’s language', async () => {
    const listener = await listenTcp()
    await page.ask('stopListening', { conn: listener.conn })
    await page.ask('language', { lang: 'zh' })
    const error = await page
      .ask('connect', { host: '127.0.0.1', port: listener.port })
      .catch((error: unknown) => error)
    await page.ask('language', { lang: 'en' })
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
    expect((error as Error).message).toMatch(/没有程序在监听/)
    const close = await page.event('close', (event) => event.error === 'ECONNREFUSED')
    const { connections } = await page.ask('sessions', {})
    expect(connections.find(({ conn }) => conn === close.conn)).toMatchObject({ state: 'CLOSED' })
  })

  test.skipIf(process.platform !== 'linux' || !has('python3'))(
    'an attempt that nobody answers can be given up',
    async () => {
      // A queue that is full: Linux drops further SYNs, so the attempt stays in SYN-SENT.
      const full = spawn('python3', [
        '-uc',
        "import socket, time; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(0); print(s.getsockname()[1]); time.sleep(60)",
      ])
      const port = Number(String((await once(full.stdout, 'data'))[0]))
      const filler = net.connect(port, '127.0.0.1')
      await once(filler, 'connect')
      const asked = page.ask('connect', { host: '127.0.0.1', port }).catch((error: unknown) => error)
      const { conn } = await page.event('open', ({ connection }) => connection.target?.port === port)
      await expect(page.ask('send', { to: [conn], base64: base64('x') })).resolves.toMatchObject({
        failed: [{ error: { code: 'SYNFIN_STATE' } }],
      })
      await page.ask('reset', { conn })
      expect(await asked).toMatchObject({ code: 'ECONNABORTED' })
      expect(await page.event('close', (event) => event.conn === conn)).toMatchObject({
        how: 'error',
        error: 'ECONNABORTED',
      })
      filler.destroy()
      full.kill()
    },
  )

  test('an attempt that nobody answers is given up in time', async () => {
    // TEST-NET-1 (RFC 5737): routed nowhere, or refused at once where there is no route.
    const error = await page
      .ask('connect', { host: '192.0.2.1', port: 9, waitMillis: 100 })
      .catch((error: unknown) => error)
    expect((error as { code: string }).code).toMatch(
      /^(ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|EACCES)$/,
    )
  })

  test('repeat sends every so often until it is stopped, and ends with its peer', async () => {
    const { socket, conn } = await client(await listenTcp())
    let received = ''
    socket.on('data', (chunk) => (received += String(chunk)))
    const counted = await page.ask('send', {
      to: [conn],
      base64: base64('.'),
      repeat: { everyMillis: 10, times: 3 },
    })
    const last = await page.event('repeat', ({ repeat, running }) => repeat === counted.repeat && !running)
    expect(last.sent).toBe(3)
    await expect.poll(() => received).toBe('...')

    const { repeat = 0 } = await page.ask('send', {
      to: [conn],
      base64: base64('+'),
      repeat: { everyMillis: 10 },
    })
    await page.event('repeat', (event) => event.repeat === repeat && event.sent >= 3)
    await page.ask('stopRepeat', { repeat })
    await expect(page.ask('stopRepeat', { repeat })).rejects.toMatchObject({ code: 'SYNFIN_NO_SUCH' })

    const left = await page.ask('send', { to: [conn], base64: base64('-'), repeat: { everyMillis: 10 } })
    socket.destroy()
    await page.event('repeat', (event) => event.repeat === left.repeat && !event.running)
  })
})

describe('UDP', () => {
  test('two bound sockets of the page talk; sendTo makes the peer a connection', async () => {
    const one = (await page.ask('listen', { transport: 'udp', port: 0 })).listener
    const two = (
      await page.ask('listen', {
        transport: 'udp',
        port: 0,
        rules: [{ match: { kind: 'any' }, answer: { kind: 'text', text: 'pong' } }],
      })
    ).listener
    const { conn } = await page.ask('sendTo', {
      listener: one.conn,
      host: 'localhost',
      port: two.local.port,
      base64: base64('ping'),
    })
    // A port of our own is never answered by itself: that could go on for ever.
    const back = await page.event('open', ({ connection }) => connection.listener === two.conn)
    const told = await page.event('mark', (event) => event.conn === back.conn && event.mark === 'answers')
    expect(told.detail).toMatch(/is a port of our own/)
    await page.ask('send', { to: [back.conn], base64: base64('pong') })
    await page.event('data', (event) => event.conn === conn && event.direction === 'in')
    expect(String(page.bytesOf(conn, 'in'))).toBe('pong')
    await page.ask('finish', { conn })
    await page.event('close', (event) => event.conn === conn && event.transport === 'udp')
    await expect(
      page.ask('halfClose', {
        conn: (await page.event('open', ({ connection }) => connection.listener === two.conn)).conn,
      }),
    ).rejects.toMatchObject({ code: 'SYNFIN_STATE' })
  })

  test('a datagram to a port where nobody is: told, and the socket goes on', async () => {
    const gone = (await page.ask('listen', { transport: 'udp', port: 0 })).listener
    await page.ask('stopListening', { conn: gone.conn })
    const { connection } = await page.ask('connect', {
      transport: 'udp',
      host: '127.0.0.1',
      port: gone.local.port,
    })
    await page.ask('send', { to: [connection.conn], base64: base64('anybody?') })
    const error = await page.event('error', ({ conn }) => conn === connection.conn)
    expect(error.code).toBe('ECONNREFUSED')
    await page.ask('finish', { conn: connection.conn })
    await page.event('close', ({ conn }) => conn === connection.conn)
  })
})
