import { expect } from 'vitest'
import { type Test, bytes, codeOf, text } from './world.ts'

/** UDP has no connection: it just sends. */
export function udpContract(test: Test): void {
  test('UDP just sends: the receiver learns from whom, and can answer', async (world) => {
    const server = world.server.udp()
    await server.bind(0, world.address)
    const port = server.localAddress?.port ?? 0
    const client = world.client.udp()
    await client.send(bytes('ping'), port, world.address)
    const message = await server.recv()
    expect(text(message.data)).toBe('ping')
    expect(message.from.family).toBe('IPv4')
    expect(message.from.port).toBe(client.localAddress?.port)
    await server.send(bytes('pong'), message.from.port, message.from.address)
    expect(text((await client.recv()).data)).toBe('pong')
    await Promise.all([server.close(), client.close()])
  })

  test('UDP keeps the borders of datagrams, and sends empty ones', async (world) => {
    const server = world.server.udp()
    await server.bind(0, world.address)
    const client = world.client.udp()
    await client.connect(server.localAddress?.port ?? 0, world.address)
    await client.send(bytes('one'))
    await client.send(new Uint8Array(0))
    await client.send(bytes('three'))
    expect(text((await server.recv()).data)).toBe('one')
    expect((await server.recv()).data).toHaveLength(0)
    expect(text((await server.recv()).data)).toBe('three')
    await Promise.all([server.close(), client.close()])
  })

  test('UDP connected: nobody there is ECONNREFUSED, and the socket goes on', async (world) => {
    const gone = world.server.udp()
    await gone.bind(0, world.address)
    const port = gone.localAddress?.port ?? 0
    await gone.close()
    const client = world.client.udp()
    await client.connect(port, world.address)
    const waiting = codeOf(client.recv())
    await client.send(bytes('anyone?'))
    expect(await waiting).toBe('ECONNREFUSED')
    const back = world.server.udp()
    await back.bind(port, world.address)
    await client.send(bytes('now?'))
    expect(text((await back.recv()).data)).toBe('now?')
    await Promise.all([back.close(), client.close()])
  })

  test('UDP errors: no destination, a port in use, too long, closed', async (world) => {
    const client = world.client.udp()
    expect(await codeOf(client.send(bytes('x')))).toBe('EDESTADDRREQ')
    expect(await codeOf(client.recv())).toBe('EINVAL')
    const first = world.server.udp()
    await first.bind(0, world.address)
    const port = first.localAddress?.port ?? 0
    expect(await codeOf(world.server.udp().bind(port, world.address))).toBe('EADDRINUSE')
    expect(await codeOf(client.send(new Uint8Array(66_000), port, world.address))).toBe('EMSGSIZE')
    for (const noHost of ['', 'a b', 'x'.repeat(256)]) {
      expect(await codeOf(client.send(bytes('x'), port, noHost))).toBe('EINVAL')
      expect(await codeOf(world.server.udp().bind(0, noHost))).toBe('EINVAL')
    }
    const waiting = codeOf(first.recv())
    await first.close()
    await first.close()
    expect(await waiting).toBe('ECONNABORTED')
    expect(await codeOf(first.recv())).toBe('ECONNABORTED')
    await client.close()
    expect(await codeOf(client.send(bytes('x'), port, world.address))).toBe('EBADF')
  })

  test('UDP recv: called off by its signal; the socket’s own signal closes it', async (world) => {
    const off = new AbortController()
    const all = new AbortController()
    const socket = world.server.udp({ signal: all.signal })
    await socket.bind(0, world.address)
    const waiting = codeOf(socket.recv({ signal: off.signal }))
    await world.pause()
    off.abort()
    expect(await waiting).toBe('ABORT_ERR')
    const client = world.client.udp()
    await client.send(bytes('kept'), socket.localAddress?.port ?? 0, world.address)
    expect(text((await socket.recv()).data)).toBe('kept')
    const ended = (async () => {
      for await (const _ of socket);
      return 'ended'
    })()
    await world.pause()
    all.abort()
    expect(await ended).toBe('ended')
    await client.close()
  })

  test('UDP over IPv6', async (world) => {
    if (world.address6 === undefined) return
    const server = world.server.udp()
    await server.bind(0)
    const port = server.localAddress?.port ?? 0
    for (const [address, family] of [
      [world.address6, 'IPv6'],
      [world.address, 'IPv4'],
    ] as const) {
      const client = world.client.udp()
      await client.send(bytes(family), port, address)
      const message = await server.recv()
      expect(text(message.data)).toBe(family)
      expect(message.from.family).toBe(family)
      await server.send(bytes('back'), message.from.port, message.from.address)
      expect(text((await client.recv()).data)).toBe('back')
      await client.close()
    }
    await server.close()
  })

  test('family 6: a socket on all addresses takes no IPv4, and leaves the port to others there', async (world) => {
    const { address6 } = world
    if (address6 === undefined) return
    const six = world.server.udp({ family: 6 })
    await six.bind(0)
    const port = six.localAddress?.port ?? 0
    const four = world.server.udp({ family: 4 })
    await four.bind(port)
    const client = world.client.udp()
    await client.send(bytes('for IPv4'), port, world.address)
    expect(text((await four.recv()).data)).toBe('for IPv4')
    const client6 = world.client.udp()
    await client6.send(bytes('for IPv6'), port, address6)
    expect(text((await six.recv()).data)).toBe('for IPv6')
    await four.close()
    const listener = world.server.tcp({ family: 6 })
    await listener.bind(0)
    await listener.listen()
    const there = listener.localAddress?.port ?? 0
    expect(await codeOf(world.client.tcp().connect(there, world.address))).toBe('ECONNREFUSED')
    const connecting = world.client.tcp()
    await connecting.connect(there, address6)
    expect((await listener.accept()).remoteAddress?.family).toBe('IPv6')
    await Promise.all([six, client, client6, listener, connecting].map((socket) => socket.close()))
  })
}
