import type { CodeExpression, Statement } from './parse.ts'
import { CodeError } from './tokens.ts'
import { drillSentences as t } from '../sentences.ts'

export type CodeValue = number | string | boolean | undefined | readonly CodeValue[]

/** A name that nothing has set. */
export class UnknownName extends Error {
  override readonly name: string = 'UnknownName'
  readonly variable: string

  constructor(variable: string) {
    super(variable)
    this.variable = variable
  }
}

/** What an assertion says when it does not hold. */
export interface Broken {
  readonly text: string
  readonly message: string
}

/**
 * Runs statements.
 *
 * @param scope - The names there are; assignments change it.
 * @returns The first assertion that does not hold; undefined when all do.
 * @throws {CodeError} For what Python would refuse. @throws {UnknownName}
 */
export function runCode(statements: readonly Statement[], scope: Map<string, CodeValue>): Broken | undefined {
  for (const statement of statements) {
    if (statement.kind === 'expression') evaluate(statement.value, scope)
    else if (statement.kind === 'assign') {
      const value = evaluate(statement.value, scope)
      const { name, operator } = statement
      const old = operator === undefined ? undefined : lookUp(name, scope)
      scope.set(name, operator === undefined ? value : binary(operator, old, value))
    } else if (!isTrue(evaluate(statement.condition, scope))) {
      const { message } = statement
      return { text: statement.text, message: message === undefined ? '' : shown(evaluate(message, scope)) }
    }
  }
  return undefined
}

function lookUp(name: string, scope: ReadonlyMap<string, CodeValue>): CodeValue {
  if (!scope.has(name)) throw new UnknownName(name)
  return scope.get(name)
}

function evaluate(expression: CodeExpression, scope: ReadonlyMap<string, CodeValue>): CodeValue {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'name':
      return lookUp(expression.name, scope)
    case 'tuple':
      return expression.items.map((item) => evaluate(item, scope))
    case 'unary':
      return unary(expression.operator, evaluate(expression.value, scope))
    case 'binary': {
      const left = evaluate(expression.left, scope)
      // Python's `and` and `or` give one of their operands, and look at the second only if they must.
      if (expression.operator === 'or') return isTrue(left) ? left : evaluate(expression.right, scope)
      if (expression.operator === 'and') return isTrue(left) ? evaluate(expression.right, scope) : left
      return binary(expression.operator, left, evaluate(expression.right, scope))
    }
    case 'comparison': {
      let left = evaluate(expression.first, scope)
      for (const { operator, value } of expression.rest) {
        const right = evaluate(value, scope)
        if (!compare(operator, left, right)) return false
        left = right
      }
      return true
    }
    default:
      return callFunction(
        expression.name,
        expression.args.map((arg) => evaluate(arg, scope)),
      )
  }
}

function unary(operator: string, value: CodeValue): CodeValue {
  if (operator === 'not') return !isTrue(value)
  const number = numeric(value)
  return operator === '-' ? -number : operator === '~' ? -number - 1 : number
}

function binary(operator: string, left: CodeValue, right: CodeValue): CodeValue {
  if (operator === '%' && typeof left === 'string') return format(left, right)
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return left + right
  const [a, b] = [numeric(left), numeric(right)]
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
    case '//':
    case '%':
      return divide(operator, a, b)
    default:
      // Python's integers have no end: JavaScript's bitwise operators stop at 32 bits.
      return bitwise(operator, BigInt(Math.trunc(a)), BigInt(Math.trunc(b)))
  }
}

function divide(operator: '/' | '//' | '%', a: number, b: number): number {
  if (b === 0) throw new CodeError(t.divisionByZero)
  if (operator === '/') return a / b
  const quotient = Math.floor(a / b)
  return operator === '//' ? quotient : a - quotient * b
}

function bitwise(operator: string, a: bigint, b: bigint): number {
  const isShift = operator === '<<' || operator === '>>'
  if (isShift && (b < 0n || b > 64n)) throw new CodeError(t.badShift, { by: String(b) })
  switch (operator) {
    case '&':
      return Number(a & b)
    case '|':
      return Number(a | b)
    case '^':
      return Number(a ^ b)
    case '<<':
      return Number(a << b)
    default:
      return Number(a >> b)
  }
}

function compare(operator: string, left: CodeValue, right: CodeValue): boolean {
  if (operator === '==' || operator === '!=') {
    return (plain(left) === plain(right)) === (operator === '==')
  }
  const isText = typeof left === 'string' && typeof right === 'string'
  const [a, b] = isText ? [left, right] : [numeric(left), numeric(right)]
  switch (operator) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    default:
      return a >= b
  }
}

function callFunction(name: string, args: readonly CodeValue[]): CodeValue {
  switch (name) {
    case 'print':
      return undefined
    case 'str':
      return shown(args[0])
    case 'int':
      return Math.trunc(numeric(typeof args[0] === 'string' ? Number(args[0]) : args[0]))
    case 'abs':
      return Math.abs(numeric(args[0]))
    case 'min':
      return Math.min(...args.map(numeric))
    case 'max':
      return Math.max(...args.map(numeric))
    default:
      throw new UnknownName(`${name}()`)
  }
}

/** `'%d of %s' % (1, 2)` */
function format(text: string, value: CodeValue): string {
  const values = Array.isArray(value) ? [...(value as readonly CodeValue[])] : [value]
  return text.replace(/%(?:[-+0 #]*\d*(?:\.\d+)?)([%a-zA-Z])/g, (_all, letter: string) => {
    if (letter === '%') return '%'
    if (values.length === 0) throw new CodeError(t.fewArguments)
    const next = values.shift()
    if (letter === 'x') return numeric(next).toString(16)
    return letter === 'd' || letter === 'u' ? String(Math.trunc(numeric(next))) : shown(next)
  })
}

function numeric(value: CodeValue): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value
  if (typeof value === 'boolean') return value ? 1 : 0
  throw new CodeError(t.codeNotNumber, { value: shown(value) })
}

/** Numbers and truth values are equal across their kinds, as in Python. */
function plain(value: CodeValue): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  return Array.isArray(value) ? JSON.stringify(value) : value
}

function isTrue(value: CodeValue): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function shown(value: CodeValue): string {
  if (value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `(${(value as readonly CodeValue[]).map(shown).join(', ')})`
  return String(value)
}
