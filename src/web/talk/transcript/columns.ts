import { controlName, displayWidth } from '../../../say/index.ts'

/** A control is drawn as a chip with its name in small letters. */
const CHIP_COLUMNS = 3
const ASCII_ONLY = /^[ -~]*$/
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Where a line is cut so that each piece takes at most `columns`; never through a character. Nothing is trimmed:
 * spaces are bytes too.
 *
 * @returns The ends of the pieces; one piece for an empty line.
 */
export function cutsOf(line: string, columns: number): number[] {
  const width = Math.max(4, columns)
  if (line.length * 2 <= width) return [line.length]
  const ends: number[] = []
  if (ASCII_ONLY.test(line)) {
    for (let at = width; at < line.length; at += width) ends.push(at)
  } else {
    let used = 0
    for (const { segment, index } of segmenter.segment(line)) {
      const wide = controlName(segment) === undefined ? displayWidth(segment) : CHIP_COLUMNS
      if (used + wide > width && used > 0) {
        ends.push(index)
        used = 0
      }
      used += wide
    }
  }
  ends.push(line.length)
  return ends
}
