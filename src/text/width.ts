import { eastAsianWidth } from 'get-east-asian-width'

// Combining marks, joiners and other format characters take no column of their own.
const NO_WIDTH = /^[\p{Mark}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]+$/u
const EMOJI = /^\p{Emoji_Presentation}|\uFE0F|\u20E3/u
const HANGUL_TAIL = /^[\u1160-\u11FF\uD7B0-\uD7FF]+$/u
const ASCII_ONLY = /^[ -~]*$/

/** The minimum of Intl.Segmenter used here; lib es2023 has it in full. */
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How many columns `text` takes in a terminal: wide CJK and emoji 2, marks and controls 0. */
export function displayWidth(text: string): number {
  if (ASCII_ONLY.test(text)) return text.length
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += clusterWidth(segment)
  return width
}

/** The width of what a reader takes for one character. */
function clusterWidth(cluster: string): number {
  if (NO_WIDTH.test(cluster)) return 0
  if (EMOJI.test(cluster) || isFlag(cluster)) return 2
  let width = 0
  for (const character of cluster) {
    if (NO_WIDTH.test(character) || (width > 0 && HANGUL_TAIL.test(character))) continue
    width += eastAsianWidth(character.codePointAt(0) as number)
  }
  return width
}

function isFlag(cluster: string): boolean {
  return /^\p{Regional_Indicator}{2}$/u.test(cluster)
}

/** Cuts `text` to `columns`, never through a character; `mark` stands for what was cut, inside the columns. */
export function truncateToWidth(text: string, columns: number, mark = '…'): string {
  if (displayWidth(text) <= columns) return text
  const markWidth = displayWidth(mark)
  if (markWidth > columns) return ''
  return headOfWidth(text, columns - markWidth) + mark
}

/** Fills `text` with spaces to `columns`; a longer text is left as it is. */
export function padToWidth(text: string, columns: number, side: 'start' | 'end' = 'end'): string {
  const spaces = ' '.repeat(Math.max(0, columns - displayWidth(text)))
  return side === 'end' ? text + spaces : spaces + text
}

/**
 * Breaks `text` into lines of at most `columns`: at spaces and between wide characters, else inside a word.
 * Line ends in `text` stay. A character wider than `columns` has a line of its own.
 */
export function wrapToWidth(text: string, columns: number): string[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => wrapLine(line, Math.max(1, columns)))
}

function wrapLine(line: string, columns: number): string[] {
  const lines: string[] = []
  let current = ''
  let width = 0
  for (const piece of piecesOf(line)) {
    const pieceWidth = displayWidth(piece)
    if (width + pieceWidth <= columns) {
      current += piece
      width += pieceWidth
      continue
    }
    if (current.trim() !== '') lines.push(current.trimEnd())
    current = /^\s+$/.test(piece) ? '' : piece
    while (displayWidth(current) > columns) {
      const head = headOfWidth(current, columns) || firstCluster(current)
      if (head === current) break
      lines.push(head)
      current = current.slice(head.length)
    }
    width = displayWidth(current)
  }
  if (current !== '' || lines.length === 0) lines.push(current.trimEnd())
  return lines
}

// Punctuation that must not begin a line stays with the character before it.
const NO_LINE_START =
  /^[\u3001\u3002\uFF0C\uFF1B\uFF1A\uFF1F\uFF01\uFF09\u300D\u300F\u300B\u3011\u201D\u2019,.;:?!)]/u

// And an opening bracket must not end one.
const NO_LINE_END = /[(\uFF08\u300A\u300C\u300E\u3010\u201C\u2018]$/u

/** Words, runs of spaces, and wide characters one by one: what a line may break between. */
function piecesOf(line: string): string[] {
  const pieces: string[] = []
  let openWord = false
  for (const { segment } of segmenter.segment(line)) {
    const isSpace = /^\s/.test(segment)
    const joins = NO_LINE_START.test(segment) && pieces.length > 0 && !/^\s/.test(pieces.at(-1) as string)
    const isWide = !isSpace && clusterWidth(segment) === 2
    const isWord = !isSpace && !isWide
    const opened = !isSpace && pieces.length > 0 && NO_LINE_END.test(pieces.at(-1) as string)
    if (joins || opened || (isWord && openWord)) pieces[pieces.length - 1] += segment
    else pieces.push(segment)
    openWord = isWord && (!joins || openWord || opened)
  }
  return pieces
}

function headOfWidth(text: string, columns: number): string {
  let head = ''
  let width = 0
  for (const { segment } of segmenter.segment(text)) {
    width += clusterWidth(segment)
    if (width > columns) break
    head += segment
  }
  return head
}

function firstCluster(text: string): string {
  for (const { segment } of segmenter.segment(text)) return segment
  return ''
}
