/** What a decoder writes for bytes that mean nothing in its charset: U+FFFD. */
export const REPLACEMENT = 0xfffd

/** What `Charset.encode` made of a text. */
export interface EncodedText {
  readonly bytes: Uint8Array
  /** The characters the charset does not have, in order, one entry each time; each stands as `?` in `bytes`. */
  readonly unencodable: string[]
}

/**
 * Reads one direction of one connection. A character that a segment boundary cut is put together; bytes that
 * mean nothing become U+FFFD and are counted; nothing ever throws.
 */
export interface StreamDecoder {
  /** @returns The text that `bytes` completes; a half character at the end waits for the next push. */
  push(bytes: Uint8Array): string
  /** The stream is over: @returns U+FFFD for a character that was never finished, else ''. Reusable after. */
  end(): string
  /** The bytes of the half character that waits, a copy; empty when none does. */
  readonly pending: Uint8Array
  /** How many U+FFFD stand for malformed bytes so far. One that the peer itself sent does not count. */
  readonly malformed: number
}

/** One way of writing text as bytes. */
export interface Charset {
  /** The WHATWG name in lower case where there is one, else the usual one: `utf-8`, `gbk`, `cp437`. */
  readonly name: string
  /** A new decoder, for one direction of one connection. A byte order mark is kept, as U+FEFF. */
  decoder(): StreamDecoder
  /** Writes `text` as bytes, with no byte order mark; what the charset does not have becomes `?`. */
  encode(text: string): EncodedText
}

/** Collects bytes; doubles when full. */
export class ByteSink {
  #bytes: Uint8Array
  #length = 0

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(Math.max(16, capacity))
  }

  push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#length++] = byte
  }

  /** @returns What was pushed, with nothing behind it. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}

/** @returns One string of UTF-16 code units; made in slices, because an argument list has a limit. */
export function stringOf(units: Uint16Array, length: number): string {
  if (length <= 4096) return String.fromCharCode.apply(null, units.subarray(0, length) as unknown as number[])
  const slices: string[] = []
  for (let at = 0; at < length; at += 4096) {
    const slice = units.subarray(at, Math.min(length, at + 4096))
    slices.push(String.fromCharCode.apply(null, slice as unknown as number[]))
  }
  return slices.join('')
}

/** @returns `before` and then `after`; `after` itself when `before` is empty. */
export function joinBytes(before: Uint8Array, after: Uint8Array): Uint8Array {
  if (before.length === 0) return after
  const all = new Uint8Array(before.length + after.length)
  all.set(before)
  all.set(after, before.length)
  return all
}

/** Halves of surrogate pairs that stand alone are no characters: each becomes `?` and is reported. */
export function mendSurrogates(text: string): { readonly text: string; readonly unencodable: string[] } {
  const unencodable: string[] = []
  const mended = text.replaceAll(/\p{Surrogate}/gu, (lone) => {
    unencodable.push(lone)
    return '?'
  })
  return { text: mended, unencodable }
}
