import { expect } from 'vitest'
import { endingText, judgeEnding } from '../../src/talk/index.ts'
import { type Test, bytes, codeOf, pairOf, pattern, recvAll, text, until } from './world.ts'

/** How a connection ends: who sees what, and what the record says. */
export function endings(test: Test): void {
  test('the four-way close: both records say fin, and who was first', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('12345'))
    expect(text(await accepted.recv())).toBe('12345')
    await client.close()
    expect(client.phase).toBe('closed')
    expect(await accepted.recv()).toHaveLength(0)
    await accepted.close()
    expect(await client.closed).toEqual({
      firstCloser: 'us',
      fins: ['us', 'peer'],
      connected: true,
      how: 'fin',
      error: undefined,
      bytesSent: 5,
      bytesAcknowledged: 5,
      bytesReceived: 0,
      bytesUnread: 0,
    })
    expect(await accepted.closed).toEqual({
      firstCloser: 'peer',
      fins: ['peer', 'us'],
      connected: true,
      how: 'fin',
      error: undefined,
      bytesSent: 0,
      bytesAcknowledged: 0,
      bytesReceived: 5,
      bytesUnread: 0,
    })
  })

  test('a RST after a FIN: whose FIN was first, and whose RST it was', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.shutdown('send')
    expect(await accepted.recv()).toHaveLength(0)
    accepted.reset()
    expect(await codeOf(client.recv())).toBe('ECONNRESET')
    const [ours, theirs] = await Promise.all([client.closed, accepted.closed])
    expect(endingText(judgeEnding({ transport: 'tcp', ...ours }))).toBe('reset by=peer after=us')
    expect(endingText(judgeEnding({ transport: 'tcp', ...theirs }))).toBe('reset by=us after=peer')
  })

  test('the FIN of one who closes with bytes unread is a RST, and told as one', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('nobody reads this'))
    await client.shutdown('send')
    for (let turn = 0; turn < 20; turn++) await world.pause()
    await accepted.close()
    expect(await codeOf(client.recv())).toBe('ECONNRESET')
    const [ours, theirs] = await Promise.all([client.closed, accepted.closed])
    expect(endingText(judgeEnding({ transport: 'tcp', ...ours }))).toBe('reset by=peer after=us')
    // Whether the FIN behind the bytes had been seen depends on the platform.
    expect(endingText(judgeEnding({ transport: 'tcp', ...theirs }))).toMatch(/^reset by=us( after=peer)?$/)
    expect(theirs.bytesUnread).toBe(17)
  })

  test('half-close by the client: the server sees the end and can still answer', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('question'))
    await client.shutdown('send')
    expect(text(await recvAll(accepted))).toBe('question')
    await accepted.send(bytes('a late answer'))
    await accepted.close()
    expect(text(await recvAll(client))).toBe('a late answer')
    await client.close()
    expect(await client.closed).toMatchObject({ firstCloser: 'us', how: 'fin', bytesReceived: 13 })
    expect(await accepted.closed).toMatchObject({ firstCloser: 'peer', how: 'fin' })
  })

  test('half-close by the server', async (world) => {
    const { client, accepted } = await pairOf(world)
    await accepted.shutdown('send')
    expect(await client.recv()).toHaveLength(0)
    await client.send(bytes('I may still speak'))
    expect(text(await accepted.recv())).toBe('I may still speak')
    expect(await codeOf(accepted.send(bytes('x')))).toBe('EPIPE')
    await client.close()
    expect(await accepted.recv()).toHaveLength(0)
    expect(await accepted.closed).toMatchObject({ firstCloser: 'us', how: 'fin' })
  })

  test('both half-close: the connection is over without close', async (world) => {
    const { client, accepted } = await pairOf(world)
    await Promise.all([client.shutdown('send'), accepted.shutdown('send')])
    expect(await client.recv()).toHaveLength(0)
    expect(await accepted.recv()).toHaveLength(0)
    expect(await client.closed).toMatchObject({ how: 'fin' })
    expect(await accepted.closed).toMatchObject({ how: 'fin' })
  })

  test('shutdown twice is harmless; after it, send is EPIPE', async (world) => {
    const { client } = await pairOf(world)
    await client.shutdown('send')
    await client.shutdown('send')
    expect(await codeOf(client.send(bytes('x')))).toBe('EPIPE')
  })

  test('shutdown of receiving: what comes is dropped, sending goes on', async (world) => {
    const { client, accepted } = await pairOf(world)
    const waiting = accepted.recv()
    await accepted.shutdown('receive')
    expect(await waiting).toHaveLength(0)
    await client.send(pattern(100_000))
    expect(await accepted.recv()).toHaveLength(0)
    await accepted.send(bytes('I only speak'))
    expect(text(await client.recv())).toBe('I only speak')
    await client.close()
    await accepted.shutdown('send')
    expect(await accepted.closed).toMatchObject({ how: 'fin', bytesReceived: 0 })
  })

  test('a peer that finished first still gets everything, and reads it slowly', async (world) => {
    const { client, accepted } = await pairOf(world)
    const all = pattern(6_000_000)
    await accepted.shutdown('send')
    expect(await client.recv()).toHaveLength(0)
    const sent = client.send(all).then(() => client.close())
    for (let turn = 0; turn < 30; turn++) await world.pause()
    let read = 0
    for (;;) {
      const { length } = await accepted.recv()
      if (length === 0) break
      read += length
    }
    await sent
    await accepted.close()
    expect(read).toBe(all.length)
    const { how, bytesAcknowledged } = await client.closed
    expect(how).toBe('fin')
    expect([all.length, undefined]).toContain(bytesAcknowledged)
  })

  test('a peer that goes with bytes unread is told, though it had finished first and all was handed over', async (world) => {
    const { client, accepted } = await pairOf(world)
    const all = pattern(300_000)
    await accepted.shutdown('send')
    expect(await client.recv()).toHaveLength(0)
    const sent = client
      .send(all)
      .then(() => client.close())
      .catch(() => undefined)
    for (let turn = 0; turn < 30; turn++) await world.pause()
    await accepted.recv(1000)
    accepted.reset()
    await sent
    expect((await client.closed).how).toBe('reset')
  })

  test('close after send: everything arrives before the end', async (world) => {
    const { client, accepted } = await pairOf(world)
    const all = pattern(2_000_000)
    const reading = recvAll(accepted)
    await client.send(all)
    await client.close()
    expect(Buffer.compare(await reading, all)).toBe(0)
  })

  test('reset: the peer’s waiting calls and later ones reject with ECONNRESET', async (world) => {
    const { client, accepted } = await pairOf(world)
    const waiting = accepted.recv()
    client.reset()
    expect(await codeOf(waiting)).toBe('ECONNRESET')
    expect(await codeOf(accepted.recv())).toBe('ECONNRESET')
    expect(await codeOf(accepted.send(bytes('x')))).toBe('ECONNRESET')
    expect(await accepted.closed).toMatchObject({ firstCloser: 'peer', how: 'reset', error: 'ECONNRESET' })
    expect(await client.closed).toMatchObject({ firstCloser: 'us', how: 'reset', error: 'ECONNABORTED' })
  })

  test('reset: this side’s waiting calls reject with ECONNABORTED; twice is harmless', async (world) => {
    const { client } = await pairOf(world)
    const receiving = client.recv()
    const sending = (async () => {
      for (;;) await client.send(pattern(1 << 20))
    })()
    for (let turn = 0; turn < 20; turn++) await world.pause()
    const codes = Promise.all([codeOf(receiving), codeOf(sending)])
    client.reset()
    client.reset()
    expect(await codes).toEqual(['ECONNABORTED', 'ECONNABORTED'])
    expect(await codeOf(client.recv())).toBe('ECONNABORTED')
    expect(await codeOf(client.send(bytes('x')))).toBe('ECONNABORTED')
    expect(client.phase).toBe('closed')
  })

  test('data before a RST can still be read, then ECONNRESET: a reset is never taken for an end', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('hello'))
    expect(text(await accepted.recv(2))).toBe('he')
    client.reset()
    for (let turn = 0; turn < 20; turn++) await world.pause()
    expect(text(await recvAll(accepted, 3))).toBe('llo')
    expect(await codeOf(accepted.recv())).toBe('ECONNRESET')
    expect(await accepted.closed).toMatchObject({ firstCloser: 'peer', how: 'reset', bytesReceived: 5 })
  })

  test('a RST hard behind the data is a reset, not an end', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('abc'))
    client.reset()
    let ending = 'end'
    try {
      await recvAll(accepted)
    } catch (error) {
      ending = (error as { code: string }).code
    }
    expect(ending).toBe('ECONNRESET')
  })

  test('closing with unread bytes sends a RST, and the record says how many', async (world) => {
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('0123456789'))
    expect(text(await accepted.recv(4))).toBe('0123')
    await accepted.close()
    expect(await codeOf(client.recv())).toBe('ECONNRESET')
    expect(await accepted.closed).toMatchObject({
      firstCloser: 'us',
      how: 'reset',
      bytesReceived: 4,
      bytesUnread: 6,
    })
    expect(await client.closed).toMatchObject({ firstCloser: 'peer', how: 'reset', error: 'ECONNRESET' })
  })

  test('data that arrives after close is answered with a RST', async (world) => {
    const { client, accepted } = await pairOf(world)
    await accepted.close()
    expect(await client.recv()).toHaveLength(0)
    await client.send(bytes('too late'))
    expect(await accepted.closed).toMatchObject({ firstCloser: 'us', how: 'reset', bytesUnread: 8 })
    const broken = async (): Promise<void> => {
      for (;;) {
        await client.send(bytes('x'))
        await world.pause()
      }
    }
    expect(await codeOf(broken())).toBe('ECONNRESET')
  })

  test('close twice is harmless; after it send is EPIPE and recv ECONNABORTED', async (world) => {
    const { server, client } = await pairOf(world)
    await client.close()
    await client.close()
    expect(await codeOf(client.send(bytes('x')))).toBe('EPIPE')
    expect(await codeOf(client.recv())).toBe('ECONNABORTED')
    expect(await codeOf(client.shutdown('send'))).toBe('ENOTCONN')
    client.reset()
    await server.close()
    await server.close()
    const fresh = world.client.tcp()
    await fresh.close()
    await fresh.close()
    expect(fresh.phase).toBe('closed')
    expect(await fresh.closed).toMatchObject({ how: 'fin', firstCloser: undefined })
  })

  test('close calls off a receive and an accept that wait', async (world) => {
    const { server, client } = await pairOf(world)
    const codes = Promise.all([codeOf(client.recv()), codeOf(server.accept())])
    await client.close()
    await server.close()
    expect(await codes).toEqual(['ECONNABORTED', 'ECONNABORTED'])
  })

  test('a peer that resets does not harm the others', async (world) => {
    const { server, client, accepted } = await pairOf(world)
    const other = world.client.tcp()
    await other.connect(server.localAddress.port, world.address)
    const otherAccepted = await server.accept()
    client.reset()
    expect(await codeOf(accepted.recv())).toBe('ECONNRESET')
    await other.send(bytes('fine'))
    expect(text(await otherAccepted.recv())).toBe('fine')
  })

  test('a client that nobody accepted is reset when the listener closes', async (world) => {
    const { server } = await pairOf(world)
    const waiting = world.client.tcp()
    await waiting.connect(server.localAddress.port, world.address)
    for (let turn = 0; turn < 5; turn++) await world.pause()
    await server.close()
    expect(await codeOf(waiting.recv())).toBe('ECONNRESET')
  })

  test('simultaneous close ends in order on both sides', async (world) => {
    const { client, accepted } = await pairOf(world)
    await Promise.all([client.close(), accepted.close()])
    const records = await Promise.all([client.closed, accepted.closed])
    expect(records.map(({ how }) => how)).toEqual(['fin', 'fin'])
    expect(records.some(({ firstCloser }) => firstCloser === 'us')).toBe(true)
  })

  test('the line is cut: what had come can be read, then ETIMEDOUT', async (world) => {
    if (world.cut === undefined) return
    const { client, accepted } = await pairOf(world)
    await client.send(bytes('last words'))
    await accepted.send(bytes('heard'))
    expect(text(await client.recv(2))).toBe('he')
    world.cut()
    await client.send(bytes('hello?'))
    expect(text(await recvAll(client, 3))).toBe('ard')
    expect(await codeOf(client.recv())).toBe('ETIMEDOUT')
    expect(await codeOf(client.send(bytes('x')))).toBe('ETIMEDOUT')
    expect(await client.closed).toMatchObject({ firstCloser: undefined, how: 'error', error: 'ETIMEDOUT' })
    expect(text(await accepted.recv())).toBe('last words')
  })

  test('a silent peer is found by keep-alive', async (world) => {
    if (world.cut === undefined) return
    const { client } = await pairOf(world, { keepAlive: 10_000_000_000 })
    world.cut()
    expect(await codeOf(client.recv())).toBe('ETIMEDOUT')
  })

  test('closed can be asked for late', async (world) => {
    const { client, accepted } = await pairOf(world)
    client.reset()
    await codeOf(accepted.recv())
    await until(world, () => accepted.phase === 'closed', 'the end')
    expect((await accepted.closed).how).toBe('reset')
    expect((await client.closed).how).toBe('reset')
  })
}
