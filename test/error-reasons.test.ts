import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SynfinError } from '../src/base/index.ts'
import { problemLine } from '../src/cli/terminal.ts'
import { VirtualClock } from '../src/link/index.ts'
import { Network } from '../src/net/index.ts'
import { parseScenario } from '../src/lab/index.ts'
import { sayError } from '../src/say/index.ts'
import { gatherSentences } from '../tools/sentences/gather.ts'
import { filesOf } from './support/sources.ts'

const network = (): Network => new Network({ clock: new VirtualClock(), seed: 1 })

/** An error is a code, a reason and its arguments: whoever shows it says it in the person's language. */

const root = join(import.meta.dirname, '..')
const sources = filesOf('src')
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|\/testing\//.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

function linesWith(pattern: RegExp): string[] {
  return sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${path} ${line.trim()}`),
  )
}

describe('every reason of an error', () => {
  it('has its sentence in both languages', async () => {
    const named = (await gatherSentences()).filter(({ sentence }) => 'name' in sentence)
    expect(named.length).toBeGreaterThan(200)
    const wrong = named.filter(({ name, sentence }) => {
      const isOwnName = 'name' in sentence && name.endsWith(`.${String(sentence.name)}`)
      return !isOwnName || sentence.en === '' || sentence.zh === '' || sentence.en === sentence.zh
    })
    // What has no word of its own but its places.
    expect(wrong.map(({ name }) => name)).toEqual([])
  })

  it('quotes in one form: a straight single quotation mark in English', async () => {
    const named = (await gatherSentences()).filter(({ sentence }) => 'name' in sentence)
    const other = named.filter(({ sentence }) => /["“”‘]/.test(sentence.en))
    expect(other.map(({ name, sentence }) => `${name} ${sentence.en}`)).toEqual([])
  })

  it.each<[string, () => unknown, string, string]>([
    [
      'a host name',
      () => network().host('a b'),
      "'a b' is not a host name: use letters, digits, hyphens and dots.",
      '“a b”不是主机名：请用字母、数字、连字符和点。',
    ],
    [
      'a port',
      () =>
        network()
          .host('a')
          .openTcp({ remote: { address: '10.0.0.9', port: 0 } }),
      'A port is a whole number from 1 to 65535, not 0.',
      '端口是 1 到 65535 的整数，不能是 0。',
    ],
    [
      'a setting',
      () =>
        network()
          .host('a')
          .configureTcp({ ecn: 3 as 2 }),
      "'ecn' must be a whole number from 0 to 2, not 3.",
      '“ecn”必须是 0 到 2 的整数，不能是 3。',
    ],
    [
      'a path within a link',
      () => parseScenario('path=delay+3'),
      "path: '3' is not a time for 'delay'",
      'path：“3”不能作为“delay”的时间',
    ],
    [
      'a range that the engine knows',
      () => parseScenario('client.maxSegment=5'),
      "'5' is no number for 'maxSegment': write a whole number from 88 to 32767.",
      '“5”不能作为“maxSegment”的数值：请写 88 到 32767 的整数。',
    ],
  ])('is said in the language of whoever asks: %s', (_what, run, en, zh) => {
    const error = thrownBy(run)
    expect(sayError(error, 'en')).toContain(en)
    expect(sayError(error, 'zh')).toContain(zh)
  })
})

describe('no error in one language', () => {
  /** Faults of the program that calls: they name the wrong argument, and no person's doing leads there. And Node's own. */
  const PROGRAMMERS = /^src\/(wire|host\/node-socket|simulate\/real\/node-errors)\b/
  /** A name that the types allow no other of; what is said before it is thrown; the browser's own refusal. */
  const KNOWN = [
    /RangeError\(`no charset \$\{name\}`\)/,
    /'latin1 and utf-8 are always there'/,
    /new Error\((file|'read')\), \{ code: 'EISDIR' \}/,
    /new Error\(say\(/,
    /new Error\((event\.message|failed)\)/,
    /new Error\('(no clipboard|PNG)'\)/,
  ]

  it('is thrown where a person reads it', () => {
    const thrown = linesWith(/new (Error|TypeError|RangeError)\(/)
    const rest = thrown.filter((line) => !PROGRAMMERS.test(line) && !KNOWN.some((known) => known.test(line)))
    expect(rest).toEqual([])
  })

  it('is a line of its own style in the terminal', () => {
    expect(problemLine('Nobody listens on ::1.')).toBe('synfin: Nobody listens on ::1')
    expect(problemLine('::1 上没有程序在监听。')).toBe('synfin: ::1 上没有程序在监听')
    // What is said before the program is loaded stands alone.
    const others = linesWith(/[`']synfin: /).filter((line) =>
      /^src\/(?!web|cli\/(terminal|main)\.ts)/.test(line),
    )
    expect(others).toEqual([])
  })

  it('is read by code: nothing takes a message apart', () => {
    const read = linesWith(
      /\.message\.(match|matchAll|includes|startsWith|endsWith|split|replace)\(|\.exec\(\w+\.message\)/,
    )
    // Commander, whose version is pinned, says what is wrong by a code and a message alone.
    expect(read.filter((line) => !line.startsWith('src/cli/usage.ts'))).toEqual([])
  })
})

function thrownBy(run: () => unknown): SynfinError {
  try {
    run()
  } catch (error) {
    if (error instanceof SynfinError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
