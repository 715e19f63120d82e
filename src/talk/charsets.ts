import { type Charset, type EncodedText, type StreamDecoder, AutoCharset, charset } from '../charset/index.ts'
import type { Lang } from '../say/index.ts'

const AUTO = 'auto'

/** @returns `auto` or a charset's own name; undefined when there is none of that label. */
export function charsetName(label: string): string | undefined {
  return label.toLowerCase() === AUTO ? AUTO : charset(label)?.name
}

/**
 * How one connection reads and writes text: one decoder for what arrives, kept for the whole connection, so that a
 * character cut by a segment boundary is put together. `auto` reads UTF-8 or GB18030 by what has come, and answers
 * the peer in its own charset.
 */
export class Charsets {
  #reads: string
  #writes: string
  #decoder: StreamDecoder
  #sent: { readonly name: string; readonly decoder: StreamDecoder } | undefined
  #reportedHint: AutoCharset['hint']

  /** @param reads - `auto` or a charset's name. @param writes - The same; `auto` follows what is read. */
  constructor(reads: string, writes: string) {
    this.#reads = reads
    this.#writes = writes
    this.#decoder = decoderOf(reads)
  }

  /** What was taken for reading: a charset's name, or `auto` while that has not chosen. */
  get reads(): string {
    return this.#decoder instanceof AutoCharset ? (this.#decoder.chosen ?? AUTO) : this.#reads
  }

  /** The name of the charset in which the next text is written. */
  get writes(): string {
    return this.#writer().name
  }

  /** The bytes of a half character that waits for its rest. */
  get pending(): Uint8Array {
    return this.#decoder.pending
  }

  decode(bytes: Uint8Array): string {
    return this.#decoder.push(bytes)
  }

  /** The stream is over: what was never finished becomes U+FFFD. */
  end(): string {
    return this.#decoder.end()
  }

  encode(text: string): EncodedText {
    return this.#writer().encode(text)
  }

  /** How the peer reads what we send, if it reads it as we write: for the record of what was sent. */
  readSent(bytes: Uint8Array): string {
    const writer = this.#writer()
    if (this.#sent?.name !== writer.name) this.#sent = { name: writer.name, decoder: writer.decoder() }
    return this.#sent.decoder.push(bytes)
  }

  /** Whether reading was left to the bytes. */
  get isAuto(): boolean {
    return this.#reads === AUTO
  }

  /** A sentence about bytes that were probably read wrongly; undefined when there is none, or it has been reported. */
  takeHint(lang: Lang): string | undefined {
    const decoder = this.#decoder
    if (!(decoder instanceof AutoCharset) || decoder.hint === this.#reportedHint) return undefined
    this.#reportedHint = decoder.hint
    return decoder.hint === undefined ? undefined : decoder.explainHint(lang)
  }

  /** From here on; a half character that waits is the new charset's first byte. */
  change(name: string): void {
    const waiting = this.#decoder.pending
    this.#reads = name
    this.#writes = name
    this.#decoder = decoderOf(name)
    this.#decoder.push(waiting)
  }

  #writer(): Charset {
    if (this.#writes !== AUTO) return named(this.#writes)
    return this.#decoder instanceof AutoCharset ? this.#decoder.replyCharset : named(this.#reads)
  }
}

function decoderOf(name: string): StreamDecoder {
  return name === AUTO ? new AutoCharset() : named(name).decoder()
}

function named(name: string): Charset {
  const found = charset(name)
  if (found === undefined) throw new RangeError(`no charset ${name}`)
  return found
}
