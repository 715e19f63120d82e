import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportPath, type WirePacket } from '../protocol/index.ts'
import { fromBase64, charset } from '../charset/index.ts'
import { type CapturedPacket, readCapture } from '../capture/index.ts'
import { traceConnections } from '../trace/index.ts'
import { enter, open, TestPage } from './testing/page.ts'
import { mayCapture } from '../../test/support/programs.ts'

/** What of a talk can be taken away as a file, and the packets of real connections, live. */

let workbench: Awaited<ReturnType<typeof open>>
let key: string
let page: TestPage
beforeAll(async () => {
  workbench = await open()
  key = await enter(workbench.link())
  page = await TestPage.open(workbench.base, key)
})
afterAll(() => workbench.close())

async function download(
  query: Parameters<typeof exportPath>[0],
): Promise<{ status: number; bytes: Buffer; name: string }> {
  const response = await fetch(`${workbench.base}/${exportPath(query)}`, {
    headers: { authorization: `Bearer ${key}` },
  })
  const name = /filename="(.*)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? ''
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()), name }
}

/** A short talk of a client in GBK; its number. */
async function talk(capture: boolean): Promise<{ conn: number; port: number; capture: number | undefined }> {
  const { listener } = await page.ask('listen', { port: 0, capture, keepHalfOpen: true })
  const socket = net.connect(listener.local.port, '127.0.0.1')
  await once(socket, 'connect')
  const { port } = socket.address() as net.AddressInfo
  const { conn } = await page.event('open', ({ connection }) => connection.listener === listener.conn)
  // A character cut in two: 中 is D6 D0 in GBK.
  socket.write(Buffer.from([0xd6]))
  await page.event('data', (event) => event.conn === conn)
  socket.write(Buffer.from([0xd0, 0x0d, 0x0a]))
  await page.event('data', (event) => event.conn === conn && event.offset === 1)
  const answer = Buffer.from(charset('gbk')?.encode('文').bytes ?? [])
  await page.ask('send', { to: [conn], base64: answer.toString('base64') })
  await once(socket, 'data')
  socket.end()
  await page.event('state', (event) => event.conn === conn && event.state === 'CLOSE-WAIT')
  await page.ask('finish', { conn })
  await page.event('close', (event) => event.conn === conn)
  return { conn, port, capture: listener.capture }
}

describe('a talk as a file', () => {
  test('text in its charset, JSON lines with every byte, and bare bytes', async () => {
    const { conn, port } = await talk(false)
    const text = await download({ format: 'text', conn, charset: 'gbk' })
    expect(text.name).toMatch(
      new RegExp(`^synfin-\\d{4}-\\d\\d-\\d\\d-\\d{4}-127\\.0\\.0\\.1-${port}\\.txt$`),
    )
    const [zone, ...lines] = String(text.bytes).trimEnd().split('\n')
    expect(zone).toBe('# times in UTC')
    expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual([
      expect.stringMatching(/^#\d+ open 127\.0\.0\.1:\d+ 127\.0\.0\.1:\d+$/),
      `#${conn} < `,
      `#${conn} < 中`,
      `#${conn} > 文`,
      `#${conn} close fin by=peer sent=2 received=4`,
    ])
    const json = await download({ format: 'jsonl', conn, charset: 'gbk' })
    const events = String(json.bytes)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.map(({ v, type, conn: of }) => [v, type, of])).toEqual(
      ['open', 'data', 'data', 'data', 'close'].map((type) => [2, type, conn]),
    )
    expect(events[1]).toMatchObject({
      direction: 'in',
      offset: 0,
      text: '',
      pending: '1g==',
      base64: '1g==',
      length: 1,
    })
    expect(events[2]).toMatchObject({ direction: 'in', offset: 1, text: '中\r\n', charset: 'gbk' })
    expect((await download({ format: 'bytes', conn, direction: 'in' })).bytes).toEqual(
      Buffer.from([0xd6, 0xd0, 13, 10]),
    )
  })

  test('in the time zone of the page, in the text and in the name', async () => {
    const { conn, port } = await talk(false)
    const { opened } = await page
      .ask('sessions', {})
      .then(({ connections }) => connections.find((one) => one.conn === conn) ?? { opened: '' })
    const text = await download({ format: 'text', conn, zone: 'Asia/Kathmandu' })
    const there = new Date(Date.parse(opened) + (5 * 60 + 45) * 60_000).toISOString()
    const [zone, open = ''] = String(text.bytes).split('\n')
    expect(zone).toBe('# times in Asia/Kathmandu')
    expect(open).toContain(`${there.slice(0, -1)}+05:45 #${conn} open`)
    const minute = there.slice(0, 16).replace('T', '-').replace(':', '')
    expect(text.name).toBe(`synfin-${minute}-127.0.0.1-${port}.txt`)
    const bytes = await download({ format: 'bytes', conn, direction: 'in', zone: 'Asia/Kathmandu' })
    expect(bytes.name).toBe(`synfin-${minute}-127.0.0.1-${port}.in.bin`)
    // A program reads UTC.
    const json = await download({ format: 'jsonl', conn, zone: 'Asia/Kathmandu' })
    expect(JSON.parse(String(json.bytes).split('\n')[0] ?? '')).toMatchObject({ wallTime: opened })
  })

  test('what cannot be given is answered', async () => {
    const { conn } = await talk(false)
    expect((await download({ format: 'text', conn: 999 })).status).toBe(404)
    expect((await download({ format: 'text', conn, charset: 'klingon' })).status).toBe(400)
    expect((await download({ format: 'text', conn, zone: 'Nowhere/Town' })).status).toBe(400)
    expect((await download({ format: 'pcapng', capture: 999 })).status).toBe(404)
    expect(
      (
        await fetch(`${workbench.base}/api/export?format=exe&conn=1`, {
          headers: { authorization: `Bearer ${key}` },
        })
      ).status,
    ).toBe(400)
  })
})

describe('packets', () => {
  test('hello tells whether they can be captured, and if not, what is missing', () => {
    const { capture } = page.hello.permits
    expect(capture.tool !== undefined).toBe(mayCapture())
    expect(capture.problem?.message).toEqual(mayCapture() ? undefined : expect.stringMatching(/./))
  })
})

describe.skipIf(!mayCapture())('packets, where capturing is permitted', () => {
  test('of a talk are told live from its first SYN, kept, and given as pcapng with comments', async () => {
    const { conn, port, capture = 0 } = await talk(true)
    expect(capture).toBeGreaterThan(0)
    const wire: WirePacket[] = []
    const fins = (): number =>
      traceConnections(wire.map(toPacket))[0]?.segments.filter(({ kinds }) => kinds.includes('fin')).length ??
      0
    await page.until(() => {
      wire.splice(0)
      for (const event of page.events)
        if (event.type === 'packets' && event.capture === capture) wire.push(...event.packets)
      return fins() === 2
    })
    const [trace, ...others] = traceConnections(wire.map(toPacket))
    expect(others).toEqual([])
    expect(trace?.client).toEqual({ address: '127.0.0.1', port })
    expect(trace?.segments[0]?.kinds).toContain('syn')
    const data = trace?.segments.filter(({ length }) => length > 0).map(({ payload }) => [...payload])
    expect(data).toEqual([[0xd6], [0xd0, 13, 10], [0xce, 0xc4]])

    const range = await page.ask('packets', { capture, from: 1, count: 2 })
    expect(range.packets).toEqual(JSON.parse(JSON.stringify(wire.slice(1, 3))))
    await page.ask('stopCapture', { capture })
    const over = await page.event('capture', (event) => event.capture === capture && !event.running)
    expect(over.problem).toBeUndefined()

    const file = await download({ format: 'pcapng', capture, conn })
    const read = readCapture(new Uint8Array(file.bytes))
    expect(read.problems).toEqual([])
    expect(read.packets).toHaveLength(over.packets)
    expect(read.packets[0]?.comment).toMatch(/^The client asks for a connection|SYN/)
    expect(Math.abs(Number((read.startTime ?? 0n) / 1_000_000n) - Date.now())).toBeLessThan(60_000)
    const chinese = await download({ format: 'pcapng', capture, conn, lang: 'zh' })
    expect(readCapture(new Uint8Array(chinese.bytes)).packets[0]?.comment).toMatch(/客户端/)
    const path = join(workbench.folder, 'talk.pcapng')
    writeFileSync(path, file.bytes)
    const seen = execFileSync('tcpdump', ['-r', path, '-n'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(seen.match(/Flags \[F/g)).toHaveLength(2)
    await page.ask('forgetCapture', { capture })
    await expect(page.ask('packets', { capture, from: 0, count: 1 })).rejects.toMatchObject({
      code: 'SYNFIN_NO_SUCH',
    })
  })

  test('of a refused connection are seen too: SYN, RST', async () => {
    const gone = (await page.ask('listen', { port: 0 })).listener
    await page.ask('stopListening', { conn: gone.conn })
    await expect(
      page.ask('connect', { host: '127.0.0.1', port: gone.local.port, capture: true }),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const close = await page.event('close', (event) => event.error === 'ECONNREFUSED')
    const opened = await page.event('open', (event) => event.conn === close.conn)
    const packets = await page.event(
      'packets',
      (event) => event.capture === opened.connection.capture && event.packets.length > 1,
    )
    const [trace] = traceConnections(packets.packets.map(toPacket))
    expect(trace?.segments.map(({ kinds }) => kinds[0])).toEqual(['syn', 'rst'])
  })

  test('two requests for the same port share a capture; an unknown interface is refused', async () => {
    const { listener } = await page.ask('listen', { port: 0 })
    const [one, two] = await Promise.all([
      page.ask('startCapture', { conn: listener.conn }),
      page.ask('startCapture', { conn: listener.conn }),
    ])
    expect(one.capture.capture).toBe(two.capture.capture)
    expect(one.capture.filter).toBe(`tcp port ${listener.local.port}`)
    await expect(page.ask('startCapture', { port: 9, interface: 'nope0' })).rejects.toMatchObject({
      code: 'SYNFIN_CAPTURE_INTERFACE',
    })
  })
})

function toPacket({ base64, ...rest }: WirePacket): CapturedPacket {
  return { ...rest, bytes: fromBase64(base64) ?? new Uint8Array(0) }
}
