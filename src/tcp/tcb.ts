import { Deque, type Nanos, type Random } from '../base/index.ts'
import { TcpSegment, unwrap, wrap, type TcpState } from '../wire/index.ts'
import { newAckPolicy, type AckPolicy } from './ack-policy.ts'
import type { ArrivingSegment } from './arriving-segment.ts'
import { newByteRing, type ByteRing } from './byte-ring.ts'
import type { ChallengeBudget } from './challenge-budget.ts'
import { Chrono } from './chrono.ts'
import { newCongestionWindow, type CongestionWindow } from './congestion/congestion-window.ts'
import type { CongestionControl } from './congestion/control.ts'
import {
  newDeliveryRate,
  newRateSample,
  type DeliveryRate,
  type RateSample,
} from './congestion/rate-sample.ts'
import type { CheckedOptions } from './connection-options.ts'
import { newCounters, type Counters } from './counters.ts'
import { newEcnState, type EcnState } from './ecn-state.ts'
import { newPacer, type Pacer } from './pacer.ts'
import { newPathMtu, type PathMtu } from './path-mtu-state.ts'
import { newPending, type Pending } from './pending.ts'
import {
  DEFAULT_SEND_MSS,
  DEFAULT_SEND_MSS_IPV6,
  IPV6_HEADER,
  TCP_HEADER,
  TIMESTAMPS_LENGTH,
} from './profile.ts'
import { OutOfOrderQueue } from './receive/out-of-order.ts'
import type { ReceiveMemory } from './receive/receive-memory.ts'
import { newReceiveVariables, type ReceiveVariables } from './receive/receive-variables.ts'
import { newReceiveTuning, type ReceiveTuning } from './receive/tuning-state.ts'
import { newSackBlocks, type SackBlocks } from './receive/sack-blocks.ts'
import { UrgentByte } from './receive/urgent.ts'
import { newRecentTimestamp, type RecentTimestamp } from './recent-timestamp.ts'
import { newBoard, type Board } from './recovery/board.ts'
import { newProbeState, type ProbeState } from './recovery/probe-state.ts'
import { newRackState, type RackState } from './recovery/rack-state.ts'
import { newRecoveryState, type RecoveryState } from './recovery/recovery-state.ts'
import { newRttEstimator, type RttEstimator } from './rtt.ts'
import { newSendVariables, type SendVariables } from './send-variables.ts'
import { newSegmentRecords, type SegmentRecords } from './send-queue/segment-records.ts'
import { newTransmissionUnit, type TransmissionUnit } from './send-queue/unit.ts'
import { newUnsentQueue, type UnsentQueue } from './send-queue/unsent.ts'
import type { StackSettings } from './settings.ts'
import type { SocketOptions } from './socket-options.ts'
import type { TcpStatistics } from './statistics.ts'
import { Timers } from './timers.ts'
import { checkTransition, type TransitionEvent } from './transitions.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { ConnectionEvent } from './types.ts'

const sharedSample = newRateSample()

/** Where every connection writes the segment that leaves: it is used up before the next is polled. */
const departing = new TcpSegment()

/** What the two SYNs have settled. */
interface Agreement {
  /** MSS the peer announced; undefined for none. */
  readonly peerMss: number | undefined
  readonly timestamps: boolean
  readonly scaling: boolean
  readonly sack: boolean
}

/** Transmission control block: everything a connection knows (RFC 9293 §3.3.1). Each part alone changes its variables. */
class State {
  state: TcpState = 'CLOSED'
  readonly localPort: number
  readonly remotePort: number
  readonly iss: number
  irs = 0
  readonly snd: SendVariables
  readonly rcv: ReceiveVariables = newReceiveVariables()
  /** When to acknowledge what comes. */
  readonly acks: AckPolicy = newAckPolicy()
  readonly tuning: ReceiveTuning = newReceiveTuning()
  /** TS.Recent. */
  readonly recent: RecentTimestamp = newRecentTimestamp()
  readonly seg: ArrivingSegment
  /** The segment that leaves: one for all connections. */
  readonly out: TcpSegment = departing
  /** The payload of `out` begins here in the send ring. */
  outPosition = 1
  /** DSCP and ECN of the packet around `out`. */
  outTrafficClass = 0
  readonly pending: Pending = newPending()
  readonly timers: Timers = new Timers()
  readonly counters: Counters = newCounters()
  readonly sendRing: ByteRing = newByteRing()
  readonly receiveRing: ByteRing = newByteRing()
  /** What has arrived beyond RCV.NXT. */
  readonly outOfOrder: OutOfOrderQueue = new OutOfOrderQueue()
  readonly sackBlocks: SackBlocks = newSackBlocks()
  readonly urgent: UrgentByte = new UrgentByte()
  /** The receive buffer, as memory. */
  readonly memory: ReceiveMemory
  /** The host's counters. */
  readonly statistics: TcpStatistics
  /** The host's challenge ACKs. */
  readonly challengeBudget: ChallengeBudget
  readonly rtt: RttEstimator
  /** What has been sent and not been acknowledged, segment by segment. */
  readonly records: SegmentRecords = newSegmentRecords()
  /** What has not been sent, write by write. */
  readonly unsent: UnsentQueue = newUnsentQueue()
  /** What is leaving. */
  readonly unit: TransmissionUnit = newTransmissionUnit()
  readonly window: CongestionWindow = newCongestionWindow()
  readonly pacer: Pacer = newPacer()
  readonly rate: DeliveryRate = newDeliveryRate()
  readonly chrono: Chrono = new Chrono()
  /** Of the ACK being processed: one for all connections. */
  readonly sample: RateSample = sharedSample
  /** Set by `create-tcb.ts`. */
  cc: CongestionControl = undefined as never
  readonly random: Random
  readonly board: Board = newBoard()
  readonly rack: RackState = newRackState()
  readonly probe: ProbeState = newProbeState()
  readonly recovery: RecoveryState = newRecoveryState()
  readonly ecn: EcnState = newEcnState()
  readonly path: PathMtu
  readonly events: Deque<ConnectionEvent> = new Deque(4)

  /** The host's, shared: they may change while the connection lives. */
  readonly settings: StackSettings
  /** What `setsockopt` has set. */
  readonly options: SocketOptions

  /** MSS we announce. */
  readonly mss: number
  /** MSS the peer announced, or the default. */
  peerMss: number
  readonly ipHeaderLength: number
  /** Of the send buffer in bytes, where it was given so: see `send-queue/send-memory.ts`. */
  readonly sendBuffer: number | undefined
  readonly wantsTimestamps: boolean
  readonly wantsScaling: boolean
  readonly wantsSack: boolean
  readonly tsOffset: number
  readonly msl: Nanos
  /** Whether both ends have agreed. */
  timestamps = false
  scaling = false
  sack = false
  /** The OPEN was passive: a RST in SYN-RECEIVED goes back to LISTEN. */
  isPassive = false
  /** Opened once and deleted: it cannot be opened again. */
  isGone = false
  /** A user holds it: not so while it waits in the accept queue. */
  isAccepted = true
  /** The owner has released it: nobody will read. */
  isReleased = false
  lastChallengeAt: Nanos = Number.NEGATIVE_INFINITY
  establishedAt: Nanos = 0

  constructor(given: CheckedOptions, incoming: ArrivingSegment) {
    this.seg = incoming
    this.settings = given.settings
    this.rtt = newRttEstimator(given.settings)
    this.options = given.options
    this.localPort = given.localPort
    this.remotePort = given.remotePort
    this.iss = given.iss
    this.mss = given.mss
    this.sendBuffer = given.sendBuffer
    this.peerMss = given.ipHeaderLength === IPV6_HEADER ? DEFAULT_SEND_MSS_IPV6 : DEFAULT_SEND_MSS
    this.snd = newSendVariables(given.settings.sendMemory[1], this.peerMss)
    this.memory = given.memory
    this.statistics = given.statistics
    this.challengeBudget = given.challengeBudget
    this.msl = given.msl
    this.ipHeaderLength = given.ipHeaderLength
    const route = given.mss + given.ipHeaderLength + TCP_HEADER
    this.path = newPathMtu(route, Math.min(given.pathMtu ?? route, route))
    this.wantsTimestamps = given.wantsTimestamps
    this.wantsScaling = given.wantsScaling
    this.wantsSack = given.wantsSack
    this.tsOffset = given.tsOffset
    this.random = given.random
  }

  // The verbs.

  /** Enters a state. @throws {AssertionError} When the diagram has no such arrow. */
  move(to: TcpState, event: TransitionEvent): void {
    checkTransition(this.state, event, to)
    this.state = to
  }

  /** OPEN (RFC 9293 §3.10.1). */
  opened(isPassive: boolean): void {
    this.isPassive = isPassive
  }

  /** The peer's SYN has come: IRS is SEG.SEQ, as on the wire. */
  synCame(seq: number): void {
    this.irs = seq
  }

  settle({ peerMss, timestamps, scaling, sack }: Agreement): void {
    if (peerMss !== undefined) this.peerMss = peerMss
    this.timestamps = timestamps
    this.scaling = scaling
    this.sack = sack
  }

  established(now: Nanos): void {
    this.establishedAt = now
  }

  /** It waits to be accepted, and may have been answered before it was a connection. */
  waitToBeAccepted(answeredAt: Nanos): void {
    this.isAccepted = false
    this.lastChallengeAt = answeredAt
  }

  accepted(): void {
    this.isAccepted = true
  }

  released(): void {
    this.isReleased = true
  }

  deleted(): void {
    this.isGone = true
  }

  /** An invalid segment is answered. */
  invalidAnswered(now: Nanos): void {
    this.lastChallengeAt = now
  }

  /** The limit of such answers begins anew. */
  invalidForgotten(): void {
    this.lastChallengeAt = Number.NEGATIVE_INFINITY
  }

  /** The payload of the segment that leaves begins at `position`. */
  departs(position: number): void {
    this.outPosition = position
  }

  /** The packet around it has this DSCP, and is ECN-capable or not (RFC 2474, RFC 3168 §5). */
  wrapIn(trafficClass: number): void {
    this.outTrafficClass = trafficClass
  }

  /** The congestion control decides over `window` from now on. */
  controlBy(cc: CongestionControl): void {
    this.cc = cc
  }

  /** Reports to the owner, once until he has pulled it for the events that carry no more than their name. */
  report(event: ConnectionEvent): void {
    for (let i = this.events.size - 1; i >= 0; i--) if (this.events.at(i) === event) return
    this.events.push(event)
  }

  // What others are made of.

  /** MSS in our SYN: `mss`, or what TCP_MAXSEG leaves of it. */
  get announcedMss(): number {
    const { maxSegment } = this.options
    return maxSegment > 0 ? Math.min(maxSegment, this.mss) : this.mss
  }

  /** TCP_USER_TIMEOUT, undefined when there is none. */
  get userTimeout(): Nanos | undefined {
    return this.options.userTimeout || undefined
  }

  /** SO_KEEPALIVE with its figures, undefined when it is off. */
  get keepAlive(): KeepAlive | undefined {
    const { keepAlive, keepAliveIdle, keepAliveInterval, keepAliveCount } = this.options
    if (!keepAlive) return undefined
    return { idle: keepAliveIdle, interval: keepAliveInterval, count: keepAliveCount }
  }

  /** @returns The number on the wire of a position on our side. */
  wireSeq(position: number): number {
    return wrap(this.iss + position)
  }

  /** @returns The number on the wire of a position on the peer's side. */
  wireAck(position: number): number {
    return wrap(this.irs + position)
  }

  /** @returns The position on our side of an acknowledgment number. */
  ackPosition(ack: number): number {
    return unwrap(ack, this.iss + this.snd.nxt) - this.iss
  }

  /** @returns The position on the peer's side of a sequence number. */
  seqPosition(seq: number): number {
    return unwrap(seq, this.irs + this.rcv.nxt) - this.irs
  }

  /** @returns Bytes of the packet that has arrived, from its IP header on. */
  packetLength(): number {
    const { raw, text } = this.seg
    return this.ipHeaderLength + TCP_HEADER + (raw.hasTimestamps ? TIMESTAMPS_LENGTH : 0) + text
  }

  /** Data can leave: the handshake is done. */
  get isSynchronized(): boolean {
    return this.snd.una > 0 && this.state !== 'CLOSED'
  }

  /** Our FIN has been sent. */
  get finSent(): boolean {
    return this.snd.finQueued && this.snd.nxt > this.snd.end
  }

  /** Our FIN has been sent and acknowledged. */
  get finAcknowledged(): boolean {
    return this.snd.finQueued && this.snd.una > this.snd.end
  }
}

/** A connection: read by all, changed by the verbs of its parts alone. */
export type Tcb = Readonly<State>

/** @param incoming - Where it reads what arrives. */
export function newTcb(given: CheckedOptions, incoming: ArrivingSegment): Tcb {
  return new State(given, incoming)
}
