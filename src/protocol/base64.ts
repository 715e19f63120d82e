/** Bytes in JSON are base64 (RFC 4648 §4), with padding. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const PAD = 61
const VALUES = new Uint8Array(128).fill(255)
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i

/** @returns The base64 of these bytes. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  let at = 0
  for (; at + 2 < bytes.length; at += 3) {
    const three = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)
    text += ALPHABET[three >> 18]! + ALPHABET[(three >> 12) & 63]!
    text += ALPHABET[(three >> 6) & 63]! + ALPHABET[three & 63]!
  }
  const left = bytes.length - at
  if (left === 0) return text
  const two = ((bytes[at] as number) << 8) | (left === 2 ? (bytes[at + 1] as number) : 0)
  text += ALPHABET[two >> 10]! + ALPHABET[(two >> 4) & 63]!
  return `${text}${left === 2 ? ALPHABET[(two << 2) & 63]! : '='}=`
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

/** @returns How many bytes this base64 stands for, without reading it; it must be valid. */
export function base64Length(text: string): number {
  const pads = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return (text.length / 4) * 3 - pads
}
