import { afterEach, describe, expect, it } from 'vitest'
import { endAll, has, portOf, python, synfin } from './harness.ts'

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
    expect(await told('--lang', 'en')).toContain(`${en}; sent 5, received 0 bytes`)
    expect(await told('--lang', 'zh')).toContain(`${zh}；发送 5 字节，接收 0 字节`)
    const close = (await told('--json')).split('\n').find((line) => line.includes('"type":"close"'))
    expect(JSON.parse(close ?? '{}')).toMatchObject({ ending })
  })
})
