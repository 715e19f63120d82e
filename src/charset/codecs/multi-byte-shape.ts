/** First bytes that are not a character by themselves. */
export const INVALID = -1
export const LEAD_OF_TWO = -2
/** The 0x8F of EUC-JP: two more bytes follow, from JIS X 0212. */
export const LEAD_OF_THREE = -3

/** In `pairs`: the two bytes are two characters, which stand in `combined` (Big5 has four such). */
export const COMBINED = 0xffffffff

/** What the bytes of a charset of one to four bytes a character mean, both ways. */
export interface MultiByteShape {
  /** For each first byte: its code point, or `INVALID`, `LEAD_OF_TWO`, `LEAD_OF_THREE`. */
  readonly first: Int32Array
  /** Code points by (lead << 8 | trail), 0 where the pair means nothing. */
  readonly pairs: Uint32Array
  /** The pairs marked `COMBINED`. */
  readonly combined: ReadonlyMap<number, string>
  /** Code points by (second << 8 | third) after a `LEAD_OF_THREE`. */
  readonly triples?: Uint32Array
  /** Four-byte characters (GB18030): their numbers, counted from 81 30 81 30, to code points. */
  readonly four?: FourByteRange
  /** True when (lead << 8 | trail) may be read but must not be written. */
  readonly readOnly?: (pair: number) => boolean
  /** True when, of several pairs for this code point, the last is written and not the first. */
  readonly lastPair?: (codePoint: number) => boolean
  /** Code points that are written in a way of their own: one or two bytes, or -1 for not at all. */
  readonly written?: ReadonlyMap<number, number>
}

/** The four-byte part of GB18030. */
export interface FourByteRange {
  /** @returns The code point of a number, or 0 where none is. */
  codePoint(number: number): number
  /** @returns The number of a code point, or -1 where it has none. */
  numberOf(codePoint: number): number
}

/** A `first` with ASCII below 0x80, leads of two at `leads` (inclusive ranges), the rest invalid. */
export function firstBytes(...leads: readonly (readonly [number, number])[]): Int32Array {
  const first = Int32Array.from({ length: 256 }, (_, byte) => (byte < 0x80 ? byte : INVALID))
  for (const [low, high] of leads) first.fill(LEAD_OF_TWO, low, high + 1)
  return first
}
