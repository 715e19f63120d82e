/**
 * 32-bit sequence numbers (RFC 9293 §3.4) and their unwrapping to positions that only grow.
 * Nothing above this room does arithmetic modulo 2^32.
 */

/** @returns `a` - `b` modulo 2^32 as a signed number from -2^31 to 2^31 - 1: negative when `a` is before `b`. */
export function seqDiff(a: number, b: number): number {
  return (a - b) | 0
}

/** @returns `seq` + `count` modulo 2^32, as an unsigned number. */
export function seqAdd(seq: number, count: number): number {
  return (seq + count) >>> 0
}

/** @returns The 32-bit number that stands on the wire for an unwrapped position. */
export function wrap(position: number): number {
  // ToUint32 is modulo 2^32 for every whole number below 2^53, and much faster than a remainder of floats.
  return position >>> 0
}

/**
 * @param seq - A 32-bit number from the wire.
 * @param near - An unwrapped position known to be within 2^31 of the true one.
 * @returns The unwrapped position of `seq`; it may be negative when `seq` lies before the start.
 */
export function unwrap(seq: number, near: number): number {
  return near + ((seq - wrap(near)) | 0)
}
