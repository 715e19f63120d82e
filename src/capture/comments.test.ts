import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutSequence, renderSvg, renderText } from '../diagram/index.ts'
import { visibleControls } from '../say/index.ts'
import {
  block,
  bytesOf,
  enhanced,
  fields,
  iface,
  option,
  section,
  text,
  sure,
  Talk,
  explainConnection,
  explainSegment,
  traceConnections,
} from '../trace/index.ts'
import { readCapture } from './capture-reader.ts'
import { decodeUtf8 } from './utf-8.ts'

const ip = sure(new Talk().open().packets[0]).bytes
const COMMENT = 1

it('UTF-8 is read as the platform reads it, whatever the bytes', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 40 }).map((s) => new TextEncoder().encode(s)),
    fc
      .array(fc.constantFrom(0xe0, 0xa0, 0x80, 0xed, 0xf0, 0x90, 0xf4, 0x8f, 0xc2, 0x41), { maxLength: 20 })
      .map((l) => Uint8Array.from(l)),
  )
  const platform = new TextDecoder('utf-8', { ignoreBOM: true })
  fc.assert(
    fc.property(bytes, (some) => {
      // How many marks stand for one bad sequence is the reader's choice: they are compared as one.
      const plain = (s: string): string => s.replaceAll(/\uFFFD+/g, '\uFFFD')
      expect(plain(decodeUtf8(some, 0, some.length))).toBe(plain(platform.decode(some)))
    }),
    { numRuns: 2_000 },
  )
  const long = '两'.repeat(9_000) + '🎉'.repeat(5_000)
  const encoded = new TextEncoder().encode(long)
  expect(decodeUtf8(encoded, 0, encoded.length)).toBe(long)
})

describe('what comments may cost', () => {
  const comment = (length: number): Uint8Array => option(true, COMMENT, new Uint8Array(length).fill(0x41))
  const file = (...blocks: Uint8Array[]): Uint8Array => bytesOf(section(true), iface(true, 101), ...blocks)

  it('one packet keeps 64 kB of them, and the file says that it was more', () => {
    const read = readCapture(file(enhanced(true, 0, 0, 0, ip, comment(60_000), comment(60_000), comment(9))))
    expect(read.packets[0]?.comment?.length).toBe(65_536 + 1)
    expect(read.problems.map(({ key }) => key)).toEqual(['commentsCut'])
  })

  it('a whole file keeps 16 MB', () => {
    const packet = enhanced(true, 0, 0, 0, ip, comment(65_532))
    const head = file()
    const many = new Uint8Array(head.length + 300 * packet.length)
    many.set(head)
    for (let i = 0; i < 300; i++) many.set(packet, head.length + i * packet.length)
    const read = readCapture(many)
    const kept = read.packets.reduce((sum, { comment: each = '' }) => sum + each.length, 0)
    expect(read.packets).toHaveLength(300)
    expect(kept).toBeLessThanOrEqual(16 * 1024 * 1024)
    expect(kept).toBeGreaterThan(15 * 1024 * 1024)
    expect(read.problems.map(({ key }) => key)).toEqual(['commentsCut'])
  })

  it('interfaces without end, and problems without end, are cut off and said', () => {
    const one = iface(true, 101)
    const head = section(true)
    const many = new Uint8Array(head.length + 10_001 * one.length)
    many.set(head)
    for (let i = 0; i <= 10_000; i++) many.set(one, head.length + i * one.length)
    const read = readCapture(many)
    expect(read.interfaces).toHaveLength(10_000)
    expect(read.problems.map(({ key }) => key)).toEqual(['tooManyInterfaces'])

    const stray = enhanced(true, 7, 0, 0, ip)
    const bad = readCapture(file(...Array.from({ length: 1_500 }, () => stray)))
    expect(bad.problems).toHaveLength(1_001)
    expect(bad.problems.at(-1)?.key).toBe('tooManyProblems')
  })
})

describe('a file that calls itself synfin\u2019s', () => {
  const says = (...comments: string[]): Uint8Array =>
    bytesOf(
      block(
        true,
        0x0a0d0d0a,
        bytesOf(
          fields(true, [4, 0x1a2b3c4d], [2, 1], [2, 0], [4, -1], [4, -1]),
          option(true, 4, text('synfin 9')),
        ),
      ),
      iface(true, 101),
      enhanced(true, 0, 0, 0, ip, ...comments.map((each) => option(true, COMMENT, text(each)))),
    )

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '{sentence}', '\x1b[2J', 'client'])(
    'lost: %s is a comment like any other, and everything is drawn',
    (reason) => {
      const read = readCapture(says(`lost: ${reason}`))
      expect(read.packets[0]).toMatchObject({ fate: undefined, why: undefined, comment: `lost: ${reason}` })
      // By hand it can still be said: nothing may throw on it.
      const packet = { ...sure(read.packets[0]), fate: 'lost' as const, why: reason }
      const trace = sure(traceConnections([packet])[0])
      for (const lang of ['en', 'zh'] as const) {
        expect(explainSegment(trace, 0, lang)).toContain(visibleControls(reason))
        expect(explainConnection(trace, lang).join('')).not.toContain('function')
        expect(renderText(layoutSequence(trace), { lang, sentences: true })).not.toContain('function')
        expect(renderSvg(layoutSequence(trace), { lang })).not.toContain('function')
      }
    },
  )

  it('a loss that the file tells is said to be told by it', () => {
    const trace = sure(traceConnections(readCapture(says('lost: queue')).packets)[0])
    expect(explainSegment(trace, 0, 'en')).toMatch(
      /; it is lost on the way \(the queue was full\), by the file's comments$/,
    )
    expect(explainSegment(trace, 0, 'zh')).toContain('按文件中的注释')
    const plain = sure(traceConnections(readCapture(says('lost')).packets)[0])
    expect(explainSegment(plain, 0, 'en')).toMatch(/; it is lost on the way, by the file's comments$/)
  })
})
