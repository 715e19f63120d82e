import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Collected, endAll, freePort, outside, portOf, python, synfin } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

describe.skipIf(!has('python3'))('synfin connect against a Python server', () => {
  it('speaks GBK both ways: text in, text out, with 1024-byte reads', async () => {
    const peer = python(`
c, _ = server().accept()
say('got', c.recv(1024).decode('gbk'))
c.sendall('收到消息'.encode('gbk')); c.close()`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer), '--encoding', 'gbk'], '你好')
    expect(await client.code).toBe(0)
    expect(client.out.text).toBe('收到消息')
    expect(peer.out.text).toContain('got 你好')
  })

  it('passes bytes untouched into a pipe, every value of a byte', async () => {
    const all = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256)
    const peer = python(`
c, _ = server().accept()
while True:
    data = c.recv(1024)
    if not data: break
    c.sendall(data)
c.close()`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer)], all)
    expect(await client.code).toBe(0)
    expect(client.out.bytes.equals(Buffer.from(all))).toBe(true)
  })

  it('decodes for a pipe when asked to, over a character that is cut', async () => {
    const peer = python(`
c, _ = server().accept()
c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
for byte in '收到消息'.encode('gbk'): c.send(bytes([byte])); c.recv(1)
c.close()`)
    const client = synfin(
      ['connect', '127.0.0.1', await portOf(peer), '--decode', '--no-shutdown'],
      'x'.repeat(8),
    )
    expect(await client.code).toBe(0)
    expect(client.out.text).toBe('收到消息')
  })

  it('half-closes when the input ends and still sees what comes a second later', async () => {
    const peer = python(`
c, _ = server().accept()
while c.recv(1024): pass
say('eof'); time.sleep(1); c.sendall(b'late answer'); c.close()`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer)], 'ask')
    await peer.out.match(/eof/)
    expect(await client.code).toBe(0)
    expect(client.out.text).toBe('late answer')
  })

  it('sends no FIN with --no-shutdown, and -q ends the wait', async () => {
    const peer = python(`
c, _ = server().accept()
c.settimeout(0.3); c.recv(10)
try: say('then', c.recv(10))
except TimeoutError: say('no FIN')
wait()`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer), '--no-shutdown', '-q', '500ms'], 'ask')
    await peer.out.match(/no FIN/)
    expect(await client.code).toBe(0)
  })

  it('goes on sending to a peer that has finished first, until the input ends, as nc and ncat do', async () => {
    const peer = python(`
c, _ = server().accept(); c.sendall(b'bye'); c.shutdown(socket.SHUT_WR)
say('got', c.recv(9)); say('end', c.recv(9))`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer)])
    await client.err.match(/the peer has finished \(FIN\); the input goes to it until it ends/)
    client.stdin.write('late')
    await peer.out.match(/got b'late'/)
    client.stdin.end()
    expect(await client.code).toBe(0)
    expect(client.out.text).toBe('bye')
    await peer.out.match(/end b''/)
  })

  it('tells what a peer that is wholly gone did not get, exit 6', async () => {
    const peer = python(`c, _ = server().accept(); c.sendall(b'bye'); c.close(); say('gone'); wait()`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer)])
    await client.err.match(/the peer has finished/)
    client.stdin.write('too late')
    // The answer to it is a RST, which the next send meets.
    await peer.out.match(/gone/)
    client.stdin.end('and more')
    expect(await client.code).toBe(6)
    expect(client.out.text).toBe('bye')
    expect(client.err.text).toMatch(/at least 0 of the [\d,]+ bytes/)
  })

  it('stays with --keep-half-open until the input ends', async () => {
    const peer = python(`
c, _ = server().accept(); c.shutdown(socket.SHUT_WR)
say('got', c.recv(100)); say('end', c.recv(100))`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer), '--keep-half-open'])
    await client.err.match(/peer has finished/)
    client.stdin.write('still here')
    await peer.out.match(/got b'still here'/)
    client.stdin.end()
    expect(await client.code).toBe(0)
    await peer.out.match(/end b''/)
  })

  it('exits 3 on a reset, even after bytes', async () => {
    const peer = python(`c, _ = server().accept(); c.sendall(b'part'); wait(); reset(c)`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer)])
    await client.out.match(/part/)
    peer.child.stdin?.write('\n')
    expect(await client.code).toBe(3)
    expect(client.err.text).toMatch(/reset by the peer \(RST\)/)
  })

  it('exits 3 when the reset comes together with the bytes', async () => {
    const peer = python(`c, _ = server().accept(); c.sendall(b'part'); reset(c)`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer)])
    expect(await client.code).toBe(3)
  })

  it('finishes on SIGINT and waits; a second one resets; 130', async () => {
    const peer = python(`
c, _ = server().accept(); say('in', c.recv(10)); say('eof', c.recv(10))
wait()
try: c.sendall(b'x'); say('then', c.recv(10))
except (ConnectionResetError, BrokenPipeError): say('RST')`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer)])
    client.stdin.write('a')
    await peer.out.match(/in/)
    client.signal('SIGINT')
    await peer.out.match(/eof b''/)
    client.signal('SIGINT')
    expect(await client.code).toBe(130)
    peer.child.stdin?.write('\n')
    await peer.out.match(/RST/)
  })

  it.each([
    ['SIGTERM', [], 143],
    ['--max-time', ['--max-time', '300ms'], 4],
  ])('resets on %s', async (how, args, code) => {
    const peer = python(`
c, _ = server().accept(); say('here')
try: say('end', c.recv(10))
except ConnectionResetError: say('RST')`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer), ...args])
    await peer.out.match(/here/)
    await client.err.match(/connected/)
    if (how === 'SIGTERM') client.signal('SIGTERM')
    expect(await client.code).toBe(code)
    await peer.out.match(/RST/)
  })

  it('exits 4 after -i of silence', async () => {
    const peer = python(`c, _ = server().accept(); say('end', c.recv(10))`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer), '-i', '200ms'])
    expect(await client.code).toBe(4)
    await peer.out.match(/end b''/)
  })

  it('drops what arrives with --send-only, reads no input with --recv-only', async () => {
    const one = python(
      `c, _ = server().accept(); c.sendall(b'noise'); say('got', c.recv(10)); say(c.recv(10))`,
    )
    const sender = synfin(['connect', '127.0.0.1', await portOf(one), '--send-only'], 'data')
    expect(await sender.code).toBe(0)
    expect(sender.out.text).toBe('')
    await one.out.match(/got b'data'/)
    const two = python(
      `c, _ = server().accept(); c.sendall(b'signal'); c.shutdown(1); say('got', c.recv(10))`,
    )
    const receiver = synfin(['connect', '127.0.0.1', await portOf(two), '--recv-only'], 'never sent')
    expect(await receiver.code).toBe(0)
    expect(receiver.out.text).toBe('signal')
    await two.out.match(/got b''/)
  })

  it('binds -s and -p, converts line ends with -C, reads hex, writes -o and --hex-dump', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'synfin-'))
    const peer = python(`
s = server(); c, a = s.accept(); say('from', a[0])
while True:
    data = c.recv(100)
    if not data: break
    say('got', data); c.sendall(data)
c.close()`)
    const port = await portOf(peer)
    const args = ['-s', '127.0.0.2', '-C', '-o', join(folder, 'o'), '--hex-dump', join(folder, 'x')]
    const client = synfin(['connect', '127.0.0.1', port, ...args], 'a\nb\r\n')
    expect(await client.code).toBe(0)
    await peer.out.match(/from 127\.0\.0\.2/)
    expect(client.out.text).toBe('a\r\nb\r\n')
    expect(readFileSync(join(folder, 'o'), 'utf8')).toBe('a\r\nb\r\n')
    expect(readFileSync(join(folder, 'x'), 'utf8')).toMatch(/^> #1 .*\n00000000 {2}61 0d 0a 62 0d 0a/)
    const hex = python(
      `c, _ = server().accept(); say('got', c.recv(10)); c.sendall(b'\\x01\\x02'); c.close()`,
    )
    const other = synfin(['connect', '127.0.0.1', await portOf(hex), '--hex'], '00 ff\n')
    expect(await other.code).toBe(0)
    await hex.out.match(/got b'\\x00\\xff'/)
    expect(other.out.text).toMatch(/^00000000 {2}01 02 /)
  })

  it('writes one JSON event a line', async () => {
    const peer = python(`c, _ = server().accept(); c.recv(10); c.sendall('你好'.encode()); c.close()`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer), '--json'], 'hi')
    expect(await client.code).toBe(0)
    const events = client.out.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['open', 'data', 'state', 'stats', 'close']),
    )
    expect(events.every(({ v, conn }) => v === 2 && conn === 1)).toBe(true)
    const data = events.find(({ type, direction }) => type === 'data' && direction === 'in')
    expect(data).toMatchObject({
      offset: 0,
      length: 6,
      text: '你好',
      base64: Buffer.from('你好').toString('base64'),
    })
    expect(events.at(-1)).toMatchObject({ type: 'close', how: 'fin', bytesSent: 2, bytesReceived: 6 })
  })
})

describe('synfin connect where nobody answers', () => {
  it('exits 1 when refused, with one line', async () => {
    const client = synfin(['connect', '127.0.0.1', '1'], '')
    expect(await client.code).toBe(1)
    expect(client.err.text.trim().split('\n')).toHaveLength(1)
    expect(client.out.text).toBe('')
  })

  it.skipIf(!has('python3'))('exits 4 when -w is over, here before a full accept queue', async () => {
    const peer = python(`
s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(0); port = s.getsockname()[1]
full = [socket.socket() for _ in range(4)]
for c in full: c.setblocking(False); c.connect_ex(('127.0.0.1', port))
say('port', port); wait()`)
    const client = synfin(['connect', '127.0.0.1', await portOf(peer), '-w', '300ms', '--lang', 'zh'], '')
    expect(await client.code).toBe(4)
    expect(client.err.text).toContain('300 ms 内没有连上')
  })

  it('exits 2 when there is no such host', async () => {
    expect(await synfin(['connect', 'no-such-host.invalid', '9'], '').code).toBe(2)
  })
})

describe.skipIf(!has('python3'))('synfin in a shell', () => {
  it('ends at once when nobody reads its output (EPIPE), though the peer takes none of its input', async () => {
    const peer = python(`
c, _ = server().accept()
try:
    while True: c.sendall(b'y\\n' * 1000)
except OSError: say('gone')`)
    const port = await portOf(peer)
    const script = `node_modules/.bin/tsx src/cli/main.ts connect 127.0.0.1 ${port} --quiet; echo code $? >&2`
    const pipe = outside('sh', ['-c', `head -c 20000000 /dev/zero | { ${script}; } | head -n 2`])
    await pipe.err.match(/code 0/, 25_000)
    expect(pipe.out.text).toBe('y\ny\n')
    expect(pipe.err.text).toBe('code 0\n')
    await peer.out.match(/gone/)
  })
})

describe.skipIf(!has('ncat') || !has('socat'))('synfin connect against ncat and socat', () => {
  it('is answered by socat a second after its half-close', async () => {
    const port = await freePort()
    const address = `TCP-LISTEN:${port},bind=127.0.0.1`
    const peer = outside('socat', [
      '-d',
      '-d',
      '-t',
      '30',
      address,
      'SYSTEM:cat >/dev/null; sleep 1; echo late',
    ])
    await peer.err.match(/listening on/)
    const client = synfin(['connect', '127.0.0.1', port], 'x')
    expect(await client.code).toBe(0)
    expect(client.out.text).toBe('late\n')
  })

  it('hears what ncat has to say, and ncat hears it', async () => {
    const port = await freePort()
    const peer = outside('sh', ['-c', `echo said first | ncat -l 127.0.0.1 ${port} -v`])
    await peer.err.match(/Listening on 127/)
    const client = synfin(['connect', '127.0.0.1', port], 'x')
    expect(await client.code).toBe(0)
    expect(client.out.text).toBe('said first\n')
    await peer.out.match(/x/)
  })
})

it('waits for a pattern in what was collected', async () => {
  const collected = new Collected()
  const waiting = collected.match(/b/)
  collected.push(Buffer.from('ab'))
  expect((await waiting).index).toBe(1)
})
