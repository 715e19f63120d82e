import { InputError } from '../say/index.ts'
import { bytesSentences } from './sentences/bytes.ts'

const SEPARATOR = /[\s,;:]/
const HEX = /[0-9a-fA-F]/

/**
 * Reads bytes as people write them: `0d 0a`, `0d0a`, `0D-0A`, `0x0d,0x0a`, `0d:0a`.
 *
 * @throws {InputError} With the place of the first character that is no hex digit, or of an odd group of digits.
 */
export function parseHex(text: string): Uint8Array {
  const bytes: number[] = []
  let at = 0
  while (at < text.length) {
    const letter = text.charAt(at)
    if (SEPARATOR.test(letter) || (letter === '-' && bytes.length > 0)) {
      at++
      continue
    }
    if (letter === '0' && /x/i.test(text.charAt(at + 1)) && HEX.test(text.charAt(at + 2))) at += 2
    const start = at
    while (at < text.length && HEX.test(text.charAt(at)) && !startsPrefix(text, at, start)) at++
    const digits = text.slice(start, at)
    if (digits === '') {
      const found = String.fromCodePoint(text.codePointAt(at) as number)
      throw new InputError(bytesSentences.notHex, text, at, { found })
    }
    if (digits.length % 2 === 1) throw new InputError(bytesSentences.oddHex, text, start, { found: digits })
    for (let i = 0; i < digits.length; i += 2) bytes.push(Number.parseInt(digits.slice(i, i + 2), 16))
  }
  return Uint8Array.from(bytes)
}

/** `0x0d0x0a`: a new prefix ends the digits before it. */
function startsPrefix(text: string, at: number, start: number): boolean {
  return at > start && text.charAt(at) === '0' && /x/i.test(text.charAt(at + 1))
}

/** @returns Two lower-case digits a byte, with `separator` between: `0d 0a`. */
export function formatHex(bytes: Uint8Array, separator = ' '): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(separator)
}
