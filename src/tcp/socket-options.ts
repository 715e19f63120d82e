import {
  MAX_COUNT,
  MAX_INT32,
  MAX_KEEP_ALIVE,
  MAX_LINGER2,
  MAX_MAXSEG,
  MAX_UINT32,
  MAX_UINT8,
  MIN_MAXSEG,
  MIN_RECEIVE_BUFFER,
  MIN_SEND_BUFFER,
} from './profile.ts'
import { SECOND, SynfinError, type Nanos } from '../base/index.ts'
import { congestionNamed } from './congestion/registry.ts'
import type { StackSettings } from './settings.ts'
import type { KeepAlive } from './keep-alive.ts'
import { tcpSentences as t } from './sentences.ts'

/** The options of a TCP socket, with what `setsockopt` takes and `getsockopt` gives. Times are nanoseconds. */
export interface SocketOptionValues {
  /** TCP_NODELAY: no Nagle. */
  noDelay: boolean
  /** TCP_CORK: only full segments leave, for at most 200 ms. */
  cork: boolean
  /** TCP_QUICKACK: set, acknowledge at once from now on until the application answers. Read: whether it is so now. */
  quickAck: boolean
  /** TCP_USER_TIMEOUT (RFC 5482): longest that data may stay unacknowledged once it has been retransmitted; 0 for none. */
  userTimeout: Nanos
  /** TCP_MAXSEG: largest segment, both ways, from 88 to 32,767; 0 for none. Read: the size in use. */
  maxSegment: number
  /** TCP_NOTSENT_LOWAT: writable only while less than this waits unsent; 0 for the host's. */
  notSentLowWater: number
  /** TCP_INQ: every receive reports how much more waits. */
  inq: boolean
  /** SO_OOBINLINE: an urgent byte is read in its place in the stream; else reads leave it out, and it is taken by itself. */
  urgentInline: boolean
  /** TCP_DEFER_ACCEPT: accepted only once data has come, waiting so long; 0 off. Reads back rounded to retransmissions. */
  deferAccept: Nanos
  /** TCP_SYNCNT: retransmissions of a SYN, 1 to 127. */
  synCount: number
  /** TCP_LINGER2: longest in FIN-WAIT-2 once released; -1 for not at all. */
  linger2: Nanos
  /** TCP_WINDOW_CLAMP: the window is never larger, bytes. */
  windowClamp: number
  /** TCP_CONGESTION */
  congestionControl: string
  /** SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT */
  keepAlive: boolean
  keepAliveIdle: Nanos
  keepAliveInterval: Nanos
  keepAliveCount: number
  /** SO_LINGER: undefined off; 0 makes close a reset; else close waits so long for the peer. */
  linger: Nanos | undefined
  /** SO_SNDBUF, SO_RCVBUF: bytes; as in Linux the double is kept, for the overhead, and read back. */
  sendBuffer: number
  receiveBuffer: number
  /** SO_RCVLOWAT: readable only when so much has come. */
  receiveLowWater: number
  /** SO_MAX_PACING_RATE: bytes per second, Infinity for no limit; sending is paced once it is set. */
  maxPacingRate: number
  /** IP_TOS, IPV6_TCLASS: the six upper bits; the lower two are those of ECN. */
  typeOfService: number
}

export type SocketOptionName = keyof SocketOptionValues

/**
 * The options of one socket: set and read before it connects, and after; a listener's are copied to the connections
 * that come from it, as in Linux. Until an option is set, the host's settings speak for it.
 */
class State {
  readonly settings: StackSettings
  noDelay = false
  cork = false
  quickAck = true
  userTimeout: Nanos = 0
  maxSegment = 0
  notSentLowWater = 0
  inq = false
  urgentInline = false
  /** In retransmissions of the SYN-ACK, as Linux keeps it (rskq_defer_accept). */
  deferRetransmissions = 0
  linger: Nanos | undefined = undefined
  windowClamp = 0
  keepAlive = false
  receiveLowWater = 1
  maxPacingRate: number = Number.POSITIVE_INFINITY
  typeOfService = 0
  /** 0: by the settings. */
  #synCount = 0
  #linger2: Nanos = 0
  #keepAliveIdle: Nanos = 0
  #keepAliveInterval: Nanos = 0
  #keepAliveCount = 0
  #congestionControl: string | undefined = undefined
  /** Doubled; undefined while it is not locked by the user (SOCK_SNDBUF_LOCK, SOCK_RCVBUF_LOCK). */
  sendBufferLocked: number | undefined = undefined
  receiveBufferLocked: number | undefined = undefined

  constructor(settings: StackSettings) {
    this.settings = settings
  }

  get synCount(): number {
    return this.#synCount || this.settings.synRetries
  }

  /** @returns TCP_SYNCNT, or `otherwise` when it was not set: for a listener it counts SYN-ACKs. */
  synCountOr(otherwise: number): number {
    return this.#synCount || otherwise
  }

  get linger2(): Nanos {
    return this.#linger2 || this.settings.finTimeout
  }

  get keepAliveIdle(): Nanos {
    return this.#keepAliveIdle || this.settings.keepAliveIdle
  }

  get keepAliveInterval(): Nanos {
    return this.#keepAliveInterval || this.settings.keepAliveInterval
  }

  get keepAliveCount(): number {
    return this.#keepAliveCount || this.settings.keepAliveCount
  }

  get congestionControl(): string {
    return this.#congestionControl ?? this.settings.congestionControl
  }

  get sendBuffer(): number {
    return this.sendBufferLocked ?? this.settings.sendMemory[1]
  }

  get receiveBuffer(): number {
    return this.receiveBufferLocked ?? this.settings.receiveMemory[1]
  }

  get deferAccept(): Nanos {
    return retransmissionsToTime(this.deferRetransmissions, this.settings.rtoMax)
  }

  /** @returns The value as `getsockopt` gives it while there is no connection. */
  get<N extends SocketOptionName>(name: N): SocketOptionValues[N] {
    return this[name]
  }

  /** @throws {SynfinError} EINVAL for a value out of range. */
  set<N extends SocketOptionName>(name: N, value: SocketOptionValues[N]): void {
    const number = value as number
    switch (name) {
      case 'synCount':
        this.#synCount = inRange(name, number, 1, MAX_COUNT)
        return
      case 'linger2':
        this.#linger2 =
          number < 0 ? -1 : Math.min(inRange(name, number, 0, Number.MAX_SAFE_INTEGER), MAX_LINGER2)
        return
      case 'keepAliveIdle':
        this.#keepAliveIdle = inRange(name, number, 1, MAX_KEEP_ALIVE)
        return
      case 'keepAliveInterval':
        this.#keepAliveInterval = inRange(name, number, 1, MAX_KEEP_ALIVE)
        return
      case 'keepAliveCount':
        this.#keepAliveCount = inRange(name, number, 1, MAX_COUNT)
        return
      case 'congestionControl':
        this.#congestionControl = known(value as string)
        return
      case 'deferAccept':
        inRange(name, number, 0, Number.MAX_SAFE_INTEGER)
        this.deferRetransmissions = timeToRetransmissions(number, this.settings.rtoMax)
        return
      case 'sendBuffer':
        this.sendBufferLocked = doubled(name, number, this.settings.sendBufferMax, MIN_SEND_BUFFER)
        return
      case 'receiveBuffer':
        this.receiveBufferLocked = doubled(name, number, this.settings.receiveBufferMax, MIN_RECEIVE_BUFFER)
        return
      default:
        this.#setPlain(name, value)
    }
  }

  #setPlain(name: SocketOptionName, value: unknown): void {
    const number = value as number
    switch (name) {
      case 'maxSegment':
        if (number !== 0) inRange(name, number, MIN_MAXSEG, MAX_MAXSEG)
        this.maxSegment = number
        return
      case 'userTimeout':
        this.userTimeout = inRange(name, number, 0, Number.MAX_SAFE_INTEGER)
        return
      case 'notSentLowWater':
        this.notSentLowWater = inRange(name, number, 0, MAX_UINT32)
        return
      case 'windowClamp':
        this.windowClamp =
          number === 0 ? 0 : Math.max(inRange(name, number, 1, MAX_INT32), MIN_RECEIVE_BUFFER / 2)
        return
      case 'maxPacingRate':
        this.maxPacingRate =
          number === Number.POSITIVE_INFINITY ? number : inRange(name, number, 1, Number.MAX_SAFE_INTEGER)
        return
      case 'receiveLowWater':
        this.receiveLowWater = inRange(name, number, 0, MAX_INT32) || 1
        return
      case 'typeOfService':
        this.typeOfService = inRange(name, number, 0, MAX_UINT8) & ~3
        return
      case 'linger':
        this.linger = value === undefined ? undefined : inRange(name, number, 0, Number.MAX_SAFE_INTEGER)
        return
      default:
        this.#setSwitch(name, value)
    }
  }

  #setSwitch(name: SocketOptionName, value: unknown): void {
    if (typeof value !== 'boolean')
      throw new SynfinError('EINVAL', t.notSwitch, { name, value: String(value) })
    switch (name) {
      case 'noDelay':
        this.noDelay = value
        return
      case 'cork':
        this.cork = value
        return
      case 'quickAck':
        this.quickAck = value
        return
      case 'inq':
        this.inq = value
        return
      case 'keepAlive':
        this.keepAlive = value
        return
      case 'urgentInline':
        this.urgentInline = value
        return
      default:
        throw new SynfinError('EINVAL', t.noSocketOption, { name })
    }
  }

  /** @returns A copy that can be changed by itself: what a connection takes from its listener. */
  copy(): SocketOptions {
    const copy = Object.assign(new State(this.settings), this)
    copy.#synCount = this.#synCount
    copy.#linger2 = this.#linger2
    copy.#keepAliveIdle = this.#keepAliveIdle
    copy.#keepAliveInterval = this.#keepAliveInterval
    copy.#keepAliveCount = this.#keepAliveCount
    copy.#congestionControl = this.#congestionControl
    return copy
  }
}

/** The options of one socket: read by all, changed by `set` alone. */
export type SocketOptions = Readonly<State>

/** @param settings - The host's, which speak until an option is set. */
export function newSocketOptions(settings: StackSettings): SocketOptions {
  return new State(settings)
}

/** Switches keep-alive with its three figures at once. @throws {SynfinError} EINVAL for one out of range. */
export function setKeepAlive(options: SocketOptions, keepAlive: KeepAlive | undefined): void {
  if (keepAlive !== undefined) {
    options.set('keepAliveIdle', keepAlive.idle)
    options.set('keepAliveInterval', keepAlive.interval)
    options.set('keepAliveCount', keepAlive.count)
  }
  options.set('keepAlive', keepAlive !== undefined)
}

/** Linux keeps the double of what is asked for, capped before and with a floor after (sock_setsockopt). */
function doubled(name: string, value: number, cap: number, floor: number): number {
  inRange(name, value, 0, MAX_INT32)
  return Math.max(Math.min(value, cap) * 2, floor)
}

/** Linux secs_to_retrans: how many doublings from 1 s on last at least so long. */
function timeToRetransmissions(time: Nanos, cap: Nanos): number {
  let count = 0
  if (time <= 0) return 0
  let timeout = SECOND
  let period = timeout
  count = 1
  while (time > period && count < MAX_UINT8) {
    count++
    timeout = Math.min(timeout * 2, cap)
    period += timeout
  }
  return count
}

/** Linux retrans_to_secs. */
function retransmissionsToTime(count: number, cap: Nanos): Nanos {
  if (count === 0) return 0
  let timeout = SECOND
  let period = timeout
  for (let left = count - 1; left > 0; left--) {
    timeout = Math.min(timeout * 2, cap)
    period += timeout
  }
  return period
}

function inRange(name: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new SynfinError('EINVAL', t.outOfRange, { name, least: low, most: high, value })
  return value
}

/** @throws {SynfinError} ENOENT, as Linux says when it has no such congestion control. */
function known(name: string): string {
  if (congestionNamed(name) !== undefined) return name
  throw new SynfinError('ENOENT', t.noCongestionControl, { name, allowed: ['cubic', 'reno', 'bbr'] })
}
