import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { endAll, freePort, outside, portOf, python, synfinOnTerminal, type Terminal } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

/** Tells everything that arrives, and how it ended; answers each line on stdin. */
const talker = `
def talk(c):
    def speak():
        for line in sys.stdin: c.sendall(eval(line))
    speaker = threading.Thread(target=speak); speaker.start()
    try:
        while True:
            data = c.recv(1024); say('got', data)
            if not data: break
        speaker.join(); c.close()
    except ConnectionResetError: say('RST')
`

async function connected(
  args: readonly string[] = [],
): Promise<{ client: Terminal; peer: ReturnType<typeof python> }> {
  const peer = python(`${talker}
c, _ = server().accept(); talk(c)`)
  const client = synfinOnTerminal(['connect', '127.0.0.1', await portOf(peer), ...args])
  await client.screen.match(/connected to/)
  return { client, peer }
}

async function listener(args: readonly string[] = []): Promise<{ server: Terminal; port: string }> {
  const server = synfinOnTerminal(['listen', '127.0.0.1', '0', ...args])
  const [, port = ''] = await server.screen.match(/listening on 127\.0\.0\.1:(\d+)/)
  return { server, port }
}

describe.skipIf(!has('python3'))('the prompt of synfin connect', () => {
  it('sends lines, text with escapes, hex, and lines that begin with /', async () => {
    const { client, peer } = await connected()
    client.type('hello\r//etc\r/esc a\\x00\\n\r/hex 0d 0a\r')
    await peer.out.match(/got b'hello\\n\/etc\\na\\x00\\n\\r\\n'|\\r\\n'/)
    client.type('/nonsense\r')
    await client.screen.match(/there is no \/nonsense: \/help lists/)
    client.type('/hex zz\r')
    await client.screen.match(/is not a hex digit/)
    client.type('/quit\r')
    expect(await client.code).toBe(0)
    await peer.out.match(/got b''/)
  })

  it('breaks what it says between words, within the columns of the terminal', async () => {
    const { client } = await connected()
    client.type('/help\r')
    await client.screen.match(/save the conversation/)
    client.type('/quit\r')
    await client.code
    // The prompt's own moves of the cursor stand before a line's text.
    // oxlint-disable-next-line no-control-regex
    const lines = client.screen.text.replaceAll(/\u001B\[[\d;]*[A-Za-z]/g, '').split(/\r?\n/)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('shows controls as pictures, and text above the line that is being typed', async () => {
    const { client, peer } = await connected()
    client.type('half a li')
    await client.screen.match(/half a li/)
    peer.child.stdin?.write(`b'\\x1b[2J'\n`)
    await client.screen.match(/␛\[2J\r?\n/)
    client.type('ne\r')
    await peer.out.match(/got b'half a line\\n'/)
    client.type('/reset\r')
    expect(await client.code).toBe(0)
    await peer.out.match(/RST/)
  })

  it('half-closes on Ctrl-D, says so to who types on, and still receives', async () => {
    const { client, peer } = await connected()
    client.type('\u0004')
    await peer.out.match(/got b''/)
    client.type('more\r')
    await client.screen.match(/finished already/)
    client.type('/state\r')
    await client.screen.match(/FIN-WAIT {2}127/)
    peer.child.stdin?.end(`'还在'.encode('gbk')\n`)
    await client.screen.match(/reads as GB18030/)
    await client.screen.match(/还在/)
    expect(await client.code).toBe(0)
  })

  it('stays after the peer has finished: CLOSE-WAIT, and Ctrl-D ends', async () => {
    const peer = python(`
c, _ = server().accept(); c.shutdown(1); say('got', c.recv(99)); say('end', c.recv(99))`)
    const client = synfinOnTerminal(['client', `127.0.0.1:${await portOf(peer)}`])
    await client.screen.match(/the peer has finished \(FIN\)/)
    client.type('/state\r')
    await client.screen.match(/CLOSE-WAIT {2}127/)
    client.type('ok\r')
    await peer.out.match(/got b'ok\\n'/)
    client.type('\u0004')
    expect(await client.code).toBe(0)
    await peer.out.match(/end b''/)
  })

  it('finishes on Ctrl-C, resets on the second', async () => {
    const { client, peer } = await connected()
    client.type('\u0003')
    await peer.out.match(/got b''/)
    client.type('\u0003')
    expect(await client.code).toBe(130)
  })

  it('changes the charset, refuses what it cannot write, sends a file, saves the talk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'synfin-'))
    writeFileSync(join(folder, 'raw'), Buffer.from([1, 2, 255]))
    const { client, peer } = await connected()
    client.type('/enc latin1\r你\r')
    await client.screen.match(/ISO-8859-1 cannot write 你/)
    client.type('/enc gbk\r你好\r')
    await peer.out.match(/got b'\\xc4\\xe3\\xba\\xc3\\n'/)
    client.type(`/file ${join(folder, 'raw')}\r`)
    await peer.out.match(/got b'\\x01\\x02\\xff'/)
    client.type(`/file ${join(folder, 'none')}\r`)
    await client.screen.match(/none: there is no such file/)
    client.type(`/save ${join(folder, 'talk.txt')}\r/save ${join(folder, 'talk.jsonl')}\r`)
    await client.screen.match(/saved \d+ events to .*jsonl/)
    expect(readFileSync(join(folder, 'talk.txt'), 'utf8')).toMatch(/#1 > 你好/)
    const events = readFileSync(join(folder, 'talk.jsonl'), 'utf8').trim().split('\n')
    expect(JSON.parse(events[0] ?? '')).toMatchObject({ v: 2, type: 'open' })
    client.type('/close\r')
    expect(await client.code).toBe(0)
  })

  it('stops reading with /pause until /resume, and can reset while a send waits', async () => {
    const peer = python(`
c, _ = server().accept(); sent = 0; c.settimeout(0.5); wait()
try:
    while sent < 64_000_000: sent += c.send(b'y' * 100_000)
except TimeoutError: say('blocked')
c.settimeout(None)
threading.Thread(target=lambda: (c.sendall(b'END'), say('flowing')), daemon=True).start()
wait()`)
    const client = synfinOnTerminal(['connect', '127.0.0.1', await portOf(peer), '--recv-encoding', 'ascii'])
    await client.screen.match(/connected/)
    client.type('/pause\r')
    await client.screen.match(/reading stopped/)
    peer.child.stdin?.write('\n')
    await peer.out.match(/blocked/)
    client.type('/resume\r')
    await peer.out.match(/flowing/)
    client.type('/reset\r')
    expect(await client.code).toBe(0)
  })

  it.each([
    ['/half', '/half\r', 0],
    ['Ctrl-C', '\u0003', 130],
  ])('leaves when the connection has ended after /pause and %s', async (_name, keys, code) => {
    const peer = python(
      `c, _ = server().accept(); say('got', c.recv(9)); wait(); c.sendall(b'late'); c.close(); wait()`,
    )
    const client = synfinOnTerminal(['connect', '127.0.0.1', await portOf(peer)])
    await client.screen.match(/connected/)
    client.type('/pause\r')
    await client.screen.match(/reading stopped/)
    client.type(keys)
    await peer.out.match(/got b''/)
    peer.child.stdin?.write('\n')
    if (code === 0) client.type('/resume\r')
    expect(await client.code).toBe(code)
    await client.screen.match(/late/)
  })

  it('leaves after /pause when nothing is left to read', async () => {
    const peer = python(`c, _ = server().accept(); c.recv(9); c.close(); wait()`)
    const client = synfinOnTerminal(['connect', '127.0.0.1', await portOf(peer)])
    await client.screen.match(/connected/)
    client.type('/pause\r/half\r')
    expect(await client.code).toBe(0)
    expect(client.screen.text).toMatch(/closed with FIN both ways, ours first/)
  })

  it('asks for what is missing, in Chinese', async () => {
    const peer = python(`c, _ = server().accept(); c.sendall(b'hi\\n'); c.close()`)
    const client = synfinOnTerminal(['connect'], { LANG: 'zh_CN.UTF-8' })
    await client.screen.match(/服务器/)
    client.type('127.0.0.1\r')
    await client.screen.match(/端口：/)
    client.type(`${await portOf(peer)}\r`)
    await client.screen.match(/已连接/)
    await client.screen.match(/对方已结束发送/)
    client.type('/quit\r')
    expect(await client.code).toBe(0)
  })

  it('completes commands with Tab', async () => {
    const { client } = await connected()
    client.type('/sta')
    await client.screen.match(/\/sta/)
    client.type('\t')
    await client.screen.match(/\/state /)
    client.type('\r')
    await client.screen.match(/ESTABLISHED {2}127/)
    client.type('/quit\r')
    expect(await client.code).toBe(0)
  })
})

describe.skipIf(!has('python3'))('the prompt of synfin listen', () => {
  it('talks to one, to some, to all', async () => {
    const { server, port } = await listener(['--no-reply'])
    const peer = python(`
a, b, c = [connect(${port}) for _ in range(3)]
wait(); say('a', a.recv(99), 'c', c.recv(99)); wait(); say('b', b.recv(99), a.recv(99)); wait()`)
    await server.screen.match(/#3 .* connected/)
    server.type('/to 1,3 for two\r')
    peer.child.stdin?.write('\n')
    await peer.out.match(/a b'for two\\n' c b'for two\\n'/)
    server.type('everyone\r')
    peer.child.stdin?.write('\n')
    await peer.out.match(/b b'everyone\\n' b'everyone\\n'/)
    server.type('/to 9 x\r/who\r')
    await server.screen.match(/there is no client 9/)
    await server.screen.match(/#2 127\.0\.0\.1:\d+ {2}received 0, sent 9 bytes {2}ESTABLISHED/)
    server.type('/quit\r')
    expect(await server.code).toBe(0)
  })

  it('closes one, resets one, half-closes one: each sees it', async () => {
    const { server, port } = await listener([])
    const peer = python(`
a, b, c = [connect(${port}) for _ in range(3)]
wait(); say('a', a.recv(9)); a.close()
try: say('b', b.recv(9))
except ConnectionResetError: say('b RST')
say('c', c.recv(9)); c.sendall(b'last'); c.close(); wait()`)
    await server.screen.match(/#3 .* connected/)
    server.type('/close 1\r/reset 2\r/half 3\r')
    peer.child.stdin?.write('\n')
    await peer.out.match(/a b''\nb RST\nc b''/)
    await server.screen.match(/#3 \S+ → last/)
    await server.screen.match(/#2 reset by us \(RST\)/)
    await server.screen.match(/#1 closed with FIN both ways, ours first/)
    await server.screen.match(/#3 closed with FIN both ways, ours first/)
    server.type('/quit\r')
    expect(await server.code).toBe(0)
  })

  it.each([
    ['en_US.UTF-8', ['--reply', '收\u0007到'], /#1 127\.0\.0\.1:\d+ ← 收␇到 \(automatic\)/],
    ['zh_CN.UTF-8', ['--echo'], /#1 127\.0\.0\.1:\d+ ← 你好…（自动应答）/],
  ])('shows what it answers by itself, in %s', async (LANG, args, line) => {
    const server = synfinOnTerminal(['listen', '127.0.0.1', '0', ...args], { LANG })
    const [, port = ''] = await server.screen.match(/127\.0\.0\.1:(\d+)/)
    python(`a = connect(${port}); a.sendall('你好\\nsecond'.encode('gbk')); say(a.recv(99)); wait()`)
    await server.screen.match(line)
    server.type('/quit\r')
    expect(await server.code).toBe(0)
  })

  it('does not show it with --quiet', async () => {
    const port = await freePort()
    const server = synfinOnTerminal(['listen', '127.0.0.1', port, '--echo', '--quiet'])
    const peer = python(`
while True:
    try: a = connect(${port}); break
    except ConnectionRefusedError: time.sleep(0.02)
a.sendall(b'ping'); say(a.recv(99)); wait()`)
    await peer.out.match(/ping/)
    server.type('/quit\r')
    expect(await server.code).toBe(0)
    expect(server.screen.text).not.toMatch(/←|automatic/)
  })

  it('/stop closes the listener only', async () => {
    const { server, port } = await listener([])
    const peer = python(`
a = connect(${port}); wait()
try: connect(${port}); say('in')
except ConnectionRefusedError: say('refused')
a.sendall(b'still'); say(a.recv(99).decode()); a.close(); wait()`)
    await server.screen.match(/#1 .* connected/)
    server.type('/stop\r')
    await server.screen.match(/no new clients any more; the 1 connected stay/)
    peer.child.stdin?.write('\n')
    await peer.out.match(/refused\n收到消息/)
    expect(await server.code).toBe(0)
  })

  it('finishes with all on Ctrl-D', async () => {
    const { server, port } = await listener([])
    const peer = python(`a = connect(${port}); say('here'); say('end', a.recv(9)); a.close(); wait()`)
    await server.screen.match(/#1 .* connected/)
    server.type('\u0004')
    await peer.out.match(/end b''/)
    expect(await server.code).toBe(0)
  })
})

describe.skipIf(!has('python3'))('on a real pseudo-terminal', () => {
  it('echoes what is typed, shows what comes, and Ctrl-C Ctrl-C ends with 130', async () => {
    const terminal = outside('python3', ['-u', '-c', ptyProgram])
    await terminal.out.match(/CONNECTED/)
    await terminal.out.match(/PEER b'typed\\n'/)
    await terminal.out.match(/SHOWN/)
    expect((await terminal.out.match(/CODE (\d+)/))[1]).toBe('130')
  }, 30_000)
})

/** Runs synfin on a pty, types when it is ready, and tells what it saw. */
const ptyProgram = `
import os, pty, socket, sys, select, time
s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()
port = str(s.getsockname()[1])
pid, fd = pty.fork()
if pid == 0: os.execvp('node_modules/.bin/tsx', ['tsx', 'src/cli/main.ts', 'connect', '127.0.0.1', port])
seen = b''
def until(text):
    global seen
    end = time.time() + 15
    while text.encode() not in seen and time.time() < end:
        if select.select([fd], [], [], 0.1)[0]: seen += os.read(fd, 4096)
    if text.encode() not in seen: print('MISSING', text, seen, flush=True); sys.exit(1)
c, _ = s.accept(); until('/help'); print('CONNECTED', flush=True)
os.write(fd, b'typed\\r'); print('PEER', c.recv(99), flush=True)
c.sendall('收到消息'.encode('gbk')); until('收到消息'); print('SHOWN', flush=True)
os.write(fd, b'\\x03'); print(c.recv(99), flush=True); os.write(fd, b'\\x03')
while True:
    try:
        if not os.read(fd, 4096): break
    except OSError: break
print('CODE', os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
`

describe.skipIf(!has('python3'))('the prompt over UDP', () => {
  const ofTcp = /FIN|RST|ESTABLISHED|connected to|is connected|window/

  it('of connect speaks of no connection', async () => {
    const peer = python(`
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0)); say('port', u.getsockname()[1]); wait()`)
    const client = synfinOnTerminal(['connect', '-u', '127.0.0.1', await portOf(peer)])
    await client.screen.match(/datagrams go to 127/)
    client.type('hi\r/state\r/pause\r/resume\r')
    await client.screen.match(/UDP {2}127\.0\.0\.1:\d+ to /)
    client.type('/quit\r')
    expect(await client.code).toBe(0)
    expect(client.screen.text).not.toMatch(ofTcp)
  })

  it('of listen ends at the first Ctrl-C, and sends no FIN to anybody', async () => {
    const server = synfinOnTerminal(['listen', '-u', '127.0.0.1', '0'])
    const [, port = ''] = await server.screen.match(/datagrams on 127\.0\.0\.1:(\d+)/)
    server.type('nobody\r')
    await server.screen.match(/there is no client/)
    python(`
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.sendto(b'hi', ('127.0.0.1', ${port})); wait()`)
    await server.screen.match(/hi/)
    server.type('/who\r')
    await server.screen.match(/bytes {2}UDP/)
    server.type('\u0003')
    expect(await server.code).toBe(130)
    expect(server.screen.text).not.toMatch(ofTcp)
  })
})
