import type { Cursor } from './cursor.ts'
import type { Expression, StructField, SystemCall } from './types.ts'

/** Deeper than any script; beyond it the input is not one, and would end in a stack overflow. */
const DEEPEST = 50

/** `name(args) = result ERRNO (text)` */
export function parseCall(cursor: Cursor): SystemCall {
  const name = cursor.word('a packet, a call, a command or code').text
  cursor.mark('(')
  const args = parseList(cursor, ')', 0)
  cursor.mark('=')
  const result = parseValue(cursor, 0)
  const errno = cursor.peek.kind === 'word' ? cursor.next().text : undefined
  if (cursor.isMark('(')) cursor.rawUntil(')', cursor.next().place)
  return { kind: 'call', name, args, result, errno }
}

/** Expressions with commas between, up to `close`, which is taken. */
function parseList(cursor: Cursor, close: string, depth: number): Expression[] {
  const items: Expression[] = []
  if (cursor.tryMark(close)) return items
  for (;;) {
    items.push(parseExpression(cursor, depth))
    if (cursor.tryMark(close)) return items
    cursor.mark(',')
  }
}

function parseExpression(cursor: Cursor, depth: number): Expression {
  const first = parseValue(cursor, depth)
  if (!cursor.isMark('|')) return first
  const parts = [first]
  while (cursor.tryMark('|')) parts.push(parseValue(cursor, depth))
  return { kind: 'or', parts }
}

function parseValue(cursor: Cursor, depth: number): Expression {
  if (depth > DEEPEST) cursor.fail('fewer brackets within brackets')
  const { kind, text } = cursor.peek
  switch (kind) {
    case 'integer':
      return { kind, value: cursor.next().value }
    case 'string': {
      let joined = ''
      while (cursor.peek.kind === 'string') joined += cursor.next().text
      return { kind, text: joined }
    }
    case 'address':
      return { kind: 'string', text: cursor.next().text }
    case 'word':
      cursor.next()
      if (!cursor.tryMark('(')) return { kind: 'symbol', name: text }
      return { kind: 'function', name: text, args: parseList(cursor, ')', depth + 1) }
    case 'mark':
      if (cursor.tryMark('...')) return { kind: 'any' }
      if (cursor.tryMark('[')) return { kind: 'list', items: parseList(cursor, ']', depth + 1) }
      if (cursor.tryMark('{')) return { kind: 'struct', fields: parseFields(cursor, depth + 1) }
      if (cursor.tryMark('(')) {
        const inner = parseExpression(cursor, depth + 1)
        cursor.mark(')')
        return inner
      }
      return cursor.fail('a value')
    default:
      return cursor.fail('a value')
  }
}

/** `key=value`, `key(arg)=value` or just `value`, with commas between, up to `}`. */
function parseFields(cursor: Cursor, depth: number): StructField[] {
  const fields: StructField[] = []
  if (cursor.tryMark('}')) return fields
  for (;;) {
    fields.push(parseField(cursor, depth))
    if (cursor.tryMark('}')) return fields
    cursor.mark(',')
  }
}

function parseField(cursor: Cursor, depth: number): StructField {
  const value = parseExpression(cursor, depth)
  if (!cursor.tryMark('=')) return { key: undefined, arg: undefined, value }
  if (value.kind === 'symbol') {
    return { key: value.name, arg: undefined, value: parseExpression(cursor, depth) }
  }
  if (value.kind === 'function' && value.args.length <= 1) {
    return { key: value.name, arg: value.args[0], value: parseExpression(cursor, depth) }
  }
  return cursor.fail("',' or '}'")
}
