import type { CaptureProblemKey } from './problem.ts'
import type { CaptureOutput } from './records.ts'

/** Takes one record at a time out of bytes that arrive in pieces. */
export interface RecordParser {
  /**
   * @param offset - Where `at` is in the file.
   * @returns The length of the record read, above 0; or `more(n)`: n bytes from `at` on are needed; or `bad(…)`.
   */
  next(view: DataView, bytes: Uint8Array, at: number, end: number, offset: number): number
}

/** What a parser answers when nothing after this point can be read. */
export const BROKEN = 0

/** @returns The answer "at least `length` bytes are needed". */
export function more(length: number): number {
  return -length
}

/** Records a problem that ends the reading. */
export function bad(
  out: CaptureOutput,
  offset: number,
  key: CaptureProblemKey,
  args: Readonly<Record<string, string | number>> = {},
): number {
  out.fail(offset, key, args)
  return BROKEN
}
