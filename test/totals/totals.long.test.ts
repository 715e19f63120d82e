import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { ReplyRule } from '../../src/protocol/index.ts'
import { enter, TestPage } from '../../src/workbench/testing/page.ts'

/**
 * What peers can make a workbench hold, each total of docs/workbench.md at its bound, over the kernel's sockets and in
 * a process of its own, so that its memory and its files are seen from outside. What takes long is scaled down by the
 * workbench's own bounds; `GIGABYTES=20` receives so much with the real ones.
 */

const MIB = 1024 * 1024
const GIGABYTES = Number(process.env['GIGABYTES'] ?? 0)

let ended: (() => Promise<void>) | undefined
afterEach(() => ended?.())

class Run {
  readonly folder = mkdtempSync(join(tmpdir(), 'totals-test-'))
  readonly peers = new Set<net.Socket>()
  server!: ChildProcess
  page!: TestPage

  static async start(bounds: object = {}): Promise<Run> {
    const run = new Run()
    writeFileSync(join(run.folder, 'index.html'), '<!doctype html>')
    const args = ['--import', 'tsx', 'test/totals/server.mjs', run.folder, JSON.stringify(bounds)]
    run.server = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    ended = () => run.#end()
    const [line] = (await once(run.server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
    const { link } = JSON.parse(String(line)) as { link: string }
    run.page = await TestPage.open(new URL(link).origin, await enter(link))
    return run
  }

  /** MiB that the workbench holds. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.server.pid}/status`, 'latin1')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  }

  /** MiB of its session files, and how many there are. */
  get disk(): { readonly size: number; readonly files: number } {
    const [session = ''] = readdirSync(this.folder).filter((name) => name.startsWith('synfin-'))
    const names = readdirSync(join(this.folder, session))
    const size = names.reduce((sum, name) => sum + sizeOf(join(this.folder, session, name)), 0)
    return { size: size / MIB, files: names.length }
  }

  async listen(rules: ReplyRule[] = []): Promise<number> {
    // With a queue that is too short Linux drops the last ACK of a handshake, and a peer that sends nothing never knows.
    return (await this.page.ask('listen', { port: 0, backlog: 1_000, rules })).listener.local.port
  }

  async peer(port: number): Promise<net.Socket> {
    const socket = net.connect(port, '127.0.0.1').on('error', () => undefined)
    this.peers.add(socket)
    socket.on('close', () => this.peers.delete(socket))
    await once(socket, 'connect')
    return socket
  }

  /** It does what it is asked at once. */
  async answers(): Promise<void> {
    const begin = performance.now()
    await this.page.ask('sessions', {})
    const took = performance.now() - begin
    if (took > 2_000) throw new Error(`it answered after ${took} ms`)
  }

  async #end(): Promise<void> {
    ended = undefined
    for (const peer of this.peers) peer.destroy()
    this.server.stdin?.end()
    const [code] = (await once(this.server, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`it ended with ${code}`)
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch {
    // It has begun anew between the two calls.
    return 0
  }
}

/** Sends so many bytes, or as many as are read. */
async function pour(socket: net.Socket, length: number): Promise<void> {
  const piece = Buffer.alloc(MIB, 'poured, ')
  for (let left = length; left > 0 && !socket.destroyed; left -= piece.length) {
    await new Promise((resolve) => socket.write(piece.subarray(0, left), resolve))
  }
}

test('forty peers that do not read, 16 MiB for each: 256 MiB wait, the rest is refused, nothing waits behind', async () => {
  const run = await Run.start()
  const deaf = net.createServer((socket) => socket.on('error', () => undefined).pause())
  deaf.listen(0, '127.0.0.1')
  await once(deaf, 'listening')
  const { port } = deaf.address() as net.AddressInfo
  const base64 = Buffer.alloc(16 * MIB, 'x').toString('base64')
  let refused = 0
  for (let at = 0; at < 40; at++) {
    const { connection } = await run.page.ask('connect', { host: '127.0.0.1', port })
    void run.page.ask('send', { to: [connection.conn], base64 }).then(
      ({ failed }) => (refused += failed.filter(({ error }) => error.code === 'SYNFIN_SLOW').length),
      () => undefined,
    )
    // The next one is answered though the sends before it are not.
    await run.answers()
  }
  // The answer of the last may come behind that of the question after it.
  await expect.poll(() => refused, { timeout: 10_000 }).toBe(40 - 256 / 16)
  // As bytes, once: not beside the text that they came in.
  expect(run.memory).toBeLessThan(256 + 350)
  deaf.close()
})

test('a delayed echo: its peer is not read beyond 256 KiB, and nothing stays when it has gone', async () => {
  const run = await Run.start({ memoryEach: MIB })
  const echo: ReplyRule = { match: { kind: 'any' }, answer: { kind: 'echo' }, delayMillis: 600_000 }
  const port = await run.listen([echo])
  const before = run.memory
  const peers = await Promise.all(Array.from({ length: 20 }, () => run.peer(port)))
  for (const peer of peers) void pour(peer, 64 * MIB)
  await wait(3_000)
  await run.answers()
  const received = (await run.page.ask('sessions', {})).connections.map(({ bytesReceived }) => bytesReceived)
  expect(received).toHaveLength(20)
  // What one read brings may come on top.
  expect(Math.max(...received)).toBeLessThan(MIB)
  for (const peer of peers) peer.resetAndDestroy()
  await run.page.until(() => run.page.events.filter(({ type }) => type === 'close').length === 20)
  expect(run.memory - before).toBeLessThan(150)
})

test('all that is received: memory and files stay below their totals', async () => {
  const isReal = GIGABYTES > 0
  const bounds = { memoryEach: MIB, memory: 16 * MIB, file: 32 * MIB, disk: 64 * MIB }
  const run = await Run.start(isReal ? {} : bounds)
  const port = await run.listen()
  const before = run.memory
  let [memory, disk] = [0, 0]
  const look = (): void => {
    memory = Math.max(memory, run.memory)
    disk = Math.max(disk, run.disk.size)
  }
  const looking = setInterval(look, 50)
  const total = (isReal ? GIGABYTES : 1) * 1_000 * MIB
  for (let round = 0; round < 4; round++) {
    const peers = await Promise.all(Array.from({ length: 10 }, () => run.peer(port)))
    await Promise.all(peers.map((peer) => pour(peer, total / 40)))
    for (const peer of peers) peer.end()
    await Promise.all(peers.map((peer) => once(peer.resume(), 'close')))
    await run.answers()
  }
  clearInterval(looking)
  look()
  const { connections } = await run.page.ask('sessions', {})
  expect(connections.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0)).toBe(total)
  process.stdout.write(
    `${total / MIB} MiB: at most ${memory.toFixed(0)} MiB of memory (${before.toFixed(0)} before), ${disk.toFixed(0)} MiB of files\n`,
  )
  // The files, and the small ones that say whose they are.
  expect(disk).toBeLessThan((isReal ? 4096 : 64) + 1)
  expect(disk).toBeGreaterThan(isReal ? 1024 : 32)
  expect(memory - before).toBeLessThan((isReal ? 256 : 16) + 250)
}, 1_200_000)

test('two thousand connections that leave files: the total holds, and those of forgotten ones go', async () => {
  const bounds = { memoryEach: 16 * 1024, memory: 4 * MIB, disk: 32 * MIB, closed: 500 }
  const run = await Run.start(bounds)
  const port = await run.listen()
  for (let round = 0; round < 20; round++) {
    const peers = await Promise.all(Array.from({ length: 100 }, () => run.peer(port)))
    await Promise.all(peers.map((peer) => pour(peer, 100 * 1024)))
    for (const peer of peers) peer.end()
    await Promise.all(peers.map((peer) => once(peer.resume(), 'close')))
    expect(run.disk.size).toBeLessThan(33)
    await run.answers()
  }
  await run.page.until(() => run.page.events.filter(({ type }) => type === 'forgotten').length >= 1_500)
  const { connections } = await run.page.ask('sessions', {})
  expect(connections).toHaveLength(500)
  // Its bytes, its index, what it was; and whose folder it is.
  expect(run.disk.files).toBeLessThanOrEqual(3 * 500 + 1)
})

test('ten thousand peers at once: a thousand are taken, the others are told of, and it goes on answering', async () => {
  const run = await Run.start()
  const port = await run.listen()
  const before = run.memory
  let closed = 0
  for (let at = 0; at < 10_000; at += 200) {
    await Promise.all(
      Array.from({ length: 200 }, async () => {
        const socket = net.connect(port, '127.0.0.1').on('error', () => undefined)
        run.peers.add(socket.resume())
        socket.on('close', () => {
          closed++
          run.peers.delete(socket)
        })
        await Promise.race([once(socket, 'connect'), once(socket, 'close')])
      }),
    )
  }
  await run.page.until(
    () =>
      run.page.events.filter((event) => event.type === 'mark' && event.mark === 'refused').length === 9_000,
  )
  await run.answers()
  const { connections } = await run.page.ask('sessions', {})
  expect(connections.filter(({ state }) => state === 'ESTABLISHED')).toHaveLength(1_000)
  while (closed < 9_000) await wait(10)
  expect(run.memory - before).toBeLessThan(200)
  // There is room again when they go.
  for (const peer of run.peers) peer.destroy()
  await run.page.until(() => run.page.events.filter(({ type }) => type === 'close').length === 1_000)
  const late = await run.peer(port)
  await run.page.event('open', ({ connection }) => connection.remote?.port === late.localPort)
})
