import { own } from '../../base/index.ts'
import { drillSentences as t } from '../sentences.ts'
import type { SystemCall } from '../language/types.ts'
import { DrillFailure, DrillUnsupported } from '../run/verdict.ts'
import { errnoName } from './errno.ts'
import { IO_CALLS } from './io-calls.ts'
import { OPTION_CALLS } from './option-calls.ts'
import type { CallHandler, Process } from './process.ts'
import type { Attempt, Result } from './result.ts'
import { SOCKET_CALLS } from './socket-calls.ts'
import { Arguments, numberOf } from './values.ts'
import { WAIT_CALLS } from './wait-calls.ts'

const CALLS: Readonly<Record<string, CallHandler>> = {
  ...SOCKET_CALLS,
  ...IO_CALLS,
  ...OPTION_CALLS,
  ...WAIT_CALLS,
}

/** Begins a call. @throws {DrillUnsupported} For a call that is not known. */
export function makeCall(call: SystemCall, process: Process): Attempt {
  const handler = own(CALLS, call.name)
  if (handler === undefined) throw new DrillUnsupported(t.unsupportedCall, { call: call.name })
  return handler(new Arguments(call.name, call.args), process)
}

/**
 * Compares what a call gave with what the script has, and gives a new descriptor its number.
 *
 * @throws {DrillFailure}
 */
export function checkResult(call: SystemCall, text: string, result: Result, process: Process): void {
  const isAny = call.result.kind === 'any'
  const expected = isAny ? 0 : numberOf(call.result, call.name)
  const came = result.errno === undefined ? String(result.value) : `-1 ${result.errno}`
  const isRight = isAny || (result.descriptor === undefined ? isSame(call, expected, result) : expected >= 0)
  if (!isRight) throw new DrillFailure(t.otherResult, { expected: text, came: shownResult(result, came) })
  if (result.descriptor !== undefined) process.assign(expected, result.descriptor)
  if (result.differs !== undefined) throw new DrillFailure(t.otherArgument, { call: text, ...result.differs })
}

function isSame({ errno }: SystemCall, expected: number, result: Result): boolean {
  if (result.value !== expected) return false
  return errno === undefined || errnoName(errno) === result.errno
}

function shownResult({ descriptor }: Result, came: string): string {
  return descriptor === undefined ? came : 'a descriptor'
}
