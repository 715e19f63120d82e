import { expect } from 'vitest'
import { seconds, SynfinError } from '../../src/base/index.ts'
import { AbortError, type Connection, connect, type Listener, listen } from '../../src/socket/index.ts'
import { type Test, type World, bytes, codeOf, pattern, text } from './world.ts'

interface Ends<Chunk extends Uint8Array | string> {
  readonly server: Listener<Chunk>
  readonly client: Connection<Chunk>
  readonly accepted: Connection<Chunk>
}

async function inBytes(world: World): Promise<Ends<Uint8Array>> {
  const server = await listen(world.server, { host: world.address })
  const client = await connect(world.client, { port: server.localAddress.port, host: world.address })
  return { server, client, accepted: await server.accept() }
}

async function inText(world: World, encoding: string): Promise<Ends<string>> {
  const server = await listen(world.server, { host: world.address, encoding })
  const to = { port: server.localAddress.port, host: world.address, encoding }
  const client = await connect(world.client, to)
  return { server, client, accepted: await server.accept() }
}

async function textsOf(lines: AsyncIterable<string | Uint8Array>): Promise<string[]> {
  const all: string[] = []
  for await (const line of lines) all.push(typeof line === 'string' ? line : text(line))
  return all
}

/** Sends in pieces that arrive one by one. */
async function trickle(world: World, to: Connection, data: Uint8Array, size: number): Promise<void> {
  for (let at = 0; at < data.length; at += size) {
    await to.send(data.slice(at, at + size))
    await world.pause()
  }
}

/** Messages in a stream that has no boundaries, however the segments fall. */
export function framing(test: Test): void {
  test('lines come whole, whether three in one segment or one in many', async (world) => {
    const { client, accepted } = await inBytes(world)
    await client.send(bytes('one\r\ntwo\n\nfour'))
    expect(text((await accepted.readLine()) ?? bytes('?'))).toBe('one')
    await trickle(world, client, bytes(' and a half\nlast'), 3)
    await client.close()
    expect(await textsOf(accepted.lines())).toEqual(['two', '', 'four and a half', 'last'])
    expect(await accepted.readLine()).toBeUndefined()
    expect(await accepted.recv()).toHaveLength(0)
  })

  test('lengths: what is beyond waits for the next call, whichever that is', async (world) => {
    const { client, accepted } = await inBytes(world)
    await client.send(bytes('0005hello0000...END|tail'))
    expect(text((await accepted.readExactly(4)) as Uint8Array)).toBe('0005')
    expect(text((await accepted.readExactly(5)) as Uint8Array)).toBe('hello')
    await accepted.readExactly(4)
    expect(await accepted.readExactly(0)).toHaveLength(0)
    expect(text((await accepted.readUntil(bytes('END'))) as Uint8Array)).toBe('...')
    expect(text(await accepted.recv(1))).toBe('|')
    const target = new Uint8Array(3)
    expect(await accepted.recvInto(target)).toBe(3)
    expect(text(target)).toBe('tai')
    await client.close()
    expect(text(await accepted.recv())).toBe('l')
    expect(await accepted.readExactly(1)).toBeUndefined()
  })

  test('much data through small messages, every byte in its place', async (world) => {
    const { client, accepted } = await inBytes(world)
    const data = pattern(300_000)
    const sent = client.send(data).then(() => client.close())
    for (let at = 0; at < data.length; at += 7_500) {
      const message = (await accepted.readExactly(7_500)) as Uint8Array
      expect(message.every((byte, i) => byte === data[at + i])).toBe(true)
    }
    expect(await accepted.readExactly(1)).toBeUndefined()
    await sent
  })

  test('an end in the middle of a message is an error, and what came can be read', async (world) => {
    const { client, accepted } = await inBytes(world)
    await client.send(bytes('half'))
    await client.close()
    const error = await accepted.readExactly(5).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(SynfinError)
    expect(error).toMatchObject({ code: 'SYNFIN_INCOMPLETE', args: { call: 'readExactly', got: 4 } })
    expect(await codeOf(accepted.readUntil(bytes(';')))).toBe('SYNFIN_INCOMPLETE')
    expect(text((await accepted.readLine()) as Uint8Array)).toBe('half')
  })

  test('a line without an end stops at max, and takes nothing with it', async (world) => {
    const { client, accepted } = await inBytes(world)
    await client.send(bytes('x'.repeat(100)))
    expect(await codeOf(accepted.readLine({ max: 99 }))).toBe('SYNFIN_TOO_LONG')
    await client.send(bytes('\n'))
    expect(await accepted.readLine({ max: 100 })).toHaveLength(100)
  })

  test('called off, a read takes nothing with it; reads are served in their order', async (world) => {
    const { client, accepted } = await inBytes(world)
    const off = new AbortController()
    const first = accepted.readLine({ signal: off.signal })
    const second = accepted.readLine()
    const third = accepted.recv()
    await client.send(bytes('not yet'))
    await world.pause()
    off.abort()
    expect(await first.catch((caught: unknown) => caught)).toBeInstanceOf(AbortError)
    await client.send(bytes(' a line\nrest'))
    expect(text((await second) as Uint8Array)).toBe('not yet a line')
    expect(text(await third)).toBe('rest')
    const waiting = accepted.readLine()
    const behind = accepted.readExactly(1, { signal: AbortSignal.abort() })
    expect(await codeOf(behind)).toBe('ABORT_ERR')
    await client.close()
    expect(await waiting).toBeUndefined()
  })

  test('text: a delimiter inside a character is none, and a cut character is put together', async (world) => {
    const { client, accepted } = await inText(world, 'gbk')
    // GBK writes 膢 as C4 7C: the second byte is that of '|'.
    const data = Uint8Array.of(0xc4, 0x7c, 0x7c, 0xc4, 0xe3, 0xba, 0xc3, 0x0d, 0x0a, 0xc4)
    await trickle(world, client as unknown as Connection, data, 1)
    expect(await accepted.readUntil('|')).toBe('膢')
    expect(await accepted.readExactly(2)).toBe('你')
    expect(await accepted.recv(1).then(async (rest) => rest + ((await accepted.readLine()) ?? '?'))).toBe(
      '好',
    )
    const line = accepted.readLine()
    await client.send(Uint8Array.of(0xe3))
    await client.shutdown('send')
    expect(await line).toBe('你')
    expect(await codeOf(accepted.readUntil(''))).toBe('EINVAL')
    expect(await codeOf(accepted.readUntil('😀'))).toBe('EINVAL')
  })

  test('text of two bytes each: half of another character is no line end', async (world) => {
    const { client, accepted } = await inText(world, 'utf-16le')
    // ਅ is 05 0A, Ā is 00 01: the bytes of a line end, 0A 00, stand across the two.
    await client.send('ਅĀ\r\n中\n')
    expect(await accepted.readLine()).toBe('ਅĀ')
    expect(await accepted.readLine()).toBe('中')
  })
}

/** A connection as a program on the web knows it. */
export function webStreams(test: Test): void {
  test('an echo by pipeTo: the FIN goes back when everything has', async (world) => {
    const { client, accepted } = await inBytes(world)
    const echo = accepted.readable.pipeTo(accepted.writable)
    const data = pattern(100_000)
    const sent = client.send(data).then(() => client.shutdown('send'))
    const back: Uint8Array[] = []
    for await (const chunk of client) back.push(chunk)
    await Promise.all([sent, echo])
    expect(back.reduce((sum, { length }) => sum + length, 0)).toBe(data.length)
    expect(await accepted.closed).toMatchObject({ how: 'fin', firstCloser: 'peer' })
  })

  test('a stream reads only when it is asked, so recv beside it misses nothing', async (world) => {
    const { client, accepted } = await inText(world, 'utf-8')
    const reader = accepted.readable.getReader()
    await client.send('a')
    await world.pause()
    expect(await accepted.recv()).toBe('a')
    await client.send('b')
    expect(await reader.read()).toEqual({ done: false, value: 'b' })
    const writer = accepted.writable.getWriter()
    await writer.write('c')
    await writer.write(bytes('d'))
    await writer.close()
    expect(await textsOf(client)).toEqual(expect.arrayContaining([expect.stringMatching(/^c/)]))
    await client.close()
    expect(await reader.read()).toEqual({ done: true, value: undefined })
  })

  test('aborting the writable is a RST; a reset is an error of the readable', async (world) => {
    const { client, accepted } = await inBytes(world)
    const reading = codeOf(client.readable.getReader().read())
    await accepted.writable.abort()
    expect(await reading).toBe('ECONNRESET')
    expect((await client.closed).how).toBe('reset')
  })

  test('cancelling the readable drops what comes and lets the peer go on', async (world) => {
    const { client, accepted } = await inBytes(world)
    await accepted.readable.cancel()
    await client.send(pattern(100_000))
    expect(await accepted.recv()).toHaveLength(0)
    await accepted.send(bytes('still here'))
    expect(text(await client.recv())).toBe('still here')
  })

  test('await using closes with a FIN', async (world) => {
    const { server, client, accepted } = await inBytes(world)
    {
      await using _ends = client
      await client.send(bytes('bye'))
    }
    expect((await textsOf(accepted)).join('')).toBe('bye')
    await accepted.close()
    expect(await client.closed).toMatchObject({ how: 'fin', firstCloser: 'us' })
    await server[Symbol.asyncDispose]()
    expect(await codeOf(server.accept())).toBe('ECONNABORTED')
  })
}

/** What JavaScript lets through is refused in words. */
export function badArguments(test: Test): void {
  test('a text without an encoding is refused, and the connection goes on', async (world) => {
    const { client, accepted } = await inBytes(world)
    const error = await client.send('hello' as never).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'EINVAL', syscall: 'send' })
    expect((error as Error).message).toBe(
      'send is not possible: a text has bytes only in an encoding: give connect or listen one, or send new TextEncoder().encode(text).',
    )
    expect(await codeOf(client.socket.send('hello' as never))).toBe('EINVAL')
    expect(await codeOf(client.readUntil('x' as never))).toBe('EINVAL')
    const udp = world.client.udp()
    expect(await codeOf(udp.send('hello' as never, 9, world.address))).toBe('EINVAL')
    await client.send(bytes('fine'))
    expect(text(await accepted.recv())).toBe('fine')
  })

  test('numbers, options and signals that are none are refused', async (world) => {
    const { client } = await inBytes(world)
    const said = (call: Promise<unknown>): Promise<string> => call.then(String, (e: Error) => e.message)
    expect(await said(client.recv(1.5))).toContain('a whole number of bytes, 1 or more, not 1.5')
    expect(await said(client.recv('9' as never))).toContain("not '9'")
    expect(await said(client.readExactly(-1))).toContain('0 or more, not -1')
    expect(await said(client.readLine({ max: 0.5 }))).toContain('not 0.5')
    expect(await said(client.recv(1, { signal: 5 } as never))).toContain('signal is an AbortSignal, not 5')
    expect(await said(client.recv(1, 5 as never))).toContain(
      'the options are an object, as in { signal }, not 5',
    )
    expect(await said(client.send([1, 2] as never))).toContain('bytes are a Uint8Array, not Array')
    expect(await said(client.recvInto('x' as never))).toContain("bytes are a Uint8Array, not 'x'")
    expect(await said(client.shutdown('write' as never))).toContain(
      "'send' / 'receive' / 'both', not 'write'",
    )
    expect(() => client.setKeepAlive(-1)).toThrow('a time above 0 in nanoseconds, as seconds(30), not -1')
    expect(() => world.client.tcp({ family: 5 } as never)).toThrow('family is 4 / 6, not 5')
    expect(() => world.client.tcp({ noDelay: 'yes' } as never)).toThrow("noDelay is true or false, not 'yes'")
    expect(() => world.client.tcp({ keepAlive: 0 })).toThrow('keepAlive is a time above 0')
    expect(() => world.client.udp(7 as never)).toThrow('the options are an object')
    expect(await said(connect(world.client, 8888 as never))).toContain('{ port: 8888, host: ')
    expect(await said(listen(world.server, null as never))).toContain('as in { port: 8888 }, not null')
    expect(await said(connect(world.client, { port: '80' } as never))).toContain("not '80'")
    expect(await said(connect(world.client, { port: 80, host: 7 } as never))).toContain(
      'host is a text, not 7',
    )
    expect(await said(connect(world.client, { port: 80, encoding: 7 } as never))).toContain(
      'encoding is a text',
    )
    expect(await said(listen(world.server, { backlog: 1.5 }))).toContain('a whole number, 1 or more, not 1.5')
    expect(await codeOf(connect(world.client, { port: 80, encoding: 'klingon' }))).toBe('SYNFIN_ENCODING')
  })

  test('connect gives up after its time, close and shutdown by their signal', async (world) => {
    const { client } = await inBytes(world)
    const gone = AbortSignal.abort()
    expect(await codeOf(client.shutdown('send', { signal: gone }))).toBe('ABORT_ERR')
    expect(await codeOf(client.close({ signal: gone }))).toBe('ABORT_ERR')
    if (world.silent === undefined) return
    const { port, address } = world.silent
    const waiting = connect(world.client, { port, host: address, timeout: seconds(0.2) })
    expect(await waiting.catch((error: unknown) => error)).toMatchObject({ code: 'ETIMEDOUT', port, address })
    expect(await codeOf(connect(world.client, { port, host: address, timeout: 0 }))).toBe('EINVAL')
  })
}
