import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { charset } from '../../../charset/index.ts'
import { cutsOf } from './columns.ts'
import { HexRows } from './hex-rows.ts'
import { Reader } from './reader.ts'
import { foundIn, rowsFound, searchFor } from './search.ts'
import { TextRows } from './text-rows.ts'
import type { Message, Row, TranscriptRows } from './types.ts'

const gbk = (text: string): Uint8Array => charset('gbk')!.encode(text).bytes
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Reads and writes from bytes: `<` came, `>` went. */
function messages(...parts: readonly (readonly ['<' | '>', Uint8Array])[]): Message[] {
  const offsets = { in: 0, out: 0 }
  return parts.map(([sign, bytes], index) => {
    const direction = sign === '<' ? 'in' : 'out'
    const offset = offsets[direction]
    offsets[direction] += bytes.length
    return {
      kind: 'message',
      index,
      time: '2026-11-23T12:00:00.000Z',
      direction,
      offset,
      length: bytes.length,
      bytes,
    }
  })
}

function all(rows: TranscriptRows): Row[] {
  return Array.from({ length: rows.length }, (_, i) => rows.at(i)!)
}

/** Rows as a person would note them down. */
function noted(rows: TranscriptRows): string[] {
  return all(rows).map((row) => {
    if (row.kind === 'head') return `${row.message.direction} ${row.message.length}`
    if (row.kind === 'text') {
      const end = row.lineEnd === '' ? '' : ` ${row.lineEnd}`
      return `${row.line.text.slice(row.start, row.end)}${end}${row.half === '' ? '' : ` ▯${row.half}`}`
    }
    return row.kind === 'hex' ? `${row.at} ${row.text}` : row.kind
  })
}

function textRows(name: string, items: readonly Message[], withBoundaries: boolean, columns = 80): TextRows {
  const rows = new TextRows(new Reader({ reads: name, writes: 'same' }), columns, withBoundaries)
  for (const item of items) rows.add(item)
  return rows
}

describe('reads and writes', () => {
  test('each stands under its head; a cut character shows its half, and is whole in the next', () => {
    const [c4, ...rest] = gbk('你好\r\n')
    const items = messages(
      ['<', Uint8Array.of(0x61, c4!)],
      ['<', Uint8Array.from(rest)],
      ['>', gbk('收到\n')],
    )
    expect(noted(textRows('gbk', items, true))).toEqual([
      'in 2',
      'a ▯C4',
      'in 5',
      '你好 CRLF',
      'out 5',
      '收到 LF',
    ])
  })

  test('a half character alone, and one behind a line end', () => {
    expect(noted(textRows('gbk', messages(['<', Uint8Array.of(0xc4)]), true))).toEqual(['in 1', ' ▯C4'])
    expect(noted(textRows('gbk', messages(['<', Uint8Array.of(0x0a, 0xc4)]), true))).toEqual([
      'in 2',
      ' LF',
      ' ▯C4',
    ])
  })

  test('an empty datagram has a head and an empty row', () => {
    expect(noted(textRows('utf-8', messages(['<', utf8('')]), true))).toEqual(['in 0', ''])
  })
})

describe('the stream', () => {
  test('what goes one way flows on over boundaries, until the other side speaks', () => {
    const items = messages(
      ['<', utf8('GET /')],
      ['<', utf8(' HTTP\r')],
      ['<', utf8('\nHost')],
      ['>', utf8('ok\n')],
      ['<', utf8('!')],
    )
    expect(noted(textRows('utf-8', items, false))).toEqual(['GET / HTTP CRLF', 'Host', 'ok LF', '!'])
  })

  test('a lone CR ends a line too', () => {
    expect(noted(textRows('utf-8', messages(['<', utf8('a\rb\r')]), false))).toEqual(['a CR', 'b CR'])
  })

  test('however it is cut, the same text in the same rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '你', '\n', '\r', '\r\n', '😀', ' '), { maxLength: 40 }),
        fc.array(fc.nat(60), { maxLength: 6 }),
        (pieces, cuts) => {
          const bytes = utf8(pieces.join(''))
          const places = [
            0,
            ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b),
            bytes.length,
          ]
          const chunks = places.slice(1).map((place, i) => ['<', bytes.subarray(places[i], place)] as const)
          const parts = noted(textRows('utf-8', messages(...chunks), false, 12))
          expect(parts).toEqual(noted(textRows('utf-8', messages(['<', bytes]), false, 12)))
        },
      ),
    )
  })

  test('bytes that were left with the workbench stand as a row of their own', () => {
    const [first, second] = messages(['<', utf8('ab')], ['<', utf8('cd')])
    const rows = textRows('utf-8', [{ ...first!, bytes: 'left' }, second!], false)
    expect(noted(rows)).toEqual(['left', 'cd'])
  })
})

describe('columns', () => {
  test('a line is cut so that each piece fits, and nothing is lost', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 4, max: 20 }),
        (line, columns) => {
          const cuts = cutsOf(line, columns)
          expect(cuts.at(-1)).toBe(line.length)
          expect(cuts.toSorted((a, b) => a - b)).toEqual(cuts)
        },
      ),
    )
    expect(cutsOf('你好你好', 4)).toEqual([2, 4])
    expect(cutsOf('abcdefghij', 4)).toEqual([4, 8, 10])
  })
})

describe('hex', () => {
  const items = messages(['<', utf8('0123456789abcdefXY')], ['>', gbk('你')])
  const rows = new HexRows(new Reader({ reads: 'gbk', writes: 'same' }), 16)
  for (const item of items) rows.add(item)

  test('sixteen bytes a row, each read and write under its head', () => {
    expect(noted(rows)).toEqual(['in 18', '0 0123456789abcdef', '16 XY', 'out 2', '0 你'])
    expect(rows.rowOf(1)).toBe(3)
  })

  test('bytes are found over the end of a row, once', () => {
    const search = searchFor('66 58', charset('gbk'))!
    expect(rowsFound(rows, search)).toEqual([1])
    expect(foundIn(rows.at(1)!, search)).toEqual([[15, 16]])
    expect(foundIn(rows.at(2)!, search)).toEqual([[0, 1]])
    expect(rowsFound(rows, searchFor('ff', charset('gbk'))!)).toEqual([])
  })

  test('words that are no hex are looked for as bytes of the charset', () => {
    expect(rowsFound(rows, searchFor('efXY', charset('gbk'))!)).toEqual([1])
    expect(rowsFound(rows, searchFor('你', charset('gbk'))!)).toEqual([4])
    expect(rowsFound(rows, searchFor('你', charset('utf-8'))!)).toEqual([])
  })
})

describe('search in text', () => {
  test('whatever its case, over the end of a row, once', () => {
    const rows = textRows('utf-8', messages(['<', utf8('abcdefNEEDLEghij\nneedle')]), false, 8)
    expect(noted(rows)).toEqual(['abcdefNE', 'EDLEghij LF', 'needle'])
    const search = searchFor('needle', undefined)!
    expect(rowsFound(rows, search)).toEqual([0, 2])
    expect(foundIn(rows.at(0)!, search)).toEqual([[6, 8]])
    expect(foundIn(rows.at(1)!, search)).toEqual([[0, 4]])
    expect(searchFor('  ', undefined)).toBeUndefined()
  })
})
