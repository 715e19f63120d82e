import type { Nanos } from '../base/index.ts'
import { Heap } from '../base/index.ts'
import { ACK, FIN, IpHeader, PROTOCOL_TCP, readIp, readTcp, RST, SYN, TcpSegment } from '../wire/index.ts'
import type { Fresh } from './classify.ts'
import { classify, isStray, Verdict } from './classify.ts'
import { Conversation } from './conversation.ts'
import type { EndState } from './end-state.ts'
import type { Flow } from './flow-table.ts'
import { FlowTable } from './flow-table.ts'
import type { ResendCause } from './evidence.ts'
import { FreshSegment } from './fresh-segment.ts'
import { handshakeStep } from './handshake.ts'
import { KIND } from './kinds.ts'
import type { OtherPacket } from './other-packets.ts'
import { readOther } from './other-packets.ts'
import { otherSide, whenArrived, whenSent } from './states.ts'
import { SegmentView, statePair } from './traced-segment.ts'
import type { CapturedPacket, ConnectionTrace, Side, TracedSegment } from './types.ts'

/** How long a connection is taken to wait in TIME-WAIT: Linux's 60 s (RFC 9293 §3.4.2 says 2 MSL, 4 minutes). */
const TIME_WAIT: Nanos = 60_000_000_000

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

/** An arrival that is still to come. */
interface Pending {
  readonly time: Nanos
  readonly order: number
  readonly conn: Conversation
  readonly segment: SegmentView
  readonly index: number
}

/** An end in TIME-WAIT, and when that is over. */
interface Wait {
  readonly conn: Conversation
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
  readonly #conversations: Conversation[] = []
  readonly #others: OtherPacket[] = []
  readonly #flows = new FlowTable()
  readonly #ip = new IpHeader()
  readonly #tcp = new TcpSegment()
  readonly #verdict = new Verdict()
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

  #arrive(conn: Conversation, segment: SegmentView, index: number, time: Nanos): void {
    arrive(conn, segment, index, time)
    for (const side of ['client', 'server'] as const) {
      if (conn.ends[side].state !== 'TIME-WAIT' || conn.ends[side].isWaiting) continue
      conn.ends[side].isWaiting = true
      this.#waits.push({ conn, side, until: time + TIME_WAIT })
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
    const states = conn.statesNow()
    const view = new SegmentView(
      packet,
      place,
      side,
      ip.payloadOffset,
      peer,
      relSeq,
      relAck,
      length,
      window,
      states,
    )
    const index = conn.segments.length
    conn.segments.push(view)
    bits |= verdict.bits | handshakeStep(conn, side, fresh, verdict.bits, index)
    view.kindBits = bits
    view.likely = verdict.likely
    view.hasSack = fresh.sackCount > 0
    if (self.evidence.allowsSack === undefined && self.sawSyn && peer.sawSyn) learnSack(self, peer)
    judgeResend(conn, self, view, index, verdict.wasSeen)
    count(conn, side, view, verdict)
    remember(self, peer, fresh, bits)
    whenSent(conn, side, view, index, packet.time)
    if (packet.fate === 'lost' || underWay) view.state = conn.statesNow()
    else if (packet.arrival === undefined || packet.arrival <= packet.time) {
      this.#arrive(conn, view, index, packet.time)
    } else {
      view.state = conn.statesNow()
      this.#pending.push({ time: packet.arrival, order: this.#order++, conn, segment: view, index })
    }
    return view
  }

  #open(flow: Flow, tcp: TcpSegment, forward: boolean): Conversation {
    const syn = (tcp.flags & SYN) !== 0
    const ack = (tcp.flags & ACK) !== 0
    const start = !syn ? 'midway' : ack ? 'syn-ack' : 'syn'
    const senderIsClient = syn ? !ack : tcp.sourcePort >= 1024 || tcp.destinationPort < 1024
    flow.aIsClient = senderIsClient === forward
    const [client, server] = flow.aIsClient ? [flow.a, flow.b] : [flow.b, flow.a]
    const conn = new Conversation(this.#conversations.length, client, server, start)
    this.#conversations.push(conn)
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
  // A simulated path may tell of a packet when its fate is known: by time of sending they follow each other again.
  if (list.some((packet) => packet.arrival !== undefined)) {
    const order = list.map((packet, place) => ({ packet, place }))
    order.sort((a, b) => a.packet.time - b.packet.time || a.place - b.place)
    for (const { packet, place } of order)
      tracker.pushAs(packet, place, packet.fate === undefined && packet.arrival === undefined)
  } else for (const packet of list) tracker.push(packet)
  tracker.end()
  return tracker.connections
}

/** A new connection on the same addresses and ports: a SYN with another number, or the same after it was over. */
function startsNew(conn: Conversation, tcp: TcpSegment, side: Side): boolean {
  if ((tcp.flags & (SYN | ACK | RST)) !== SYN) return false
  const self = conn.ends[side]
  if (self.issKnown) return tcp.seq !== self.base || (conn.wasOpen && conn.isOver)
  // The other end's first SYN: both open at once, unless something had been going on before.
  return conn.wasOpen || conn.reset !== undefined
}

/** Whether a SYN meets an end that waits in TIME-WAIT (RFC 9293 §3.6.1; RFC 6191). */
function reusesTimeWait(conn: Conversation, fromClient: boolean, time: Nanos): boolean {
  const waiting: Side = fromClient ? 'server' : 'client'
  if (conn.ends[waiting].state !== 'TIME-WAIT') return false
  const since = conn.stateChanges.findLast((change) => change.side === waiting)?.time ?? time
  return time - since < TIME_WAIT
}

function arrive(conn: Conversation, segment: SegmentView, index: number, time: Nanos): void {
  if ((segment.flags & ACK) !== 0 && (segment.flags & RST) === 0) {
    const isDuplicate = (segment.kindBits & KIND.duplicateAck) !== 0
    conn.ends[otherSide(segment.from)].evidence.ackArrived(segment, isDuplicate, time)
  }
  whenArrived(conn, segment.from, segment, index, time)
  segment.state = statePair(conn.ends.client.state, conn.ends.server.state)
}

function count(conn: Conversation, side: Side, segment: SegmentView, verdict: Verdict): void {
  const totals = conn.totals[side]
  totals.segments++
  totals.bytes += verdict.newBytes
  if ((segment.kindBits & KIND.retransmission) !== 0) totals.retransmittedSegments++
  if (segment.cause !== undefined) totals.resent[segment.cause]++
  totals.retransmittedBytes += verdict.resentBytes
  if ((segment.kindBits & KIND.zeroWindow) !== 0) totals.zeroWindows++
  if (segment.source.fate === 'lost') totals.lostSegments++
}

/** RFC 2018 §2: SACK is allowed when both SYNs carry the option. */
function learnSack(self: EndState, peer: EndState): void {
  self.evidence.allowsSack = self.allowedSack && peer.allowedSack
  peer.evidence.allowsSack = self.evidence.allowsSack
}

/** How many of its earlier segments are searched for the last sending of what is sent again. */
const RESEND_REACH = 20_000

/** Tells the sender's evidence of what it sent, and asks why when it sent it again. */
function judgeResend(
  conn: Conversation,
  self: EndState,
  view: SegmentView,
  index: number,
  wasSeen: boolean,
): void {
  const { kindBits: bits, relSeq: from, time } = view
  const taken = view.length + ((view.flags & SYN) !== 0 ? 1 : 0) + ((view.flags & FIN) !== 0 ? 1 : 0)
  if (taken === 0 || (bits & (KIND.copy | KIND.keepAlive | KIND.zeroWindowProbe | KIND.rst)) !== 0) return
  const to = from + taken
  if ((bits & KIND.retransmission) === 0) {
    if (to > self.nxt) self.evidence.sentNew(to, time)
    return
  }
  const previously = wasSeen ? lastSending(conn, view, to, index) : undefined
  const judged = self.evidence.sentAgain(view, from, to, Math.max(self.nxt, to), previously)
  // A SYN has nothing to go by but the timer.
  const cause: ResendCause | undefined = (view.flags & SYN) !== 0 ? 'timeout' : judged.cause
  view.cause = cause
  view.likelyCause = judged.likely && cause === judged.cause
}

/** @returns When bytes of [view.relSeq, to) were last sent before. */
function lastSending(conn: Conversation, view: SegmentView, to: number, index: number): Nanos | undefined {
  for (let i = index - 1; i >= 0 && i > index - RESEND_REACH; i--) {
    const other = conn.segments[i] as SegmentView
    if (other.from !== view.from || other.relSeq >= to) continue
    if (
      other.length > 0
        ? other.relSeq + other.length > view.relSeq
        : other.relSeq === view.relSeq && (other.flags & (SYN | FIN)) !== 0
    ) {
      return other.time
    }
  }
  return undefined
}

/** Keeps of a segment what later ones are compared with. */
function remember(self: EndState, peer: EndState, segment: Fresh, bits: number): void {
  const { flags, relSeq, relAck, length } = segment
  self.lastKinds = bits
  if ((flags & RST) !== 0) return
  if ((flags & ACK) !== 0 && relAck >= self.lastAck) {
    self.lastAck = relAck
    self.lastWindow = segment.window
  }
  // The window's edge never moves back (RFC 9293 §3.8.6); it is known once both scales are.
  if (self.sawSyn && peer.sawSyn && (flags & ACK) !== 0) {
    const edge = relAck + segment.window
    self.offeredEdge = self.offeredEdge === Number.POSITIVE_INFINITY ? edge : Math.max(self.offeredEdge, edge)
  }
  if (isStray(self, segment) || (bits & KIND.keepAlive) !== 0) return
  const end = relSeq + length + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0)
  if (end > relSeq) self.sent.add(relSeq, end)
  if ((bits & KIND.zeroWindowProbe) !== 0 && end > self.nxt) {
    self.probedFrom = relSeq
    self.probedTo = end
  }
  if (end > self.nxt) {
    if (segment.id !== 0 && self.topId !== 0) {
      const step = (segment.id - self.topId) & 0xffff
      self.idTrust =
        step >= 1 && step < 0x4000 ? Math.min(self.idTrust + 1, 8) : Math.max(self.idTrust - 2, -8)
    }
    self.nxt = end
    self.topId = segment.id
    self.topTsVal = segment.tsVal
  }
}
