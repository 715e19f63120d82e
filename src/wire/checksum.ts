/**
 * The Internet checksum (RFC 1071), over 32-bit words where the memory allows it. Since 2^16 = 1 modulo 65535, a sum
 * of 32-bit words folds to the same result as a sum of 16-bit words, in either byte order (RFC 1071 §2).
 */

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** From this many bytes on, a view of 32-bit words costs less than it saves. */
const LONG = 128

/**
 * Adds bytes to a running sum of big-endian 16-bit words; an odd last byte counts as the high half of a word.
 *
 * @param sum - What came before, an even number of bytes. Exact while fewer than 2^20 words have been added.
 */
export function sumBytes(bytes: Uint8Array, offset: number, length: number, sum = 0): number {
  if (length >= LONG) return sumLong(bytes, offset, length, sum)
  const end = offset + length
  let at = offset
  let total = sum
  for (; at + 1 < end; at += 2) total += ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
  if (at < end) total += (bytes[at] as number) << 8
  return total
}

/** `sumBytes` through words of its own, whatever the alignment. An odd start swaps the bytes of every word (RFC 1071 §2). */
function sumLong(bytes: Uint8Array, offset: number, length: number, sum: number): number {
  const head = -(bytes.byteOffset + offset) & 3
  const count = (length - head) >> 2
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + offset + head, count)
  const middle = nativeToBig(nativeSum(words, 0, count))
  const tailAt = offset + head + 4 * count
  const tail = sumBytes(bytes, tailAt, offset + length - tailAt, middle)
  const isOdd = (head & 1) === 1
  return sumBytes(bytes, offset, head, sum) + (isOdd ? swap(fold(tail)) : tail)
}

/**
 * The same as `sumBytes`, four bytes at a time, without garbage: for the hot path.
 *
 * @param words - A view of the same memory that starts where `bytes` starts.
 * @param offset - A multiple of 4, as IP headers make it; any other takes the slower way.
 */
export function sumWords(
  bytes: Uint8Array,
  words: Uint32Array,
  offset: number,
  length: number,
  sum = 0,
): number {
  if ((offset & 3) !== 0) return sumBytes(bytes, offset, length, sum)
  const first = offset >> 2
  const total = sum + nativeToBig(nativeSum(words, first, first + (length >> 2)))
  const rest = length & 3
  return rest === 0 ? total : sumBytes(bytes, offset + length - rest, rest, total)
}

/** Four sums side by side, because each addition waits for the one before it. Exact below 2^21 words. */
function nativeSum(words: Uint32Array, first: number, last: number): number {
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
  return a + b + c + d
}

/**
 * @param native - A sum of words in the machine's byte order.
 * @param isLittleEndian - The machine's byte order: handed in by the test of the other one.
 * @returns The same sum of big-endian 16-bit words, folded.
 */
export function nativeToBig(native: number, isLittleEndian: boolean = LITTLE_ENDIAN): number {
  const folded = fold(native)
  return isLittleEndian ? swap(folded) : folded
}

function swap(word: number): number {
  return ((word & 0xff) << 8) | (word >> 8)
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
