import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { socketProtocols } from '../../protocol/index.ts'
import { enter, open, TestPage } from '../testing/page.ts'
import { type Answer, ask, raw } from '../testing/raw.ts'

/** Who is let in, and what is done about those who speak nonsense. */

let workbench: Awaited<ReturnType<typeof open>>
let key: string
beforeAll(async () => {
  workbench = await open({ bounds: { connections: 2, listeners: 2 } })
  key = await enter(workbench.link())
})
afterAll(() => workbench.close())

/** A request whose Host and Origin are as we like. */
function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(workbench.port, { path, headers })
}

/** The same with the key. */
function getIn(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return get(path, { authorization: `Bearer ${key}`, ...headers })
}

/** @returns The status with which a WebSocket was refused. */
function refusal(
  headers: Record<string, string>,
  shown: string | null = key,
  path = 'api/ws',
): Promise<number> {
  return new Promise((resolve) => {
    const url = `ws://127.0.0.1:${workbench.port}/${path}`
    const socket = new WebSocket(url, socketProtocols(shown ?? undefined), { headers })
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('open', () => {
      socket.close()
      resolve(101)
    })
    socket.on('error', () => undefined)
  })
}

describe('the link', () => {
  const tokenIn = (link: string): string => new URL(link).searchParams.get('token') ?? ''
  const exchange = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(workbench.port, { method: 'POST', path: '/api/enter', headers, body: JSON.stringify(body) })

  test('gives one page its key, once; a wrong token gives none', async () => {
    const token = tokenIn(workbench.link())
    const first = await exchange({ token })
    expect(first.status).toBe(200)
    const { key: given } = JSON.parse(first.body) as { key: string }
    expect(given).not.toContain(token)
    expect((await get('/api/sessions', { authorization: `Bearer ${given}` })).status).toBe(200)
    expect(JSON.parse((await exchange({ token })).body)).toMatchObject({ error: { code: 'SYNFIN_TOKEN' } })
    expect((await exchange({ token: 'guess' })).status).toBe(401)
    expect((await get('/api/sessions', { authorization: `Bearer ${token}` })).status).toBe(401)
  })

  test('no cookie is set, and none opens anything: a browser sends them to every port of a host', async () => {
    const token = tokenIn(workbench.link())
    const page = await get(`/?token=${token}`)
    expect([page.status, page.headers['set-cookie']]).toEqual([200, undefined])
    expect((await exchange({ token })).headers['set-cookie']).toBeUndefined()
    expect((await get('/api/sessions', { cookie: `synfin-${workbench.port}=${key}` })).status).toBe(401)
    expect(await refusal({ cookie: `synfin-${workbench.port}=${key}` }, null)).toBe(401)
  })

  test('what is no token is answered, however long', async () => {
    for (const body of [undefined, null, [], {}, { token: 7 }, { token: '' }, { token: 'x'.repeat(5_000) }]) {
      expect((await exchange(body)).status).toBe(400)
    }
    expect((await exchange({ token: 'x' }, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await get('/api/enter')).status).toBe(401)
  })

  test('without the key there are no lists, no downloads, no WebSocket', async () => {
    for (const path of ['/api/sessions', '/api/export?format=text&conn=1', '/api/nothing', '/api/ws']) {
      expect((await get(path)).status).toBe(401)
      expect((await get(path, { authorization: 'Bearer guess' })).status).toBe(401)
    }
    expect((await get('/api/sessions', { accept: 'text/html' })).body).toMatch(/link that synfin printed/)
    expect(JSON.parse((await get('/api/sessions')).body)).toMatchObject({ error: { code: 'SYNFIN_TOKEN' } })
    expect(await refusal({}, null)).toBe(401)
    expect(await refusal({}, 'guess')).toBe(401)
    expect(await refusal({})).toBe(101)
    expect(await refusal({ authorization: `Bearer ${key}` }, null)).toBe(101)
  })

  test('a ticket lets in one download', async () => {
    const page = await TestPage.open(workbench.base, key)
    const { ticket } = await page.ask('ticket', {})
    const path = `/api/export?format=text&conn=1&ticket=${ticket}`
    // Let in: there is no such connection.
    expect((await get(path)).status).toBe(404)
    expect((await get(path)).status).toBe(401)
    const other = await page.ask('ticket', {})
    expect((await get(`/api/sessions?ticket=${other.ticket}`)).status).toBe(401)
    await page.leave()
  })
})

describe('a foreign page', () => {
  test('of another origin opens no WebSocket and reads nothing, key or not', async () => {
    for (const origin of [
      'https://evil.example',
      `http://127.0.0.1:${workbench.port + 1}`,
      'null',
      'file://',
    ]) {
      expect(await refusal({ origin })).toBe(403)
      expect((await getIn('/api/sessions', { origin })).status).toBe(403)
      expect((await get('/', { origin })).status).toBe(403)
    }
    expect(await refusal({ origin: `http://127.0.0.1:${workbench.port}` })).toBe(101)
  })

  test('may link to the page, and to nothing else of it', async () => {
    const from = (site: string, mode: string, dest: string): Record<string, string> => ({
      'sec-fetch-site': site,
      'sec-fetch-mode': mode,
      'sec-fetch-dest': dest,
    })
    for (const site of ['cross-site', 'same-site']) {
      const link = from(site, 'navigate', 'document')
      expect((await get('/', link)).status).toBe(200)
      expect((await get('/?token=x', link)).status).toBe(200)
      for (const path of ['/api/export?format=text&conn=1', '/api/sessions', '/index.html', '//']) {
        expect((await getIn(path, link)).status).toBe(403)
      }
      expect((await getIn('/', from(site, 'navigate', 'iframe'))).status).toBe(403)
      expect((await getIn('/', from(site, 'no-cors', 'image'))).status).toBe(403)
      expect((await getIn('/api/sessions', from(site, 'cors', 'empty'))).status).toBe(403)
    }
    expect((await getIn('/api/sessions', from('same-origin', 'cors', 'empty'))).status).toBe(200)
  })

  test('under a name that points here (DNS rebinding) reaches nothing', async () => {
    const { port } = workbench
    const foreign = [`evil.example:${port}`, 'evil.example', '10.0.0.1', '0.0.0.0', 'localhost.evil.example']
    for (const host of [
      ...foreign,
      '127.0.0.1.evil.example',
      'evil.example#127.0.0.1',
      '127.0.0.1@evil.example',
    ]) {
      const answer = await getIn('/api/sessions', { host })
      expect([host, answer.status]).toEqual([host, 421])
      expect(answer.headers['content-security-policy']).not.toContain('evil')
    }
    expect(await refusal({ host: `evil.example:${port}`, origin: `http://evil.example:${port}` })).toBe(421)
    for (const host of [`localhost:${port}`, `[::1]:${port}`, '127.0.0.1:1', 'LOCALHOST']) {
      expect((await getIn('/api/sessions', { host })).status).toBe(200)
    }
  })

  test('with two names at once is answered under neither', async () => {
    const own = `Host: 127.0.0.1:${workbench.port}\r\n`
    const foreign = 'Host: evil.example; script-src *\r\n'
    for (const hosts of [own + foreign, foreign + own, own + own]) {
      const answer = await raw(workbench.port, `GET / HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 421 /)
      expect(/^Content-Security-Policy: .*$/im.exec(answer)?.[0]).not.toContain('evil')
    }
  })
})

describe('a request that is none', () => {
  const upgrade =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n'

  test.each([
    '//',
    '/\\',
    '*',
    'http://[',
    'http://evil.example/',
    '//[::1',
    '/\\evil',
    '//127.0.0.1/api/ws',
  ])('%s is answered 400, for a WebSocket too, and the workbench lives', async (target) => {
    const host = `Host: 127.0.0.1:${workbench.port}\r\n`
    expect(await raw(workbench.port, `GET ${target} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    )
    expect(await raw(workbench.port, `GET ${target} HTTP/1.1\r\n${host}${upgrade}\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    )
    // Where it comes from is seen before what it asks for.
    expect(await raw(workbench.port, `GET ${target} HTTP/1.1\r\nHost: evil\r\n${upgrade}\r\n`)).toMatch(
      /^HTTP\/1\.1 421 /,
    )
    expect((await getIn('/api/sessions')).status).toBe(200)
  })

  test('an upgrade to anything else is answered 426, elsewhere 404, without a version 400', async () => {
    const host = `Host: 127.0.0.1:${workbench.port}\r\nAuthorization: Bearer ${key}\r\n`
    const said = async (path: string, headers: string): Promise<string> =>
      (await raw(workbench.port, `GET ${path} HTTP/1.1\r\n${host}${headers}\r\n`)).slice(9, 12)
    expect(await said('/', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n')).toBe('426')
    expect(await said('/api/ws', 'Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n')).toBe('426')
    expect(await said('/elsewhere', upgrade)).toBe('404')
    expect(await said('/api/ws', 'Connection: Upgrade\r\nUpgrade: websocket\r\n')).toBe('400')
    expect(await said('/api/ws', upgrade)).toBe('101')
  })

  test('smuggled and broken ones are refused by the parser', async () => {
    const host = `Host: 127.0.0.1:${workbench.port}\r\n`
    const broken = [
      `POST /api/enter HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /`,
      `POST /api/enter HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      `POST /api/enter HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
      `GET / HTTP/1.1\r\n${host}a b: c\r\n\r\n`,
      'GET / HTTP/1.1\r\n\r\n',
      `GET / HTTP/1.1\r\n${host}x: ${'x'.repeat(20_000)}\r\n\r\n`,
      '\x16\x03\x01\x02\x00\x01\x00',
    ]
    for (const request of broken) {
      expect(await raw(workbench.port, request)).toMatch(/^HTTP\/1\.1 4\d\d /)
    }
    expect((await getIn('/api/sessions')).status).toBe(200)
  })

  test('a second Host is not listened to', async () => {
    const request = `GET / HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:${workbench.port}\r\nConnection: close\r\n\r\n`
    expect(await raw(workbench.port, request)).toMatch(/^HTTP\/1\.1 4\d\d /)
  })
})

test('every answer carries the headers, a refusal too; there is no CORS', async () => {
  const answers = [
    await get('/'),
    await get('/api/sessions'),
    await get('/nothing.js'),
    await get('/', { host: 'evil.example' }),
    await get('//'),
    await ask(workbench.port, {
      method: 'OPTIONS',
      path: '/api/sessions',
      headers: { origin: 'http://evil' },
    }),
  ]
  for (const answer of answers) {
    const policy = String(answer.headers['content-security-policy'])
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(policy).not.toMatch(/unsafe|\*/)
    expect(policy).toMatch(/frame-ancestors 'none'/)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

test('the page’s files are served, and nothing beside them', async () => {
  writeFileSync(join(workbench.folder, 'app.js'), 'let x')
  const page = await get('/')
  expect([page.status, page.headers['content-type'], page.body]).toEqual([
    200,
    'text/html; charset=utf-8',
    '<!doctype html><title>synfin</title>',
  ])
  expect((await get('/app.js')).body).toBe('let x')
  for (const path of [
    '/../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '/%5c..%5c..%5cpackage.json',
    '/..%5C..%5Cpackage.json',
    '/.%5C%2e%2e%5Capp.js',
    '/c:%5Cwindows%5Cwin.txt',
    '/%5C%5Chost%5Cshare%5Cx.js',
    '/assets%5Capp.js',
    '/app.js::$DATA',
    '/config',
    '/app.js%00.html',
    '/app.js%0d%0aX',
    '/.hidden.js',
    '/./app.js/',
    '/constructor',
    '/nothing.html',
  ]) {
    expect([path, (await getIn(path)).status]).toEqual([path, 404])
  }
})

describe('nonsense on the WebSocket', () => {
  test('is answered, and the socket goes on', async () => {
    const page = await TestPage.open(workbench.base, key)
    const wrong: [string | Buffer, string, number | null][] = [
      ['', 'SYNFIN_MESSAGE', null],
      ['{', 'SYNFIN_MESSAGE', null],
      ['null', 'SYNFIN_MESSAGE', null],
      ['[]', 'SYNFIN_MESSAGE', null],
      ['7', 'SYNFIN_MESSAGE', null],
      ['{"type":"sessions"}', 'SYNFIN_MESSAGE', null],
      ['{"type":"sessions","id":"1"}', 'SYNFIN_MESSAGE', null],
      ['{"type":"nonsense","id":1}', 'SYNFIN_MESSAGE', 1],
      ['{"type":"sessions","id":2,"more":true}', 'SYNFIN_MESSAGE', 2],
      ['{"type":"__proto__","id":3}', 'SYNFIN_MESSAGE', 3],
      ['{"type":"finish","id":4,"conn":"x"}', 'SYNFIN_MESSAGE', 4],
      ['{"type":"finish","id":5,"conn":99}', 'SYNFIN_NO_SUCH', 5],
      ['{"type":"listen","id":6,"port":70000}', 'SYNFIN_MESSAGE', 6],
      ['{"type":"send","id":7,"to":[],"base64":""}', 'SYNFIN_MESSAGE', 7],
      ['{"type":"send","id":8,"to":[1],"base64":"%%%"}', 'SYNFIN_MESSAGE', 8],
      ['{"type":"send","id":9,"to":"all","base64":"AAAA"}', 'SYNFIN_STATE', 9],
      ['{"type":"messages","id":10,"conn":1,"from":-1,"count":1}', 'SYNFIN_MESSAGE', 10],
      ['{"type":"startCapture","id":11}', 'SYNFIN_MESSAGE', 11],
      ['{"type":"startCapture","id":12,"port":1,"interface":"-w/etc/x"}', 'SYNFIN_MESSAGE', 12],
      [Buffer.from([0, 1, 2]), 'SYNFIN_MESSAGE', null],
      [
        '{"type":"listen","id":13,"port":1,"rules":[{"match":{"kind":"any"},"answer":{"kind":"hex","hex":"zz"}}]}',
        'SYNFIN_BAD_INPUT',
        13,
      ],
    ]
    for (const [data, code, id] of wrong) {
      const failed = await page.sendRaw(data)
      expect([String(data), failed.error.code, failed.id]).toEqual([String(data), code, id])
      expect(failed.error.message).not.toBe('')
    }
    expect(await page.ask('sessions', {})).toMatchObject({ connections: [] })
    await page.leave()
  })

  test('a message that is too long ends its socket with 1009, and only that socket', async () => {
    const other = await TestPage.open(workbench.base, key)
    for (const mebibytes of [25, 51, 200]) {
      const page = await TestPage.open(workbench.base, key)
      page.socket.on('error', () => undefined)
      page.socket.send('x'.repeat(mebibytes * 1024 * 1024))
      expect(await page.closed).toBe(1009)
    }
    expect((await other.sendRaw(`"${'x'.repeat(24 * 1024 * 1024 - 2)}"`)).error.code).toBe('SYNFIN_MESSAGE')
    await other.leave()
  })

  test('more bytes than one send takes are answered', async () => {
    const page = await TestPage.open(workbench.base, key)
    const base64 = Buffer.alloc(16 * 1024 * 1024 + 1).toString('base64')
    await expect(page.ask('send', { to: 'all', base64 })).rejects.toMatchObject({ code: 'SYNFIN_TOO_LARGE' })
    await page.leave()
  })

  test('limits are answered: listeners, connections', async () => {
    const page = await TestPage.open(workbench.base, key)
    const { listener } = await page.ask('listen', { port: 0 })
    const second = await page.ask('listen', { port: 0 })
    await expect(page.ask('listen', { port: 0 })).rejects.toMatchObject({ code: 'SYNFIN_LIMIT' })
    await page.ask('stopListening', { conn: second.listener.conn })
    const to = { host: '127.0.0.1', port: listener.local.port }
    const { connection } = await page.ask('connect', to)
    await page.event('open', (event) => event.connection.listener === listener.conn)
    // Both ends are the workbench's: two connections are open.
    await expect(page.ask('connect', to)).rejects.toMatchObject({ code: 'SYNFIN_LIMIT' })
    await page.ask('reset', { conn: connection.conn })
    await page.leave()
  })
})

test('closing removes the session files', async () => {
  const short = await open()
  expect(readdirSync(short.folder).some((name) => name.startsWith('synfin-'))).toBe(true)
  const { folder } = short
  const page = await TestPage.open(short.base, await enter(short.link()))
  await short.close()
  expect(page.saidGoodbye).toBe(true)
  expect(await page.closed).toBe(1001)
  expect(() => readdirSync(folder)).toThrow('ENOENT')
})
