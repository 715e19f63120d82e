import type { Charset, StreamDecoder } from '../charset/index.ts'

/**
 * Looks for a mark (a line end, a delimiter) in bytes that grow. What was looked at is not looked at again. In a text
 * the mark is a character: its bytes inside another character (the `|` in GBK's 膢) are none.
 */
export class MarkFinder {
  readonly #mark: Uint8Array
  readonly #text:
    | { readonly charset: Charset; readonly mark: string; readonly decoder: StreamDecoder }
    | undefined
  #from = 0
  /** How many bytes the decoder has been given. */
  #fed = 0

  /** @param text - The charset, the mark as a text, and the half character that stands before the bytes. */
  constructor(
    mark: Uint8Array,
    text?: { readonly charset: Charset; readonly mark: string; readonly pending: Uint8Array },
  ) {
    this.#mark = mark
    if (text === undefined || standsAlone(mark, text.charset)) return
    const decoder = text.charset.decoder()
    decoder.push(text.pending)
    this.#text = { charset: text.charset, mark: text.mark, decoder }
  }

  /** @returns Where the mark begins in `bytes`, which begin where they began the last time; -1 while it has not come. */
  find(bytes: Uint8Array): number {
    for (;;) {
      const at = indexOf(bytes, this.#mark, this.#from)
      if (at === -1) {
        this.#from = Math.max(this.#from, bytes.length - this.#mark.length + 1)
        return -1
      }
      this.#from = at + 1
      if (this.#isWhole(bytes, at)) return at
    }
  }

  #isWhole(bytes: Uint8Array, at: number): boolean {
    if (this.#text === undefined) return true
    const { charset, mark, decoder } = this.#text
    decoder.push(bytes.subarray(this.#fed, at))
    this.#fed = at
    if (decoder.pending.length === 0) return true
    // A half character before it: either the mark's first byte completes it, or it was broken and the mark stands.
    const judge = charset.decoder()
    judge.push(decoder.pending)
    return judge.push(this.#mark).endsWith(mark)
  }
}

/** Of all charsets only UTF-16 has a byte below 0x21 inside a character: a line end needs no decoding to be seen. */
function standsAlone(mark: Uint8Array, { name }: Charset): boolean {
  return !name.startsWith('utf-16') && mark.every((byte) => byte < 0x21)
}

function indexOf(bytes: Uint8Array, mark: Uint8Array, from: number): number {
  const first = mark[0] ?? 0
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (at + mark.length > bytes.length) return -1
    if (mark.every((byte, i) => bytes[at + i] === byte)) return at
  }
  return -1
}
