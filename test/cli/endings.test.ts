import { afterEach, describe, expect, it } from 'vitest'
import { nodeIo } from '../../src/cli/node-io.ts'
import type { CliIo } from '../../src/cli/index.ts'
import { type SocketBackend, SocketErrors } from '../../src/socket/index.ts'
import { endAll, listening, outside, portOf, python, synfin, synfinOnTerminal } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

/** SO_LINGER {1, 0}: the close that follows is a RST. */
const LINGER = "c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))"

interface Case {
  readonly title: string
  /** The peer, in Python, once it has accepted. */
  readonly peer: string
  readonly args?: readonly string[]
  readonly input: string | undefined
  readonly en: string
  readonly zh: string
  readonly ending: { readonly kind: string; readonly by: string; readonly after: string }
}

/** Who closed, and who reset: every order that a peer of another making can bring about. */
const cases: readonly Case[] = [
  {
    title: 'our FIN, then its FIN',
    peer: 'while c.recv(1024): pass\nc.close()',
    input: 'hello',
    en: 'closed with FIN both ways, ours first',
    zh: '双方都用 FIN 正常关闭，本端先关闭',
    ending: { kind: 'fin', by: 'us', after: 'both' },
  },
  {
    title: 'its FIN, then our FIN',
    peer: 'c.recv(1024); c.shutdown(socket.SHUT_WR)\nwhile c.recv(1024): pass\nc.close()',
    args: ['--no-shutdown'],
    input: 'hello',
    en: 'closed with FIN both ways, the peer first',
    zh: '双方都用 FIN 正常关闭，对方先关闭',
    ending: { kind: 'fin', by: 'peer', after: 'both' },
  },
  {
    title: 'our FIN, then its RST',
    peer: `while c.recv(1024): pass\ntime.sleep(0.1); ${LINGER}; c.close()`,
    input: 'hello',
    en: 'reset by the peer (RST), after our FIN',
    zh: '本端先发 FIN，之后对方强制关闭（RST）',
    ending: { kind: 'reset', by: 'peer', after: 'us' },
  },
  {
    title: 'its RST, out of the blue',
    peer: `c.recv(1024); ${LINGER}; c.close()`,
    args: ['--no-shutdown'],
    input: 'hello',
    en: 'reset by the peer (RST)',
    zh: '对方强制关闭（RST）',
    ending: { kind: 'reset', by: 'peer', after: 'none' },
  },
  {
    title: 'its RST, because it closed with our bytes unread',
    peer: 'time.sleep(0.2); c.close()',
    args: ['--no-shutdown'],
    input: 'hello',
    en: 'reset by the peer (RST)',
    zh: '对方强制关闭（RST）',
    ending: { kind: 'reset', by: 'peer', after: 'none' },
  },
  {
    title: 'our RST, when the time is over',
    peer: 'time.sleep(5)',
    args: ['--no-shutdown', '--max-time', '300ms'],
    input: 'hello',
    en: 'reset by us (RST)',
    zh: '本端强制关闭（RST）',
    ending: { kind: 'reset', by: 'us', after: 'none' },
  },
  {
    title: 'our FIN, then our RST, when the time is over',
    peer: 'time.sleep(5)',
    args: ['--max-time', '300ms'],
    input: 'hello',
    en: 'reset by us (RST), after our FIN',
    zh: '本端先发 FIN，之后强制关闭（RST）',
    ending: { kind: 'reset', by: 'us', after: 'us' },
  },
]

/** The parentheses of the words are none of the pattern. */
function sentence(words: string): RegExp {
  return new RegExp(words.replaceAll('(RST)', String.raw`\(RST\)`))
}

describe.skipIf(!has('python3'))('who closed, and who reset', () => {
  it.each(cases)('$title', async ({ peer, args = [], input, en, zh, ending }) => {
    const program = `import struct\nl = server()\nfor _ in range(3):\n  c, _a = l.accept()\n${peer
      .split('\n')
      .map((line) => `  ${line}`)
      .join('\n')}`
    const other = python(program)
    const port = await portOf(other)
    const told = async (...more: readonly string[]): Promise<string> => {
      const client = synfin(['connect', '127.0.0.1', port, ...args, ...more], input)
      await client.code
      return client.out.text + client.err.text
    }
    // What a peer had read before a RST is known as far as it was last seen.
    expect(await told('--lang', 'en')).toMatch(sentence(`${en}; sent (at least 0 of )?5, received 0 bytes`))
    expect(await told('--lang', 'zh')).toMatch(
      sentence(`${zh}；(至少发送 0 字节（共 5 字节）|发送 5 字节)，接收 0 字节`),
    )
    const close = (await told('--json')).split('\n').find((line) => line.includes('"type":"close"'))
    expect(JSON.parse(close ?? '{}')).toMatchObject({ ending })
  })
})

/** The machine's sockets, but the peer's RST comes so early that the connect itself fails with it. */
const resetAtOnce: CliIo['sockets'] = (lang) => {
  const real = nodeIo().sockets(lang)
  const tcp: SocketBackend['tcp'] = (options) =>
    Object.assign(real.tcp(options), {
      connect: () =>
        Promise.reject(
          new SocketErrors(lang).make('ECONNRESET', 'connect', { address: '127.0.0.1', port: 9 }),
        ),
    })
  return Object.assign(Object.create(real) as SocketBackend, { tcp })
}

it.each(['send', 'connect'])(
  '%s says so when the RST comes before there is a connection to tell of',
  async (command) => {
    const args = [command, '127.0.0.1', '9']
    const plain = synfin(args, 'hello', { sockets: resetAtOnce })
    expect(await plain.code).toBe(3)
    expect(plain.err.text).toContain('reset the connection (RST)')
    const json = synfin([...args, '--json'], 'hello', { sockets: resetAtOnce })
    expect(await json.code).toBe(3)
    expect(JSON.parse(json.out.text)).toMatchObject({ type: 'error', code: 'ECONNRESET', exit: 3 })
  },
)

/** Peers that a RST keeps from reading what their TCP has acknowledged, and one that has it all. */
const counted: readonly [peer: string, sentence: string, code: number][] = [
  ['time.sleep(0.5); reset(c)', 'sent at least 0 of 5,', 6],
  ['c.recv(9); time.sleep(4); reset(c)', 'sent 5,', 3],
  ['time.sleep(0.5); c.close()', 'sent at least 0 of 5,', 6],
  ['time.sleep(1.5); c.recv(9); c.recv(9); c.close()', 'sent 5,', 0],
]

it.skipIf(!has('python3'))(
  'a RST behind the FIN of the peer ends a run whose input stays silent',
  async () => {
    const other = python(
      `l = server(); c, _a = l.accept()\nc.sendall(b'hi'); c.shutdown(socket.SHUT_WR); time.sleep(0.3); reset(c)`,
    )
    const client = synfin(['connect', '127.0.0.1', await portOf(other)])
    expect(await client.code).toBe(3)
    expect(client.err.text).toContain('reset by the peer (RST), after its own FIN; sent 0, received 2 bytes')
  },
)

describe.skipIf(!has('python3'))('the count that is told and the exit code say the same', () => {
  it.each(counted)('%s', async (peer, told, code) => {
    const other = python(`l = server(); c, _a = l.accept()\n${peer}`)
    const client = synfin(['send', '127.0.0.1', await portOf(other), 'hello'])
    expect(await client.code).toBe(code)
    expect(client.err.text).toContain(told)
  })

  it.each([
    ['time.sleep(0.5); reset(c)', 'sent at least 0 of 5,', 6],
    ['time.sleep(1.5); c.recv(9)', 'sent 5,', 0],
  ])('listen --send-only: %s', async (peer, told, code) => {
    const server = await listening(['--send-only'], 'hello')
    python(`c = connect(${server.port})\n${peer}`)
    expect(await server.code).toBe(code)
    expect(server.err.text).toContain(told)
  })

  it('listen: an answer that a client did not get is told as what was typed is', async () => {
    const server = synfinOnTerminal(['listen', '127.0.0.1', '0', '--reply', 'hello'])
    const [, port = ''] = await server.screen.match(/listening on 127\.0\.0\.1:(\d+)/)
    python(`c = connect(${port})\nc.sendall(b'x'); time.sleep(0.5); reset(c)`)
    await server.screen.match(/reset by the peer/)
    server.type('/quit\r')
    expect(await server.code).toBe(6)
    expect(server.screen.text.replaceAll(/\s+/g, ' ')).toMatch(
      /sent to it, automatic answers among them, reached it/,
    )
    expect(server.screen.text).not.toMatch(/input/)
  })

  it.each(['send', 'connect'])(
    '%s: a peer that reads all and resets at once is always told alike',
    async (command) => {
      const other = python(`l = server()
while 1:
  c, _a = l.accept()
  while len(c.recv(9, socket.MSG_PEEK | socket.MSG_WAITALL)) < 5: pass
  c.recv(9); reset(c)`)
      const port = await portOf(other)
      const told = new Set<string>()
      for (let at = 0; at < 30; at++) {
        const client = synfin([command, '127.0.0.1', port], 'hello')
        told.add(`${await client.code} ${/sent .*? of 5,/.exec(client.err.text)?.[0]}`)
      }
      // It had them all, but no kernel tells that of a connection which is gone.
      expect([...told]).toEqual(['6 sent at least 0 of 5,'])
    },
  )

  it.each(['connect 127.0.0.1', 'send 127.0.0.1'])(
    'a folder as stdin is no empty input: %s',
    async (command) => {
      const other = python('l = server()\nwhile 1: c, _a = l.accept()')
      const program = `${process.execPath} --import tsx src/cli/main.ts`
      const run = outside('sh', ['-c', `${program} ${command} ${await portOf(other)} --lang en <src`])
      expect(await run.code).toBe(2)
      expect(run.err.text).toContain('synfin: cannot read stdin: it is a folder (EISDIR)')
    },
  )
})
