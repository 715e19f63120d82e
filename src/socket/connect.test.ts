import { describe, expect, it } from 'vitest'
import { Network } from '../net/index.ts'
import { VirtualClock } from '../link/index.ts'
import { connect, engineSockets, listen, type SocketBackend } from './index.ts'

interface World {
  readonly here: SocketBackend
  readonly there: SocketBackend
  readonly run: <Value>(body: () => Promise<Value>) => Promise<Value>
}

function world(): World {
  const clock = new VirtualClock()
  const network = new Network({ clock })
  const here = network.host('here')
  const there = network.host('there')
  network.link(here, there, { path: 'delay 1ms' })
  return {
    here: engineSockets(here),
    there: engineSockets(there, { lang: 'zh' }),
    run: (body) => clock.runUntilSettled(body()),
  }
}

describe('connect and listen', () => {
  it('talk in bytes over a simulated network', async () => {
    const { here, there, run } = world()
    await run(async () => {
      const server = await listen(there, { port: 8888 })
      expect(server.localAddress.port).toBe(8888)
      const client = await connect(here, { port: 8888, host: 'there' })
      await client.send(new Uint8Array([1, 2, 3]))
      await client.shutdown('send')
      for await (const accepted of server) {
        for await (const chunk of accepted) await accepted.send(chunk)
        await accepted.close()
        break
      }
      expect([...(await client.recv())]).toEqual([1, 2, 3])
      expect(await client.recv()).toHaveLength(0)
    })
  })

  it('talk in text, and put a character together that the segments cut', async () => {
    const { here, there, run } = world()
    await run(async () => {
      const server = await listen(there, { port: 8888, encoding: 'GB2312' })
      const client = await connect(here, { port: 8888, host: 'there', encoding: 'gbk', noDelay: true })
      expect(client.encoding).toBe('gbk')
      const accepted = await server.accept()
      await client.send('收到')
      expect(await accepted.recv(1)).toBe('收')
      expect(await accepted.recv(3)).toBe('到')
      await accepted.send('消息')
      await accepted.close()
      let heard = ''
      for await (const text of client) heard += text
      expect(heard).toBe('消息')
      expect(await client.recv()).toBe('')
    })
  })

  it('shows half a character at the end as what it is', async () => {
    const { here, there, run } = world()
    await run(async () => {
      const server = await listen(there, { port: 8888, encoding: 'gbk' })
      const client = await connect(here, { port: 8888, host: 'there' })
      const accepted = await server.accept()
      await client.send(new Uint8Array([0xca]))
      await client.close()
      expect(await accepted.recv()).toBe('\ufffd')
      expect(await accepted.recv()).toBe('')
    })
  })

  it('a client may choose its own port', async () => {
    const { here, there, run } = world()
    await run(async () => {
      const server = await listen(there, { port: 8888 })
      const client = await connect(here, { port: 8888, host: 'there', localPort: 4321 })
      expect(client.localAddress.port).toBe(4321)
      expect((await server.accept()).remoteAddress?.port).toBe(4321)
    })
  })

  it('fail in the language of their backend, and leave nothing open', async () => {
    const { there, run } = world()
    await run(async () => {
      const failure = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error)
      const refused = await failure(connect(there, { port: 1, host: 'here' }))
      expect((refused as Error).message).toContain('没有程序在监听')
      expect(await failure(connect(there, { port: 1, host: 'nobody' }))).toMatchObject({ code: 'ENOTFOUND' })
      const first = await listen(there, { port: 8888 })
      expect(((await failure(listen(there, { port: 8888 }))) as Error).message).toContain('已被占用')
      await first.close()
      await listen(there, { port: 8888 })
    })
  })

  it('family chooses among the addresses of a name', async () => {
    const { here, there, run } = world()
    await run(async () => {
      await listen(there, { port: 8888 })
      for (const family of [4, 6] as const) {
        const client = await connect(here, { port: 8888, host: 'there', family })
        expect(client.remoteAddress?.family).toBe(`IPv${family}`)
      }
    })
  })
})
