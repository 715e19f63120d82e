import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { WebSocket } from 'ws'
import { Random } from '../../src/base/index.ts'
import { socketProtocols } from '../../src/protocol/index.ts'
import { linesOf } from './coverage.ts'
import { frame, rawRequest } from './inputs.ts'

/** 100,000 requests, upgrades and frames by seed against a workbench in a process of its own, which must live on. */

const SEED = inject('seed')
const REQUESTS = 40_000
const UPGRADES = 20_000
const FRAMES = 40_000
const AT_ONCE = 40

const folder = mkdtempSync(join(tmpdir(), 'fuzz-test-'))
const coverage = join(folder, 'coverage')
const modules = fileURLToPath(new URL('../../.build/fuzz', import.meta.url))
let server: ChildProcess
let said = ''
let port = 0
let key = ''

beforeAll(async () => {
  // A file for each module, so that V8's coverage is told by module; inside the tree, for its libraries.
  await build({
    input: 'src/workbench/index.ts',
    platform: 'node',
    external: /^[^./]/,
    logLevel: 'warn',
    output: { dir: modules, format: 'esm', preserveModules: true, preserveModulesRoot: 'src' },
  })
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  const program = fileURLToPath(new URL('server.mjs', import.meta.url))
  server = spawn(process.execPath, [program, folder, join(modules, 'workbench/index.js')], {
    env: { ...process.env, NODE_V8_COVERAGE: coverage },
  })
  server.stderr?.on('data', (chunk: Buffer) => (said += String(chunk)))
  const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  const started = JSON.parse(String(line)) as { port: number; tokens: string[] }
  port = started.port
  const answer = await fetch(`http://127.0.0.1:${port}/api/enter`, {
    method: 'POST',
    body: JSON.stringify({ token: started.tokens[0] }),
  })
  key = ((await answer.json()) as { key: string }).key
})
afterAll(() => {
  server.kill('SIGKILL')
  for (const path of [folder, modules]) rmSync(path, { recursive: true, force: true })
})

/** Sends one, and hears the beginning of its answer. */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'))
    const done = (): void => {
      socket.destroy()
      resolve(heard)
    }
    socket.setTimeout(500, done)
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      if (heard.includes('\r\n\r\n')) done()
    })
    socket.on('close', done)
    socket.on('error', done)
  })
}

/** Many at once. @returns How many reached our own code: its headers, or the upgrade. */
async function storm(count: number, random: Random, isUpgrade: boolean): Promise<number> {
  let reached = 0
  let left = count
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      const heard = await exchange(rawRequest(random, port, key, isUpgrade))
      if (/content-security-policy/i.test(heard) || heard.startsWith('HTTP/1.1 101')) reached++
      if (left % 2_000 === 0) await lives()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return reached
}

async function lives(): Promise<void> {
  const headers = { authorization: `Bearer ${key}` }
  const answer = await fetch(`http://127.0.0.1:${port}/api/sessions`, { headers })
  expect(answer.status).toBe(200)
}

async function enter(path = 'api/ws'): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${path}`, socketProtocols(key))
  socket.on('error', () => undefined)
  await once(socket, 'open')
  return socket
}

describe(`the workbench, seed ${SEED}`, () => {
  const random = new Random(SEED)

  test('raw requests', async () => {
    const reached = await storm(REQUESTS, random.substream('requests'), false)
    process.stdout.write(`${reached} of ${REQUESTS} requests reached the gate\n`)
    expect(reached).toBeGreaterThan(REQUESTS / 3)
    await lives()
  })

  test('upgrades', async () => {
    const reached = await storm(UPGRADES, random.substream('upgrades'), true)
    process.stdout.write(`${reached} of ${UPGRADES} upgrades reached the gate\n`)
    expect(reached).toBeGreaterThan(UPGRADES / 3)
    await lives()
  })

  test('frames', async () => {
    const draw = random.substream('frames')
    let answered = 0
    let socket = await enter()
    const hear = (one: WebSocket): void => {
      one.on('message', (data) => {
        if (/^{"type":"(done|failed)"/.test(String(data as Buffer))) answered++
      })
    }
    hear(socket)
    /** Everything sent so far has been answered, or the socket is over. */
    const caughtUp = (): Promise<unknown> => {
      socket.send('{"type":"ticket","id":999999}')
      return Promise.race([
        once(socket, 'close'),
        new Promise<void>((resolve) => {
          socket.on('message', (data) => String(data as Buffer).includes('"id":999999') && resolve())
        }),
        new Promise((resolve) => setTimeout(resolve, 500)),
      ])
    }
    for (let at = 0; at < FRAMES; at++) {
      if (socket.readyState !== WebSocket.OPEN) hear((socket = await enter()))
      const { bytes, isWhole } = frame(draw, at)
      if (!isWhole) await caughtUp()
      // Below the client: a frame may be wrong.
      ;(socket as unknown as { _socket: net.Socket })._socket.write(bytes)
      if (!isWhole) {
        await Promise.race([once(socket, 'close'), new Promise((resolve) => setTimeout(resolve, 10))])
        socket.terminate()
      } else if (at % 100 === 0) await caughtUp()
      if (at % 2_000 === 0) await lives()
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
    socket.terminate()
    process.stdout.write(`${answered} of ${FRAMES} frames reached the protocol\n`)
    expect(answered).toBeGreaterThan(FRAMES / 3)
    await lives()
  })

  test('what is left: a page that comes back, one that is deaf, too much at once', async () => {
    const first = await enter()
    const [hello] = (await once(first, 'message')) as [Buffer]
    const { run, seq } = JSON.parse(String(hello)) as { run: string; seq: number }
    const again = await enter(`api/ws?run=${run}&since=${seq}`)
    const deaf = new WebSocket(`ws://127.0.0.1:${port}/api/ws`, socketProtocols(key), { autoPong: false })
    await once(deaf, 'close')
    again.send(Buffer.from([1, 2, 3]))
    again.send('{"type":"ticket","id":1}')
    const ticket = await new Promise<string>((resolve) => {
      again.on('message', (data) => {
        const [, found] = /"ticket":"([^"]+)"/.exec(String(data as Buffer)) ?? []
        if (found !== undefined) resolve(found)
      })
    })
    const download = `http://127.0.0.1:${port}/api/export?format=text&conn=1&ticket=${ticket}`
    expect([404, 200]).toContain((await fetch(download)).status)
    expect((await fetch(download)).status).toBe(401)
    // It does not read, so it is not read either; then it hears everything.
    const slow = await enter()
    let heard = 0
    slow.on('message', (data) => String(data as Buffer).startsWith('{"type":"done"') && heard++)
    slow.pause()
    for (let id = 0; id < 400; id++) slow.send(`{"type":"sessions","id":${id}}`)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    slow.resume()
    while (heard < 400 && slow.readyState === WebSocket.OPEN)
      await new Promise((resolve) => setTimeout(resolve, 10))
    expect(heard).toBe(400)
    slow.terminate()
    again.send('x'.repeat(25 * 1024 * 1024))
    const [code] = (await once(again, 'close')) as [number]
    expect(code).toBe(1009)
    // Half messages, of all together more than is held: the one that goes too far is told to come later.
    const header = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x01, 0x80, 0, 0, 0, 0, 0, 0])
    const halves = await Promise.all(Array.from({ length: 12 }, () => enter()))
    const codes = halves.map((half) => once(half, 'close').then(([code]) => code as number))
    for (const half of halves) {
      ;(half as unknown as { _socket: net.Socket })._socket.write(
        Buffer.concat([header, Buffer.alloc(23 * 1024 * 1024)]),
      )
    }
    expect(await Promise.race(codes)).toBe(1013)
    for (const half of halves) half.terminate()
    const pages = await Promise.all(Array.from({ length: 99 }, () => enter().catch(() => undefined)))
    const refused = await exchange(
      `GET /api/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    expect(refused).toMatch(/^HTTP\/1\.1 503 /)
    for (const page of [first, ...pages]) page?.terminate()
  })

  test('line coverage of what stands at the door', async () => {
    const last = await enter()
    server.stdin?.end()
    const [code] = (await once(server, 'exit')) as [number]
    expect([code, said]).toEqual([0, ''])
    last.terminate()
    for (const name of ['server', 'door', 'gate', 'pages', 'page-socket']) {
      const { lines, missed } = linesOf(coverage, `/${name}.js`)
      const share = 100 * (1 - missed.length / lines)
      process.stdout.write(
        `${name}.js: ${share.toFixed(1)} % of ${lines} lines, not ${missed.join(', ') || 'none'}\n`,
      )
      expect(share).toBeGreaterThanOrEqual(95)
    }
  })
})
