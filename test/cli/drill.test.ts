import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { displayWidth } from '../../src/say/index.ts'
import { synfin } from './harness.ts'

const folder = mkdtempSync(join(tmpdir(), 'synfin-drill-'))
afterAll(() => rmSync(folder, { recursive: true }))

const script = (name: string, text: string): string => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  return path
}

const good = script('set/good.pkt', '0 < . 5:5(0) ack 9 win 65535\n+0 > R 9:9(0)\n')
const bad = script(
  'fails.pkt',
  `0 socket(..., SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) = 3
+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
+0 > S. 0:0(0) <...>
`,
)
const broken = script('broken.pkt', '0 close(3) = 0\n+0 > S 1:5(3)\n')
const strange = script('strange.pkt', '0 vmsplice(3) = 0\n')
const huge = script('huge.pkt', ' '.repeat(4.1e6))
const four = script('set/of-v4.pkt', '0 close(N) = -1 EBADF (x)\n')

/** Runs to the end. */
async function ran(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const running = synfin(['drill', ...args], '')
  return { code: await running.code, out: running.out.text, err: running.err.text }
}

describe('synfin drill', () => {
  test('runs a script in every way that it allows', async () => {
    const { code, out } = await ran(good)
    expect(code).toBe(0)
    expect(out).toBe(
      `pass ${good} (ipv4)\npass ${good} (ipv6)\npass ${good} (ipv4-mapped-ipv6)\n3 passed, 0 failed, 0 unsupported.\n`,
    )
  })

  test('runs all of a folder, and a name may be defined', async () => {
    const { code, out } = await ran(join(folder, 'set'), '--define', 'N=5', '--ip-version', 'ipv4')
    expect(out).toContain(`pass ${four} (ipv4)`)
    expect(out).toContain('2 passed')
    expect(code).toBe(0)
  })

  test('shows a failure: the line, what was expected, what came, the diagram so far', async () => {
    const { code, out } = await ran(bad, '--ip-version', 'ipv4')
    expect(code).toBe(1)
    expect(out).toContain(`FAIL ${bad} (ipv4)`)
    expect(out).toMatch(
      /line 3: Expected '\+0 > S\. 0:0\(0\) <\.\.\.>'; came '0\.000000 > S 0:0\(0\) win \d+/,
    )
    expect(out).toContain('3 | +0 > S. 0:0(0) <...>')
    expect(out).toContain('├─ SYN seq 0')
    expect((await ran(bad, '--no-diagram', '--ip-version', 'ipv4')).out).not.toContain('├')
    expect((await ran(bad, '--ascii', '--ip-version', 'ipv4')).out).toContain('+- SYN seq 0')
  })

  test('the diagram is as wide as is asked, else as the terminal', async () => {
    const widest = async (...args: string[]): Promise<number> => {
      const { out } = await ran(bad, '--ip-version', 'ipv4', ...args)
      return Math.max(
        ...out
          .split('\n')
          .filter((line) => /[│├]/.test(line))
          .map(displayWidth),
      )
    }
    expect(await widest()).toBeLessThanOrEqual(80)
    expect(await widest('--width', '60')).toBeLessThanOrEqual(60)
    expect(await widest('--width', '120')).toBeGreaterThan(80)
  })

  test('tells a machine a line for each', async () => {
    const { code, out } = await ran(bad, strange, good, '--json', '--ip-version', 'ipv6')
    expect(code).toBe(1)
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const head = { v: 2, type: 'drill' }
    expect(lines).toEqual([
      {
        ...head,
        file: bad,
        ipVersion: 'ipv6',
        verdict: 'fail',
        reason: expect.stringContaining('not the same: flags'),
        line: 3,
      },
      {
        ...head,
        file: strange,
        ipVersion: 'ipv6',
        verdict: 'unsupported',
        reason: expect.stringContaining('vmsplice'),
        line: 1,
      },
      { ...head, file: good, ipVersion: 'ipv6', verdict: 'pass' },
    ])
  })

  test('says where a script is none, and goes on', async () => {
    const { code, out } = await ran(broken, good, '--ip-version', 'ipv4')
    expect(out).toContain(`${broken}:2:8: 1 and 3 bytes do not end at 5.`)
    expect(out).toContain(`pass ${good} (ipv4)`)
    expect(code).toBe(2)
    const [line] = (await ran(broken, '--json')).out.split('\n')
    expect(JSON.parse(line ?? '')).toMatchObject({ verdict: 'fail', line: 2, column: 8 })
  })

  test('shows each event when asked', async () => {
    const { err } = await ran(good, '--verbose', '--ip-version', 'ipv4')
    expect(err).toBe('0.000000 1: 0 < . 5:5(0) ack 9 win 65535\n0.000000 2: +0 > R 9:9(0)\n')
  })

  test('speaks Chinese', async () => {
    const { out } = await ran(bad, good, '--lang', 'zh', '--no-diagram', '--ip-version', 'ipv4')
    expect(out).toContain('第 3 行：预期')
    expect(out).toContain('不同之处：flags')
    expect(out).toContain('通过 1，失败 1，不支持 0。')
  })

  test('leaves out what is for another version, and says so when asked for it', async () => {
    expect((await ran(four)).out).not.toContain('(ipv6)')
    expect((await ran(four, '--ip-version', 'ipv6')).out).toContain('The script is not for ipv6.')
  })

  test.each([
    [['nowhere.pkt'], "Cannot read 'nowhere.pkt'"],
    [['/dev/zero'], "Cannot read '/dev/zero': it is not a regular file"],
    [[huge], 'with 4.1 MB it is no script'],
    [[], 'synfin drill FILE|DIR...'],
    [[bad, '--width', '20'], '20 is not a width'],
    [[good, '--ip-version', 'ipv5'], 'ipv5'],
    [[good, '--define', 'N'], "'N' is not a definition"],
  ])('complains about %j', async (args, message) => {
    const { code, err } = await ran(...args)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  test('complains about a folder without scripts', async () => {
    mkdirSync(join(folder, 'empty'))
    const { code, err } = await ran(join(folder, 'empty'))
    expect(code).toBe(2)
    expect(err).toContain('No script')
  })
})

test('Chinese marks a line with a full-width colon', async () => {
  const { out } = await ran(bad, '--lang', 'zh')
  expect(out).toMatch(/第 \d+ 行：/)
})
