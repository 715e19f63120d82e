import { once } from 'node:events'
import net from 'node:net'
import { describe, expect, it } from 'vitest'
import { synfin } from './harness.ts'

describe('synfin workbench', () => {
  it.each([
    ['workbench', '--port', '0'],
    ['--port', '0'],
    ['--lang', 'en', '--port=0'],
  ])('prints its link (%s %s %s), lets a browser in, and Ctrl-C ends it', async (...args) => {
    const run = synfin(args)
    const [, url = ''] = await run.out.match(
      /The workbench is open:\n(http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)\n/,
    )
    const entered = await fetch(url, { redirect: 'manual' })
    expect(entered.status).toBe(303)
    expect(entered.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict$/)
    run.signal('SIGINT')
    expect(await run.code).toBe(0)
    expect(run.err.text).toBe('')
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  })

  it('speaks Chinese', async () => {
    const run = synfin(['--lang', 'zh', '--port', '0'])
    await run.out.match(/工作台已打开/)
    run.signal('SIGTERM')
    expect(await run.code).toBe(143)
  })

  it('says who holds a port in use, and what helps', async () => {
    const holder = net.createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as net.AddressInfo
    const run = synfin(['workbench', '--port', String(port)])
    expect(await run.code).toBe(2)
    expect(run.err.text).toMatch(/^synfin: 127\.0\.0\.1:\d+ is already in use.*--port 0.*\n$/)
    holder.close()
    const nowhere = synfin(['workbench', '--port', '0', '--host', '192.0.2.1'])
    expect(await nowhere.code).toBe(2)
    expect(nowhere.err.text).toMatch(/^synfin: 192\.0\.2\.1 is not an address of this machine.*\n$/)
  })

  it('takes a token of the person’s own, as often as it is shown, and refuses a short one', async () => {
    const token = 'a-token-for-scripts'
    const run = synfin(['workbench', '--port', '0', '--token', token])
    const [, base = ''] = await run.out.match(/(http:\/\/127\.0\.0\.1:\d+\/)\?token=a-token-for-scripts\n/)
    for (let i = 0; i < 2; i++) {
      expect((await fetch(`${base}?token=${token}`, { redirect: 'manual' })).status).toBe(303)
    }
    const sessions = await fetch(`${base}api/sessions`, { headers: { authorization: `Bearer ${token}` } })
    expect(await sessions.json()).toMatchObject({ listeners: [], connections: [] })
    run.signal('SIGINT')
    await run.code

    const refused = synfin(['workbench', '--port', '0', '--token', 'short'])
    expect(await refused.code).toBe(2)
    expect(refused.err.text).toMatch(/16 to 200 letters/)
  })
})
