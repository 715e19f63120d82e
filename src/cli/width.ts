/** Wide in a terminal: CJK, Hangul, kana, full-width forms, emoji (Unicode East Asian Width W and F). */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1F9FF}\u{20000}-\u{3FFFD}]/u
const zeroWidth = /[\p{Mn}\p{Me}\p{Cf}]/u

/** @returns The columns that a text without control characters takes in a terminal: 0, 1 or 2 for each character. */
export function displayWidth(text: string): number {
  let columns = 0
  for (const character of text) {
    if (wide.test(character)) columns += 2
    else if (!zeroWidth.test(character)) columns += 1
  }
  return columns
}

/**
 * Wraps a text to a width in columns. Lines break at spaces and between wide characters, because Chinese has no
 * spaces; never before closing punctuation.
 */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, Math.max(8, width)))
    .join('\n')
}

function wrapLine(line: string, width: number): string {
  const lines: string[] = []
  let current = ''
  for (const piece of pieces(line)) {
    if (current !== '' && displayWidth((current + piece).trimEnd()) > width) {
      lines.push(current.trimEnd())
      current = piece.trimStart()
    } else current += piece
  }
  lines.push(current.trimEnd())
  return lines.join('\n')
}

/** What may not be torn apart: a word with the spaces after it, or one wide character with the closing marks after it. */
function pieces(line: string): string[] {
  const found: string[] = []
  for (const character of line) {
    const last = found.at(-1)
    const joins =
      last !== undefined &&
      (/[\s，。；：！？、）】》”’]/.test(character) ||
        (isWord(last.at(-1)) && isWord(character)) ||
        /[（【《“‘]$/.test(last))
    if (joins) found[found.length - 1] = last + character
    else found.push(character)
  }
  return found
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && !wide.test(character) && !/\s/.test(character)
}
