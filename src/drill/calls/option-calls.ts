import { MILLISECOND, SECOND, own } from '../../base/index.ts'
import { drillSentences as t } from '../sentences.ts'
import type { SocketOptionName, SocketOptionValues } from '../../tcp/index.ts'
import type { Expression } from '../language/types.ts'
import { DrillUnsupported } from '../run/verdict.ts'
import type { CallHandler } from './process.ts'
import { DONE, type Result } from './result.ts'
import { onSocket } from './socket-calls.ts'
import { guarded, type StreamSocket } from './stream-socket.ts'
import { SYMBOLS as S } from './symbols.ts'
import { fieldNumber, fieldsOf, itemsOf, numberOf, type Arguments } from './values.ts'

type Value = SocketOptionValues[SocketOptionName]

/** How an option of the engine stands in an `int` of C. */
interface OptionForm {
  readonly name: SocketOptionName
  toEngine(value: number): Value
  toC(value: Value): number
}

const flag = (name: SocketOptionName): OptionForm => ({
  name,
  toEngine: (value) => value !== 0,
  toC: (value) => (value === true ? 1 : 0),
})
const plain = (name: SocketOptionName): OptionForm => ({
  name,
  toEngine: (value) => value,
  toC: (value) => value as number,
})
const time = (name: SocketOptionName, unit: number): OptionForm => ({
  name,
  toEngine: (value) => (value < 0 ? -1 : value * unit),
  toC: (value) => ((value as number) < 0 ? -1 : Math.floor((value as number) / unit)),
})
/** `unsigned int`, which a script may write with a sign. */
const unsigned = (name: SocketOptionName): OptionForm => ({
  name,
  toEngine: (value) => value >>> 0,
  toC: (value) => value as number,
})

/** By `level name`; the names of levels that are one number are one. */
const OPTIONS: Readonly<Record<string, OptionForm>> = {
  'SOL_SOCKET SO_SNDBUF': plain('sendBuffer'),
  'SOL_SOCKET SO_MAX_PACING_RATE': plain('maxPacingRate'),
  'SOL_SOCKET SO_RCVBUF': plain('receiveBuffer'),
  'SOL_SOCKET SO_KEEPALIVE': flag('keepAlive'),
  'SOL_SOCKET SO_OOBINLINE': flag('urgentInline'),
  'SOL_SOCKET SO_RCVLOWAT': plain('receiveLowWater'),
  'SOL_TCP TCP_NODELAY': flag('noDelay'),
  'SOL_TCP TCP_CORK': flag('cork'),
  'SOL_TCP TCP_QUICKACK': flag('quickAck'),
  'SOL_TCP TCP_USER_TIMEOUT': time('userTimeout', MILLISECOND),
  'SOL_TCP TCP_MAXSEG': plain('maxSegment'),
  'SOL_TCP TCP_NOTSENT_LOWAT': unsigned('notSentLowWater'),
  'SOL_TCP TCP_INQ': flag('inq'),
  'SOL_TCP TCP_DEFER_ACCEPT': time('deferAccept', SECOND),
  'SOL_TCP TCP_SYNCNT': plain('synCount'),
  'SOL_TCP TCP_LINGER2': time('linger2', SECOND),
  'SOL_TCP TCP_WINDOW_CLAMP': plain('windowClamp'),
  'SOL_TCP TCP_KEEPIDLE': time('keepAliveIdle', SECOND),
  'SOL_TCP TCP_KEEPINTVL': time('keepAliveInterval', SECOND),
  'SOL_TCP TCP_KEEPCNT': plain('keepAliveCount'),
  'SOL_IP IP_TOS': plain('typeOfService'),
  'SOL_IPV6 IPV6_TCLASS': plain('typeOfService'),
}
/**
 * Options of other parts of a kernel: whether they are set or not, no packet of a script changes. The addresses are
 * the host's own, its link has one device, and every packet has DF.
 */
const WITHOUT_EFFECT = new Set([
  'SOL_SOCKET SO_REUSEPORT',
  'SOL_SOCKET SO_PRIORITY',
  'SOL_SOCKET SO_MARK',
  'SOL_IP IP_FREEBIND',
  'SOL_IP IP_BIND_ADDRESS_NO_PORT',
  'SOL_IP IP_MTU_DISCOVER',
  'SOL_IPV6 IPV6_V6ONLY',
])

/** Every name of each number, to find out what `6, 18` is. */
const LEVELS = ['SOL_SOCKET', 'SOL_TCP', 'SOL_IP', 'SOL_IPV6'] as const
const PREFIX = { SOL_SOCKET: 'SO_', SOL_TCP: 'TCP_', SOL_IP: 'IP_', SOL_IPV6: 'IPV6_' } as const

/** @returns `SOL_TCP TCP_NODELAY`, whatever names or numbers the script has. */
function keyOf(args: Arguments): string {
  const name = args.at(2)
  const level = LEVELS.find((known) => S[known] === args.number(1))
  if (level === undefined) return `${args.number(1)} ${args.number(2)}`
  if (name.kind === 'symbol') return `${level} ${name.name}`
  const number = args.number(2)
  const found = Object.entries(S).find(([text, value]) => text.startsWith(PREFIX[level]) && value === number)
  return `${level} ${found?.[0] ?? number}`
}

const setsockopt = onSocket((socket, args) => {
  args.expectCount(5)
  const key = keyOf(args)
  const value = args.at(3)
  if (key === 'SOL_SOCKET SO_REUSEADDR') {
    socket.reuseAddress = integerOf(value, args) !== 0
    return DONE
  }
  if (key === 'SOL_SOCKET SO_LINGER') return setLinger(socket, value)
  if (key === 'SOL_TCP TCP_CONGESTION') {
    const name = value.kind === 'string' ? value.text : ''
    return setOption(socket, 'congestionControl', name)
  }
  if (WITHOUT_EFFECT.has(key)) return DONE
  const form = own(OPTIONS, key)
  if (form === undefined) throw unknownOption(key)
  return setOption(socket, form.name, form.toEngine(integerOf(value, args)))
})

function setOption(socket: StreamSocket, name: SocketOptionName, value: Value): Result {
  return guarded(() => {
    const target = socket.endpoint ?? socket.listener?.options
    if (target === undefined) socket.options.set(name, value)
    else if ('setOption' in target) target.setOption(name, value)
    else target.set(name, value)
    return DONE
  })
}

function setLinger(socket: StreamSocket, value: Expression): Result {
  const fields = fieldsOf(value, 'setsockopt')
  const isOn = fieldNumber(fields, 'onoff', 'setsockopt') !== 0
  const seconds = fieldNumber(fields, 'linger', 'setsockopt')
  return setOption(socket, 'linger', isOn ? seconds * SECOND : undefined)
}

const getsockopt = onSocket((socket, args) => {
  args.expectCount(5)
  const key = keyOf(args)
  const wanted = args.at(3)
  if (key === 'SOL_SOCKET SO_ERROR') {
    return compared(key, String(integerOf(wanted, args)), String(socket.takeErrorNumber()))
  }
  const form = own(OPTIONS, key)
  const name = key === 'SOL_TCP TCP_CONGESTION' ? 'congestionControl' : form?.name
  if (key === 'SOL_SOCKET SO_REUSEADDR') {
    return compared(key, String(integerOf(wanted, args)), socket.reuseAddress ? '1' : '0')
  }
  if (key === 'SOL_SOCKET SO_LINGER') return getLinger(socket, wanted)
  if (name === undefined) throw unknownOption(key)
  const value = socket.endpoint?.getOption(name) ?? (socket.listener?.options ?? socket.options).get(name)
  if (wanted.kind === 'string') return compared(key, wanted.text, String(value))
  return compared(key, String(integerOf(wanted, args)), String(form?.toC(value) ?? value))
})

function getLinger(socket: StreamSocket, wanted: Expression): Result {
  const fields = fieldsOf(wanted, 'getsockopt')
  const expected = ['onoff', 'linger'].map((field) => fieldNumber(fields, field, 'getsockopt'))
  const linger = (socket.endpoint ?? undefined)?.getOption('linger') ?? socket.options.get('linger')
  const came = linger === undefined ? [0, 0] : [1, linger / SECOND]
  return compared('SO_LINGER', expected.join(), came.join())
}

function compared(what: string, expected: string, came: string): Result {
  return expected === came ? DONE : { value: 0, differs: { what, expected, came } }
}

/** `[1]`, or a number by itself. */
function integerOf(value: Expression, args: Arguments): number {
  if (value.kind !== 'list') return numberOf(value, args.name)
  const [item] = itemsOf(value, args.name)
  return item === undefined ? 0 : numberOf(item, args.name)
}

function unknownOption(key: string): DrillUnsupported {
  if (key.startsWith('SOL_TCP TCP_FASTOPEN')) return new DrillUnsupported(t.noFastOpen)
  return new DrillUnsupported(t.unsupportedCall, { call: key })
}

/** Calls that set and read options. */
export const OPTION_CALLS: Readonly<Record<string, CallHandler>> = { setsockopt, getsockopt }
