import { SynfinError } from '../../base/index.ts'
import {
  CONGESTION_NAMES,
  LINUX_SETTINGS,
  newSocketOptions,
  tcpSentences,
  withSettings,
  type SocketOptionName,
  type SocketOptions,
  type StackSettings,
} from '../../tcp/index.ts'
import { ScenarioError } from './problem.ts'
import type { EngineOptions } from './types.ts'
import { readSize, readTime, writeSize, writeTime } from './units.ts'

/** What an option is written as. */
export type OptionKind = 'switch' | 'time' | 'number' | 'bytes' | 'word'

/** An option of the engine that a scenario can set. */
export interface EngineOption {
  readonly name: keyof EngineOptions
  readonly kind: OptionKind
  /** As in Linux, where it is not set. */
  readonly standard: boolean | number | string
  /** An option of the sockets (setsockopt), or a setting of the host (sysctl). */
  readonly of: 'socket' | 'host'
}

type Value = boolean | number | string

/** The options of a socket; `linger` and `inq` are for programs, and a program here is a list of steps. */
const SOCKET_OPTIONS: readonly Exclude<SocketOptionName, 'linger' | 'inq'>[] = [
  'noDelay',
  'cork',
  'quickAck',
  'maxSegment',
  'windowClamp',
  'sendBuffer',
  'receiveBuffer',
  'notSentLowWater',
  'receiveLowWater',
  'congestionControl',
  'userTimeout',
  'synCount',
  'deferAccept',
  'linger2',
  'keepAlive',
  'keepAliveIdle',
  'keepAliveInterval',
  'keepAliveCount',
  'typeOfService',
]
const TIMES: ReadonlySet<string> = new Set([
  'userTimeout',
  'deferAccept',
  'linger2',
  'keepAliveIdle',
  'keepAliveInterval',
  'compressSackDelay',
  'invalidRateLimit',
  'rtoMin',
  'rtoMax',
  'minRttWindow',
  'probeInterval',
  'finTimeout',
  'msl',
])
const BYTES: ReadonlySet<string> = new Set([
  'windowClamp',
  'sendBuffer',
  'receiveBuffer',
  'notSentLowWater',
  'receiveLowWater',
  'receiveBufferMax',
  'sendBufferMax',
])
const SEVERAL: ReadonlySet<string> = new Set(['receiveMemory', 'sendMemory'])
/** The ones people ask for first: what the page shows, and what an error names. */
const FIRST: readonly (keyof EngineOptions)[] = [
  'congestionControl',
  'sack',
  'timestamps',
  'windowScaling',
  'noDelay',
  'maxSegment',
  'sendBuffer',
  'receiveBuffer',
  'initialWindow',
  'keepAlive',
]

/** The congestion controls of the engine, under Linux's names: the only option that is a word. */
export const CONGESTION_CONTROLS: readonly string[] = CONGESTION_NAMES

/** Every option of the engine that a scenario can set, those that people ask for first at the front. */
export const ENGINE_OPTIONS: readonly EngineOption[] = listOptions()

function listOptions(): EngineOption[] {
  const sockets = newSocketOptions(LINUX_SETTINGS)
  const list: EngineOption[] = SOCKET_OPTIONS.map((name) => describe(name, sockets.get(name), 'socket'))
  for (const [name, value] of Object.entries(LINUX_SETTINGS)) {
    if (SEVERAL.has(name) || list.some((known) => known.name === name)) continue
    list.push(describe(name as keyof EngineOptions, value as Value, 'host'))
  }
  const rank = ({ name }: EngineOption): number => (FIRST.indexOf(name) + FIRST.length) % FIRST.length
  const isFirst = ({ name }: EngineOption): boolean => FIRST.includes(name)
  return [
    ...list.filter(isFirst).sort((a, b) => rank(a) - rank(b)),
    ...list.filter((option) => !isFirst(option)),
  ]
}

function describe(name: keyof EngineOptions, standard: Value, of: 'socket' | 'host'): EngineOption {
  const kind =
    typeof standard === 'boolean'
      ? 'switch'
      : typeof standard === 'string'
        ? 'word'
        : TIMES.has(name)
          ? 'time'
          : BYTES.has(name)
            ? 'bytes'
            : 'number'
  return { name, kind, standard, of }
}

/** Reads one option: `sack`, `off`. @throws {ScenarioError} */
export function readOption(name: string, word: string): EngineOptions {
  const option = ENGINE_OPTIONS.find((known) => known.name === name)
  if (option === undefined) throw new ScenarioError('unknownOption', { word: name, allowed: FIRST })
  const read = { [name]: readValue(option, word) } as EngineOptions
  try {
    applyTo(read)
  } catch (error) {
    if (!(error instanceof SynfinError)) throw error
    const { reason, args } = error
    const { least, most } = args
    throw reason === tcpSentences.outOfRange && least !== undefined && most !== undefined
      ? new ScenarioError('number', { key: name, word, least, most })
      : new ScenarioError('optionRange', { key: name, word, problem: { reason, args } })
  }
  return read
}

function readValue({ kind, name }: EngineOption, word: string): Value {
  switch (kind) {
    case 'switch':
      if (word !== 'on' && word !== 'off')
        throw new ScenarioError('choice', { word, key: name, allowed: 'on, off' })
      return word === 'on'
    case 'time':
      return word === '-1' ? -1 : readTime(word, name)
    case 'bytes':
      return readSize(word, name, 0, 0xffffffff)
    case 'number': {
      const number = /^-?\d{1,15}$/.test(word) ? Number(word) : Number.NaN
      if (Number.isNaN(number))
        throw new ScenarioError('number', { word, key: name, least: 0, most: 0xffffffff })
      return number
    }
    default:
      if (!CONGESTION_CONTROLS.includes(word)) {
        throw new ScenarioError('choice', { word, key: name, allowed: CONGESTION_CONTROLS })
      }
      return word
  }
}

/** @returns The option as `readOption` reads it. */
export function writeOption(name: keyof EngineOptions, value: Value): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'string') return value
  if (TIMES.has(name)) return value < 0 ? '-1' : writeTime(value)
  return BYTES.has(name) ? writeSize(value) : String(value)
}

/**
 * Parts the options into what the host is told and what its sockets are.
 *
 * @throws {SynfinError} EINVAL for a value out of range.
 */
export function applyTo(options: EngineOptions): {
  readonly host: Partial<StackSettings>
  set(sockets: SocketOptions): SocketOptions
} {
  const host: Record<string, Value> = {}
  const given: [SocketOptionName, Value][] = []
  for (const { name, of } of ENGINE_OPTIONS) {
    const value = options[name]
    if (value === undefined) continue
    if (of === 'host') host[name] = value
    else given.push([name as SocketOptionName, value])
  }
  const settings = withSettings(LINUX_SETTINGS, host)
  const set = (sockets: SocketOptions): SocketOptions => {
    for (const [name, value] of given) sockets.set(name, value)
    return sockets
  }
  set(newSocketOptions(settings))
  return { host: host, set }
}
