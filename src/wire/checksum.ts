/**
 * The Internet checksum (RFC 1071), over 32-bit words where the memory allows it. Since 2^16 = 1 modulo 65535, a sum
 * of 32-bit words folds to the same result as a sum of 16-bit words, in either byte order (RFC 1071 §2).
 */

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/**
 * Adds bytes to a running sum of big-endian 16-bit words; an odd last byte counts as the high half of a word.
 *
 * @param sum - What came before, an even number of bytes. Exact while fewer than 2^20 words have been added.
 */
export function sumBytes(bytes: Uint8Array, offset: number, length: number, sum = 0): number {
  const end = offset + length
  let at = offset
  let total = sum
  for (; at + 1 < end; at += 2) total += ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
  if (at < end) total += (bytes[at] as number) << 8
  return total
}

/**
 * The same as `sumBytes`, four bytes at a time.
 *
 * @param words - A view of the same memory that starts where `bytes` starts.
 * @param offset - Any multiple of 4.
 */
export function sumWords(
  bytes: Uint8Array,
  words: Uint32Array,
  offset: number,
  length: number,
  sum = 0,
): number {
  const first = offset >> 2
  const last = first + (length >> 2)
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let i = first
  for (; i + 4 <= last; i += 4) {
    a += words[i] as number
    b += words[i + 1] as number
    c += words[i + 2] as number
    d += words[i + 3] as number
  }
  for (; i < last; i++) a += words[i] as number
  const native = fold(a + b + c + d)
  const big = LITTLE_ENDIAN ? ((native & 0xff) << 8) | (native >> 8) : native
  const rest = length & 3
  return rest === 0 ? sum + big : sumBytes(bytes, offset + length - rest, rest, sum + big)
}

/** @returns The sum folded to 16 bits with end-around carry. @param sum - Any integer up to 2^53. */
export function fold(sum: number): number {
  let folded = Math.floor(sum / 0x1_0000_0000) + (sum >>> 0)
  folded = Math.floor(folded / 0x1_0000) + (folded & 0xffff)
  folded = (folded >>> 16) + (folded & 0xffff)
  return (folded >>> 16) + (folded & 0xffff)
}

/** @returns The Internet checksum of a range: the complement of the folded sum. */
export function checksum(bytes: Uint8Array, offset = 0, length: number = bytes.length - offset): number {
  return ~fold(sumBytes(bytes, offset, length)) & 0xffff
}
