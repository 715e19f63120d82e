import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesOf } from './support/sources.ts'

/**
 * Every sentence of the source against the rules of how a count, an amount and a list are said. A sentence is what is
 * written as `en: '…', zh: '…'`, wherever it stands.
 */

interface Found {
  readonly where: string
  readonly en: string
  readonly zh: string
}

const root = join(import.meta.dirname, '..')
const sources = filesOf('src').filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'))

const LITERAL = String.raw`('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")`
const PAIR = new RegExp(String.raw`\ben:\s*${LITERAL},\s*zh:\s*${LITERAL}`, 'g')

const found: readonly Found[] = sources.flatMap((path) => {
  const text = readFileSync(join(root, path), 'utf8')
  return [...text.matchAll(PAIR)].map(({ 1: en = '', 2: zh = '', index }) => ({
    where: `${path}:${text.slice(0, index).split('\n').length}`,
    en: en.slice(1, -1),
    zh: zh.slice(1, -1),
  }))
})

/** What is counted, in the form for many. */
const COUNTED =
  'ACKs|arguments|attempts|bits|bytes|captures|characters|claims|clients|columns|connections|datagrams|events|files|' +
  'lessons|lines|listeners|messages|packets|reads|records|rows|segments|seconds|times|writes'
/** Chinese measure words and units of a count. */
const MEASURED = '字节|个|次|条|位|项|行|处|种|份'
/** Places that are always counts. */
const COUNTS = new Set(
  'bytes count length limit lost packets passed failed received retransmitted rows segments sent skipped times'.split(
    ' ',
  ),
)
/** Where such a name holds a text that was said before. */
const TEXTS = /\b(sends|retransmits) \{bytes\}|had (probably )?sent \{bytes\}|^\{sentence\}/

const breaking = (rule: (sentence: Found) => boolean): string[] =>
  found.filter(rule).map(({ where, en, zh }) => `${where} ${en} / ${zh}`)

const placesOf = (text: string): readonly (readonly [string, boolean])[] =>
  [...text.matchAll(/\{(\w+)(\|[^}]*)?\}/g)].map(([, name = '', form]) => [name, form !== undefined])

describe('the sentences', () => {
  it('are found', () => {
    expect(found.length).toBeGreaterThan(900)
  })

  it('say a count with its plural and its thousands apart', () => {
    const bare = new RegExp(String.raw`\{\w+\} (${COUNTED})\b`)
    const measured = new RegExp(String.raw`(?<!第 )\{\w+\} ?(${MEASURED})(?![没有理])`)
    expect(breaking(({ en, zh }) => bare.test(en) || measured.test(zh))).toEqual([])
    const plain = (text: string): boolean =>
      placesOf(text).some(([name, formed]) => COUNTS.has(name) && !formed) && !TEXTS.test(text)
    expect(breaking(({ en, zh }) => plain(en) || (plain(zh) && !TEXTS.test(en)))).toEqual([])
  })

  it('never say "1 bytes", nor "2 byte", nor "1 segment are"', () => {
    const filled = (text: string, form: 1 | 2): string =>
      text.replace(/\{\w+\|([^{}|]*)(?:\|([^{}|]*))?\}/g, (_, one: string, many = one) =>
        (form === 1 ? one : many).replaceAll('#', String(form)),
      )
    const wrongOne = new RegExp(
      String.raw`\b1 (?:more )?(${COUNTED})\b|^1 \w+ (are|were|have|do|wait|hold)\b`,
    )
    const wrongMany = new RegExp(
      String.raw`\b2 (${COUNTED.replaceAll(/s\b/g, '')})\b|^2 \w+ (is|was|has|does)\b`,
    )
    expect(breaking(({ en }) => wrongOne.test(filled(en, 1)))).toEqual([])
    expect(breaking(({ en }) => wrongMany.test(filled(en, 2)))).toEqual([])
  })

  it('have the same places in both languages, and count the same', () => {
    const shape = (text: string): string[] => [...new Set(placesOf(text).map(([name]) => name))].toSorted()
    expect(breaking(({ en, zh }) => shape(en).join() !== shape(zh).join())).toEqual([])
    const counted = (text: string): string[] =>
      [...new Set(placesOf(text).flatMap(([name, formed]) => (formed ? [name] : [])))].toSorted()
    expect(breaking(({ en, zh }) => counted(en).join() !== counted(zh).join())).toEqual([])
  })

  it('write units and per cent in one way', () => {
    expect(breaking(({ zh }) => /毫秒|微秒|[\d}] 秒/.test(zh))).toEqual([])
    expect(breaking(({ en, zh }) => /[\d}] %/.test(en + zh))).toEqual([])
  })

  it('in Chinese use Chinese punctuation', () => {
    // What a person types keeps its own signs.
    const ours = (zh: string): string =>
      zh.replaceAll(/“[^”]*”|synfin [^；。]*|\{\w+[^}]*\}|\w+\([^)]*\)|\\+\S*/g, '')
    expect(breaking(({ zh }) => /\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u.test(ours(zh)))).toEqual([])
    expect(breaking(({ zh }) => /\p{Script=Han} \p{Script=Han}/u.test(ours(zh)))).toEqual([])
    expect(breaking(({ zh }) => /'|"/.test(ours(zh)))).toEqual([])
    expect(breaking(({ zh }) => /[：，；。？！、（）“”] | [：，；。？！、（）]/.test(zh.trimEnd()))).toEqual(
      [],
    )
  })
})
