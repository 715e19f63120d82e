import { request } from 'node:http'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { enter, open, TestPage } from './testing/page.ts'

/** Who is let in, and what is done about those who speak nonsense. */

let workbench: Awaited<ReturnType<typeof open>>
let cookie: string
beforeAll(async () => {
  workbench = await open({ bounds: { connections: 2, listeners: 2 } })
  cookie = await enter(workbench.link())
})
afterAll(() => workbench.close())

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A request whose Host and Origin are as we like. */
function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ port: workbench.port, host: '127.0.0.1', path, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += String(chunk)))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
      .on('error', reject)
      .end()
  })
}

/** @returns The status with which a WebSocket was refused. */
function refusal(headers: Record<string, string>, path = 'api/ws'): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${workbench.port}/${path}`, { headers })
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('open', () => {
      socket.close()
      resolve(101)
    })
    socket.on('error', () => undefined)
  })
}

describe('the link', () => {
  test('lets one browser in: the same one again, another not, a wrong one never', async () => {
    const link = new URL(workbench.link())
    const path = link.pathname + link.search
    const first = await get(path)
    expect([first.status, first.headers['location']]).toEqual([303, './'])
    const own = String(first.headers['set-cookie']).split(';')[0] ?? ''
    expect(String(first.headers['set-cookie'])).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/)
    expect((await get(path, { cookie: own })).status).toBe(303)
    expect((await get(path)).status).toBe(401)
    expect((await get(path, { cookie })).status).toBe(401)
    expect((await get('/?token=guess')).status).toBe(401)
  })

  test('without the cookie there is nothing: no page, no lists, no WebSocket', async () => {
    for (const path of ['/', '/api/sessions', '/api/export?format=text&conn=1', '/index.html']) {
      expect((await get(path)).status).toBe(401)
    }
    expect((await get('/', { accept: 'text/html' })).body).toMatch(/link that synfin printed/)
    expect(JSON.parse((await get('/api/sessions')).body)).toMatchObject({ error: { code: 'SYNFIN_TOKEN' } })
    expect(await refusal({})).toBe(401)
    expect(await refusal({ cookie: `synfin-${workbench.port}=guess` })).toBe(401)
    expect(await refusal({ cookie })).toBe(101)
  })
})

describe('a foreign page', () => {
  test('of another origin opens no WebSocket and reads nothing, cookie or not', async () => {
    expect(await refusal({ cookie, origin: 'https://evil.example' })).toBe(403)
    expect(await refusal({ cookie, origin: `http://127.0.0.1:${workbench.port + 1}` })).toBe(403)
    expect(await refusal({ cookie, origin: 'null' })).toBe(403)
    expect((await get('/api/sessions', { cookie, origin: 'https://evil.example' })).status).toBe(403)
    const embedded = {
      cookie,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'no-cors',
      'sec-fetch-dest': 'image',
    }
    expect((await get('/api/sessions', embedded)).status).toBe(403)
  })

  test('under a name that points here (DNS rebinding) reaches nothing', async () => {
    for (const host of [`evil.example:${workbench.port}`, 'evil.example', '10.0.0.1']) {
      expect((await get('/api/sessions', { cookie, host })).status).toBe(421)
    }
    for (const host of ['a b', '[::1']) {
      expect((await get('/api/sessions', { cookie, host })).status).toBe(400)
    }
    expect(
      await refusal({
        cookie,
        host: `evil.example:${workbench.port}`,
        origin: `http://evil.example:${workbench.port}`,
      }),
    ).toBe(421)
    for (const host of [`localhost:${workbench.port}`, `[::1]:${workbench.port}`, '127.0.0.1:1']) {
      expect((await get('/api/sessions', { cookie, host })).status).toBe(200)
    }
  })
})

test('every answer carries the headers, a refusal too; there is no CORS', async () => {
  for (const answer of [await get('/', { cookie }), await get('/'), await get('/nothing.js', { cookie })]) {
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
  const page = await get('/', { cookie })
  expect([page.status, page.headers['content-type'], page.body]).toEqual([
    200,
    'text/html; charset=utf-8',
    '<!doctype html><title>synfin</title>',
  ])
  expect((await get('/app.js', { cookie })).body).toBe('let x')
  for (const path of [
    '/../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '/config',
    '/app.js%00.html',
    '/nothing.html',
  ]) {
    expect((await get(path, { cookie })).status).toBe(404)
  }
  expect(await refusal({ cookie }, 'elsewhere')).not.toBe(101)
})

describe('nonsense on the WebSocket', () => {
  test('is answered, and the socket goes on', async () => {
    const page = await TestPage.open(workbench.base, cookie)
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

  test('too large is answered; far too large ends the socket with 1009, and only that socket', async () => {
    const [page, other] = [
      await TestPage.open(workbench.base, cookie),
      await TestPage.open(workbench.base, cookie),
    ]
    const failed = await page.sendRaw(`"${'x'.repeat(24 * 1024 * 1024)}"`)
    expect(failed.error.code).toBe('SYNFIN_TOO_LARGE')
    expect(failed.error.message).toMatch(/more than the 25165824 that are taken/)
    page.socket.on('error', () => undefined)
    page.socket.send('x'.repeat(49 * 1024 * 1024))
    expect(await page.closed).toBe(1009)
    expect(await other.ask('sessions', {})).toBeDefined()
    await other.leave()
  })

  test('limits are answered: listeners, connections', async () => {
    const page = await TestPage.open(workbench.base, cookie)
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
