import { joinBytes, mendSurrogates, type Charset, type EncodedText, type StreamDecoder } from './types.ts'

const NONE = new Uint8Array(0)

/**
 * UTF-8 (RFC 3629). The platform decodes whole characters; the half one at the end is held here, so that it
 * can be shown, and malformed bytes are counted by what came out.
 */
class Utf8Decoder implements StreamDecoder {
  readonly #platform = new TextDecoder('utf-8', { ignoreBOM: true })
  #half: Uint8Array = NONE
  malformed = 0

  get pending(): Uint8Array {
    return this.#half.slice()
  }

  push(bytes: Uint8Array): string {
    const all = joinBytes(this.#half, bytes)
    const whole = all.length - unfinishedUtf8(all)
    this.#half = whole === all.length ? NONE : all.slice(whole)
    return this.#decode(all.subarray(0, whole))
  }

  end(): string {
    const half = this.#half
    this.#half = NONE
    return this.#decode(half)
  }

  #decode(bytes: Uint8Array): string {
    if (bytes.length === 0) return ''
    const text = this.#platform.decode(bytes)
    if (text.includes('\uFFFD')) this.malformed += count(text) - sent(bytes)
    return text
  }
}

/**
 * How many bytes at the end of `bytes` begin a character that more bytes could finish: 0 to 3. The second byte
 * is held to its lead's range (RFC 3629 §4), so that bytes no character begins with are not waited for.
 */
export function unfinishedUtf8(bytes: Uint8Array): number {
  const end = bytes.length
  for (let size = 1; size <= 3 && size <= end; size++) {
    const lead = bytes[end - size] as number
    if (lead < 0x80) return 0
    if (lead < 0xc0) continue
    if (lead < 0xc2 || lead > 0xf4) return 0
    const needed = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    if (size >= needed) return 0
    return size === 1 || secondFits(lead, bytes[end - size + 1] as number) ? size : 0
  }
  return 0
}

/** No overlong form, no surrogate, nothing above U+10FFFF (RFC 3629 §4); for leads C2 to F4. */
export function secondFits(lead: number, second: number): boolean {
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  return second >= low && second <= high
}

function count(text: string): number {
  let found = 0
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) found++
  return found
}

/** How many U+FFFD the peer itself sent: EF BF BD. */
function sent(bytes: Uint8Array): number {
  let found = 0
  for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1)) {
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) found++
  }
  return found
}

/** The only characters UTF-8 cannot write are halves of surrogate pairs. */
function encode(text: string): EncodedText {
  const whole = mendSurrogates(text)
  return { bytes: new TextEncoder().encode(whole.text), unencodable: whole.unencodable }
}

export const utf8: Charset = { name: 'utf-8', decoder: () => new Utf8Decoder(), encode }
