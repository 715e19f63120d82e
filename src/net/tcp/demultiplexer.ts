import type { IcmpErrorKind, TcpStatistics } from '../../tcp/index.ts'
import {
  readTcp,
  TcpSegment,
  verifyTransportChecksum,
  type IcmpQuote,
  type IpHeader,
  type PacketBuffer,
} from '../../wire/index.ts'
import { addressAt, type IpLayer } from '../ip-layer.ts'
import type { ConnectionFactory } from './connection-factory.ts'
import type { EndpointTable } from './endpoint-table.ts'
import type { HostTcpEndpoint } from './endpoint.ts'
import { Handshakes } from './handshakes.ts'
import type { ListenerTable } from './listener-table.ts'
import { ResetSender } from './reset-sender.ts'
import { SynCookies } from './syn-cookies.ts'
import { tupleOf } from './tuple-table.ts'

/** TCP option: MD5 signature (RFC 2385). */
const KIND_MD5 = 19

/** Brings what arrives to whom it is for: a connection, a handshake under way, a listener; else it is answered with a RST. */
export class Demultiplexer {
  readonly #ip: IpLayer
  readonly #factory: ConnectionFactory
  readonly #statistics: TcpStatistics
  readonly #endpoints: EndpointTable
  readonly #listeners: ListenerTable
  readonly #handshakes: Handshakes
  readonly #cookies: SynCookies
  readonly #resets: ResetSender
  readonly #segment = new TcpSegment()

  constructor(ip: IpLayer, factory: ConnectionFactory, endpoints: EndpointTable, listeners: ListenerTable) {
    this.#ip = ip
    this.#factory = factory
    this.#statistics = factory.statistics
    this.#endpoints = endpoints
    this.#listeners = listeners
    this.#resets = new ResetSender(ip)
    this.#handshakes = new Handshakes(ip, factory, endpoints, this.#resets)
    this.#cookies = new SynCookies(ip, factory, endpoints)
  }

  /** @returns False when the segment is broken. */
  receive(buffer: PacketBuffer, ip: IpHeader, verify: boolean): boolean {
    if (verify && !verifyTransportChecksum(buffer, ip)) return false
    const segment = this.#segment
    const end = ip.payloadOffset + ip.payloadLength
    const wrong = readTcp(buffer.bytes, ip.payloadOffset, end, segment)
    // A wrong option is stepped over; anything else leaves no segment to speak of.
    if (wrong !== undefined && !wrong.field.startsWith('tcp.options')) return false
    // A signature that nobody has agreed on (RFC 2385): a forgery, or a mistake, and no answer (Linux tcp_inbound_hash).
    if (segment.unknownOptions?.some(({ kind }) => kind === KIND_MD5) === true) {
      this.#statistics.count('TCPMD5Unexpected')
      return true
    }
    segment.segmentSize = buffer.segmentSize
    const endpoint = this.#endpoints.find(buffer.words, ip)
    if (endpoint !== undefined && !this.#givesWay(endpoint, segment)) {
      endpoint.receive(segment, ip.trafficClass)
      return true
    }
    const half = endpoint === undefined ? this.#handshakes.find(buffer.words, ip) : undefined
    if (half !== undefined) {
      half.receive(segment, ip.trafficClass)
      return true
    }
    const last = endpoint?.lastSequence
    endpoint?.retire()
    this.#receiveUnknown(buffer, ip, segment, last)
    return true
  }

  /** An ICMP error about a segment that a connection of ours sent. */
  icmpError(kind: IcmpErrorKind, mtu: number | undefined, quote: IcmpQuote): void {
    const { source, sourcePort = 0, destination, destinationPort = 0, seq } = quote
    if (seq === undefined) return
    const tuple = tupleOf(destination, destinationPort, source, sourcePort)
    const endpoint = this.#endpoints.get(tuple)
    if (endpoint === undefined) {
      this.#handshakes.icmpError(tuple, kind, seq)
      return
    }
    // RFC 5927 §4.1: an error about a number that is not under way was made up, or comes too late to matter.
    const { snd, iss } = endpoint.snapshot()
    const position = snd.una + ((seq - (iss + snd.una)) | 0)
    if (position < snd.una || position > snd.max) this.#statistics.count('OutOfWindowIcmps')
    else if (kind !== 'packet-too-big') endpoint.icmpError(kind)
    else if (mtu !== undefined) {
      const now = this.#ip.clock.now()
      const path = this.#factory.pathMtus.learn(destination.key, destination.version, mtu, now)
      if (path !== undefined) endpoint.narrowed(path)
    }
  }

  /** Whether a connection in TIME-WAIT makes room for this SYN (RFC 9293 §3.6.1): only if somebody listens. */
  #givesWay(endpoint: HostTcpEndpoint, segment: TcpSegment): boolean {
    const { address, port } = endpoint.binding
    return (
      endpoint.state === 'TIME-WAIT' &&
      endpoint.acceptsReuse(segment) &&
      address !== undefined &&
      this.#listeners.find(address, port) !== undefined
    )
  }

  /** No connection: a listener begins one, or the answer is a RST. */
  #receiveUnknown(buffer: PacketBuffer, ip: IpHeader, segment: TcpSegment, last?: number): void {
    const { bytes } = buffer
    const local = addressAt(bytes, ip.destinationOffset, ip.version)
    const route = this.#ip.isLocal(local) ? this.#ip.routeBack(bytes, ip) : undefined
    if (route === undefined) return
    const listener = this.#listeners.find(local, segment.destinationPort)
    switch (listener?.judge(segment, this.#ip.clock.now())) {
      case 'drop':
        return
      case 'begin':
        this.#handshakes.begin(listener, segment, ip.trafficClass, route, last)
        return
      case 'cookie':
        this.#cookies.answer(listener, segment, ip.trafficClass, route)
        return
      case 'acknowledge':
        if (this.#cookies.take(listener, segment, ip.trafficClass, route)) return
        this.#resets.answer(segment, route)
        return
      default:
        this.#resets.answer(segment, route)
    }
  }
}
