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
 * Breaks `text` into lines of at most `columns`: at spaces and between wide characters, else inside a word. A number
 * keeps its unit, and no line has a wide character or punctuation alone where the one before it can spare company.
 * Line ends in `text` stay. A character wider than `columns` has a line of its own.
 */
export function wrapToWidth(text: string, columns: number): string[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => wrapLine(line, Math.max(1, columns)))
}

function wrapLine(line: string, columns: number): string[] {
  const lines: string[][] = [[]]
  let width = 0
  for (const piece of piecesOf(line)) {
    const current = lines.at(-1) as string[]
    const pieceWidth = displayWidth(piece)
    if (width + pieceWidth <= columns) {
      current.push(piece)
      width += pieceWidth
    } else if (isSpace(piece)) {
      // It hangs over the edge, unseen, and the next word begins a line.
      current.push(piece)
      width = columns
    } else {
      const parts = fitting(piece, columns)
      if (current.every(isSpace)) lines.pop()
      lines.push(...parts.map((part) => [part]))
      width = displayWidth(parts.at(-1) as string)
    }
  }
  keepCompany(lines, columns)
  return lines.map((pieces) => pieces.join('').trimEnd())
}

const isSpace = (piece: string): boolean => /^\s*$/.test(piece)

/** A piece in parts of at most `columns`: itself, where it fits. */
function fitting(piece: string, columns: number): string[] {
  if (displayWidth(piece) <= columns) return [piece]
  const parts: string[] = []
  for (let rest of piece.split(/(?<=\s)/)) {
    while (rest !== '') {
      const part = headOfWidth(rest, columns) || firstCluster(rest)
      if (!isSpace(part)) parts.push(part)
      rest = rest.slice(part.length)
    }
  }
  return parts
}

/** Gives a line that has a wide character or punctuation alone the last piece of the line before it. */
function keepCompany(lines: string[][], columns: number): void {
  for (let at = lines.length - 1; at > 0; at--) {
    const [before = [], line = []] = lines.slice(at - 1)
    if (!isLone(line)) continue
    const from = before.findLastIndex((piece) => !isSpace(piece))
    const [left, joined] = [before.slice(0, from), [...before.slice(from), ...line]]
    if (from < 1 || isLone(left) || displayWidth(joined.join('').trimEnd()) > columns) continue
    lines[at - 1] = left
    lines[at] = joined
  }
}

function isLone(pieces: readonly string[]): boolean {
  const [first = '', ...others] = segmenter.segment(pieces.join('').replaceAll(/[\p{P}\s]/gu, ''))
  return others.length === 0 && (first === '' || clusterWidth(first.segment) === 2)
}

// Punctuation that must not begin a line stays with the character before it.
const NO_LINE_START =
  /^[\u3001\u3002\uFF0C\uFF1B\uFF1A\uFF1F\uFF01\uFF09\u300D\u300F\u300B\u3011\u201D\u2019,.;:?!)]/u

// And an opening bracket must not end one.
const NO_LINE_END = /[(\uFF08\u300A\u300C\u300E\u3010\u201C\u2018]$/u

// A number and its unit: 500 ms, 64 KiB; any Chinese character may be one.
const AMOUNT =
  /\d\s?(?:(?:[nuµm]?s|min|[mh]|[kKMGT]?i?B|[kKMG]?bit(?:\/s)?|bytes?|seconds?|minutes?|hours?)(?![\w-])|[毫微纳]秒|分钟|小时|字节|字符|\p{Script=Han})/gu

/** Words, spaces, and wide characters one by one: what a line may break between. */
function piecesOf(line: string): string[] {
  const pieces: string[] = []
  const kept = amountsIn(line)
  let openWord = false
  for (const { segment, index } of segmenter.segment(line)) {
    const isBlank = /^\s/.test(segment)
    const isWide = !isBlank && clusterWidth(segment) === 2
    const isWord = !isBlank && !isWide
    const last = pieces.at(-1)
    const joins = last !== undefined && NO_LINE_START.test(segment) && !/^\s/.test(last)
    const opened = last !== undefined && !isBlank && NO_LINE_END.test(last)
    if (last !== undefined && (joins || opened || kept.has(index) || (isWord && openWord)))
      pieces[pieces.length - 1] += segment
    else pieces.push(segment)
    openWord = isWord && (!joins || openWord || opened)
  }
  return pieces
}

/** Where no line may break because an amount would. */
function amountsIn(line: string): ReadonlySet<number> {
  const places = new Set<number>()
  for (const { 0: amount, index } of line.matchAll(AMOUNT))
    for (let at = index + 1; at < index + amount.length; at++) places.add(at)
  return places
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
