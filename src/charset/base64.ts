import { stringOf } from './codecs/types.ts'

/** Bytes in JSON are base64 (RFC 4648 §4), with padding. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const PAD = 61
const VALUES = new Uint8Array(128).fill(255)
const CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0))
CODES.forEach((code, value) => (VALUES[code] = value))

/** @returns The base64 of these bytes. Written as codes first: a text that grows by characters is memory for each of them. */
export function toBase64(bytes: Uint8Array): string {
  const codes = new Uint16Array(Math.ceil(bytes.length / 3) * 4)
  let at = 0
  let to = 0
  for (; at + 2 < bytes.length; at += 3) {
    const three = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)
    codes[to++] = CODES[three >> 18] as number
    codes[to++] = CODES[(three >> 12) & 63] as number
    codes[to++] = CODES[(three >> 6) & 63] as number
    codes[to++] = CODES[three & 63] as number
  }
  const left = bytes.length - at
  if (left > 0) {
    const two = ((bytes[at] as number) << 8) | (left === 2 ? (bytes[at + 1] as number) : 0)
    codes[to++] = CODES[two >> 10] as number
    codes[to++] = CODES[(two >> 4) & 63] as number
    codes[to++] = left === 2 ? (CODES[(two << 2) & 63] as number) : PAD
    codes[to++] = PAD
  }
  return stringOf(codes, to)
}

/** @returns The bytes, or undefined when the text is not base64 with its padding. */
export function fromBase64(text: string): Uint8Array | undefined {
  const { length } = text
  if (length % 4 !== 0) return undefined
  let pads = 0
  while (pads < 2 && length > 0 && text.charCodeAt(length - 1 - pads) === PAD) pads++
  const bytes = new Uint8Array((length / 4) * 3 - pads)
  let to = 0
  let held = 0
  for (let at = 0; at < length - pads; at++) {
    const code = text.charCodeAt(at)
    const value = code < 128 ? (VALUES[code] as number) : 255
    if (value === 255) return undefined
    held = ((held << 6) | value) & 0xffffff
    if (at % 4 !== 0) bytes[to++] = (held >> (6 - 2 * (at % 4))) & 255
  }
  return bytes
}

/** @returns Whether `fromBase64` would take it, without making the bytes: a message of megabytes is checked so. */
export function isBase64(text: string): boolean {
  const pads = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  // A search for what may not be there: a pattern for the whole would remember every character that it has passed.
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.slice(0, text.length - pads))
}

/** @returns How many bytes this base64 stands for, without reading it; it must be valid. */
export function base64Length(text: string): number {
  const pads = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return (text.length / 4) * 3 - pads
}
