import { MILLISECOND } from '../../base/index.ts'
import { cookieOf, keepSyn, readCookie, stampOptions } from '../../tcp/index.ts'
import { SYN, type TcpSegment } from '../../wire/index.ts'
import type { IpLayer, Route } from '../ip-layer.ts'
import type { ConnectionFactory } from './connection-factory.ts'
import type { EndpointTable } from './endpoint-table.ts'
import type { TcpListener } from './listener.ts'
import { placeOf } from './place.ts'
import { transmit } from './transmit.ts'

/** The queue of handshakes is full: the SYN-ACK itself remembers what the SYN was (RFC 4987 §3.6). */
export class SynCookies {
  readonly #ip: IpLayer
  readonly #factory: ConnectionFactory
  readonly #endpoints: EndpointTable

  constructor(ip: IpLayer, factory: ConnectionFactory, endpoints: EndpointTable) {
    this.#ip = ip
    this.#factory = factory
    this.#endpoints = endpoints
  }

  /** Answers a SYN with a cookie, and forgets it. */
  answer(listener: TcpListener, segment: TcpSegment, trafficClass: number, route: Route): void {
    const now = this.#ip.clock.now()
    const syn = keepSyn(segment, trafficClass)
    const place = placeOf(listener, segment, route)
    const takesEcn = listener.settings.ecn !== 0 && segment.hasTimestamps
    const key = this.#factory.cookieKey(place)
    const cookie = cookieOf(key, syn, route.source.version === 4 ? 536 : 1220, now)
    // The clock of its timestamps stands a little back, so that the low bits say what was asked for.
    const stamp = stampOptions(syn, now, takesEcn) - Math.floor(now / MILLISECOND)
    const settings = takesEcn ? listener.settings : { ...listener.settings, ecn: 0 as const }
    const connection = this.#factory.make(place, { ...listener.inherited, settings }, cookie, stamp)
    connection.listen()
    connection.receive(segment, now, trafficClass)
    this.#factory.statistics.count('SyncookiesSent')
    transmit(connection, this.#ip, route, now)
  }

  /** @returns False when the ACK answers no cookie of ours. */
  take(listener: TcpListener, segment: TcpSegment, trafficClass: number, route: Route): boolean {
    const now = this.#ip.clock.now()
    if ((segment.flags & SYN) !== 0 || !listener.takesCookies(now)) return false
    const { statistics } = this.#factory
    const place = placeOf(listener, segment, route)
    const offset = this.#factory.timestampOffset(route)
    const options = segment.hasTimestamps && segment.tsEcr !== 0 ? (segment.tsEcr - offset) & 63 : -1
    const syn = readCookie(this.#factory.cookieKey(place), segment, options, now)
    if (syn === undefined) {
      statistics.count('SyncookiesFailed')
      return false
    }
    statistics.count('SyncookiesRecv')
    if (listener.isFull) {
      statistics.count('ListenOverflows')
      return true
    }
    const connection = this.#factory.make(place, listener.inherited, (segment.ack - 1) >>> 0)
    connection.resume({
      syn,
      startedAt: now,
      retransmissions: 0,
      isTimeless: true,
      answeredAt: Number.NEGATIVE_INFINITY,
    })
    connection.receive(segment, now, trafficClass)
    this.#endpoints.adopt(place, connection, listener)
    return true
  }
}
