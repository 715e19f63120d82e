/** UTF-16 units that are turned into text at once: a comment is a few long pieces, not one for each character. */
const RUN = 4_096
const units = new Uint16Array(RUN)

/** UTF-8 without the platform's decoder, which neutral rooms cannot name; each bad byte becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  let count = 0
  let at = start
  while (at < end) {
    if (count > RUN - 2) {
      text += String.fromCharCode.apply(null, units.subarray(0, count) as unknown as number[])
      count = 0
    }
    const lead = bytes[at] as number
    const length = lead < 0x80 ? 1 : sequenceLength(bytes, at, end)
    if (length === 0) {
      units[count++] = 0xfffd
      at++
      continue
    }
    const point = length === 1 ? lead : pointOf(bytes, at, length)
    at += length
    if (point < 0x10000) units[count++] = point
    else {
      units[count++] = 0xd800 | ((point - 0x10000) >> 10)
      units[count++] = 0xdc00 | ((point - 0x10000) & 0x3ff)
    }
  }
  return text + String.fromCharCode.apply(null, units.subarray(0, count) as unknown as number[])
}

/** @returns How many bytes the character at `at` has (RFC 3629 §4); 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  if (at + length > end) return 0
  for (let i = 1; i < length; i++) if ((bytes[at + i] as number) >> 6 !== 2) return 0
  const second = bytes[at + 1] as number
  // No longer forms than needed, no surrogates, nothing beyond U+10FFFF.
  if (lead === 0xe0 && second < 0xa0) return 0
  if (lead === 0xed && second > 0x9f) return 0
  if (lead === 0xf0 && second < 0x90) return 0
  if (lead === 0xf4 && second > 0x8f) return 0
  return length
}

function pointOf(bytes: Uint8Array, at: number, length: number): number {
  let point = (bytes[at] as number) & (0x7f >> length)
  for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[at + i] as number) & 0x3f)
  return point
}
