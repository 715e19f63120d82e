import { type Reason, type ReasonArgs, unreachable } from '../base/index.ts'
import {
  type Charset,
  charset,
  type EncodedText,
  parseEscapes,
  parseHex,
  type StreamDecoder,
} from '../charset/index.ts'
import { InputError } from '../say/index.ts'
import { ruleSentences as t } from './sentences.ts'

/** One automatic reply of a listener. Of several the first that matches what one read brought answers. */
export interface ReplyRule {
  /** What a read must bring. `text` is contained, `hex` is contained, `regex` is JavaScript's. */
  readonly match:
    | { readonly kind: 'any' }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'hex'; readonly hex: string }
    | { readonly kind: 'regex'; readonly pattern: string; readonly flags?: string | undefined }
  /** What is sent then: the bytes that came, a text, text with escapes (`\x00`, `\r\n`), or hex. */
  readonly answer:
    | { readonly kind: 'echo' }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'escapes'; readonly text: string }
    | { readonly kind: 'hex'; readonly hex: string }
  /** The charset in which `match` is read and `answer` is written. Default `utf-8`. */
  readonly charset?: string | undefined
  /** Answer so much later. Default at once. */
  readonly delayMillis?: number | undefined
  /** Off: kept, but does not answer. */
  readonly enabled?: boolean | undefined
}

/**
 * Begins a search that takes `millis` at most, over all patterns that are tried in it. JavaScript cannot stop a pattern
 * by itself, so the machine does it (`boundedSearch` of `synfin/node`).
 *
 * @returns Whether a pattern matches; false once the time is over. Throws when the time ends in it.
 */
export type PatternSearch = (millis: number) => (pattern: RegExp, text: string) => boolean

/** All patterns together may search so long in one read; the one in which the time ends is switched off. */
export const REGEX_MILLIS = 100

/** What a rule answers. */
export interface RuleAnswer {
  readonly bytes: Uint8Array
  readonly delayMillis: number
}

type Test = (bytes: Uint8Array, text: () => string, search: ReturnType<PatternSearch>) => boolean

interface Compiled {
  readonly charset: Charset
  readonly test: Test
  /** Undefined: what came. */
  readonly answer: Uint8Array | undefined
  readonly delayMillis: number
}

/** The reply rules of a listener, ready to be tried. */
export class Rules {
  /** As JSON. */
  readonly bytes: number
  readonly #rules: readonly (Compiled | undefined)[]
  readonly #search: PatternSearch

  /** @throws {InputError} For a charset, a hex text, a pattern or a text that is none. */
  constructor(rules: readonly ReplyRule[], search: PatternSearch) {
    this.#search = search
    this.bytes = JSON.stringify(rules).length
    this.#rules = rules.map((rule) => (rule.enabled === false ? undefined : compile(rule)))
  }

  /**
   * The answer to one read: that of the first rule that matches.
   *
   * @param reading - The decoders of this connection: a character cut by a read is put together.
   * @param slow - Told which rule took too long; it does not count as matching.
   */
  answer(bytes: Uint8Array, reading: Reading, slow: (rule: number) => void): RuleAnswer | undefined {
    const texts = new Map<Charset, string>()
    // Every charset in use reads every byte, whichever rule answers.
    for (const rule of this.#rules) {
      if (rule !== undefined && !texts.has(rule.charset))
        texts.set(rule.charset, reading.push(rule.charset, bytes))
    }
    const search = this.#search(REGEX_MILLIS)
    for (const [at, rule] of this.#rules.entries()) {
      if (rule === undefined) continue
      try {
        if (!rule.test(bytes, () => texts.get(rule.charset) ?? '', search)) continue
      } catch {
        slow(at)
        continue
      }
      return { bytes: rule.answer ?? bytes, delayMillis: rule.delayMillis }
    }
    return undefined
  }
}

/** How one connection's bytes are read by the rules: a decoder for each charset in use. */
export class Reading {
  readonly #decoders = new Map<Charset, StreamDecoder>()

  push(charset: Charset, bytes: Uint8Array): string {
    let decoder = this.#decoders.get(charset)
    if (decoder === undefined) this.#decoders.set(charset, (decoder = charset.decoder()))
    return decoder.push(bytes)
  }
}

function compile(rule: ReplyRule): Compiled {
  const found = charset(rule.charset ?? 'utf-8')
  if (found === undefined) {
    throw wrong(t.badCharset, { value: rule.charset ?? '' })
  }
  return {
    charset: found,
    test: testOf(rule),
    answer: answerOf(rule, found),
    delayMillis: rule.delayMillis ?? 0,
  }
}

function testOf({ match }: ReplyRule): Test {
  switch (match.kind) {
    case 'any':
      return () => true
    case 'text':
      return (_bytes, text) => text().includes(match.text)
    case 'hex': {
      const wanted = asLatin1(parseHex(match.hex))
      if (wanted === '') throw wrong(t.emptyMatch)
      return (bytes) => asLatin1(bytes).includes(wanted)
    }
    case 'regex': {
      const pattern = regexOf(match.pattern, match.flags ?? '')
      return (_bytes, text, search) => search(pattern, text())
    }
    default:
      return unreachable(match)
  }
}

function regexOf(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags)
  } catch (error) {
    throw wrong(t.badRegex, { pattern, reason: (error as Error).message })
  }
}

function answerOf({ answer }: ReplyRule, into: Charset): Uint8Array | undefined {
  switch (answer.kind) {
    case 'echo':
      return undefined
    case 'hex':
      return parseHex(answer.hex)
    case 'text':
      return encoded(into.encode(answer.text), answer.text, into)
    case 'escapes':
      return encoded(parseEscapes(answer.text, into), answer.text, into)
    default:
      return unreachable(answer)
  }
}

function encoded({ bytes, unencodable }: EncodedText, text: string, into: Charset): Uint8Array {
  if (unencodable.length === 0) return bytes
  throw wrong(t.notEncodable, { charset: into.name.toUpperCase(), text })
}

/** Each byte as one character: the machine searches texts faster than bytes, whatever they hold. */
function asLatin1(bytes: Uint8Array): string {
  return charset('latin1')?.decoder().push(bytes) ?? ''
}

function wrong(reason: Reason, args: ReasonArgs = {}): InputError {
  return new InputError(reason, '', 0, args)
}
