import { own } from '../../base/index.ts'
import {
  big5Shape,
  eucJpShape,
  eucKrShape,
  gb18030Shape,
  gbkWriting,
  shiftJisShape,
} from './east-asian-shapes.ts'
import { iso2022Jp } from './iso-2022-jp.ts'
import { multiByte, once } from './multi-byte.ts'
import { ascii, latin1, ownSingleByte, platformSingleByte } from './single-byte.ts'
import { upperEnds } from './single-byte-tables.ts'
import type { Charset } from './types.ts'
import { utf16be, utf16le } from './utf-16.ts'
import { utf8 } from './utf-8.ts'

/** A charset's name and the other labels it answers to. */
export interface CharsetName {
  readonly name: string
  readonly labels: readonly string[]
}

const gb18030 = once(gb18030Shape)
const eucJp = once(eucJpShape)

/** What each charset is, then what people call it. Case, spaces, `-` and `_` of a label do not matter. */
const known: readonly (readonly [Charset, ...string[]])[] = [
  [utf8, 'unicode-1-1-utf-8', 'cp65001'],
  [multiByte('gb18030', gb18030), 'gb18030-2022', 'gb18030-2005', 'cp54936'],
  [
    multiByte('gbk', gb18030, () => gbkWriting(gb18030())),
    'gb2312',
    'gb_2312-80',
    'cp936',
    'ms936',
    'windows-936',
    'x-gbk',
    'chinese',
    'euc-cn',
    'gb',
  ],
  [multiByte('big5', once(big5Shape)), 'big5-hkscs', 'cp950', 'windows-950', 'x-x-big5', 'cn-big5'],
  [
    multiByte('shift_jis', once(shiftJisShape)),
    'sjis',
    'x-sjis',
    'ms_kanji',
    'cp932',
    'ms932',
    'windows-31j',
    'csshiftjis',
  ],
  [multiByte('euc-jp', eucJp), 'x-euc-jp', 'ujis', 'cp51932'],
  [iso2022Jp(eucJp), 'jis', 'csiso2022jp', 'cp50220'],
  [
    multiByte('euc-kr', once(eucKrShape)),
    'ks_c_5601-1987',
    'ksc5601',
    'korean',
    'cp949',
    'uhc',
    'windows-949',
    'ms949',
  ],
  [utf16le, 'utf-16', 'ucs-2', 'ucs-2le', 'unicode', 'cp1200'],
  [utf16be, 'ucs-2be', 'unicodefffe', 'cp1201'],
  [ascii, 'ascii', 'us', 'ansi_x3.4-1968', '646', 'iso646-us'],
  [latin1, 'latin1', 'latin-1', 'l1', 'cp819', 'iso8859-1', 'iso_8859-1'],
  ...Object.keys(upperEnds).map((name): [Charset, ...string[]] => [ownSingleByte(name), ...moreLabels(name)]),
  ...platformNames().map((name): [Charset, ...string[]] => [platformSingleByte(name), ...moreLabels(name)]),
]

/** Single-byte charsets that every platform's TextDecoder reads, and reads right. */
function platformNames(): string[] {
  const iso = [2, 3, 4, 5, 6, 7, 8, 10, 13, 14].map((part) => `iso-8859-${part}`)
  const windows = [874, 1250, 1253, 1254, 1255, 1256, 1257, 1258].map((page) => `windows-${page}`)
  return [...iso, ...windows, 'x-mac-cyrillic']
}

function moreLabels(name: string): string[] {
  const special: Readonly<Record<string, readonly string[]>> = {
    ibm866: ['866', 'dos-866'],
    cp437: ['437', 'dos', 'oem-us'],
    cp850: ['850'],
    macintosh: ['mac', 'macroman', 'x-mac-roman', 'mac-roman'],
    'koi8-r': ['koi', 'koi8', 'cp20866'],
    'koi8-u': ['koi8-ru', 'cp21866'],
    'windows-874': ['tis-620', 'iso-8859-11', 'thai'],
    'windows-1252': ['ansi', 'x-cp1252'],
    'iso-8859-2': ['latin2'],
    'iso-8859-3': ['latin3'],
    'iso-8859-4': ['latin4'],
    'iso-8859-5': ['cyrillic'],
    'iso-8859-6': ['arabic'],
    'iso-8859-7': ['greek'],
    'iso-8859-8': ['hebrew'],
    'iso-8859-10': ['latin6'],
    'iso-8859-13': ['latin7'],
    'iso-8859-14': ['latin8'],
    'iso-8859-15': ['latin9'],
    'iso-8859-16': ['latin10'],
    'x-mac-cyrillic': ['mac-cyrillic', 'x-mac-ukrainian'],
  }
  const number = /^(?:windows-|cp|ibm)(\d+)$/.exec(name)?.[1]
  const page = number === undefined ? [] : [`cp${number}`, `ibm${number}`, `windows-${number}`]
  return [...page, ...(own(special, name) ?? [])].filter((label) => label !== name)
}

const byLabel: ReadonlyMap<string, Charset> = new Map(
  known.flatMap(([charset, ...labels]) =>
    [charset.name, ...labels].map((label): [string, Charset] => [plain(label), charset]),
  ),
)

/** `UTF-8`, `utf8` and ` Utf_8 ` are one label. */
function plain(label: string): string {
  return label.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/**
 * Finds a charset by what people call it: `gbk`, `GB2312`, `cp936`, `UTF-8`, `latin1`, `sjis`.
 *
 * @returns undefined when there is none of that name; `charsets()` lists those there are.
 */
export function charset(label: string): Charset | undefined {
  return byLabel.get(plain(label))
}

/** @returns All charsets, the most asked for first, each with its other labels. */
export function charsets(): readonly CharsetName[] {
  return known.map(([{ name }, ...labels]) => ({ name, labels }))
}
