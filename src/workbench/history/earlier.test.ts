import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exportPath } from '../../protocol/index.ts'
import { toBase64 } from '../../charset/index.ts'
import { enter, open, TestPage } from '../testing/page.ts'

/** A transcript outlives its workbench, until it is discarded or too old. */

let temporary: string
let echo: net.Server
beforeEach(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'earlier-test-'))
  echo = net.createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1')
  await once(echo, 'listening')
})
afterEach(() => {
  echo.close()
  rmSync(temporary, { recursive: true, force: true })
})

type Opened = Awaited<ReturnType<typeof open>>

async function start(): Promise<{ workbench: Opened; page: TestPage; key: string }> {
  const workbench = await open({ temporary, bounds: { memoryEach: 100_000 } })
  const key = await enter(workbench.link())
  return { workbench, key, page: await TestPage.open(workbench.base, key) }
}

/** Sends to the echo, and has it back. @returns The connection's number. */
async function talk(page: TestPage, text: string): Promise<number> {
  const { port } = echo.address() as net.AddressInfo
  const { conn } = (await page.ask('connect', { host: '127.0.0.1', port })).connection
  await page.ask('send', { to: [conn], base64: toBase64(Buffer.from(text)) })
  const length = Buffer.byteLength(text)
  await page.event('data', (event) => {
    return event.conn === conn && event.direction === 'in' && event.offset + event.length === length
  })
  return conn
}

const folders = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('synfin-'))

describe('after a restart', () => {
  test('one that is killed has lost at most the last second', async () => {
    const first = await start()
    const conn = await talk(first.page, 'before the end')
    const [folder = ''] = folders()
    // Its files alone: nothing of it is written by an orderly end.
    await expect
      .poll(() => existsSync(join(temporary, folder, `${conn}.json`)), { timeout: 3_000 })
      .toBe(true)
    const killed = mkdtempSync(join(tmpdir(), 'earlier-test-'))
    cpSync(join(temporary, folder), join(killed, folder), { recursive: true })
    await first.workbench.close()
    writeFileSync(join(killed, folder, 'owner.json'), JSON.stringify({ pid: 2 ** 22 + 1, ended: true }))
    const next = await open({ temporary: killed })
    const page = await TestPage.open(next.base, await enter(next.link()))
    expect(page.hello.snapshot?.connections).toMatchObject([{ conn, bytesSent: 14, bytesReceived: 14 }])
    await next.close()
    rmSync(killed, { recursive: true })
  })

  test('a transcript is in the list, is read and exported, and stays until it is discarded', async () => {
    const first = await start()
    const conn = await talk(first.page, 'kept?')
    const before = await first.page.ask('messages', { conn, from: 0, count: 10 })
    await first.workbench.close()
    // And over a second restart in which nobody looks at it.
    await (await start()).workbench.close()

    const { page, workbench, key } = await start()
    const [info, ...others] = page.hello.snapshot?.connections ?? []
    expect(others).toEqual([])
    expect(info).toMatchObject({
      role: 'client',
      state: 'CLOSED',
      bytesSent: 5,
      bytesReceived: 5,
      messages: 2,
    })
    expect(Date.parse(info?.earlier ?? '')).toBeGreaterThan(Date.parse(info?.opened ?? ''))
    const is = { conn: info?.conn ?? 0 }
    expect((await page.ask('messages', { ...is, from: 0, count: 10 })).messages).toEqual(before.messages)
    const path = exportPath({ ...is, format: 'bytes', direction: 'in' })
    const file = await fetch(`${workbench.base}/${path}`, { headers: { authorization: `Bearer ${key}` } })
    expect(await file.text()).toBe('kept?')
    const refused = page.ask('send', { to: [is.conn], base64: toBase64(Buffer.from('x')) })
    expect((await refused).failed[0]?.error.code).toBe('SYNFIN_STATE')
    await expect(page.ask('finish', is)).rejects.toMatchObject({ code: 'SYNFIN_STATE' })

    // What is talked now has another number, and both outlive this run.
    expect(await talk(page, 'new')).toBeGreaterThan(is.conn)
    await workbench.close()
    const next = await start()
    expect(next.page.hello.snapshot?.connections.map(({ bytesSent }) => bytesSent).sort()).toEqual([3, 5])
    for (const { conn } of next.page.hello.snapshot?.connections ?? [])
      await next.page.ask('forget', { conn })
    await next.workbench.close()
    expect(folders()).toEqual([])
  })

  test('what was only in the session files of a run that was killed is there', async () => {
    const { page, workbench } = await start()
    const long = 'x'.repeat(300_000)
    const conn = await talk(page, long)
    const [folder = ''] = folders()
    // As a kill leaves it: the last record may be half a one.
    const killed = join(temporary, 'synfin-1-killed')
    cpSync(join(temporary, folder), killed, { recursive: true })
    await page.ask('reset', { conn })
    await page.event('close')
    await page.ask('forget', { conn })
    await workbench.close()
    writeFileSync(join(killed, 'owner.json'), JSON.stringify({ pid: 1, ended: true }))
    truncateSync(join(killed, '1.index'), 40 + 17)

    const next = await start()
    const [info] = next.page.hello.snapshot?.connections ?? []
    expect(info?.messages).toBe(1)
    expect(info?.close).toBeUndefined()
    const range = await next.page.ask('bytes', { conn: 1, direction: 'out', offset: 0, length: 300_000 })
    expect(Buffer.from(range.base64, 'base64').toString()).toBe(long.slice(0, info?.bytesSent))
    expect(existsSync(killed)).toBe(false)
    await next.workbench.close()
  })

  test('what is older than a week, or no transcript, is not shown, and goes', async () => {
    const { page, workbench } = await start()
    await talk(page, 'old')
    await workbench.close()
    const [folder = ''] = folders()
    const long = Date.now() / 1_000 - 8 * 86_400
    utimesSync(join(temporary, folder, '1.json'), long, long)
    writeFileSync(join(temporary, folder, '2.json'), '{"conn":2}')
    writeFileSync(join(temporary, folder, '3.json'), '{')
    const next = await start()
    expect(next.page.hello.snapshot?.connections).toEqual([])
    await next.workbench.close()
    expect(folders()).toEqual([])
  })

  test('a workbench that finds its port taken leaves them alone', async () => {
    const first = await start()
    await talk(first.page, 'kept')
    await first.workbench.close()
    const { port } = echo.address() as net.AddressInfo
    await expect(open({ temporary, port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    const next = await start()
    expect(next.page.hello.snapshot?.connections).toHaveLength(1)
    await next.workbench.close()
  })
})
