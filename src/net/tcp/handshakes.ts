import { keepSyn, type TcpConnection, type IcmpErrorKind } from '../../tcp/index.ts'
import { seqAdd, seqDiff, type IpHeader, type TcpSegment } from '../../wire/index.ts'
import type { IpLayer, Route } from '../ip-layer.ts'
import type { ConnectionFactory } from './connection-factory.ts'
import type { EndpointTable } from './endpoint-table.ts'
import { HalfOpen, type HalfOpenOwner } from './half-open.ts'
import type { TcpListener } from './listener.ts'
import { placeOf } from './place.ts'
import type { ResetSender } from './reset-sender.ts'
import { TupleTable, type Tuple } from './tuple-table.ts'

/**
 * How far beyond the last number of a connection in TIME-WAIT the one that takes its place begins (RFC 9293 §3.6.1),
 * when the ISN clock has not got there: at more than 250 kB/s data is faster. Linux's distance.
 */
const BEYOND = 65_537

/** The handshakes of a host's listeners that are under way, by 4-tuple. */
export class Handshakes implements HalfOpenOwner {
  readonly ip: IpLayer
  readonly #factory: ConnectionFactory
  readonly #endpoints: EndpointTable
  readonly #resets: ResetSender
  readonly #halfOpen = new TupleTable<HalfOpen>()

  constructor(ip: IpLayer, factory: ConnectionFactory, endpoints: EndpointTable, resets: ResetSender) {
    this.ip = ip
    this.#factory = factory
    this.#endpoints = endpoints
    this.#resets = resets
  }

  /** @param words - Of the packet whose header is `ip`, at offset 0. */
  find(words: Uint32Array, ip: IpHeader): HalfOpen | undefined {
    return this.#halfOpen.find(words, ip)
  }

  /**
   * A SYN has come to a listener that has room for it.
   *
   * @param last - One past the last number of the connection in TIME-WAIT whose place it takes.
   */
  begin(
    listener: TcpListener,
    segment: TcpSegment,
    trafficClass: number,
    route: Route,
    last: number | undefined,
  ): void {
    const place = placeOf(listener, segment, route)
    const iss = this.#factory.issFor(route, segment.destinationPort, segment.sourcePort)
    const beyond = last !== undefined && seqDiff(iss, last) <= 0 ? seqAdd(last, BEYOND) : iss
    const half = new HalfOpen(this, place, listener, beyond, keepSyn(segment, trafficClass))
    this.#halfOpen.add(half)
    listener.began(half)
    half.begin(segment)
  }

  /** An ICMP error about a SYN-ACK. Linux tcp_req_err: only what says that nobody is there ends a handshake. */
  icmpError(tuple: Tuple, kind: IcmpErrorKind, seq: number): void {
    const half = this.#halfOpen.get(tuple)
    if (half === undefined) return
    if (seq !== half.iss) this.#factory.statistics.count('OutOfWindowIcmps')
    else if (kind === 'unreachable-host' || kind === 'unreachable-net' || kind === 'time-exceeded')
      this.drop(half)
  }

  connectionOf({ place, listener, iss }: HalfOpen): TcpConnection {
    return this.#factory.make(place, listener.inherited, iss)
  }

  drop(half: HalfOpen): void {
    half.stop()
    this.#halfOpen.delete(half)
    half.listener.ended(half)
  }

  promote(half: HalfOpen, connection: TcpConnection): void {
    this.drop(half)
    this.#endpoints.adopt(half.place, connection, half.listener)
  }

  refuse(segment: TcpSegment, half: HalfOpen): void {
    this.#resets.answer(segment, half.place.route)
  }
}
