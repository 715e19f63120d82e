import { seconds, type Nanos } from '../../base/index.ts'
import { drillSentences as t } from '../sentences.ts'
import { Cursor } from './cursor.ts'
import type { Token } from './lexer.ts'
import { parseCall } from './parse-expression.ts'
import { parsePacket } from './parse-packet.ts'
import { preprocess } from './preprocess.ts'
import { DrillSyntaxError } from './syntax-error.ts'
import type { Action, BackquotedCommand, EventTime, Script, ScriptEvent, ScriptOption } from './types.ts'

/**
 * Reads a script in packetdrill's language.
 *
 * @param text - The whole script.
 * @param defines - What names stand for, as `--define` gives them; a script's own `--define` comes after.
 * @throws {DrillSyntaxError} With line and column; nothing else, whatever the text.
 */
export function parseScript(text: string, defines: ReadonlyMap<string, string> = new Map()): Script {
  const known = new Map(defines)
  const cursor = new Cursor(preprocess(text, known), known)
  const options = parseOptions(cursor, known)
  const init = cursor.peek.kind === 'command' ? command(cursor.next()) : undefined
  const events: ScriptEvent[] = []
  let cleanup: BackquotedCommand | undefined
  // A script without an event tests nothing: it must not pass.
  if (cursor.peek.kind === 'end') cursor.fail('a time')
  while (cursor.peek.kind !== 'end') {
    if (cursor.peek.kind === 'command') {
      cleanup = command(cursor.next())
      break
    } else events.push(parseEvent(cursor, events.length === 0))
  }
  if (cursor.peek.kind !== 'end') cursor.fail('the end of the script')
  return { options, init, events, cleanup }
}

function parseOptions(cursor: Cursor, defines: Map<string, string>): ScriptOption[] {
  const options: ScriptOption[] = []
  while (cursor.peek.kind === 'option') {
    const { text, place } = cursor.next()
    const [, name = '', value = ''] = /^--([^=]+)=?(.*)$/s.exec(text) ?? []
    options.push({ name, value, place })
    const [, defined = '', meaning = ''] = name === 'define' ? (/^(\w+)=(.*)$/s.exec(value) ?? []) : []
    if (defined !== '' && !defines.has(defined)) defines.set(defined, meaning)
  }
  return options
}

function parseEvent(cursor: Cursor, isFirst: boolean): ScriptEvent {
  const { place, start } = cursor.peek
  const time = parseTime(cursor)
  const from = cursor.offset
  const action = parseAction(cursor)
  const isOutbound = action.kind === 'packet' && action.direction === 'out'
  if (time.kind === 'any') {
    if (!isOutbound) throw new DrillSyntaxError(place, t.timeOfOutbound)
  } else {
    if (time.until !== undefined && !isOutbound) throw new DrillSyntaxError(place, t.timeOfOutbound)
    if (time.returns !== undefined && action.kind !== 'call') throw new DrillSyntaxError(place, t.timeOfCall)
    if (isFirst && time.at !== 0 && time.kind === 'absolute') throw new DrillSyntaxError(place, t.firstAtZero)
  }
  const text = `${cursor.textBetween(start, from)} ${cursor.textBetween(from, cursor.offset)}`.trim()
  return { place, text, time, action }
}

/** `1.5`, `+1.5`, `+1.5~+2`, `+1...2`, `*` */
function parseTime(cursor: Cursor): EventTime {
  if (cursor.tryMark('*')) return { kind: 'any' }
  const isRelative = cursor.tryMark('+')
  const kind = isRelative ? 'relative' : 'absolute'
  const at = parseSeconds(cursor)
  if (cursor.tryMark('~')) {
    const { place } = cursor.peek
    if (cursor.tryMark('+') !== isRelative) throw new DrillSyntaxError(place, t.mixedWindow)
    const until = parseSeconds(cursor)
    if (until < at) throw new DrillSyntaxError(place, t.backwards)
    return { kind, at, until }
  }
  if (!cursor.tryMark('...')) return { kind, at }
  const { place } = cursor.peek
  const returns = parseSeconds(cursor)
  if (returns < at) throw new DrillSyntaxError(place, t.backwards)
  return { kind, at, returns }
}

function parseSeconds(cursor: Cursor): Nanos {
  const { kind, value, place } = cursor.peek
  if (kind !== 'integer' && kind !== 'float') return cursor.fail('a time')
  cursor.next()
  // A day is longer than any script, and short enough for exact nanoseconds.
  if (value < 0 || value > 86_400) throw new DrillSyntaxError(place, t.badTime, { value })
  return seconds(value)
}

function parseAction(cursor: Cursor): Action {
  const { kind, text, place } = cursor.peek
  if (kind === 'command') return command(cursor.next())
  if (kind === 'code') {
    cursor.next()
    return { kind: 'code', text, place }
  }
  if (cursor.isMark('<') || cursor.isMark('>')) return parsePacket(cursor)
  return parseCall(cursor)
}

function command({ text, place }: Token): BackquotedCommand {
  return { kind: 'command', text, place }
}
