import { SynfinError, type Nanos, type Random } from '../base/index.ts'
import { ChallengeBudget } from './challenge-budget.ts'
import {
  IPV4_HEADER,
  IPV6_HEADER,
  MAX_BUFFER,
  MAX_UINT16,
  MAX_UINT32,
  MIN_ANNOUNCED_MSS,
  MIN_RECEIVE_BUFFER,
} from './profile.ts'
import { newReceiveMemory, type ReceiveMemory } from './receive/receive-memory.ts'
import { LINUX_SETTINGS, type StackSettings } from './settings.ts'
import { newSocketOptions, setKeepAlive, type SocketOptions } from './socket-options.ts'
import { newStatistics, type TcpStatistics } from './statistics.ts'
import type { ConnectionOptions } from './types.ts'
import { tcpSentences as t } from './sentences.ts'

/** What a connection is made of: the options given, checked, with the defaults of the host and its settings. */
export interface CheckedOptions {
  readonly settings: StackSettings
  readonly options: SocketOptions
  readonly localPort: number
  readonly remotePort: number
  readonly iss: number
  readonly mss: number
  readonly sendBuffer: number | undefined
  readonly memory: ReceiveMemory
  readonly statistics: TcpStatistics
  readonly challengeBudget: ChallengeBudget
  readonly msl: Nanos
  readonly ipHeaderLength: number
  readonly pathMtu: number | undefined
  readonly wantsTimestamps: boolean
  readonly wantsScaling: boolean
  readonly wantsSack: boolean
  readonly tsOffset: number
  readonly random: Random
}

/** @throws {SynfinError} EINVAL for an option out of range. */
export function checkOptions(given: ConnectionOptions): CheckedOptions {
  const { settings = LINUX_SETTINGS, sendBuffer, random } = given
  const options = socketOptions(given, settings)
  if (sendBuffer !== undefined) inRange('sendBuffer', sendBuffer, 1, MAX_BUFFER)
  return {
    settings,
    options,
    localPort: inRange('localPort', given.localPort, 1, MAX_UINT16),
    remotePort: inRange('remotePort', given.remotePort, 0, MAX_UINT16),
    iss: inRange('iss', given.iss, 0, MAX_UINT32),
    mss: inRange('mss', given.mss, MIN_ANNOUNCED_MSS, MAX_UINT16),
    sendBuffer,
    memory: receiveMemory(given, options),
    statistics: given.statistics ?? newStatistics(),
    challengeBudget: given.challengeBudget ?? new ChallengeBudget(random),
    msl: inRange('msl', given.msl ?? settings.msl, 0, Number.MAX_SAFE_INTEGER),
    ipHeaderLength: inRange('ipHeaderLength', given.ipHeaderLength ?? IPV6_HEADER, IPV4_HEADER, IPV6_HEADER),
    pathMtu: given.pathMtu,
    wantsTimestamps: given.timestamps ?? settings.timestamps,
    wantsScaling: given.windowScaling ?? settings.windowScaling,
    wantsSack: given.sack ?? settings.sack,
    tsOffset: inRange('timestampOffset', given.timestampOffset ?? random.uint32(), 0, MAX_UINT32),
    random,
  }
}

/** The options of a connection: those of its socket or listener, copied, and what was given by itself. */
function socketOptions(given: ConnectionOptions, settings: StackSettings): SocketOptions {
  const options = given.socketOptions?.copy() ?? newSocketOptions(settings)
  if (given.noDelay !== undefined) options.set('noDelay', given.noDelay)
  if (given.userTimeout !== undefined)
    options.set('userTimeout', inRange('userTimeout', given.userTimeout, 1, Number.MAX_SAFE_INTEGER))
  if (given.keepAlive !== undefined) setKeepAlive(options, given.keepAlive)
  return options
}

/** The buffer: a size given by itself is one that the user has set, so the window is never larger than it. */
function receiveMemory(given: ConnectionOptions, options: SocketOptions): ReceiveMemory {
  if (given.receiveBuffer !== undefined)
    return newReceiveMemory(
      Math.max(2 * inRange('receiveBuffer', given.receiveBuffer, 1, MAX_BUFFER), MIN_RECEIVE_BUFFER),
      true,
    )
  return newReceiveMemory(options.receiveBuffer, options.receiveBufferLocked !== undefined)
}

/** @throws {SynfinError} EINVAL unless `value` is a whole number within. */
function inRange(name: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new SynfinError('EINVAL', t.outOfRange, { name, least: low, most: high, value })
  return value
}
