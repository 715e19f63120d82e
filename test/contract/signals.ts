import { expect } from 'vitest'
import { AbortError, connect, listen } from '../../src/socket/index.ts'
import { type Test, type World, bytes, codeOf, pairOf, pattern, recvAll, text } from './world.ts'

/** Every call that waits can be called off, and the socket goes on. */
export function signals(test: Test): void {
  test('recv: called off, it takes no byte with it', async (world) => {
    const { client, accepted } = await pairOf(world)
    const off = new AbortController()
    const waiting = accepted.recv(10, { signal: off.signal })
    const behind = accepted.recv(10)
    off.abort(new Error('enough'))
    const error = await waiting.catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(AbortError)
    expect((error as Error).cause).toEqual(new Error('enough'))
    await client.send(bytes('kept'))
    expect(text(await behind)).toBe('kept')
  })

  test('accept: called off, the client goes to the next', async (world) => {
    const server = await listen(world.server, { host: world.address })
    const off = new AbortController()
    const waiting = server.accept({ signal: off.signal })
    const behind = server.accept()
    off.abort()
    expect(await codeOf(waiting)).toBe('ABORT_ERR')
    const client = await connect(world.client, { port: server.localAddress.port, host: world.address })
    expect((await behind).remoteAddress).toEqual(client.localAddress)
  })

  test('connect: called off while nobody answers', async (world) => {
    if (world.silent === undefined) return
    const { address, port } = world.silent
    const off = new AbortController()
    const client = world.client.tcp()
    const waiting = client.connect(port, address, { signal: off.signal })
    const code = codeOf(waiting)
    for (let turn = 0; turn < 5; turn++) await world.pause()
    expect(client.phase).toBe('connecting')
    off.abort()
    expect(await code).toBe('ABORT_ERR')
    expect(client.phase).toBe('closed')
  })

  test('connect: called off by close and by the socket’s own signal', async (world) => {
    if (world.silent === undefined) return
    const { address, port } = world.silent
    const client = world.client.tcp()
    const closed = codeOf(client.connect(port, address))
    await world.pause()
    await client.close()
    expect(await closed).toBe('ECONNABORTED')
    const off = new AbortController()
    const aborted = codeOf(connect(world.client, { port, host: address, signal: off.signal }))
    await world.pause()
    off.abort()
    expect(await aborted).toBe('ABORT_ERR')
  })

  test('send: called off, it says how much went, and that much arrives', async (world) => {
    const { client, accepted } = await pairOf(world)
    const off = new AbortController()
    const all = pattern(64 << 20)
    const sending = client.send(all, { signal: off.signal })
    const failed = sending.catch((caught: unknown) => caught)
    for (let turn = 0; turn < 30; turn++) await world.pause()
    off.abort()
    const error = (await failed) as AbortError
    expect(error).toBeInstanceOf(AbortError)
    expect(error.bytesSent).toBeGreaterThan(0)
    expect(error.bytesSent).toBeLessThan(all.length)
    const reading = recvAll(accepted)
    await client.close()
    const got = await reading
    expect(got.length).toBe(error.bytesSent)
    expect(Buffer.compare(got, all.subarray(0, got.length))).toBe(0)
  })

  test('a signal that has aborted already: no call begins', async (world) => {
    const { server, client } = await pairOf(world)
    const signal = AbortSignal.abort()
    expect(await codeOf(client.recv(1, { signal }))).toBe('ABORT_ERR')
    expect(await codeOf(client.send(bytes('x'), { signal }))).toBe('ABORT_ERR')
    expect(await codeOf(server.accept({ signal }))).toBe('ABORT_ERR')
    const fresh = world.client.tcp()
    expect(await codeOf(fresh.connect(server.localAddress.port, world.address, { signal }))).toBe('ABORT_ERR')
    expect(client.phase).toBe('connected')
  })

  test('the connection’s own signal is the forced close: RST', async (world) => {
    const off = new AbortController()
    const { client, accepted } = await pairOf(world, { signal: off.signal })
    const waiting = codeOf(client.recv())
    off.abort()
    expect(await waiting).toBe('ECONNABORTED')
    expect(await codeOf(accepted.recv())).toBe('ECONNRESET')
    expect(await client.closed).toMatchObject({ firstCloser: 'us', how: 'reset' })
  })

  test('a listener’s own signal stops it, and leaves the accepted ones alone', async (world) => {
    const off = new AbortController()
    const server = await listen(world.server, { host: world.address, signal: off.signal })
    const client = await connect(world.client, { port: server.localAddress.port, host: world.address })
    const accepted = await server.accept()
    const waiting = codeOf(server.accept())
    off.abort()
    expect(await waiting).toBe('ECONNABORTED')
    expect(server.socket.phase).toBe('closed')
    await client.send(bytes('alive'))
    expect(text(await accepted.recv())).toBe('alive')
    await refused(world, server.localAddress.port)
  })

  test('one signal for many connections', async (world) => {
    const off = new AbortController()
    const server = await listen(world.server, { host: world.address })
    const clients = await Promise.all(
      Array.from({ length: 20 }, () =>
        connect(world.client, { port: server.localAddress.port, host: world.address, signal: off.signal }),
      ),
    )
    off.abort()
    const records = await Promise.all(clients.map((client) => client.closed))
    expect(records.every(({ how }) => how === 'reset')).toBe(true)
  })
}

async function refused(world: World, port: number): Promise<void> {
  expect(await codeOf(world.client.tcp().connect(port, world.address))).toBe('ECONNREFUSED')
}
