import { CodeError, tokenize, type CodeToken } from './tokens.ts'
import { drillSentences as t } from '../sentences.ts'

export type CodeExpression =
  | { readonly kind: 'literal'; readonly value: number | string | boolean | undefined }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'tuple'; readonly items: readonly CodeExpression[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly value: CodeExpression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: CodeExpression
      readonly right: CodeExpression
    }
  /** `a < b <= c`: each neighbouring pair. */
  | {
      readonly kind: 'comparison'
      readonly first: CodeExpression
      readonly rest: readonly { readonly operator: string; readonly value: CodeExpression }[]
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly CodeExpression[] }

export type Statement =
  | {
      readonly kind: 'assert'
      /** As written. */
      readonly text: string
      readonly condition: CodeExpression
      readonly message: CodeExpression | undefined
    }
  /** `name = value`, `name += value` */
  | {
      readonly kind: 'assign'
      readonly name: string
      readonly operator: string | undefined
      readonly value: CodeExpression
    }
  | { readonly kind: 'expression'; readonly value: CodeExpression }

/** Python's levels from the loosest on. */
const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '//', '%'],
]
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>=']
const DEEPEST = 100

/** Reads a script's code: assertions, assignments, print(). @throws {CodeError} For any other Python. */
export function parseCode(code: string): readonly Statement[] {
  return new CodeParser(tokenize(code)).statements()
}

class CodeParser {
  readonly #tokens: readonly CodeToken[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly CodeToken[]) {
    this.#tokens = tokens
  }

  statements(): Statement[] {
    const statements: Statement[] = []
    for (;;) {
      while (this.#peek.kind === 'newline') this.#at++
      if (this.#peek.kind === 'end') return statements
      statements.push(this.#statement())
      if (!this.#isAtEnd) this.#fail()
    }
  }

  get #peek(): CodeToken {
    return this.#tokens[this.#at] as CodeToken
  }

  get #isAtEnd(): boolean {
    return this.#peek.kind === 'newline' || this.#peek.kind === 'end'
  }

  #is(text: string): boolean {
    const { kind } = this.#peek
    return (kind === 'mark' || kind === 'name') && this.#peek.text === text
  }

  #try(text: string): boolean {
    if (!this.#is(text)) return false
    this.#at++
    return true
  }

  #fail(): never {
    const what = this.#peek.text.trim()
    throw this.#peek.text === '' ? new CodeError(t.codeEnds) : new CodeError(t.badCode, { what })
  }

  #statement(): Statement {
    if (this.#try('assert')) {
      const from = this.#at
      const condition = this.#expression()
      const text = this.#tokens.slice(from, this.#at).map((token) => token.text)
      const message = this.#try(',') ? this.#expression() : undefined
      return { kind: 'assert', text: text.join(' '), condition, message }
    }
    const { kind, text } = this.#peek
    const operator = this.#tokens[this.#at + 1]
    if (kind === 'name' && operator?.kind === 'mark' && /^([-+*&|]?=)$/.test(operator.text)) {
      this.#at += 2
      const change = operator.text === '=' ? undefined : operator.text.slice(0, -1)
      return { kind: 'assign', name: text, operator: change, value: this.#expression() }
    }
    return { kind: 'expression', value: this.#expression() }
  }

  #expression(): CodeExpression {
    if (++this.#depth > DEEPEST) this.#fail()
    const value = this.#or()
    this.#depth--
    return value
  }

  #or(): CodeExpression {
    let left = this.#and()
    while (this.#try('or')) left = { kind: 'binary', operator: 'or', left, right: this.#and() }
    return left
  }

  #and(): CodeExpression {
    let left = this.#not()
    while (this.#try('and')) left = { kind: 'binary', operator: 'and', left, right: this.#not() }
    return left
  }

  #not(): CodeExpression {
    if (!this.#try('not')) return this.#comparison()
    if (++this.#depth > DEEPEST) this.#fail()
    const value = this.#not()
    this.#depth--
    return { kind: 'unary', operator: 'not', value }
  }

  #comparison(): CodeExpression {
    const first = this.#level(0)
    const rest: { operator: string; value: CodeExpression }[] = []
    while (this.#peek.kind === 'mark' && COMPARISONS.includes(this.#peek.text)) {
      const operator = this.#peek.text
      this.#at++
      rest.push({ operator, value: this.#level(0) })
    }
    return rest.length === 0 ? first : { kind: 'comparison', first, rest }
  }

  #level(level: number): CodeExpression {
    const operators = LEVELS[level]
    if (operators === undefined) return this.#unary()
    let left = this.#level(level + 1)
    while (this.#peek.kind === 'mark' && operators.includes(this.#peek.text)) {
      const operator = this.#peek.text
      this.#at++
      left = { kind: 'binary', operator, left, right: this.#level(level + 1) }
    }
    return left
  }

  #unary(): CodeExpression {
    const operator = ['-', '+', '~'].find((mark) => this.#is(mark))
    if (operator === undefined) return this.#atom()
    this.#at++
    if (++this.#depth > DEEPEST) this.#fail()
    const value = this.#unary()
    this.#depth--
    return { kind: 'unary', operator, value }
  }

  #atom(): CodeExpression {
    const { kind, text } = this.#peek
    if (kind === 'number') {
      this.#at++
      return { kind: 'literal', value: Number(text) }
    }
    if (kind === 'string') return { kind: 'literal', value: this.#strings() }
    if (kind === 'name') return this.#named(text)
    if (!this.#try('(')) this.#fail()
    const items = this.#list(')')
    const isTuple = items.length !== 1 || this.#tokens[this.#at - 2]?.text === ','
    return isTuple ? { kind: 'tuple', items } : (items[0] as CodeExpression)
  }

  #named(text: string): CodeExpression {
    this.#at++
    if (text === 'True' || text === 'False') return { kind: 'literal', value: text === 'True' }
    if (text === 'None') return { kind: 'literal', value: undefined }
    if (!this.#try('(')) return { kind: 'name', name: text }
    return { kind: 'call', name: text, args: this.#list(')') }
  }

  /** Strings side by side are one. */
  #strings(): string {
    let text = ''
    for (; this.#peek.kind === 'string'; this.#at++) {
      text += this.#peek.text.slice(1, -1).replace(/\\([^])/g, (_all, letter: string) => {
        return letter === 'n' ? '\n' : letter === 't' ? '\t' : letter
      })
    }
    return text
  }

  #list(close: string): CodeExpression[] {
    const items: CodeExpression[] = []
    while (!this.#try(close)) {
      items.push(this.#expression())
      if (this.#try(',')) continue
      if (!this.#is(close)) this.#fail()
    }
    return items
  }
}
