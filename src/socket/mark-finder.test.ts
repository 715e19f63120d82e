import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { charset } from '../charset/index.ts'
import { MarkFinder } from './mark-finder.ts'

/** Splits a text at a mark as a reader of bytes does, to whom they come in pieces of `size`. */
function pieces(text: string, mark: string, name: string, size: number): string[] {
  const found = charset(name)
  if (found === undefined) throw new Error(name)
  let bytes = found.encode(text).bytes
  const markBytes = found.encode(mark).bytes
  const decoder = found.decoder()
  const all: string[] = []
  const finder = (): MarkFinder =>
    new MarkFinder(markBytes, { charset: found, mark, pending: decoder.pending })
  let looking = finder()
  for (let come = size; ; come += size) {
    const at = looking.find(bytes.subarray(0, come))
    if (at !== -1) {
      all.push(decoder.push(bytes.subarray(0, at)))
      bytes = bytes.slice(at + markBytes.length)
      looking = finder()
      come = 0
    } else if (come >= bytes.length) return [...all, decoder.push(bytes) + decoder.end()]
  }
}

// The marks are second bytes of other characters in most of these charsets.
const marks = fc.constantFrom('|', '\\', 'a|', '\n', '\r\n', '好', '@@')
const words = fc.string({
  unit: fc.constantFrom('a', '|', '\\', '\r', '\n', '@', '膢', '你', '好', '上', '表', '能', 'ਅ', 'Ā'),
  maxLength: 20,
})

it.each(['gbk', 'gb18030', 'big5', 'shift_jis', 'utf-8', 'utf-16le', 'utf-16be', 'latin1'])(
  '%s: a text is split at a mark as a string is, however its bytes fall',
  (name) => {
    fc.assert(
      fc.property(words, marks, fc.integer({ min: 1, max: 7 }), (text, mark, size) => {
        const found = charset(name)
        // What the charset lacks is a `?`, in the text and in the mark.
        const through = (given: string): string =>
          found === undefined ? given : found.decoder().push(found.encode(given).bytes)
        expect(pieces(through(text), through(mark), name, size)).toEqual(through(text).split(through(mark)))
      }),
      { numRuns: 300 },
    )
  },
)

it('a half character that never ends does not hide the line end behind it', () => {
  const utf8 = charset('utf-8')
  if (utf8 === undefined) throw new Error('utf-8')
  const finder = new MarkFinder(Uint8Array.of(0x0a), {
    charset: utf8,
    mark: '\n',
    pending: new Uint8Array(0),
  })
  expect(finder.find(Uint8Array.of(0x61, 0xe4, 0xbd))).toBe(-1)
  expect(finder.find(Uint8Array.of(0x61, 0xe4, 0xbd, 0x0a))).toBe(3)
})
