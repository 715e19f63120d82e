import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { endAll, listening, portOf, python, synfin } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

const echo = `
s = server()
while True:
    c, _ = s.accept()
    while True:
        data = c.recv(1024)
        if not data: break
        say('got', data); c.sendall(data)
    c.close()`

describe.skipIf(!has('python3'))('synfin send', () => {
  it('sends a text, prints the answer, ends', async () => {
    const server = await listening(['--encoding', 'gbk'])
    const sent = synfin(['send', '127.0.0.1', String(server.port), '你好', '--encoding', 'gbk'])
    expect(await sent.code).toBe(0)
    expect(sent.out.text).toBe('收到消息')
    await server.out.match(/→ 你好/)
    server.signal('SIGTERM')
    await server.code
  })

  it('sends hex, a file, piped input, a line end', async () => {
    const peer = python(echo)
    const port = await portOf(peer)
    const file = join(mkdtempSync(join(tmpdir(), 'synfin-')), 'f')
    writeFileSync(file, 'in a file')
    const hex = synfin(['send', `127.0.0.1:${port}`, '00 0d0a', '--hex'])
    expect(await hex.code).toBe(0)
    await peer.out.match(/got b'\\x00\\r\\n'/)
    expect(hex.out.text).toMatch(/^00000000 {2}00 0d 0a/)
    const whole = synfin(['send', '127.0.0.1', port, '--file', file])
    expect(await whole.code).toBe(0)
    expect(whole.out.text).toBe('in a file')
    const piped = synfin(['send', '127.0.0.1', port], 'piped')
    expect(await piped.code).toBe(0)
    expect(piped.out.text).toBe('piped')
    const line = synfin(['send', '127.0.0.1', port, 'line', '-C'])
    expect(await line.code).toBe(0)
    expect(line.out.text).toBe('line\r\n')
  })

  it('gives up an expected answer after five seconds when the peer keeps the connection open', async () => {
    const peer = python(`
c, _ = server().accept(); c.recv(9); c.sendall(b'no'); say('rest', c.recv(9))`)
    const sent = synfin(['send', '127.0.0.1', await portOf(peer), 'question', '--expect', 'yes'])
    expect(await sent.code).toBe(5)
    expect(sent.err.text).toContain('did not contain "yes"')
    await peer.out.match(/rest b''/)
  })

  it.each([
    [['--expect', '好'], 0],
    [['--expect', '坏'], 5],
    [['--expect-hex', 'ba c3'], 0],
    [['--expect-hex', 'ff'], 5],
  ])('judges the answer by %j: exit %i', async (args, code) => {
    const peer = python(`
c, _ = server().accept(); c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1); c.recv(9)
for byte in '你好'.encode('gbk'): c.send(bytes([byte])); time.sleep(0.02)
c.close()`)
    const port = await portOf(peer)
    const sent = synfin([
      'send',
      '127.0.0.1',
      port,
      'x',
      '--recv-encoding',
      'gbk',
      '--send-encoding',
      'utf-8',
      ...args,
    ])
    expect(await sent.code).toBe(code)
  })

  it('does not wait for ever for what it expects', async () => {
    const peer = python(`c, _ = server().accept(); c.recv(9); wait()`)
    const sent = synfin(['send', '127.0.0.1', await portOf(peer), 'x', '--expect', 'y', '-q', '200ms'])
    expect(await sent.code).toBe(5)
    expect(sent.err.text).toContain('the answer did not contain "y"')
  })

  it('repeats, each time after what it expects', async () => {
    const peer = python(echo)
    const sent = synfin([
      'send',
      '127.0.0.1',
      await portOf(peer),
      'ping',
      '--repeat',
      '3',
      '--every',
      '20ms',
      '--expect',
      'ping',
    ])
    expect(await sent.code).toBe(0)
    expect(sent.out.text).toBe('pingpingping')
    expect(peer.out.text.match(/got b'ping'/g)).toHaveLength(3)
  })

  it('repeats until SIGINT with --every alone', async () => {
    const peer = python(echo)
    const sent = synfin(['send', '127.0.0.1', await portOf(peer), 'tick', '--every', '10ms'])
    await sent.out.match(/ticktickticktick/)
    sent.signal('SIGINT')
    expect(await sent.code).toBe(130)
  })

  it('tells a reset, exit 3 (6 when it came before anybody could look whether all was acknowledged)', async () => {
    const peer = python(`c, _ = server().accept(); c.recv(9); time.sleep(0.1); reset(c)`)
    const sent = synfin(['send', '127.0.0.1', await portOf(peer), 'x'])
    expect([3, 6]).toContain(await sent.code)
    expect(sent.err.text).toMatch(/reset by the peer/)
  })

  it('asks over UDP', async () => {
    const peer = python(`
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0)); say('port', u.getsockname()[1])
data, a = u.recvfrom(99); u.sendto(data + b'!', a)`)
    const sent = synfin(['send', '127.0.0.1', await portOf(peer), 'hi', '-u', '--expect', 'hi!'])
    expect(await sent.code).toBe(0)
    expect(sent.out.text).toBe('hi!')
  })

  it('cuts piped input into datagrams, and says when a text is too long for one', async () => {
    const peer = python(`
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0)); say('port', u.getsockname()[1])
sizes = [len(u.recv(65536)) for _ in range(3)]; say('sizes', sizes); wait()`)
    const port = await portOf(peer)
    const piped = synfin(['send', '127.0.0.1', port, '-u', '-q', '100ms'], 'x'.repeat(20_000))
    expect(await piped.code).toBe(0)
    await peer.out.match(/sizes \[8192, 8192, 3616\]/)
    const long = synfin(['send', '127.0.0.1', port, 'x'.repeat(70_000), '-u'])
    expect(await long.code).toBe(2)
    expect(long.err.text).toMatch(/datagram is too long/)
    expect(long.err.text).toMatch(/sent at least 0 of 70,000/)
    const zh = synfin(['send', '127.0.0.1', port, 'x'.repeat(70_000), '-u', '--lang', 'zh'])
    await zh.code
    expect(zh.err.text).toContain('至少发送 0 字节（共 70,000 字节），接收 0 字节')
  })

  it('tells the end of UDP as JSON without what only TCP has', async () => {
    const sent = synfin(['send', '127.0.0.1', '1', 'hi', '-u', '-q', '50ms', '--json'])
    await sent.code
    const lines = sent.out.text.trim().split('\n')
    const close = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ type }) => type === 'close')
    expect(close).toMatchObject({ how: 'datagrams', fins: [], ending: { kind: 'datagrams', after: 'none' } })
    expect(Object.keys(close ?? {})).not.toEqual(expect.arrayContaining(['firstCloser']))
    expect(Object.keys(close ?? {})).not.toEqual(expect.arrayContaining(['connected']))
  })

  it('says that nobody has the UDP port, exit 1', async () => {
    const sent = synfin(['send', '127.0.0.1', '1', 'hi', '-u', '--expect', 'x'])
    expect(await sent.code).toBe(1)
    const unanswered = synfin(['send', '127.0.0.1', '1', 'hi', '-u', '-q', '100ms'])
    expect(await unanswered.code).toBe(1)
    expect(unanswered.err.text).toMatch(/synfin: .*127\.0\.0\.1:1/)
    expect(unanswered.err.text).not.toContain('did not contain')
  })
})
