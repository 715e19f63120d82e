import { parseHex } from '../../charset/index.ts'
import { AT_MOST } from '../greeting.ts'
import { MOST_BYTES } from '../parse.ts'
import { ScenarioError } from './problem.ts'
import { quote, unquote, words } from './quoted.ts'
import type { Payload, Step, Steps } from './types.ts'
import { readNumber, readSize, readTime, writeSize, writeTime } from './units.ts'

/** How each step is written. */
const EXAMPLES: Readonly<Record<Step['do'], string>> = {
  send: "send 'hello', send 64k by 1200 x10 every 5ms",
  recv: 'recv, recv 16, recv end by 1024 every 10ms',
  wait: 'wait 50ms',
  at: 'at 2s',
  shutdown: 'shutdown',
  close: 'close',
  reset: 'reset',
  abort: 'abort',
  meet: 'meet',
  stop: 'stop',
}
const STEPS: readonly string[] = Object.keys(EXAMPLES)
const MOST_TIMES = 100_000
const MOST_PIECE = 1_048_576

/**
 * Reads what a program does: `send 'hello', recv 5, wait 50ms, close`. A comma, a semicolon or a new line parts two
 * steps; `|` parts lists that run side by side.
 *
 * @throws {ScenarioError} Which word is wrong, and what is allowed there.
 */
export function parseSteps(text: string): Steps {
  const branches: Step[][] = [[]]
  let step: string[] = []
  const finish = (): void => {
    if (step.length > 0) branches.at(-1)?.push(parseStep(step))
    step = []
  }
  for (const word of words(text)) {
    if (word === ',') finish()
    else if (word === '|') {
      finish()
      branches.push([])
    } else step.push(word)
  }
  finish()
  return branches.filter((branch) => branch.length > 0)
}

/** @returns The steps as `parseSteps` reads them; the empty text when there are none. */
export function formatSteps(steps: Steps): string {
  return steps
    .filter((branch) => branch.length > 0)
    .map((branch) => branch.map((step) => formatStep(step)).join(', '))
    .join(' | ')
}

function formatStep(step: Step): string {
  switch (step.do) {
    case 'send': {
      const { data, by, times, every } = step
      const parts = ['send', formatPayload(data)]
      if (by !== undefined) parts.push('by', writeSize(by))
      if (times !== 1) parts.push(`x${times}`)
      if (every !== 0) parts.push('every', writeTime(every))
      return parts.join(' ')
    }
    case 'recv': {
      const { until, by, every } = step
      const parts = ['recv']
      if (until !== 'once') parts.push(typeof until === 'number' ? writeSize(until) : until)
      if (by !== AT_MOST) parts.push('by', writeSize(by))
      if (every !== 0) parts.push('every', writeTime(every))
      return parts.join(' ')
    }
    case 'wait':
    case 'at':
      return `${step.do} ${writeTime(step.time)}`
    default:
      return step.do
  }
}

function formatPayload(data: Payload): string {
  if ('text' in data) return quote(data.text)
  if ('size' in data) return writeSize(data.size)
  return `hex ${Array.from(data.bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

function parseStep([name = '', ...rest]: readonly string[]): Step {
  const args = [...rest]
  const step = readStep(name, args)
  const [extra] = args
  if (extra !== undefined) {
    throw new ScenarioError('stepExtra', { word: extra, step: name, example: EXAMPLES[step.do] })
  }
  return step
}

/** Takes what belongs to the step from the front of `args`. */
function readStep(name: string, args: string[]): Step {
  switch (name) {
    case 'send':
      return readSend(args)
    case 'recv':
      return readRecv(args)
    case 'wait':
    case 'at':
      return { do: name, time: readTime(need(args, name), name) }
    case 'shutdown':
    case 'close':
    case 'reset':
    case 'abort':
    case 'meet':
    case 'stop':
      return { do: name }
    default:
      throw new ScenarioError('unknownStep', { word: name, allowed: STEPS })
  }
}

function readSend(args: string[]): Step {
  const data = readPayload(args)
  const { by, times = 1, every = 0 } = readModifiers(args, 'send')
  return { do: 'send', data, times, every, ...(by === undefined ? {} : { by }) }
}

interface Modifiers {
  by?: number
  times?: number
  every?: number
}

/** Takes `by 1200`, `x10` and `every 5ms` from the front, each once, in whatever order they stand. */
function readModifiers(args: string[], step: 'send' | 'recv'): Modifiers {
  const read: Modifiers = {}
  for (let word = args[0]; word !== undefined; word = args[0]) {
    if (word === 'by' && read.by === undefined) {
      args.shift()
      read.by = readSize(need(args, 'by'), 'by', 1, MOST_PIECE)
    } else if (word === 'every' && read.every === undefined) {
      args.shift()
      read.every = readTime(need(args, 'every'), 'every')
    } else if (step === 'send' && /^x\d/.test(word) && read.times === undefined) {
      args.shift()
      read.times = readNumber(word.slice(1), 'send x', 1, MOST_TIMES)
    } else break
  }
  return read
}

function readPayload(args: string[]): Payload {
  const word = need(args, 'send')
  if (word.startsWith("'") || word.startsWith('"')) return { text: unquote(word) }
  if (word !== 'hex') return { size: readSize(word, 'send', 1, MOST_BYTES) }
  const digits = need(args, 'send hex')
  try {
    return { bytes: parseHex(digits) }
  } catch {
    throw new ScenarioError('hex', { word: digits.slice(0, 40) })
  }
}

function readRecv(args: string[]): Step {
  const word = args[0]
  const isCount = word !== undefined && word !== 'by' && word !== 'every'
  if (isCount) args.shift()
  const { by = AT_MOST, every = 0 } = readModifiers(args, 'recv')
  return {
    do: 'recv',
    until: !isCount ? 'once' : word === 'end' ? 'end' : readSize(word, 'recv', 0, MOST_BYTES),
    by,
    every,
  }
}

function need(args: string[], step: string): string {
  const word = args.shift()
  if (word !== undefined) return word
  const [example = ''] = (EXAMPLES[step as Step['do']] ?? `${EXAMPLES.send}, ${EXAMPLES.recv}`).split(', ')
  throw new ScenarioError('stepNeeds', { step, example })
}
