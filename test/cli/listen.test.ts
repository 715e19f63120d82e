import { afterEach, describe, expect, it } from 'vitest'
import { endAll, listening, outside, python, synfin } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

describe.skipIf(!has('python3'))('synfin listen', () => {
  it('answers a Python client in GBK that reads 1024 bytes: 收到消息, and says who sent what', async () => {
    const server = await listening(['--encoding', 'gbk'])
    const client = python(`
c = connect(${server.port})
for text in ['你好', '再见']:
    c.sendall(text.encode('gbk')); say(c.recv(1024).decode('gbk'))
c.close()`)
    await client.out.match(/收到消息\n收到消息/)
    await server.out.match(/#1 127\.0\.0\.1:\d+ → 你好\n#1 127\.0\.0\.1:\d+ → 再见\n/)
    await server.err.match(/#1 closed with FIN both ways, the peer first; sent 16, received 8 bytes/)
    server.signal('SIGINT')
    expect(await server.code).toBe(130)
  })

  it('answers each client in its own charset when told nothing', async () => {
    const server = await listening([])
    const client = python(`
for charset in ['gbk', 'utf-8']:
    c = connect(${server.port}); c.sendall('你好，世界'.encode(charset)); say(charset, c.recv(1024).decode(charset)); c.close()`)
    await client.out.match(/gbk 收到消息\nutf-8 收到消息/)
    await server.out.match(/#1 \S+ → 你好，世界\n#2 \S+ → 你好，世界/)
    server.signal('SIGTERM')
    expect(await server.code).toBe(143)
  })

  it('serves two clients at once, each with its number', async () => {
    const server = await listening(['--reply', 'ok'])
    const client = python(`
a = connect(${server.port}); b = connect(${server.port})
b.sendall(b'from b'); say('b', b.recv(9)); a.sendall(b'from a'); say('a', a.recv(9))`)
    await client.out.match(/b b'ok'\na b'ok'/)
    await server.out.match(/#2 \S+ → from b\n#1 \S+ → from a\n/)
    server.signal('SIGTERM')
    expect(await server.code).toBe(143)
  })

  it('echoes, broadcasts, and keeps silent', async () => {
    const echo = await listening(['--echo'])
    const chat = await listening(['--broadcast'])
    const silent = await listening(['--no-reply'], '')
    const client = python(`
c = connect(${echo.port}); c.sendall(bytes(range(256))); got = b''
while len(got) < 256: got += c.recv(1024)
say('echo', got == bytes(range(256)))
a = connect(${chat.port}); b = connect(${chat.port}); wait(); a.sendall(b'hello'); say('chat', b.recv(9))
a.settimeout(0.2)
try: say('heard itself', a.recv(9))
except TimeoutError: say('not itself')
s = connect(${silent.port}); s.sendall(b'raw \\xff'); s.shutdown(1); say('silent', s.recv(9))`)
    await client.out.match(/echo True/)
    await chat.err.match(/#2 .* connected/)
    client.child.stdin?.write('\n')
    await client.out.match(/chat b'hello'\nnot itself\nsilent b''/)
    await silent.out.match(/raw /)
    expect(silent.out.bytes.equals(Buffer.from('raw \xff', 'latin1'))).toBe(true)
    for (const server of [echo, chat, silent]) server.signal('SIGTERM')
    await Promise.all([echo.code, chat.code, silent.code])
  })

  it('keeps piped input for the first client, and ends its side after it', async () => {
    const server = await listening(['--no-reply', '-q', '300ms'], 'for whoever comes')
    const client = python(
      `c = connect(${server.port}); say(c.recv(99)); say(c.recv(99)); c.sendall(b'thanks'); c.close()`,
    )
    await client.out.match(/b'for whoever comes'\nb''/)
    expect(await server.code).toBe(0)
    expect(server.out.text).toBe('thanks')
  })

  it('turns a client away above -m, closes the idle with -i, gives up with -w', async () => {
    const server = await listening(['-m', '1', '-i', '300ms'])
    const client = python(`
a = connect(${server.port}); a.sendall(b'x'); a.recv(99); b = connect(${server.port}); say('b', b.recv(9)); say('a', a.recv(9))`)
    await client.out.match(/b b''\na b''/)
    await server.err.match(/turned away/)
    server.signal('SIGTERM')
    await server.code
    const lonely = await listening(['-w', '200ms', '--json']).catch(() => undefined)
    expect(lonely).toBeUndefined()
    const waiting = synfin(['listen', '127.0.0.1', '0', '-w', '200ms'])
    expect(await waiting.code).toBe(4)
  }, 30_000)

  it('sends FIN to all on SIGINT, and waits for theirs', async () => {
    const server = await listening([])
    const client = python(`
c = connect(${server.port}); c.sendall(b'x'); c.recv(99); say('ready'); say('end', c.recv(9)); c.sendall(b'late'); c.close()`)
    await client.out.match(/ready/)
    server.signal('SIGINT')
    await client.out.match(/end b''/)
    expect(await server.code).toBe(130)
    expect(server.out.text).toContain('late')
  })

  it('resets all on SIGTERM and with --max-time', async () => {
    const server = await listening(['--max-time', '1500ms'])
    const client = python(`
c = connect(${server.port}); c.sendall(b'x'); c.recv(99)
try: say('end', c.recv(9))
except ConnectionResetError: say('RST')`)
    expect(await server.code).toBe(4)
    await client.out.match(/RST/)
  })

  it('says which address is in use, exit 2', async () => {
    const server = await listening([])
    const second = synfin(['listen', '127.0.0.1', String(server.port)])
    expect(await second.code).toBe(2)
    expect(second.err.text.trim().split('\n')).toHaveLength(1)
    server.signal('SIGTERM')
    await server.code
  })

  it('speaks UDP: each sender has a number and an answer', async () => {
    const server = await listening(['-u'])
    await server.err.match(/waiting for datagrams on .*synfin connect -u 127/)
    const client = python(`
for n in (1, 2):
    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.sendto('你好'.encode(), ('127.0.0.1', ${server.port})); say(n, u.recvfrom(99)[0].decode())`)
    await client.out.match(/1 收到消息\n2 收到消息/)
    await server.out.match(/#1 \S+ → 你好\n#2 \S+ → 你好/)
    server.signal('SIGINT')
    expect(await server.code).toBe(130)
  })

  it('numbers a hint at a charset, as every line of a client', async () => {
    const server = await listening([])
    python(`c = connect(${server.port}); c.sendall('你好世界'.encode()); c.recv(99)
c.sendall('你好世界'.encode('gbk')); wait()`)
    await server.err.match(/^#1 .*GB18030/m)
    server.signal('SIGTERM')
    await server.code
  })

  it('tells everything as JSON', async () => {
    const server = await listeningJson()
    const client = python(
      `c = connect(${server.port}); c.sendall(b'hi'); say(c.recv(99).decode()); c.close()`,
    )
    await client.out.match(/收到消息/)
    await server.out.match(/"type":"close"/)
    server.signal('SIGTERM')
    await server.code
    const events = server.out.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events[0]).toMatchObject({ v: 2, type: 'state', conn: 0, state: 'LISTEN' })
    expect(events.find(({ type }) => type === 'open')).toMatchObject({
      conn: 1,
      role: 'server',
      transport: 'tcp',
    })
    expect(events.find(({ direction }) => direction === 'in')).toMatchObject({
      conn: 1,
      text: 'hi',
      offset: 0,
    })
    expect(events.find(({ direction }) => direction === 'out')).toMatchObject({
      conn: 1,
      text: '收到消息',
      length: 12,
    })
  })

  it.each([
    ['-4', '127.0.0.1'],
    ['-6', '::1'],
  ])('listens with %s alone', async (flag, address) => {
    const server = synfin(['listen', '0', flag])
    const [, port = ''] = await server.err.match(/listening on \S+:(\d+);/)
    const sent = synfin(['send', address, port, 'x'], '')
    expect(await sent.code).toBe(0)
    expect(sent.out.text).toBe('收到消息')
    const other = synfin(['send', address === '::1' ? '127.0.0.1' : '::1', port, 'x'], '')
    expect(await other.code).toBe(1)
    server.signal('SIGTERM')
    await server.code
  })
})

async function listeningJson(): Promise<ReturnType<typeof synfin> & { port: number }> {
  const server = synfin(['listen', '127.0.0.1', '0', '--json'])
  const [, port] = await server.out.match(/"port":(\d+)/)
  return { ...server, port: Number(port) }
}

describe.skipIf(!has('ncat') || !has('socat') || !has('curl'))(
  'synfin listen for ncat, socat and curl',
  () => {
    it('answers each of them', async () => {
      const server = await listening(['--reply', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'])
      const at = `127.0.0.1:${server.port}`
      const curl = outside('curl', ['-s', '--max-time', '5', `http://${at}/`])
      expect(await curl.code).toBe(0)
      expect(curl.out.text).toBe('ok')
      const ncat = outside('sh', ['-c', `echo hi | ncat 127.0.0.1 ${server.port}`])
      await ncat.code
      expect(ncat.out.text).toContain('ok')
      const socat = outside('sh', ['-c', `echo hi | socat -t 5 - TCP:${at}`])
      await socat.code
      expect(socat.out.text).toContain('ok')
      server.signal('SIGTERM')
      await server.code
    })
  },
)
