import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Where constants have their home, with their source beside them. */
const HOMES = ['profile.ts', 'settings.ts', 'cubic-constants.ts', 'constants.ts']
/** Files whose numbers are a layout or a code, not a time or a size. */
const LAYOUTS = [
  'byte-ring.ts',
  'info.ts',
  'initial-sequence-number.ts',
  'segment-records.ts',
  'siphash.ts',
  'syn-cookie.ts',
  'timers.ts',
  'transitions.ts',
]
/** Counts of small things, the width of a word, percent. */
const PLAIN = new Set(['0', '1', '2', '3', '4', '8', '31', '32', '100'])

/** @returns The numbers in a file's code that stand for something, each with its line. */
function magic(text: string): string[] {
  const blank = (match: string): string => match.replaceAll(/[^\n]/g, ' ')
  const code = text
    .replaceAll(/\/\*[^]*?\*\//g, blank)
    .replaceAll(/\/\/[^\n]*/g, blank)
    .replaceAll(/'[^'\n]*'/g, blank)
  return code.split('\n').flatMap((line, i) => {
    const numbers = line.match(/(?<![\w.#$])(?:0x[\da-f_]+|\d[\d_]*(?:\.\d+)?(?:e\d+)?)(?![\w])/g) ?? []
    return numbers.filter((number) => !PLAIN.has(number)).map((number) => `${i + 1}: ${number}`)
  })
}

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
  (path) =>
    /(?<!\.test)\.ts$/.test(path) &&
    !path.startsWith('testing') &&
    !HOMES.includes(basename(path)) &&
    !LAYOUTS.includes(basename(path)),
)

describe('a constant of time or size', () => {
  it.each(files)('stands in profile.ts, or in the file of its formula, not in %s', (path) => {
    expect(magic(readFileSync(join(import.meta.dirname, path), 'utf8'))).toEqual([])
  })
  it('is seen where it stands between other things', () => {
    const text =
      "/** 40 ms */\nconst DELAY = 40 * MILLISECOND // or 200\nconst a = text === '99' ? 1_500 : 2\n"
    expect(magic(text)).toEqual(['2: 40', '3: 1_500'])
  })
})
