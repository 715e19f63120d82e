import { type Nanos, Heap } from '../base/index.ts'
import { ACK, IpHeader, PROTOCOL_TCP, readIp, readTcp, RST, SYN, TcpSegment } from '../wire/index.ts'
import { classify, Classification } from './segments/classify.ts'
import { TrackedConnection } from './connection/tracked-connection.ts'
import type { EndState } from './connection/end-state.ts'
import { type Flow, FlowTable } from './connection/flow-table.ts'
import { cameTwice } from './segments/evidence.ts'
import { FreshSegment } from './segments/fresh-segment.ts'
import { handshakeStep } from './connection/handshake.ts'
import { KIND } from './segments/kinds.ts'
import { answeredFromOld, reusesTimeWait, TIME_WAIT_TIME } from './connection/old-connection.ts'
import { type OtherPacket, readOther } from './other-packets.ts'
import { judgeRetransmission, lookForUnseen, marksOf, remember, sawCopy } from './connection/remember.ts'
import { otherSide, whenArrived, whenSent } from './connection/states.ts'
import { SegmentView, statePair } from './segments/traced-segment.ts'
import type { CapturedPacket } from '../capture/index.ts'
import type { ConnectionTrace, Side, TracedSegment } from './types.ts'

/** How many packets of each sort have been seen. */
export interface PacketCounts {
  readonly packets: number
  readonly tcp: number
  readonly udp: number
  readonly icmp: number
  /** Fragments but the first: their ports are unknown. */
  readonly fragments: number
  readonly other: number
  /** Packets whose headers cannot be read. */
  readonly malformed: number
}

/** What is not of the connection that its ports and numbers name. */
const OF_ANOTHER = KIND.oldAck | KIND.lateSynAck

/** An arrival that is still to come. */
interface Pending {
  readonly time: Nanos
  readonly order: number
  readonly conn: TrackedConnection
  readonly segment: SegmentView
  readonly index: number
}

/** An end in TIME-WAIT, and when that is over. */
interface Wait {
  readonly conn: TrackedConnection
  readonly side: Side
  readonly until: Nanos
}

/**
 * Turns packets into connections, one packet after the other. Packets are borrowed: their bytes must stay as they
 * are for as long as the traces are read.
 *
 * Where packets carry an `arrival`, push them in order of `time`; a packet then moves its receiver when a later
 * packet's time, or `advance`, or `end`, has reached its arrival. Without it a packet arrives when it is seen.
 */
export class Tracker {
  readonly #conversations: TrackedConnection[] = []
  readonly #others: OtherPacket[] = []
  readonly #flows = new FlowTable()
  readonly #ip = new IpHeader()
  readonly #tcp = new TcpSegment()
  readonly #verdict = new Classification()
  readonly #fresh = new FreshSegment()
  readonly #counts = { packets: 0, tcp: 0, udp: 0, icmp: 0, fragments: 0, other: 0, malformed: 0 }
  readonly #pending = new Heap<Pending>((a, b) => a.time < b.time || (a.time === b.time && a.order < b.order))
  readonly #waits = new Heap<Wait>((a, b) => a.until < b.until)
  #order = 0

  /** All connections, in order of their first packet. */
  get connections(): readonly ConnectionTrace[] {
    return this.#conversations
  }
  /** Packets that are not TCP, in order. */
  get others(): readonly OtherPacket[] {
    return this.#others
  }
  get counts(): PacketCounts {
    return this.#counts
  }

  /**
   * @param packet - The next packet.
   * @returns The segment it is; undefined when it is not TCP or cannot be read. While its arrival is still to come,
   *   `state` is the one after it was sent.
   */
  push(packet: CapturedPacket): TracedSegment | undefined {
    return this.#take(packet, this.#counts.packets, false)
  }

  /**
   * Says what time it is: every packet arrives whose time has come, and who has been in TIME-WAIT for 60 s leaves it.
   * A packet that is pushed says its own time.
   */
  advance(time: Nanos): void {
    this.#arriveUntil(time)
    this.#endWaits(time)
  }

  #arriveUntil(time: Nanos): void {
    for (
      let next = this.#pending.peek();
      next !== undefined && next.time <= time;
      next = this.#pending.peek()
    ) {
      this.#pending.pop()
      this.#arrive(next.conn, next.segment, next.index, next.time)
    }
  }

  #arrive(conn: TrackedConnection, segment: SegmentView, index: number, time: Nanos): void {
    arrive(conn, segment, index, time)
    for (const side of ['client', 'server'] as const) {
      const end = conn.ends[side]
      if (end.state !== 'TIME-WAIT' || end.isTimed || end.waitsSince === undefined) continue
      end.isTimed = true
      this.#waits.push({ conn, side, until: time + TIME_WAIT_TIME })
    }
  }

  #endWaits(time: Nanos): void {
    for (let next = this.#waits.peek(); next !== undefined && next.until <= time; next = this.#waits.peek()) {
      this.#waits.pop()
      next.conn.endTimeWait(next.side, next.until)
    }
  }

  /** Says that no packet comes any more: all that were under way arrive. Who waits in TIME-WAIT still waits. */
  end(): void {
    this.#arriveUntil(Number.POSITIVE_INFINITY)
  }

  /**
   * As `push`, for a packet that is not pushed in its own order.
   *
   * @param place - Its place among all packets.
   * @param underWay - It has not arrived, and nothing says that it will.
   */
  pushAs(packet: CapturedPacket, place: number, underWay: boolean): TracedSegment | undefined {
    return this.#take(packet, place, underWay)
  }

  #take(packet: CapturedPacket, place: number, underWay: boolean): TracedSegment | undefined {
    const counts = this.#counts
    counts.packets++
    if (this.#pending.size > 0 || this.#waits.size > 0) this.advance(packet.time)
    const ip = this.#ip
    const { bytes } = packet
    const wrong = readIp(bytes, 0, bytes.length, ip)
    // A packet cut short by a snap length has its headers all the same: lengths come from the IP header.
    if (wrong !== undefined && wrong.field !== 'ip.totalLength' && wrong.field !== 'ip.payloadLength') {
      counts.malformed++
      return undefined
    }
    if (ip.protocol !== PROTOCOL_TCP || ip.fragmentOffset > 0) {
      const other = readOther(packet, ip, place)
      this.#others.push(other)
      if (other.protocol === 'fragment') counts.fragments++
      else counts[other.protocol]++
      return undefined
    }
    const at = ip.payloadOffset
    const headerLength = at + 20 <= bytes.length ? ((bytes[at + 12] as number) >> 4) * 4 : 0
    const length = ip.totalLength - at - headerLength
    if (headerLength < 20 || length < 0) {
      counts.malformed++
      return undefined
    }
    readTcp(bytes, at, bytes.length, this.#tcp)
    counts.tcp++
    return this.#segment(packet, place, length, underWay)
  }

  #segment(packet: CapturedPacket, place: number, length: number, underWay: boolean): SegmentView {
    const ip = this.#ip
    const tcp = this.#tcp
    const flow = this.#flows.find(packet.bytes, ip, tcp.sourcePort, tcp.destinationPort)
    const { forward } = this.#flows
    let bits = 0
    let conn = flow.current
    if (conn === undefined || startsNew(conn, tcp, forward === flow.aIsClient ? 'client' : 'server')) {
      if (conn !== undefined && reusesTimeWait(conn, forward === flow.aIsClient, packet.time)) {
        bits |= KIND.timeWaitReuse
      }
      conn = this.#open(flow, tcp, forward)
    }
    const side: Side = forward === flow.aIsClient ? 'client' : 'server'
    const self = conn.ends[side]
    const peer = conn.ends[otherSide(side)]
    const fresh = this.#fresh
    fresh.read(packet, ip, tcp, length, conn, side)
    const verdict = this.#verdict
    classify(conn, side, fresh, verdict)
    const { relSeq, relAck, window } = fresh
    const at = ip.payloadOffset
    const states = conn.statesNow()
    const view = new SegmentView(packet, place, side, at, peer, relSeq, relAck, length, window, states)
    const index = conn.segments.length
    conn.segments.push(view)
    conn.noteTime(packet.time)
    bits |= verdict.bits | handshakeStep(conn, side, fresh, verdict.bits, index)
    view.kindBits = bits | marksOf(self, fresh, verdict)
    if (self.evidence.allowsSack === undefined && self.sawSyn && peer.sawSyn) learnSack(self, peer)
    self.segments++
    if ((bits & KIND.copy) !== 0) sawCopy(self, view, fresh, verdict)
    else {
      if ((bits & OF_ANOTHER) === 0) {
        lookForUnseen(conn, side, view, index)
        judgeRetransmission(conn, self, view, verdict.previous)
        remember(self, peer, view, fresh, index)
      } else if ((bits & KIND.oldAck) !== 0) answeredFromOld(conn, relAck)
      self.lastPlace = place
      if ((bits & OF_ANOTHER) === 0) whenSent(conn, side, view, index, packet.time)
    }
    count(conn, side, view, verdict)
    if (packet.fate === 'lost' || underWay) view.state = conn.statesNow()
    else if (packet.arrival === undefined || packet.arrival <= packet.time) {
      this.#arrive(conn, view, index, packet.time)
    } else {
      view.state = conn.statesNow()
      this.#pending.push({ time: packet.arrival, order: this.#order++, conn, segment: view, index })
    }
    return view
  }

  #open(flow: Flow, tcp: TcpSegment, forward: boolean): TrackedConnection {
    const syn = (tcp.flags & SYN) !== 0
    const ack = (tcp.flags & ACK) !== 0
    const start = !syn ? 'midway' : ack ? 'syn-ack' : 'syn'
    const senderIsClient = syn ? !ack : looksLikeClient(tcp)
    flow.aIsClient = senderIsClient === forward
    const [client, server] = flow.aIsClient ? [flow.a, flow.b] : [flow.b, flow.a]
    const conn = new TrackedConnection(this.#conversations.length, client, server, start)
    this.#conversations.push(conn)
    conn.before = flow.current
    // Of those before only the last can still answer.
    if (flow.current !== undefined) flow.current.before = undefined
    flow.current = conn
    return conn
  }
}

/**
 * Turns a whole capture into connections.
 *
 * @param packets - In the order of the capture; packets with an `arrival` may stand in any order.
 */
export function traceConnections(packets: Iterable<CapturedPacket>): readonly ConnectionTrace[] {
  const tracker = new Tracker()
  const list = [...packets]
  // A simulated path may report a packet when its fate is known: by time of sending they follow each other again.
  if (list.some((packet) => packet.arrival !== undefined)) {
    const order = list.map((packet, place) => ({ packet, place }))
    order.sort((a, b) => a.packet.time - b.packet.time || a.place - b.place)
    for (const { packet, place } of order)
      tracker.pushAs(packet, place, packet.fate === undefined && packet.arrival === undefined)
  } else for (const packet of list) tracker.push(packet)
  tracker.end()
  return tracker.connections
}

/** Without a SYN: a port that a system picks is the client's, below 1024 or 32768 (Linux's first picked one) the server's. */
function looksLikeClient({ sourcePort, destinationPort }: TcpSegment): boolean {
  for (const lowest of [1024, 32_768]) {
    if (sourcePort >= lowest !== destinationPort >= lowest) return sourcePort >= lowest
  }
  return true
}

/** A new connection on the same addresses and ports: a SYN with another number, or the same after it was over. */
function startsNew(conn: TrackedConnection, tcp: TcpSegment, side: Side): boolean {
  if ((tcp.flags & (SYN | ACK | RST)) !== SYN) return false
  const self = conn.ends[side]
  if (self.issKnown) return tcp.seq !== self.base || (conn.wasOpen && conn.isOver)
  // The other end's first SYN: both open at once, unless something had been going on before.
  return conn.wasOpen || conn.reset !== undefined
}

function arrive(conn: TrackedConnection, segment: SegmentView, index: number, time: Nanos): void {
  const { kindBits: bits } = segment
  const isAnswer = (segment.flags & ACK) !== 0 && (segment.flags & RST) === 0
  if (isAnswer && (bits & (KIND.copy | OF_ANOTHER)) === 0) {
    const end = conn.ends[otherSide(segment.from)]
    end.evidence.ackArrived(segment, (bits & KIND.duplicateAck) !== 0, time)
    if ((bits & KIND.dSack) !== 0) {
      const { left } = segment.options.sack?.[0] ?? { left: 0 }
      cameTwice(conn.segments[end.sent.highest(left, left + 1)])
    }
  }
  if ((bits & OF_ANOTHER) === 0) whenArrived(conn, segment.from, segment, index, time)
  segment.state = statePair(conn.ends.client.state, conn.ends.server.state)
}

function count(conn: TrackedConnection, side: Side, segment: SegmentView, verdict: Classification): void {
  const totals = conn.totals[side]
  const { kindBits: bits, retransmission } = segment
  totals.segments++
  totals.bytes += verdict.newBytes
  totals.retransmittedBytes += verdict.retransmittedBytes
  if ((bits & KIND.retransmission) !== 0) totals.retransmittedSegments++
  if (retransmission?.cause !== undefined) {
    totals.retransmissionsByCause[retransmission.cause]++
    if (retransmission.likelyCause) totals.likelyCauses++
  }
  if ((bits & KIND.copy) !== 0) totals.copies++
  if ((bits & KIND.dSack) !== 0) totals.dSacks++
  if ((bits & KIND.zeroWindow) !== 0) totals.zeroWindows++
  if ((bits & KIND.zeroWindowProbe) !== 0) totals.windowProbes++
  if ((bits & (KIND.copy | KIND.rst | OF_ANOTHER)) === 0)
    totals.zeroWindowTime += shutTime(conn.ends[side], segment)
  if (segment.source.fate === 'lost') totals.lostSegments++
}

/** @returns How long its window was 0, when this segment opens it; 0 for all others. */
function shutTime(end: EndState, { window, time, kindBits }: SegmentView): Nanos {
  if ((kindBits & KIND.zeroWindow) !== 0) end.shutSince ??= time
  if (window === 0 || end.shutSince === undefined) return 0
  const span = Math.max(time - end.shutSince, 0)
  end.shutSince = undefined
  return span
}

/** RFC 2018 §2: SACK is allowed when both SYNs carry the option. */
function learnSack(self: EndState, peer: EndState): void {
  self.evidence.allowsSack = self.allowedSack && peer.allowedSack
  peer.evidence.allowsSack = self.evidence.allowsSack
}
