import { drillSentences as t } from '../sentences.ts'
import { Lexer, type Defines, type Token } from './lexer.ts'
import { DrillSyntaxError, unexpected } from './syntax-error.ts'

/** The lexer with the small questions that every part of the grammar asks. */
export class Cursor extends Lexer {
  readonly #source: string

  constructor(text: string, defines: Defines) {
    super(text, defines)
    this.#source = text
  }

  /** The script's text between two offsets, on one line. */
  textBetween(from: number, to: number): string {
    return this.#source
      .slice(from, to)
      .replace(/\/\/[^\n]*/g, '')
      .replace(/\s+/g, ' ')
      .trim()
  }

  isMark(text: string): boolean {
    return this.peek.kind === 'mark' && this.peek.text === text
  }

  isWord(text: string): boolean {
    return this.peek.kind === 'word' && this.peek.text === text
  }

  /** Takes the mark if it is next. */
  tryMark(text: string): boolean {
    if (!this.isMark(text)) return false
    this.next()
    return true
  }

  /** Takes the word if it is next. */
  tryWord(text: string): boolean {
    if (!this.isWord(text)) return false
    this.next()
    return true
  }

  mark(text: string): Token {
    return this.isMark(text) ? this.next() : this.fail(`'${text}'`)
  }

  word(wanted = 'a name'): Token {
    return this.peek.kind === 'word' ? this.next() : this.fail(wanted)
  }

  integer(wanted = 'a number'): number {
    return this.peek.kind === 'integer' ? this.next().value : this.fail(wanted)
  }

  /** A number of a header's field. */
  unsigned(bits: number, wanted: string): number {
    const { peek } = this
    const value = this.integer(wanted)
    if (value < 0 || value >= 2 ** bits) throw new DrillSyntaxError(peek.place, t.outOfRange, { value, bits })
    return value
  }

  /** @throws {DrillSyntaxError} Always: the next token is not what was wanted. */
  fail(wanted: string): never {
    const { kind, text, place } = this.peek
    throw unexpected(place, kind === 'end' ? 'the end of the script' : `'${shorten(text)}'`, wanted)
  }
}

function shorten(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ')
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}
