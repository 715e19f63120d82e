import { createReadStream } from 'node:fs'
import { type Sentence, type SentenceArgs, InputError, type Lang, sayError } from '../../say/index.ts'
import { applyLineEnding, parseEscapeParts, parseHex, type LineEnding } from '../../charset/index.ts'
import { uiSentences as u } from './sentences.ts'
import { reasonOf } from './files.ts'
import type { Conversation } from '../../talk/index.ts'

/** Says a sentence to the person at the prompt. */
export type Tell = (sentence: Sentence, args?: SentenceArgs) => void

/** Makes bytes of what a person typed, in the charset of each talk; says what is wrong instead of sending it. */
export class Composer {
  readonly #hex: boolean
  readonly #eol: LineEnding
  readonly #lang: Lang
  readonly #tell: Tell
  readonly #note: (line: string) => void

  constructor(setup: {
    readonly hex: boolean
    readonly eol: LineEnding
    readonly lang: Lang
    readonly tell: Tell
    readonly note: (line: string) => void
  }) {
    this.#hex = setup.hex
    this.#eol = setup.eol
    this.#lang = setup.lang
    this.#tell = setup.tell
    this.#note = setup.note
  }

  /** A typed line, with its end; with `--hex` the bytes it spells. */
  line(text: string): (talk: Conversation) => Uint8Array | undefined {
    if (this.#hex) return this.hex(text)
    const whole = applyLineEnding(`${text}\n`, this.#eol)
    return (talk) => this.#encode([whole], talk)
  }

  hex(text: string): (talk: Conversation) => Uint8Array | undefined {
    const bytes = this.#parsed(() => parseHex(text))
    return () => bytes
  }

  /** A text with escapes; no line end is added. */
  escapes(text: string): (talk: Conversation) => Uint8Array | undefined {
    const parts = this.#parsed(() => parseEscapeParts(text))
    return (talk) => (parts === undefined ? undefined : this.#encode(parts, talk))
  }

  #parsed<Parsed>(parse: () => Parsed): Parsed | undefined {
    try {
      return parse()
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      this.#note(sayError(error, this.#lang))
      return undefined
    }
  }

  #encode(parts: readonly (string | Uint8Array)[], talk: Conversation): Uint8Array | undefined {
    const encoded = parts.map((part) =>
      typeof part === 'string' ? talk.charsets.encode(part) : { bytes: part, unencodable: [] },
    )
    const missing = new Set(encoded.flatMap(({ unencodable }) => unencodable))
    if (missing.size === 0) return Buffer.concat(encoded.map(({ bytes }) => bytes))
    this.#tell(u.cannotWrite, {
      charset: talk.charsets.writes.toUpperCase(),
      characters: [...missing].join(' '),
    })
    return undefined
  }
}

/** Sends a file as it is, to each of these. */
export async function sendFile(
  file: string,
  talks: readonly Conversation[],
  { tell, context }: { readonly tell: Tell; readonly context: { readonly lang: Lang } },
  send: (talk: Conversation, bytes: Uint8Array) => Promise<void> = sendNow,
): Promise<void> {
  let count = 0
  try {
    for await (const chunk of createReadStream(file)) {
      await Promise.all(talks.map((talk) => send(talk, chunk as Uint8Array)))
      count += (chunk as Uint8Array).length
    }
    tell(u.sentFile, { count, file })
  } catch (error) {
    if ((error as { syscall?: string }).syscall === 'send') throw error
    tell(u.localProblem, { file, reason: reasonOf(error, context.lang) })
  }
}

const sendNow = (talk: Conversation, bytes: Uint8Array): Promise<void> => talk.send(bytes)
