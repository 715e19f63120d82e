import { assert } from '../../base/index.ts'
import {
  COMBINED,
  firstBytes,
  LEAD_OF_THREE,
  LEAD_OF_TWO,
  type FourByteRange,
  type MultiByteShape,
} from './multi-byte-shape.ts'

/*
 * The platform knows what the pairs mean; we ask it once for each and read by the answers. So a half character
 * can be shown, bytes that mean nothing are counted alike everywhere, and the same tables turned round encode.
 * Sources of the rules around the tables: WHATWG Encoding Standard §10 to §14.
 */

const NO_COMBINED: ReadonlyMap<number, string> = new Map()
/** Four-byte GB18030: this many numbers are of the BMP; those of U+10000 to U+10FFFF begin later. */
const FOUR_BYTE_BMP = 39420
const FOUR_BYTE_ASTRAL = 189000
const EURO = 0x20ac

/** GB18030, and GBK and GB2312 for reading: GB18030 holds both, and Node 20 reads GBK wrongly by its own label. */
export function gb18030Shape(): MultiByteShape {
  const platform = new TextDecoder('gb18030')
  const first = firstBytes([0x81, 0xfe])
  first[0x80] = EURO
  const places: number[] = []
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) places.push((lead << 8) | trail)
  }
  const text = platform.decode(Uint8Array.from(places.flatMap((pair) => [pair >> 8, pair & 0xff])))
  assert(text.length === places.length, 'the platform reads each of the 23940 GBK pairs as one character')
  const pairs = new Uint32Array(0x10000)
  for (const [i, pair] of places.entries()) pairs[pair] = text.charCodeAt(i)
  const four = fourByteRange(platform)
  return { first, pairs, combined: NO_COMBINED, four, written: new Map([[EURO, 0xa2e3]]) }
}

/**
 * What is written under the name GBK or GB2312: pairs only, since a GBK reader takes a four-byte character for
 * something else. The euro sign is 80, as in code page 936.
 */
export function gbkWriting(gb18030: MultiByteShape): MultiByteShape {
  const { first, pairs, combined } = gb18030
  return { first, pairs, combined }
}

function fourByteRange(platform: TextDecoder): FourByteRange {
  const bytes = new Uint8Array(FOUR_BYTE_BMP * 4)
  for (let number = 0; number < FOUR_BYTE_BMP; number++) {
    bytes[4 * number] = 0x81 + Math.floor(number / 12600)
    bytes[4 * number + 1] = 0x30 + (Math.floor(number / 1260) % 10)
    bytes[4 * number + 2] = 0x81 + (Math.floor(number / 10) % 126)
    bytes[4 * number + 3] = 0x30 + (number % 10)
  }
  const text = platform.decode(bytes)
  assert(text.length === FOUR_BYTE_BMP, 'the platform reads each four-byte character of the BMP as one')
  const numbers = new Int32Array(0x10000).fill(-1)
  for (let number = 0; number < FOUR_BYTE_BMP; number++) numbers[text.charCodeAt(number)] = number
  return {
    codePoint(number) {
      if (number < FOUR_BYTE_BMP) return text.charCodeAt(number)
      const astral = number - FOUR_BYTE_ASTRAL
      return astral >= 0 && astral <= 0xfffff ? astral + 0x10000 : 0
    },
    numberOf: (codePoint) =>
      codePoint > 0xffff ? codePoint - 0x10000 + FOUR_BYTE_ASTRAL : (numbers[codePoint] as number),
  }
}

/** Big5 with the HKSCS characters that the platform reads. */
export function big5Shape(): MultiByteShape {
  const leads = firstBytes([0x81, 0xfe])
  // The box drawings and numerals that stand twice are written as their second pair.
  const last = new Set([0x2550, 0x255e, 0x2561, 0x256a, 0x5341, 0x5345])
  return {
    first: leads,
    ...askForPairs('big5', leads),
    readOnly: (pair) => pair < 0xa100,
    lastPair: (codePoint) => last.has(codePoint),
    // Cent, pound and yen signs, of which Big5 has the full-width ones.
    written: new Map([
      [0xa2, 0xa246],
      [0xa3, 0xa247],
      [0xa5, 0xa244],
    ]),
  }
}

/** EUC-KR with the Hangul syllables that code page 949 adds; Node lacks them, so they are put in by their order. */
export function eucKrShape(): MultiByteShape {
  const first = firstBytes([0x81, 0xfe])
  const { pairs, combined } = askForPairs('euc-kr', first)
  const known = new Set<number>()
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) known.add(pairs[(lead << 8) | trail] as number)
  }
  // In Unicode order over the pairs that KS X 1001 leaves free (Microsoft code page 949).
  let syllable = 0xac00
  for (let lead = 0x81; lead <= 0xc6; lead++) {
    for (let trail = 0x41; trail <= (lead < 0xa1 ? 0xfe : 0xa0); trail++) {
      if ((trail > 0x5a && trail < 0x61) || (trail > 0x7a && trail < 0x81)) continue
      while (known.has(syllable)) syllable++
      if (syllable <= 0xd7a3) pairs[(lead << 8) | trail] = syllable++
    }
  }
  // Euro and registered signs, added to KS X 1001 in 1998.
  pairs[0xa2e6] = EURO
  pairs[0xa2e7] = 0xae
  return { first, pairs, combined }
}

/** Shift_JIS as Windows has it (code page 932). */
export function shiftJisShape(): MultiByteShape {
  const first = firstBytes([0x81, 0x9f], [0xe0, 0xfc])
  first[0x80] = 0x80
  for (let byte = 0xa1; byte <= 0xdf; byte++) first[byte] = 0xff61 + byte - 0xa1
  return {
    first,
    ...askForPairs('shift_jis', first),
    // NEC's selection of IBM's characters; IBM's own pairs are written.
    readOnly: (pair) => pair >= 0xed00 && pair < 0xef00,
    written: japaneseWritten({ one: (cell) => 0x813f + cell + (cell > 63 ? 1 : 0), notSign: 0x81ca }),
  }
}

/** EUC-JP: JIS X 0208 in two bytes, half-width katakana after 8E, JIS X 0212 after 8F (read and written). */
export function eucJpShape(): MultiByteShape {
  const first = firstBytes([0xa1, 0xfe], [0x8e, 0x8e])
  const { pairs, combined } = askForPairs('euc-jp', first)
  first[0x8f] = LEAD_OF_THREE
  // Half-width katakana end at 8E DF; some platforms read on.
  pairs.fill(0, 0x8ee0, 0x8f00)
  const platform = new TextDecoder('euc-jp')
  const triples = new Uint32Array(0x10000)
  for (let second = 0xa1; second <= 0xfe; second++) {
    for (let third = 0xa1; third <= 0xfe; third++) {
      const text = platform.decode(Uint8Array.of(0x8f, second, third))
      if (isOneCharacter(text)) triples[(second << 8) | third] = text.codePointAt(0) as number
    }
  }
  return {
    first,
    pairs,
    combined,
    triples,
    written: japaneseWritten({ one: (cell) => 0xa1a0 + cell, notSign: 0xa2cc }),
  }
}

/**
 * Characters of which the charset has only a look-alike, which is written: yen sign and overline where ASCII
 * has `\` and `~`, and wave dash, minus, cent, pound, not and parallel signs as their full-width pairs.
 *
 * @param rows - The pair of a cell of row 1 of JIS X 0208, and that of the not sign.
 */
function japaneseWritten(rows: {
  readonly one: (cell: number) => number
  readonly notSign: number
}): ReadonlyMap<number, number> {
  return new Map([
    [0xa5, 0x5c],
    [0x203e, 0x7e],
    [0x301c, rows.one(33)],
    [0x2016, rows.one(34)],
    [0x2212, rows.one(61)],
    [0xa2, rows.one(81)],
    [0xa3, rows.one(82)],
    [0xac, rows.notSign],
  ])
}

function askForPairs(label: string, first: Int32Array): Pick<MultiByteShape, 'pairs' | 'combined'> {
  const platform = new TextDecoder(label)
  const pairs = new Uint32Array(0x10000)
  const combined = new Map<number, string>()
  const bytes = new Uint8Array(2)
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    if (first[lead] !== LEAD_OF_TWO) continue
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      bytes[0] = lead
      bytes[1] = trail
      const text = platform.decode(bytes)
      const pair = (lead << 8) | trail
      if (isOneCharacter(text)) pairs[pair] = text.codePointAt(0) as number
      else if (label === 'big5' && lead === 0x88 && text.length === 2 && !text.includes('\uFFFD')) {
        pairs[pair] = COMBINED
        combined.set(pair, text)
      }
    }
  }
  return { pairs, combined }
}

/** One character, and a meaning: U+FFFD is the platform's word for none, as are C1 controls in some versions. */
function isOneCharacter(text: string): boolean {
  const codePoint = text.codePointAt(0) ?? 0
  return text.length === (codePoint > 0xffff ? 2 : 1) && codePoint >= 0xa0 && codePoint !== 0xfffd
}
