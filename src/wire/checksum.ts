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

/**
 * Halves of words added up separately: small integers, which cost no memory to hand back, where a sum of whole words would
 * be a float on the heap. Eight at a time, because each addition waits for the one before it. Exact below 2^14 words
 * times 2: no IP packet has more.
 */
function nativeSum(words: Uint32Array, first: number, last: number): number {
  let low = 0
  let high = 0
  let i = first
  for (; i + 8 <= last; i += 8) {
    const a = words[i] as number
    const b = words[i + 1] as number
    const c = words[i + 2] as number
    const d = words[i + 3] as number
    const e = words[i + 4] as number
    const f = words[i + 5] as number
    const g = words[i + 6] as number
    const h = words[i + 7] as number
    low =
      (low +
        ((a & 0xffff) + (b & 0xffff) + (c & 0xffff) + (d & 0xffff)) +
        ((e & 0xffff) + (f & 0xffff) + (g & 0xffff) + (h & 0xffff))) |
      0
    high =
      (high +
        ((a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16)) +
        ((e >>> 16) + (f >>> 16) + (g >>> 16) + (h >>> 16))) |
      0
  }
  for (; i < last; i++) {
    const word = words[i] as number
    low = (low + (word & 0xffff)) | 0
    high = (high + (word >>> 16)) | 0
  }
  return (low & 0xffff) + (low >>> 16) + (high & 0xffff) + (high >>> 16)
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
  // The usual case, in small integers.
  if (sum < 0x4000_0000) {
    const once = (sum >>> 16) + (sum & 0xffff)
    return (once >>> 16) + (once & 0xffff)
  }
  let folded = Math.floor(sum / 0x1_0000_0000) + (sum >>> 0)
  folded = Math.floor(folded / 0x1_0000) + (folded & 0xffff)
  folded = (folded >>> 16) + (folded & 0xffff)
  return (folded >>> 16) + (folded & 0xffff)
}

/** @returns The Internet checksum of a range: the complement of the folded sum. */
export function checksum(bytes: Uint8Array, offset = 0, length: number = bytes.length - offset): number {
  return ~fold(sumBytes(bytes, offset, length)) & 0xffff
}
