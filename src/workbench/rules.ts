import { type Context, createContext, Script } from 'node:vm'
import { unreachable } from '../base/index.ts'
import type { ReplyRule } from '../protocol/index.ts'
import {
  type Charset,
  charset,
  type EncodedText,
  parseEscapes,
  parseHex,
  type StreamDecoder,
} from '../charset/index.ts'
import { workbenchSentences as t } from './sentences.ts'
import { Failure } from './failure.ts'

/** All patterns together may search so long in one read; the one in which the time ends is switched off. */
export const REGEX_MILLIS = 100

/** What a rule answers. */
export interface Answer {
  readonly bytes: Uint8Array
  readonly delayMillis: number
}

type Test = (bytes: Uint8Array, text: () => string, time: SearchTime) => boolean

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

  /** @throws {Failure} `SYNFIN_BAD_INPUT` for a charset, a hex text or a pattern that is none; {InputError} likewise. */
  constructor(rules: readonly ReplyRule[]) {
    this.bytes = JSON.stringify(rules).length
    this.#rules = rules.map((rule) => (rule.enabled === false ? undefined : compile(rule)))
  }

  /**
   * The answer to one read: that of the first rule that matches.
   *
   * @param reading - The decoders of this connection: a character cut by a read is put together.
   * @param slow - Told which rule took too long; it does not count as matching.
   */
  answer(bytes: Uint8Array, reading: Reading, slow: (rule: number) => void): Answer | undefined {
    const texts = new Map<Charset, string>()
    // Every charset in use reads every byte, whichever rule answers.
    for (const rule of this.#rules) {
      if (rule !== undefined && !texts.has(rule.charset))
        texts.set(rule.charset, reading.push(rule.charset, bytes))
    }
    const time = new SearchTime()
    for (const [at, rule] of this.#rules.entries()) {
      if (rule === undefined) continue
      try {
        if (!rule.test(bytes, () => texts.get(rule.charset) ?? '', time)) continue
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
    throw new Failure('SYNFIN_BAD_INPUT', t.badCharset, { value: rule.charset ?? '' })
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
      const wanted = Buffer.from(parseHex(match.hex))
      if (wanted.length === 0) throw new Failure('SYNFIN_BAD_INPUT', t.emptyMatch)
      return (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(wanted)
    }
    case 'regex': {
      const pattern = regexOf(match.pattern, match.flags ?? '')
      return (_bytes, text, time) => time.test(pattern, text())
    }
    default:
      return unreachable(match)
  }
}

function regexOf(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags)
  } catch (error) {
    throw new Failure('SYNFIN_BAD_INPUT', t.badRegex, { pattern, reason: (error as Error).message })
  }
}

let context: Context | undefined
const script = new Script('pattern.test(text)')

/** The time that the patterns have for one read, all together. */
class SearchTime {
  #millisLeft = REGEX_MILLIS

  /** @returns Whether it matches; not once the time is over. @throws When the time ends in it. */
  test(pattern: RegExp, text: string): boolean {
    if (this.#millisLeft <= 0) return false
    context ??= createContext(Object.create(null) as Context)
    context['pattern'] = pattern
    context['text'] = text
    const begin = performance.now()
    try {
      return script.runInContext(context, { timeout: Math.max(1, Math.ceil(this.#millisLeft)) }) === true
    } finally {
      this.#millisLeft -= performance.now() - begin
      context['text'] = ''
    }
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
  throw new Failure('SYNFIN_BAD_INPUT', t.notEncodable, { charset: into.name.toUpperCase(), text })
}
