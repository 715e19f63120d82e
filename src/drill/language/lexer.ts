import { own } from '../../base/index.ts'
import { drillSentences as t } from '../sentences.ts'
import { parseIpAddress } from '../../wire/index.ts'
import { DrillSyntaxError, type ScriptPlace } from './syntax-error.ts'

/** What a piece of a script is. */
export type TokenKind =
  | 'integer'
  | 'float'
  | 'word'
  | 'string'
  | 'command'
  | 'code'
  | 'option'
  | 'address'
  | 'mark'
  | 'end'

/** One piece of a script. */
export interface Token {
  readonly kind: TokenKind
  /** As written; a string, a command and code without what stands around them. */
  readonly text: string
  /** Of integers and floats. */
  readonly value: number
  readonly place: ScriptPlace
  /** Offset of its first character. */
  readonly start: number
  /** Offset of the first character after it. */
  readonly end: number
}

const SPACE = /(?:[ \t\r\n\f\v]+|\/\/[^\n]*|\/\*[^]*?\*\/)*/y
/** `ip=192.0.2.1`, up to the next space. */
const OPTION = /--([A-Za-z][A-Za-z0-9_]*)(=[^\s`]*)?/y
const ADDRESS_4 = /\d{1,3}(?:\.\d{1,3}){3}/y
const ADDRESS_6 = /[0-9A-Fa-f:]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*/y
const HEX = /-?0[xX][0-9A-Fa-f]+(?![0-9A-Za-z_])/y
const FLOAT = /-?\d*\.\d+(?![0-9A-Za-z_])/y
const INTEGER = /-?\d+(?![0-9A-Za-z_])/y
const WORD = /[A-Za-z0-9_]+/y
const STRING = /"((?:[^"\\\n]|\\[^])*)"/y
const COMMAND = /`([^`]*)`/y
const CODE = /%\{([^]*?)\}%/y

/** Values of names that the command line or the script defines. */
export type Defines = ReadonlyMap<string, string>

/** Reads a script piece by piece: packetdrill's grammar knows no lines, only tokens. */
export class Lexer {
  readonly #text: string
  readonly #defines: Defines
  readonly #lineStarts: number[] = [0]
  #at = 0
  #ahead: Token | undefined

  constructor(text: string, defines: Defines) {
    this.#text = text
    this.#defines = defines
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1)
  }

  /** The next token, not yet taken. */
  get peek(): Token {
    this.#ahead ??= this.#read()
    return this.#ahead
  }

  /** Takes the next token. */
  next(): Token {
    const token = this.peek
    this.#ahead = undefined
    this.#at = token.end
    return token
  }

  /** @returns Whether the text after the next token, spaces and comments left out, begins with `mark`. */
  isFollowedBy(mark: string): boolean {
    return this.#text.startsWith(mark, skip(SPACE, this.#text, this.peek.end))
  }

  /** Offset behind what was taken last. */
  get offset(): number {
    return this.#at
  }

  /** Takes raw text up to the next `mark`, which is taken too. */
  rawUntil(mark: string, from: ScriptPlace): string {
    const end = this.#text.indexOf(mark, this.#at)
    if (end < 0) throw new DrillSyntaxError(from, t.unclosed, { mark })
    const raw = this.#text.slice(this.#at, end)
    this.#ahead = undefined
    this.#at = end + mark.length
    return raw
  }

  #read(): Token {
    const text = this.#text
    const at = skip(SPACE, text, this.#at)
    const place = this.#placeOf(at)
    if (at >= text.length) return { kind: 'end', text: '', value: 0, place, start: at, end: at }
    const make = (kind: TokenKind, end: number, shown: string, value = 0): Token => ({
      kind,
      text: shown,
      value,
      place,
      start: at,
      end,
    })
    const option = match(OPTION, text, at)
    if (option !== undefined) return make('option', at + option[0].length, option[0])
    const quoted = this.#quoted(at, place, make)
    if (quoted !== undefined) return quoted
    if (text.startsWith('...', at)) return make('mark', at + 3, '...')
    const address = addressAt(text, at)
    if (address !== undefined) return make('address', at + address.length, address)
    const hex = match(HEX, text, at)?.[0]
    if (hex !== undefined) return make('integer', at + hex.length, hex, readHex(hex))
    const float = match(FLOAT, text, at)?.[0]
    if (float !== undefined) return make('float', at + float.length, float, Number(float))
    const integer = match(INTEGER, text, at)?.[0]
    if (integer !== undefined) return make('integer', at + integer.length, integer, Number(integer))
    const word = match(WORD, text, at)?.[0]
    if (word !== undefined) return this.#word(word, at, make)
    return make('mark', at + 1, text.charAt(at))
  }

  #quoted(
    at: number,
    place: ScriptPlace,
    make: (kind: TokenKind, end: number, shown: string) => Token,
  ): Token | undefined {
    const text = this.#text
    const kinds = { '"': ['string', STRING], '`': ['command', COMMAND], '%': ['code', CODE] } as const
    const first = text.charAt(at)
    if (first === '/' && text.startsWith('/*', at))
      throw new DrillSyntaxError(place, t.unclosed, { mark: '*/' })
    if (first !== '"' && first !== '`' && !(first === '%' && text.charAt(at + 1) === '{')) return undefined
    const [kind, pattern] = kinds[first as '"']
    const found = match(pattern, text, at)
    if (found === undefined) {
      throw new DrillSyntaxError(place, t.unclosed, { mark: first === '%' ? '}%' : first })
    }
    const inner = found[1] ?? ''
    return make(kind, at + found[0].length, kind === 'string' ? unescape(inner) : inner)
  }

  /** A word, or what it has been defined to be. */
  #word(
    word: string,
    at: number,
    make: (kind: TokenKind, end: number, shown: string, value?: number) => Token,
  ): Token {
    const value = this.#defines.get(word)
    const end = at + word.length
    if (value === undefined) return make('word', end, word)
    if (/^".*"$/s.test(value)) return make('string', end, unescape(value.slice(1, -1)))
    if (/^`.*`$/s.test(value)) return make('command', end, value.slice(1, -1))
    if (/^-?\d+$/.test(value)) return make('integer', end, value, Number(value))
    if (/^0x[0-9a-f]+$/i.test(value)) return make('integer', end, value, readHex(value))
    return make('word', end, value)
  }

  #placeOf(offset: number): ScriptPlace {
    const starts = this.#lineStarts
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 }
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (match(pattern, text, at)?.[0].length ?? 0)
}

/** An address, only where nothing else could be meant: `1:1001` is a sequence range. */
function addressAt(text: string, at: number): string | undefined {
  const four = match(ADDRESS_4, text, at)?.[0]
  if (four !== undefined && parseIpAddress(four) !== undefined) return four
  const six = match(ADDRESS_6, text, at)?.[0].replace(/\.+$/, '')
  return six !== undefined && parseIpAddress(six) !== undefined ? six : undefined
}

/** Hex numbers go to 2^53: what is beyond is a key or a cookie, and read as a word. */
function readHex(text: string): number {
  return text.startsWith('-') ? -Number(text.slice(1)) : Number(text)
}

const ESCAPES: Readonly<Record<string, string>> = {
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function unescape(text: string): string {
  return text.replace(/\\(?:x([0-9A-Fa-f]{2})|([^]))/g, (_all, hex: string | undefined, letter: string) =>
    hex === undefined ? (own(ESCAPES, letter) ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
