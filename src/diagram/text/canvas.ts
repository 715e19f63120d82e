import { displayWidth } from '../../say/index.ts'
import { sgr, type Ink } from './glyphs.ts'

/** One line of a terminal: cells that can be written in any order. A wide character owns two. */
export class CanvasLine {
  readonly #chars: string[]
  readonly #inks: Ink[]

  constructor(width: number) {
    this.#chars = Array.from({ length: width }, () => ' ')
    this.#inks = Array.from({ length: width }, (): Ink => 'plain')
  }

  /** Writes `text` from `column` on; what falls outside the line is left out. @returns The column after it. */
  put(column: number, text: string, ink: Ink = 'plain'): number {
    let at = column
    for (const char of characters(text)) {
      const width = displayWidth(char)
      if (width === 0) {
        if (at > 0 && at <= this.#chars.length) this.#chars[at - 1] += char
        continue
      }
      if (at >= 0 && at + width <= this.#chars.length) this.#set(at, char, width, ink)
      at += width
    }
    return at
  }

  /** @returns The character of a cell; empty for the second half of a wide one. */
  at(column: number): string {
    return this.#chars[column] ?? ' '
  }

  /** @returns The line without the blanks at its end, with colours when asked. */
  toString(color: boolean): string {
    let end = this.#chars.length
    while (end > 0 && this.#chars[end - 1] === ' ') end--
    if (!color) return this.#chars.slice(0, end).join('')
    let out = ''
    let now = ''
    for (let i = 0; i < end; i++) {
      const code = this.#chars[i] === ' ' ? now : sgr(this.#inks[i] as Ink)
      if (code !== now) out += `${now === '' ? '' : '\u{1b}[0m'}${code === '' ? '' : `\u{1b}[${code}m`}`
      now = code
      out += this.#chars[i]
    }
    return now === '' ? out : `${out}\u{1b}[0m`
  }

  #set(column: number, char: string, width: number, ink: Ink): void {
    this.#mend(column)
    if (width === 2) this.#mend(column + 1)
    this.#chars[column] = char
    this.#inks[column] = ink
    if (width !== 2) return
    this.#chars[column + 1] = ''
    this.#inks[column + 1] = ink
  }

  /** Overwriting one half of a wide character leaves no half behind. */
  #mend(column: number): void {
    if (this.#chars[column] === '') this.#chars[column - 1] = ' '
    if (this.#chars[column + 1] === '') this.#chars[column + 1] = ' '
  }
}

const PRINTABLE = /^[ -~]*$/
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What a reader takes for characters: marks stay with their letter. */
function characters(text: string): Iterable<string> {
  if (PRINTABLE.test(text) || text.length === 1) return text
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
