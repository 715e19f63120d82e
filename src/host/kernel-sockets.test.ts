import { once } from 'node:events'
import net from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Peer, python, start } from '../../test/support/peers.ts'
import { has } from '../../test/support/programs.ts'
import { connect, listen } from '../api/index.ts'
import { SocketError } from '../socket/index.ts'
import { kernelSockets } from './index.ts'
import type { TcpHandle } from './kernel-handle.ts'

const peers: Peer[] = []
const peer = (started: Peer): Peer => {
  peers.push(started)
  return started
}
afterEach(() => {
  for (const started of peers.splice(0)) started.kill()
})

const CONNECT = 'import socket,sys,struct,time\nc=socket.create_connection(("127.0.0.1",int(sys.argv[1])))\n'
const LISTEN =
  'import socket,sys,struct,time\ns=socket.socket();s.bind(("127.0.0.1",0));s.listen();print(s.getsockname()[1])\nc,_=s.accept()\n'
const RESET = 'c.setsockopt(socket.SOL_SOCKET,socket.SO_LINGER,struct.pack("ii",1,0));c.close()\n'

async function endingOf(socket: AsyncIterable<unknown>): Promise<{ bytes: number; ending: string }> {
  let bytes = 0
  try {
    for await (const chunk of socket) bytes += (chunk as Uint8Array).length
    return { bytes, ending: 'end' }
  } catch (error) {
    return { bytes, ending: (error as SocketError).code }
  }
}

it('says whom it reached, though that one has reset it before it could be asked', async () => {
  const server = await listen({ host: '127.0.0.1' })
  const { port } = server.localAddress
  const probe = net.connect(port, '127.0.0.1')
  await once(probe, 'connect')
  // As it is after a RST: the kernel has no peer any more.
  const handle = Object.getPrototypeOf((probe as unknown as { _handle: object })._handle) as TcpHandle
  const asked = vi.spyOn(handle, 'getpeername').mockReturnValue(-107)
  const socket = await connect({ port, host: '127.0.0.1' })
  asked.mockRestore()
  expect(socket.remoteAddress).toEqual({ address: '127.0.0.1', port, family: 'IPv4' })
  await socket.close()
  probe.destroy()
  await server.close()
})

describe.skipIf(!has('python3'))('kernel sockets against Python', () => {
  it('answers a client that speaks GBK and reads 1024 bytes', async () => {
    const server = await listen({ host: '127.0.0.1', encoding: 'gbk' })
    const client = peer(
      python(
        `${CONNECT}c.sendall("你好".encode("gbk"));print(c.recv(1024).decode("gbk"));c.close()`,
        server.localAddress.port,
      ),
    )
    const accepted = await server.accept()
    expect(await accepted.recv(1024)).toBe('你好')
    await accepted.send('收到消息')
    expect(await client.line()).toBe('收到消息')
    expect(await accepted.recv()).toBe('')
    await accepted.close()
    expect(await accepted.closed).toMatchObject({ firstCloser: 'peer', how: 'fin' })
    await server.close()
  })

  it('reads the messages that Python frames, and Python those that are framed here', async () => {
    const server = await listen({ host: '127.0.0.1', encoding: 'gbk' })
    const framed = `b"".join(struct.pack(">H",len(m))+m for m in [w.encode("gbk") for w in ("你好","","膢|膢")])`
    const pieces = `d=${framed}\nfor i in range(len(d)): c.sendall(d[i:i+1])`
    const rest = `c.sendall("膢|一行\\r\\n两行\\n".encode("gbk"))\nprint(c.makefile(encoding="gbk",newline="\\n").readline().strip())`
    const client = peer(python(`${CONNECT}${pieces}\n${rest}`, server.localAddress.port))
    const accepted = await server.accept()
    const head = new Uint8Array(2)
    const messages: (string | undefined)[] = []
    for (let i = 0; i < 3; i++) {
      for (let got = 0; got < 2;) got += await accepted.recvInto(head.subarray(got))
      messages.push(await accepted.readExactly(new DataView(head.buffer).getUint16(0)))
    }
    expect(messages).toEqual(['你好', '', '膢|膢'])
    expect(await accepted.readUntil('|')).toBe('膢')
    expect([await accepted.readLine(), await accepted.readLine()]).toEqual(['一行', '两行'])
    await accepted.send('收到\n')
    expect(await client.line()).toBe('收到')
    await accepted.close()
    await server.close()
  })

  it('hears of a RST though nobody reads, and what had come before can still be read', async () => {
    const server = await listen({ host: '127.0.0.1' })
    const sent = 150_000
    peer(
      python(
        `${CONNECT}c.sendall(b"x"*${sent});time.sleep(0.3)\n${RESET}time.sleep(60)`,
        server.localAddress.port,
      ),
    )
    const accepted = await server.accept()
    await expect
      .poll(
        () =>
          accepted.send(new Uint8Array(0)).then(
            () => 'sent',
            ({ code }: SocketError) => code,
          ),
        { timeout: 5_000 },
      )
      .toBe('ECONNRESET')
    expect(await endingOf(accepted)).toEqual({ bytes: sent, ending: 'ECONNRESET' })
    expect(await accepted.closed).toMatchObject({ how: 'reset', firstCloser: 'peer', error: 'ECONNRESET' })
    await server.close()
  })

  it('puts together a GBK character that arrives in two parts', async () => {
    const server = await listen({ host: '127.0.0.1', encoding: 'gbk' })
    peer(
      python(
        `${CONNECT}c.setsockopt(6,1,1)\nfor b in "中文".encode("gbk"): c.sendall(bytes([b])); time.sleep(0.01)\nc.close()`,
        server.localAddress.port,
      ),
    )
    const accepted = await server.accept()
    let heard = ''
    for await (const text of accepted) heard += text
    expect(heard).toBe('中文')
    await accepted.close()
    await server.close()
  })

  it.each([0, 3, 200_000])('sees SO_LINGER 0 after %i bytes as a reset, never as an end', async (length) => {
    for (let round = 0; round < 5; round++) {
      const server = peer(python(`${LISTEN}c.recv(1);c.sendall(b"x"*int(sys.argv[1]))\n${RESET}`, length))
      const client = await connect({ port: Number(await server.line()), host: '127.0.0.1' })
      await client.send(new Uint8Array(1))
      expect((await endingOf(client)).ending).toBe('ECONNRESET')
      expect(await client.closed).toMatchObject({ how: 'reset', firstCloser: 'peer' })
    }
  })

  it('a server that resets at once: ECONNRESET, from connect or from the first receive', async () => {
    const server = peer(python(`${LISTEN}${RESET}`))
    const port = Number(await server.line())
    const ending = await connect({ port, host: '127.0.0.1' }).then(
      async (client) => (await endingOf(client)).ending,
      (error: SocketError) => error.code,
    )
    expect(ending).toBe('ECONNRESET')
  })

  it('gives what came before a reset although the program was busy when both arrived', async () => {
    const server = peer(
      python(`${LISTEN}c.recv(1);c.sendall(b"x"*1000);time.sleep(0.01);${RESET}print("gone")`),
    )
    const client = await connect({ port: Number(await server.line()), host: '127.0.0.1' })
    await client.send(new Uint8Array(1))
    // Busy: neither data nor RST is seen before both are there.
    const until = process.hrtime.bigint() + 60_000_000n
    while (process.hrtime.bigint() < until);
    expect(await endingOf(client)).toEqual({ bytes: 1000, ending: 'ECONNRESET' })
  })

  it('our reset is ECONNRESET for Python, our close is an end', async () => {
    const server = await listen({ host: '127.0.0.1' })
    const reader = `${CONNECT}
try: print(repr(c.recv(10)))
except ConnectionResetError: print("reset")`
    const first = peer(python(reader, server.localAddress.port))
    ;(await server.accept()).reset()
    expect(await first.line()).toBe('reset')
    const second = peer(python(reader, server.localAddress.port))
    await (await server.accept()).close()
    expect(await second.line()).toBe("b''")
    await server.close()
  })

  it('closing with unread bytes is a reset for the peer, as with any Linux socket', async () => {
    const server = await listen({ host: '127.0.0.1' })
    const client = peer(
      python(
        `${CONNECT}c.sendall(b"0123456789")\ntry: print(repr(c.recv(10)))\nexcept ConnectionResetError: print("reset")`,
        server.localAddress.port,
      ),
    )
    const accepted = await server.accept()
    expect((await accepted.recv(4)).length).toBe(4)
    await accepted.close()
    expect(await client.line()).toBe('reset')
    expect(await accepted.closed).toMatchObject({ how: 'reset', firstCloser: 'us', bytesUnread: 6 })
    await server.close()
  })

  it('half-close: Python sees the end, answers, and we hear it', async () => {
    const server = peer(
      python(`${LISTEN}d=b""
while True:
  b=c.recv(1024)
  if not b: break
  d+=b
c.sendall(d[::-1]);c.close()`),
    )
    const client = await connect({ port: Number(await server.line()), host: '127.0.0.1', encoding: 'utf-8' })
    await client.send('abc')
    await client.shutdown('send')
    expect(await client.recv()).toBe('cba')
    expect(await client.recv()).toBe('')
    expect(await client.closed).toMatchObject({ how: 'fin', firstCloser: 'us' })
  })

  it.skipIf(process.platform !== 'linux')('a FIN that waits unread was there before ours', async () => {
    const server = await listen({ host: '127.0.0.1' })
    const client = peer(
      python(
        `${CONNECT}c.sendall(bytes(40000));c.shutdown(socket.SHUT_WR);print("fin");sys.stdin.readline()`,
        server.localAddress.port,
      ),
    )
    const accepted = await server.accept()
    expect(await client.line()).toBe('fin')
    // It has left; a busy kernel may take a moment to bring it here.
    await new Promise((resolve) => setTimeout(resolve, 300))
    await accepted.shutdown('send')
    expect(await endingOf(accepted)).toEqual({ bytes: 40_000, ending: 'end' })
    expect(await accepted.closed).toMatchObject({ how: 'fin', firstCloser: 'peer', fins: ['peer', 'us'] })
    await server.close()
  })

  it.each([
    ['shutdown', [], RESET],
    ['close', [], RESET],
    ['reset', [], RESET],
    ['shutdown', ['peer'], `c.shutdown(socket.SHUT_WR);${RESET}`],
    ['close', ['peer'], `c.shutdown(socket.SHUT_WR);${RESET}`],
  ] as const)(
    'a RST that waits unread was there before our %s, behind FINs of %j',
    async (call, fins, ends) => {
      const server = await listen({ host: '127.0.0.1' })
      const client = peer(
        python(
          `${CONNECT}c.sendall(bytes(9));print("sent");sys.stdin.readline()\n${ends}print("gone");sys.stdin.readline()`,
          server.localAddress.port,
        ),
      )
      const accepted = await server.accept()
      expect(await client.line()).toBe('sent')
      // Nobody reads, so that libuv stops too, and the RST stays in the kernel.
      await new Promise((resolve) => setImmediate(resolve))
      client.write('go\n')
      expect(await client.line()).toBe('gone')
      if (call === 'shutdown') {
        await accepted.shutdown('send').catch(() => undefined)
        expect((await endingOf(accepted)).bytes).toBe(9)
      } else if (call === 'close') await accepted.close()
      else accepted.reset()
      const record = { how: 'reset', error: 'ECONNRESET', firstCloser: 'peer', fins }
      expect(await accepted.closed).toMatchObject({ ...record, bytesUnread: call === 'shutdown' ? 0 : 9 })
      await server.close()
    },
  )

  it('hears of a RST behind the FIN of the peer though nothing is sent', async () => {
    const server = await listen({ host: '127.0.0.1' })
    const client = peer(
      python(
        `${CONNECT}c.sendall(bytes(9));c.shutdown(socket.SHUT_WR);sys.stdin.readline()\n${RESET}print("gone");sys.stdin.readline()`,
        server.localAddress.port,
      ),
    )
    const accepted = await server.accept()
    expect(await endingOf(accepted)).toEqual({ bytes: 9, ending: 'end' })
    client.write('go\n')
    expect(await client.line()).toBe('gone')
    expect(await accepted.closed).toMatchObject({
      how: 'reset',
      error: 'ECONNRESET',
      firstCloser: 'peer',
      fins: ['peer'],
    })
    await server.close()
  })

  it('finds a peer that reads slowly: send waits', async () => {
    const server = peer(
      python(`${LISTEN}sys.stdin.readline()\nn=0
while True:
  b=c.recv(1<<20)
  if not b: break
  n+=len(b)
print(n)`),
    )
    const client = await connect({ port: Number(await server.line()), host: '127.0.0.1' })
    const all = new Uint8Array(32 << 20)
    let done = false
    const sending = client.send(all).then(() => (done = true))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(done).toBe(false)
    server.write('go\n')
    await sending
    await client.close()
    expect(Number(await server.line())).toBe(all.length)
  })
})

describe.skipIf(!has('ncat'))('kernel sockets against ncat', () => {
  it('talks with it until it half-closes', async () => {
    const server = await listen({ host: '127.0.0.1', encoding: 'utf-8' })
    const ncat = peer(start('ncat', '127.0.0.1', server.localAddress.port))
    const accepted = await server.accept()
    ncat.write('hello\n')
    expect(await accepted.recv()).toBe('hello\n')
    ncat.end()
    expect(await accepted.recv()).toBe('')
    await accepted.send('and goodbye\n')
    await accepted.close()
    expect(await ncat.line()).toBe('and goodbye')
    expect(await ncat.done()).toBe(0)
    await server.close()
  })
})

describe('what only the kernel backend says', () => {
  it.skipIf(process.platform !== 'linux')(
    'names the program that holds a port, in English and Chinese',
    async () => {
      const server = await listen({ host: '127.0.0.1' })
      const { port } = server.localAddress
      for (const [lang, sentence] of [
        ['en', `(process ${process.pid})`],
        ['zh', `（进程 ${process.pid}）`],
      ] as const) {
        const error = await listen({ host: '127.0.0.1', port, lang }).catch((caught: unknown) => caught)
        expect(error).toBeInstanceOf(SocketError)
        expect((error as SocketError).code).toBe('EADDRINUSE')
        expect((error as SocketError).message).toContain(sentence)
      }
      await server.close()
    },
  )

  it('a name that does not exist: ENOTFOUND or, without a resolver, EAI_AGAIN', async () => {
    const error = await connect({ port: 80, host: 'no-such-host.invalid' }).catch((caught: unknown) => caught)
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain((error as SocketError).code)
    expect((error as SocketError).message).toContain('no-such-host.invalid')
  })

  it('a bound port is really taken: nobody else can listen on it once we do', async () => {
    const socket = kernelSockets().tcp()
    await socket.bind(0, '127.0.0.1')
    const port = socket.localAddress?.port ?? 0
    await socket.listen()
    await expect(listen({ port, host: '127.0.0.1' })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await socket.close()
  })

  it('family keeps a server on all addresses to one IP version', async () => {
    const six = await listen({ family: 6 }).catch(() => undefined)
    if (six !== undefined) {
      const { port } = six.localAddress
      await expect(connect({ port, host: '127.0.0.1' })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
      await six.close()
    }
    const four = await listen({ family: 4 })
    expect(four.localAddress).toMatchObject({ address: '0.0.0.0', family: 'IPv4' })
    const client = await connect({ port: four.localAddress.port, host: 'localhost', family: 4 })
    expect(client.remoteAddress?.address).toBe('127.0.0.1')
    client.reset()
    await four.close()
  })

  it('an unknown charset is refused before anything is opened', async () => {
    await expect(connect({ port: 1, encoding: 'klingon' })).rejects.toMatchObject({ code: 'SYNFIN_ENCODING' })
    await expect(listen({ encoding: 'klingon' })).rejects.toMatchObject({ code: 'SYNFIN_ENCODING' })
  })

  it('takes a receiver’s own buffer, and never writes to it unasked', async () => {
    const server = await listen({ host: '127.0.0.1' })
    const [accepted, client] = await Promise.all([
      server.accept(),
      connect({ port: server.localAddress.port, host: '127.0.0.1' }),
    ])
    const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2))
    const mine = new Uint8Array(32_768)
    const say = async (byte: number): Promise<void> => {
      await client.send(new Uint8Array(1000).fill(byte))
      await turn()
    }
    // Comes back at once, twice: from now on the kernel fills this buffer itself.
    for (const byte of [1, 2, 3]) {
      const receiving = accepted.recvInto(mine)
      await say(byte)
      expect(await receiving).toBe(1000)
      expect(mine[999]).toBe(byte)
    }
    const twice = (async () => [await accepted.recvInto(mine), await accepted.recvInto(mine)])()
    await say(4)
    await say(5)
    expect(await twice).toEqual([1000, 1000])
    // Nobody asks: what comes next must not touch it.
    mine.fill(0)
    await say(6)
    expect(mine.every((byte) => byte === 0)).toBe(true)
    expect((await accepted.recv())[0]).toBe(6)
    // Called off: nor then.
    const off = new AbortController()
    const called = accepted.recvInto(mine, { signal: off.signal }).catch(() => 'off')
    off.abort()
    await say(7)
    expect(await called).toBe('off')
    expect(mine.every((byte) => byte === 0)).toBe(true)
    const other = new Uint8Array(32_768)
    expect(await accepted.recvInto(other)).toBe(1000)
    expect(other[0]).toBe(7)
    client.reset()
    await server.close()
  })

  it('a program that has closed everything exits although the peer has not', async () => {
    const server = await listen({ host: '127.0.0.1' })
    const program = `import { connect } from ${JSON.stringify(new URL('../api/index.ts', import.meta.url).href)}
      const c = await connect({ port: ${server.localAddress.port}, host: '127.0.0.1' }); await c.close()`
    const child = peer(start('node_modules/.bin/tsx', '--input-type=module', '-e', program))
    const accepted = await server.accept()
    expect(await child.done()).toBe(0)
    expect(await accepted.recv()).toHaveLength(0)
    await accepted.close()
    await server.close()
  })
})

describe('the queue of a kernel listener', () => {
  it('holds one more than the backlog, as Linux counts; who comes beyond is reset', async () => {
    const server = await listen({ host: '127.0.0.1', backlog: 2 })
    const clients = await Promise.all(
      Array.from({ length: 6 }, () => connect({ host: '127.0.0.1', port: server.localAddress.port })),
    )
    const endings = await Promise.all(
      clients.map((client) =>
        client.recv(1, { signal: AbortSignal.timeout(300) }).catch((error) => error.code),
      ),
    )
    expect(endings.filter((code) => code === 'ABORT_ERR')).toHaveLength(3)
    expect(endings.filter((code) => code === 'ECONNRESET')).toHaveLength(3)
    for (let served = 0; served < 3; served++) (await server.accept()).reset()
    await server.close()
  })
})

describe('kernel UDP', () => {
  it.skipIf(process.platform !== 'linux')('a port in use is told with its holder', async () => {
    const first = kernelSockets().udp()
    await first.bind(0, '127.0.0.1')
    const port = first.localAddress?.port ?? 0
    const second = kernelSockets({ lang: 'zh' }).udp()
    await expect(second.bind(port, '127.0.0.1')).rejects.toThrow(`（进程 ${process.pid}）`)
    await first.close()
  })

  it('a send that nobody takes says where', async () => {
    const gone = kernelSockets().udp()
    await gone.bind(0, '127.0.0.1')
    const { port } = gone.localAddress as { port: number }
    await gone.close()
    const client = kernelSockets().udp()
    await client.connect(port, '127.0.0.1')
    const sending = (async () => {
      // The kernel reports a datagram's refusal at a later call.
      for (;;) await Promise.all([1, 2, 3].map(() => client.send(new Uint8Array(1))))
    })()
    await expect(sending).rejects.toMatchObject({ code: 'ECONNREFUSED', address: '127.0.0.1', port })
    await client.close()
  })

  it('a connected socket knows the address that leads to its peer', async () => {
    const server = kernelSockets().udp()
    await server.bind(0, '127.0.0.1')
    const client = kernelSockets().udp()
    await client.connect(server.localAddress?.port ?? 0, '127.0.0.1')
    expect(client.localAddress?.address).toBe('127.0.0.1')
    await Promise.all([server.close(), client.close()])
  })
})

describe('a host name', () => {
  it('is looked up here and connected to; a name that is none is told', async () => {
    const listener = await listen({ host: '127.0.0.1' })
    const socket = kernelSockets().tcp({ family: 4 })
    await socket.connect(listener.localAddress.port, 'localhost')
    expect(socket.remoteAddress?.address).toBe('127.0.0.1')
    await socket.close()
    await listener.close()
    const nowhere = kernelSockets().tcp()
    await expect(nowhere.connect(80, 'nowhere.invalid')).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    })
  })
})

it('a datagram that waits when its socket is closed is given up, not forgotten', async () => {
  const socket = kernelSockets().udp()
  await socket.bind(0, '127.0.0.1')
  const sent = socket.send(new Uint8Array(2), 9, '127.0.0.1').catch((error: unknown) => error)
  // It has reached Node, which looks up its address a tick later.
  await Promise.resolve()
  await socket.close()
  expect(await sent).toMatchObject({ code: 'ECONNABORTED' })
})
