import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AbortError, SocketError, connect, listen } from '../../src/socket/index.ts'
import { badArguments, framing, webStreams } from './connection.ts'
import { endings } from './endings.ts'
import { signals } from './signals.ts'
import { udpContract } from './udp.ts'
import { type Test, type World, bytes, codeOf, pairOf, pattern, recvAll, text, until } from './world.ts'

/**
 * What every backend of the sockets must do, word for word the same on all. Nothing here sleeps.
 *
 * @param makeWorld - A fresh place for each test.
 */
export function socketContract(name: string, makeWorld: () => Promise<World>): void {
  describe(`socket contract: ${name}`, () => {
    let world: World
    beforeEach(async () => {
      world = await makeWorld()
    })
    afterEach(() => world.close())
    const test = (what: string, body: (world: World) => Promise<void>): void => {
      // oxlint-disable-next-line vitest/valid-title, vitest/expect-expect
      it(what, () => world.run(() => body(world)))
    }
    describe('the facts everyone learns', () => {
      facts(test)
    })
    describe('opening', () => {
      opening(test)
    })
    describe('data', () => {
      data(test)
    })
    describe('endings', () => {
      endings(test)
    })
    describe('signals', () => {
      signals(test)
    })
    describe('framing', () => {
      framing(test)
    })
    describe('web streams', () => {
      webStreams(test)
    })
    describe('what is refused', () => {
      badArguments(test)
    })
    describe('UDP', () => {
      udpContract(test)
    })
  })
}

function facts(test: Test): void {
  test('a server binds; a client need not, and its port is picked', async (world) => {
    const server = world.server.tcp()
    await server.bind(0, world.address)
    const port = server.localAddress?.port ?? 0
    expect(port).toBeGreaterThan(0)
    expect(server.phase).toBe('bound')
    await server.listen()
    const client = world.client.tcp()
    expect(client.localAddress).toBeUndefined()
    await client.connect(port, world.address)
    const accepted = await server.accept()
    expect(client.localAddress?.port).toBeGreaterThan(0)
    expect(client.localAddress?.port).not.toBe(port)
    expect(accepted.remoteAddress).toEqual(client.localAddress)
    expect(accepted.localAddress).toEqual(client.remoteAddress)
    expect(client.remoteAddress).toEqual({ address: world.address, port, family: 'IPv4' })
  })

  test('a client that binds keeps the port it chose', async (world) => {
    const server = await listen(world.server, { host: world.address })
    const chooser = world.client.tcp()
    await chooser.bind(0)
    const port = chooser.localAddress?.port
    await chooser.connect(server.localAddress.port, world.address)
    const accepted = await server.accept()
    expect(accepted.remoteAddress?.port).toBe(port)
    await chooser.send(bytes('mine'))
    expect(text(await accepted.recv())).toBe('mine')
  })

  test('listen makes a socket passive; accept returns a new one', async (world) => {
    const { server, client, accepted } = await pairOf(world)
    expect(server.socket.phase).toBe('listening')
    expect(accepted).not.toBe(server)
    expect(accepted.phase).toBe('connected')
    expect(client.phase).toBe('connected')
    expect(await codeOf(server.socket.send(bytes('x')))).toBe('ENOTCONN')
    expect(await codeOf(server.socket.recv())).toBe('ENOTCONN')
    expect(await codeOf(accepted.accept())).toBe('EINVAL')
  })

  test('TCP must connect first', async (world) => {
    const socket = world.client.tcp()
    expect(await codeOf(socket.send(bytes('x')))).toBe('ENOTCONN')
    expect(await codeOf(socket.recv())).toBe('ENOTCONN')
    expect(await codeOf(socket.shutdown('send'))).toBe('ENOTCONN')
    expect(await codeOf(socket.accept())).toBe('EINVAL')
  })

  test('closing the listener refuses new clients and keeps the connected ones', async (world) => {
    const { server, client, accepted } = await pairOf(world)
    const { port } = server.localAddress
    await server.close()
    expect(await codeOf(world.client.tcp().connect(port, world.address))).toBe('ECONNREFUSED')
    await client.send(bytes('still here'))
    expect(text(await accepted.recv())).toBe('still here')
    await accepted.send(bytes('so am I'))
    expect(text(await client.recv())).toBe('so am I')
    expect(await codeOf(server.accept())).toBe('ECONNABORTED')
  })

  test('closing an accepted socket ends that client alone', async (world) => {
    const { server, client, accepted } = await pairOf(world)
    const other = await connect(world.client, { port: server.localAddress.port, host: world.address })
    const otherAccepted = await server.accept()
    await accepted.close()
    expect(await client.recv()).toHaveLength(0)
    await other.send(bytes('unharmed'))
    expect(text(await otherAccepted.recv())).toBe('unharmed')
  })

  test('a peer that closes is seen as a receive of length 0, again and again', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('last words'))
    await client.close()
    expect(text(await recvAll(accepted))).toBe('last words')
    expect(await accepted.recv()).toHaveLength(0)
    expect(await accepted.recv(1)).toHaveLength(0)
  })

  test('forced close from outside its loop: a flag turns, the socket closes, the loop ends', async (world) => {
    const { server, client, accepted } = await pairOf(world)
    let running = true
    let clients = 0
    const acceptLoop = (async () => {
      for await (const next of server) {
        clients++
        await next.close()
      }
      return 'ended'
    })()
    const recvLoop = (async () => {
      let got = ''
      for await (const chunk of accepted) got += text(chunk as Uint8Array)
      return got
    })()
    await client.send(bytes('before'))
    await connect(world.client, { port: server.localAddress.port, host: world.address })
    await until(world, () => clients === 1, 'the second client')
    running = false
    accepted.reset()
    await server.close()
    expect(await acceptLoop).toBe('ended')
    expect(await recvLoop).toBe('before')
    expect(running).toBe(false)
    expect(await codeOf(client.recv())).toBe('ECONNRESET')
  })
}

function opening(test: Test): void {
  test('nobody listens: ECONNREFUSED, told with the place', async (world) => {
    const server = await listen(world.server, { host: world.address })
    const { port } = server.localAddress
    await server.close()
    const client = world.client.tcp()
    const error = await client.connect(port, world.address).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(SocketError)
    expect(error).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect', address: world.address, port })
    expect((error as Error).message).toContain(`${world.address}:${port}`)
    expect(client.phase).toBe('closed')
    expect(await client.closed).toMatchObject({ how: 'error', error: 'ECONNREFUSED' })
  })

  test('a port that a listener has: EADDRINUSE at bind', async (world) => {
    const first = await listen(world.server, { host: world.address })
    const second = world.server.tcp()
    expect(await codeOf(second.bind(first.localAddress.port, world.address))).toBe('EADDRINUSE')
    await first.close()
    const third = world.server.tcp()
    await third.bind(first.localAddress.port, world.address)
    await third.listen()
    expect(third.phase).toBe('listening')
  })

  test('a bound port can be taken again once its socket is closed', async (world) => {
    const first = world.server.tcp()
    await first.bind(0, world.address)
    const port = first.localAddress?.port ?? 0
    await first.close()
    const second = await listen(world.server, { port, host: world.address })
    expect(second.localAddress.port).toBe(port)
  })

  test('two sockets may be bound to one port until one of them listens', async (world) => {
    const first = world.server.tcp()
    await first.bind(0, world.address)
    const second = world.server.tcp()
    await second.bind(first.localAddress?.port ?? 0, world.address)
    await first.listen()
    expect(await codeOf(second.listen())).toBe('EADDRINUSE')
  })

  test('a server restarts at once, though its last connection is in TIME-WAIT', async (world) => {
    const { server, client, accepted } = await pairOf(world)
    const { port } = server.localAddress
    await accepted.close()
    await client.close()
    expect(await accepted.closed).toMatchObject({ firstCloser: 'us', how: 'fin' })
    await server.close()
    const again = await listen(world.server, { port, host: world.address })
    expect(again.localAddress.port).toBe(port)
  })

  test('not an address of this machine: EADDRNOTAVAIL', async (world) => {
    expect(await codeOf(world.client.tcp().bind(0, '203.0.113.77'))).toBe('EADDRNOTAVAIL')
  })

  test('no way to the host', async (world) => {
    if (world.unreachable === undefined) return
    const { address, code } = world.unreachable
    expect(await codeOf(world.client.tcp().connect(9, address))).toBe(code)
  })

  test('nobody answers: ETIMEDOUT', async (world) => {
    if (!world.timesOut || world.silent === undefined) return
    const client = world.client.tcp()
    expect(await codeOf(client.connect(world.silent.port, world.silent.address))).toBe('ETIMEDOUT')
    expect(await client.closed).toMatchObject({ firstCloser: undefined, how: 'error', error: 'ETIMEDOUT' })
  })

  test('IPv6', async (world) => {
    if (world.address6 === undefined) return
    const server = await listen(world.server, { host: world.address6 })
    const client = await connect(world.client, { port: server.localAddress.port, host: world.address6 })
    const accepted = await server.accept()
    expect(accepted.remoteAddress).toEqual(client.localAddress)
    expect(client.remoteAddress).toEqual({
      address: world.address6,
      port: server.localAddress.port,
      family: 'IPv6',
    })
    await client.send(bytes('six'))
    expect(text(await accepted.recv())).toBe('six')
    await client.close()
    expect(await accepted.recv()).toHaveLength(0)
  })

  test('a server on all addresses takes IPv4 and IPv6, and shows each as what it is', async (world) => {
    if (world.address6 === undefined) return
    const server = await listen(world.server)
    for (const host of [world.address, world.address6]) {
      const client = await connect(world.client, { port: server.localAddress.port, host })
      const accepted = await server.accept()
      expect(accepted.remoteAddress).toEqual(client.localAddress)
      expect(accepted.localAddress).toEqual(client.remoteAddress)
    }
  })

  test('calls that do not fit the phase: EINVAL, EISCONN, EBADF', async (world) => {
    const { server, client } = await pairOf(world)
    expect(await codeOf(client.connect(server.localAddress.port, world.address))).toBe('EISCONN')
    expect(await codeOf(client.bind(0))).toBe('EINVAL')
    expect(await codeOf(client.listen())).toBe('EINVAL')
    expect(await codeOf(server.socket.bind(0))).toBe('EINVAL')
    expect(await codeOf(server.socket.connect(1, world.address))).toBe('EINVAL')
    await client.close()
    expect(await codeOf(client.connect(server.localAddress.port, world.address))).toBe('EBADF')
    expect(await codeOf(client.bind(0))).toBe('EBADF')
  })

  test('arguments that mean nothing: EINVAL, told in words', async (world) => {
    const { client } = await pairOf(world)
    for (const port of [-1, 65_536, 1.5, Number.NaN]) {
      expect(await codeOf(world.client.tcp().bind(port))).toBe('EINVAL')
      expect(await codeOf(world.client.tcp().connect(port, world.address))).toBe('EINVAL')
    }
    expect(await codeOf(world.client.tcp().connect(0, world.address))).toBe('EINVAL')
    expect(await codeOf(world.client.tcp().listen(0))).toBe('EINVAL')
    expect(await codeOf(client.recv(0))).toBe('EINVAL')
    expect(await codeOf(client.recvInto(new Uint8Array(0)))).toBe('EINVAL')
    const error = await world.client
      .tcp()
      .bind(70_000)
      .catch((caught: unknown) => caught)
    expect((error as Error).message).toContain('0 to 65535, not 70000')
  })

  test('backlog full: who waits within it is served, and who is beyond is not', async (world) => {
    const server = await listen(world.server, { host: world.address, backlog: 2 })
    const off = new AbortController()
    const connected: number[] = []
    const clients = Array.from({ length: 8 }, () => world.client.tcp())
    const attempts = clients.map((client, index) =>
      client.connect(server.localAddress.port, world.address, { signal: off.signal }).then(
        () => connected.push(index),
        () => {},
      ),
    )
    await until(world, () => connected.length >= 2, 'two connections')
    for (let turn = 0; turn < 50; turn++) await world.pause()
    const served = []
    const wait = new AbortController()
    for (;;) {
      const next = server.accept({ signal: wait.signal }).catch(() => undefined)
      const soon = (async () => {
        for (let turn = 0; turn < 20; turn++) await world.pause()
      })()
      if (served.length >= 2) void soon.then(() => wait.abort())
      const client = await next
      if (client === undefined) break
      served.push(client)
      if (served.length === 3) off.abort()
    }
    off.abort()
    await Promise.all(attempts)
    // Linux lets one more than the backlog wait.
    expect(served.length).toBeGreaterThanOrEqual(2)
    expect(served.length).toBeLessThanOrEqual(5)
    const [first] = served
    const theirs = clients.find((client) => client.localAddress?.port === first?.remoteAddress?.port)
    await first?.send(bytes('served'))
    expect(text((await theirs?.recv()) ?? bytes(''))).toBe('served')
  })

  test('many clients at once, each talked with by itself', async (world) => {
    const server = await listen(world.server, { host: world.address, backlog: 256 })
    const serving = (async () => {
      const all: Promise<void>[] = []
      for await (const client of server) {
        all.push(
          (async () => {
            for await (const chunk of client) await client.send(chunk)
            await client.close()
          })(),
        )
      }
      await Promise.all(all)
    })()
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const client = await connect(world.client, { port: server.localAddress.port, host: world.address })
        await client.send(bytes(`I am ${index}`))
        await client.shutdown('send')
        const answer = text(await recvAll(client))
        await client.close()
        return answer
      }),
    )
    expect(answers).toEqual(Array.from({ length: 100 }, (_, index) => `I am ${index}`))
    await server.close()
    await serving
  })
}

function data(test: Test): void {
  test('recv gives at most n bytes, and leaves the rest', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('0123456789'))
    expect(text(await accepted.recv(4))).toBe('0123')
    expect(text(await accepted.recv(4))).toBe('4567')
    expect(text(await accepted.recv(4))).toBe('89')
  })

  test('recvInto fills the buffer it is given, and says how much', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('hello'))
    const buffer = new Uint8Array(3)
    expect(await accepted.recvInto(buffer)).toBe(3)
    expect(text(buffer)).toBe('hel')
    expect(await accepted.recvInto(buffer)).toBe(2)
    expect(text(buffer)).toBe('lol')
    await client.close()
    expect(await accepted.recvInto(buffer)).toBe(0)
  })

  test('receives that wait are served in the order in which they were called', async (world) => {
    const { client, accepted } = await pairOf(world)
    const got = [accepted.recv(2), accepted.recv(2), accepted.recv(2)]
    await client.send(bytes('aabbcc'))
    expect((await Promise.all(got)).map(text)).toEqual(['aa', 'bb', 'cc'])
  })

  test('megabytes both ways at once arrive whole and in order', async (world) => {
    const { client, accepted } = await pairOf(world)
    const all = pattern(3_000_000)
    const speak = async (socket: typeof client): Promise<void> => {
      for (let at = 0; at < all.length; at += 300_000) await socket.send(all.subarray(at, at + 300_000))
      await socket.shutdown('send')
    }
    const [there, back] = await Promise.all([
      recvAll(accepted),
      recvAll(client),
      speak(client),
      speak(accepted),
    ])
    expect(there.length).toBe(all.length)
    expect(Buffer.compare(there, all)).toBe(0)
    expect(Buffer.compare(back, all)).toBe(0)
  })

  test('sends that are not waited for keep their order', async (world) => {
    const { client, accepted } = await pairOf(world)
    const all = pattern(1_000_000)
    const sends: Promise<void>[] = []
    for (let at = 0; at < all.length; at += 10_000) sends.push(client.send(all.subarray(at, at + 10_000)))
    const closing = client.close()
    const got = await recvAll(accepted)
    await Promise.all([...sends, closing])
    expect(got.length).toBe(all.length)
    expect(Buffer.compare(got, all)).toBe(0)
  })

  test('back-pressure: send waits while the peer does not read, and goes on when it does', async (world) => {
    const { client, accepted } = await pairOf(world)
    const piece = pattern(256 * 1024)
    let sent = 0
    const flow = { stop: false }
    const sending = (async () => {
      while (!flow.stop) {
        await client.send(piece)
        sent += piece.length
      }
    })()
    let before = -1
    for (let still = 0; still < 30; still++) {
      await world.pause()
      if (sent !== before) still = 0
      before = sent
      expect(sent).toBeLessThan(64 << 20)
    }
    const stuckAt = sent
    const reading = (async () => {
      let total = 0
      for (;;) {
        const length = (await accepted.recv()).length
        if (length === 0) return total
        total += length
      }
    })()
    await until(world, () => sent > stuckAt, 'the send that waited')
    flow.stop = true
    await sending
    await client.close()
    expect(await reading).toBe(sent)
  })

  test('sending nothing is done at once and sends nothing', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(new Uint8Array(0))
    await client.send(bytes('x'))
    expect(text(await accepted.recv())).toBe('x')
  })

  test('acknowledged bytes are told, or not known: never a guess', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('12345'))
    await accepted.recv()
    await accepted.send(bytes('ok'))
    await client.recv()
    // At least so many: a kernel's figure may be a few milliseconds old, and is never more than was sent.
    expect(client.acknowledgedLength() ?? 5).toBeLessThanOrEqual(5)
    await expect.poll(() => client.acknowledgedLength() ?? 5, { timeout: 5_000 }).toBe(5)
  })

  test('errors are the package’s own', async (world) => {
    const { client } = await pairOf(world)
    const error = await client.recv(1, { signal: AbortSignal.abort() }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(AbortError)
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', syscall: 'recv' })
  })
}
