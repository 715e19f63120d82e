import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { displayWidth } from '../../src/say/index.ts'
import { synfin, synfinOnTerminal } from './harness.ts'
import { has } from '../support/programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'synfin-lab-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs to the end. */
async function ran(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const running = synfin(args, '')
  return { code: await running.code, out: running.out.text, err: running.err.text }
}

describe('synfin demo', () => {
  test('shows the conversation from the first call to the last ACK, and what to try next', async () => {
    const { code, out } = await ran('demo')
    expect(code).toBe(0)
    const order = [
      'listen(128)',
      'connect("10.0.0.2", 8888)',
      '├─ SYN seq 0',
      'accept() = 10.0.0.1:',
      '“收到消息”',
      '├═ FIN, ACK seq 17 ack 9',
      'TIME-WAIT',
      'Try next:',
      'synfin lab connection --close server',
    ].map((part) => out.indexOf(part))
    expect(order).not.toContain(-1)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    for (const line of out.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(100)
  })

  test('in Chinese, in ASCII, at another width, with colours', async () => {
    expect((await ran('demo', '--lang', 'zh')).out).toContain('客户端请求建立连接')
    expect((await ran('demo', '--ascii', '--width', '60')).out).toMatch(/^[\n -~]*$/)
    expect((await ran('demo')).out).not.toContain('\u001b')
    expect((await ran('demo', '--color', 'always')).out).toContain('\u001b[36m')
    const forced = synfin(['demo'], '', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })
    await forced.code
    expect(forced.out.text).not.toContain('\u001b')
  })
})

describe('synfin lab connection', () => {
  test('--json: one versioned event a line, SYN to FIN with seq and ack', async () => {
    const { code, out } = await ran('lab', 'connection', '--close', 'server', '--json')
    expect(code).toBe(0)
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.every((event) => event['v'] === 2)).toBe(true)
    const segments = events.filter((event) => event['type'] === 'segment')
    expect(segments[0]).toMatchObject({ side: 'client', flags: ['SYN'], relSeq: 0 })
    const close = segments.filter((event) => (event['flags'] as string[]).includes('FIN'))
    expect(close).toMatchObject([
      { side: 'server', relSeq: 9, relAck: 17 },
      { side: 'client', relSeq: 17, relAck: 10 },
    ])
  })

  test('the same seed writes the same files, byte for byte; tshark opens the packets', async () => {
    const args = ['lab', 'connection', '--path', 'delay 20ms loss 20%', '--seed', '7']
    const files = ['a.pcapng', 'b.pcapng', 'a.svg', 'b.svg'].map((name) => join(folder, name))
    const [a = '', b = '', svgA = '', svgB = ''] = files
    expect((await ran(...args, '--pcap', a, '--svg', svgA)).err).toContain(`Written: ${svgA} and ${a}`)
    const quiet = await ran(...args, '--pcap', b, '--svg', svgB, '--quiet')
    expect(quiet).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(a).equals(readFileSync(b))).toBe(true)
    expect(readFileSync(svgA, 'utf8')).toBe(readFileSync(svgB, 'utf8'))
    expect(readFileSync(svgA, 'utf8')).toContain('retransmission')
    if (!has('tshark')) return
    const { status, stdout } = spawnSync('tshark', ['-r', a], { encoding: 'utf8' })
    expect([status, stdout.includes('[SYN]')]).toEqual([0, true])
  })

  test('takes a size, a reply, a charset, and says what the programs were told', async () => {
    const sent = await ran('lab', 'connection', '--send', '64k', '--reply', 'ok', '-e', 'utf-8', '-6')
    expect(sent.out).toContain('the client sent 65,536 bytes, the server 2')
    expect(sent.out).toContain('[fd00::2]:8888')
    const reset = await ran('lab', 'connection', '--reset', 'client', '--no-sentences')
    expect(reset.out).toContain('The program of the server got the error ECONNRESET.')
    expect((await ran('lab', 'connection', '--half-close')).out).toContain('shutdown("send")')
    const silent = await ran('lab', 'connection', '--send', '0', '--reply', '')
    expect(silent.out).toContain('the client sent 0 bytes, the server 0')
  })

  test.each([
    [['--close', 'nobody'], /--close.*client, server or both/],
    [['--close', 'client', '--reset', 'server'], /exclude each other/],
    [['--half-close', '--close', 'both'], /exclude each other/],
    [['--send', 'much'], /much is not a size for --send/],
    [['--drop', 'x1'], /x1 is not a list of packets/],
    [['--seed', '-1'], /-1 is not a seed/],
    [['--width', '20'], /20 is not a width/],
    [['--path', 'loss 300%'], /--path: '300%' is not a chance/],
    [['--path-back', 'delay'], /--path-back: 'delay' needs/],
    [['--encoding', 'klingon'], /no charset klingon/],
    [['--encoding', 'latin1'], /has no 你/],
    [['--svg', '/nowhere/at/all.svg'], /cannot write/],
    [['--colour'], /no option --colour/],
  ])('%j is answered by one line and exit 2', async (args, line) => {
    const { code, out, err } = await ran('lab', 'connection', ...args)
    expect(err).toMatch(line)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(out).toBe('')
    expect(code).toBe(2)
  })
})

describe('synfin lab run', () => {
  test('runs the experiment of a link: the diagram, how the programs ended, what it cost, the link', async () => {
    const { code, out } = await ran(
      'lab',
      'run',
      "http://localhost/#/lab?client=send+'hi',+recv+end,+close&server=recv+2,+close&lose=client.3",
    )
    expect(code).toBe(0)
    expect(out).toContain('✗ lost')
    expect(out).toContain('client 1: done, received 0 bytes')
    expect(out).toContain('server with client 1: done, received 2 bytes')
    expect(out).toMatch(/retransmitted: client 1, server 0/)
    expect(out).toContain("#/lab?v=1&client=send+'hi',+recv+end,+close&server=recv+2,+close&lose=client.3")
  })

  test('several clients are several diagrams; UDP is a list of datagrams', async () => {
    const zh = (await ran('lab', 'run', 'clients=1', '--lang', 'zh')).out
    expect(zh).toMatch(/客户端 1：.*，接收 \d+ 字节/)
    expect(zh).toMatch(/包：客户端 \d+，服务器 \d+/)
    expect((await ran('lab', 'run', 'clients=2')).out.match(/├─ SYN seq 0/g)).toHaveLength(2)
    expect((await ran('lab', 'run', 'protocol=udp')).out).toContain('client ───────▶ server  5 bytes')
  })

  test('a link that is wrong is refused in words, in Chinese too', async () => {
    const { code, err } = await ran('lab', 'run', 'client=sned')
    expect(code).toBe(2)
    expect(err).toContain("'sned' is no step of a program")
    expect((await ran('lab', 'run', 'client=sned', '--lang', 'zh')).err).toContain('程序没有“sned”这一步')
  })
})

describe('a run that takes long or much memory', () => {
  const link = 'client=send+256M&server=recv+end'

  test('is not made without --yes where nobody can be asked, and that is one line', async () => {
    const one = await ran('lab', 'run', link)
    expect(one).toMatchObject({ code: 2, out: '' })
    expect(one.err).toMatch(
      /^synfin: This run would take about \S+ s and 1\.\d+ GB of memory\. Add --yes to run it\n$/,
    )
    const other = await ran('lab', 'connection', '--send', '256M', '--lang', 'zh')
    expect(other.err).toMatch(/^synfin: 这次运行大约需要 .* 内存。确定要运行请加 --yes\n$/)
  })

  test('is asked about on a terminal; anything but yes is no', async () => {
    const running = synfinOnTerminal(['lab', 'run', link])
    await running.screen.match(/Run it\? \[y\/N\] /)
    running.type('\r')
    expect(await running.code).toBe(0)
    expect(running.screen.text).not.toContain('SYN')
  })
})
