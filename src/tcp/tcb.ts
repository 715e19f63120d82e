import { holdsFloats, Deque, type Nanos, type Random } from '../base/index.ts'
import { TcpSegment, unwrap, wrap, type TcpState } from '../wire/index.ts'
import { ByteRing } from './byte-ring.ts'
import { ChallengeBudget } from './challenge-budget.ts'
import { Chrono } from './chrono.ts'
import { CongestionWindow } from './congestion/congestion-window.ts'
import type { CongestionControl } from './congestion/control.ts'
import { congestionNamed, createCongestionControl } from './congestion/create.ts'
import { DeliveryRate, RateSample } from './congestion/rate-sample.ts'
import { EcnState } from './ecn.ts'
import { PathMtu } from './path-mtu.ts'
import { DEFAULT_SEND_MSS, MAX_BUFFER } from './profile.ts'
import { RecoveryState } from './recovery/recovery-state.ts'
import { SegmentRecords } from './send-queue/segment-records.ts'
import { TransmissionUnit } from './send-queue/transmission-unit.ts'
import { UnsentQueue } from './send-queue/unsent.ts'
import { inRange, receiveMemory, socketOptions } from './connection-options.ts'
import { TcpStatistics } from './statistics.ts'
import { TcbSenderView } from './sender-view.ts'
import { LINUX_SETTINGS, type StackSettings } from './settings.ts'
import type { SocketOptions } from './socket-options.ts'
import { OutOfOrderQueue } from './receive/out-of-order.ts'
import type { ReceiveMemory } from './receive/receive-memory.ts'
import { ReceiveVariables } from './receive/receive-variables.ts'
import { startWindow } from './receive/receive-window.ts'
import { SackBlocks } from './receive/sack-blocks.ts'
import { UrgentByte } from './receive/urgent.ts'
import { RttEstimator } from './rtt.ts'
import { Timers } from './timers.ts'
import { checkTransition, type TransitionEvent } from './transitions.ts'
import type { CloseReason, ConnectionEvent, ConnectionOptions, KeepAlive } from './types.ts'

/** Send sequence variables (RFC 9293 §3.3.1), as positions: 0 is our SYN, 1 the first byte of data. */
export class SendVariables {
  static {
    holdsFloats(new SendVariables(), 'progressAt', 'paceUntil', 'lastDataAt')
  }

  una = 0
  /** Next position to send for the first time; sending again does not move it back. */
  nxt = 0
  wnd = 0
  /** One past the last urgent byte; 0 when none. */
  up = 0
  wl1 = 0
  wl2 = 0
  /** Largest window the peer has ever offered (RFC 9293 §3.8.6.2.1, RFC 5961 §5). */
  maxWnd = 0
  /** One past the last byte the user has given. */
  end = 1
  /** The user has closed: FIN follows at `end`. */
  finQueued = false
  /** Eff.snd.MSS: payload of a full segment, options taken off (RFC 9293 §3.7.1). */
  mss: number = DEFAULT_SEND_MSS
  /** Snd.Wind.Shift: the shift of the windows that the peer sends. */
  wscale = 0
  /** End of the last segment sent that was not full (Minshall's variant of Nagle). */
  smallEnd = 0
  /** One past the last byte that was pushed (Linux pushed_seq). */
  pushedEnd = 1
  /** Time-outs in a row without progress. */
  retransmits = 0
  /** How often the RTO has doubled: as `retransmits`, but kept until the RTT is taken anew (Karn, RFC 6298 §5). */
  backoff = 0
  /** Zero-window probes in a row without an answer. */
  probes = 0
  /** How often the probes' interval has doubled: kept until the window opens. */
  probeBackoff = 0
  keepAliveProbes = 0
  /** When SND.UNA last moved, or sending began after all was acknowledged. */
  progressAt: Nanos = 0
  /** The next unit leaves no earlier, when sending is paced (Linux tcp_wstamp_ns). */
  paceUntil: Nanos = 0
  /** The last write said that more follows at once: what is small waits until something else happens (MSG_MORE). */
  holdsMore = false
  /** What is queued now goes whatever Nagle and cork say (Linux TCP_NAGLE_PUSH). */
  pushesOnce = false
  /** When data last left, for restarting quick ACKs and `info`. */
  lastDataAt: Nanos = 0
  /** SO_SNDBUF while it is tuned (Linux sk_sndbuf). */
  tunedBuffer = 0
  /** A send took less than it was given: a `writable` event is owed. */
  isBlocked = false
}

/** What is waiting to be sent besides data. */
export class Pending {
  /** An ACK, now. */
  ack = false
  /** Our SYN, or SYN-ACK. */
  syn = false
  /** That SYN-ACK is the first, though the SYN has been sent. */
  synAck = false
  /** A segment at SND.UNA - 1 that asks for an ACK: zero-window or keep-alive probe. */
  probe = false
  /** A probe with data, as much as the window takes: the override of silly-window avoidance. */
  force = false
  /** A RST with this sequence number as on the wire; -1 for none. */
  resetSeq = -1
  /** Whether that RST carries an ACK. */
  resetAck = false
}

/** Counts that only grow, for `info`. */
export class Counters {
  segmentsOut = 0
  segmentsIn = 0
  dataSegmentsOut = 0
  dataSegmentsIn = 0
  bytesSent = 0
  bytesRetransmitted = 0
  bytesReceived = 0
  retransmissions = 0
  duplicateBytes = 0
  outOfOrder = 0
  challengeAcks = 0
}

/** The arriving segment as positions: SEG.SEQ, SEG.ACK, SEG.LEN, SEG.WND, SEG.UP of RFC 9293 §3.3.1. */
export class ArrivingSegment {
  static {
    holdsFloats(new ArrivingSegment(), 'now')
  }

  seq = 0
  ack = 0
  /** Bytes of text, without SYN and FIN. */
  text = 0
  /** Where the text begins in `raw.payload`. */
  textOffset = 0
  /** SEG.LEN: text, SYN and FIN. */
  len = 0
  wnd = 0
  flags = 0
  /** With it everything up to a FIN has come. */
  reachesFin = false
  raw: TcpSegment = new TcpSegment()
  now: Nanos = 0
}

const sharedSample = new RateSample()

/** Where every connection writes the segment that leaves: whoever polls it has done with it before he polls the next. */
const departing = new TcpSegment()

/** Transmission control block: everything a connection knows (RFC 9293 §3.3.1). */
export class Tcb {
  state: TcpState = 'CLOSED'
  readonly localPort: number
  readonly remotePort: number
  iss: number
  irs = 0
  readonly snd: SendVariables = new SendVariables()
  readonly rcv: ReceiveVariables = new ReceiveVariables()
  readonly seg: ArrivingSegment
  /** The segment that leaves: one for all connections. */
  readonly out: TcpSegment = departing
  /** The payload of `out` begins here in the send ring. */
  outPosition = 1
  readonly pending: Pending = new Pending()
  readonly timers: Timers = new Timers()
  readonly counters: Counters = new Counters()
  readonly sendRing: ByteRing = new ByteRing()
  readonly receiveRing: ByteRing = new ByteRing()
  /** What has arrived beyond RCV.NXT. */
  readonly outOfOrder: OutOfOrderQueue = new OutOfOrderQueue()
  readonly sackBlocks: SackBlocks = new SackBlocks()
  readonly urgent: UrgentByte = new UrgentByte()
  /** The receive buffer, as memory. */
  readonly memory: ReceiveMemory
  /** The host's counters. */
  readonly statistics: TcpStatistics
  /** The host's challenge ACKs. */
  readonly challengeBudget: ChallengeBudget
  readonly rtt: RttEstimator
  /** What has been sent and not been acknowledged, segment by segment. */
  readonly records: SegmentRecords = new SegmentRecords()
  /** What has not been sent, write by write. */
  readonly unsent: UnsentQueue = new UnsentQueue()
  /** What is leaving. */
  readonly unit: TransmissionUnit = new TransmissionUnit()
  readonly window: CongestionWindow = new CongestionWindow()
  readonly rate: DeliveryRate = new DeliveryRate()
  readonly chrono: Chrono = new Chrono()
  /** Of the ACK being processed: one for all connections. */
  readonly sample: RateSample = sharedSample
  cc: CongestionControl
  readonly #random: Random
  readonly recovery: RecoveryState = new RecoveryState()
  readonly ecn: EcnState = new EcnState()
  readonly path: PathMtu = new PathMtu()
  readonly events: Deque<ConnectionEvent> = new Deque(4)

  /** The host's, shared: they may change while the connection lives. */
  readonly settings: StackSettings
  /** What `setsockopt` has set. */
  readonly options: SocketOptions

  /** MSS we announce. */
  readonly mss: number
  /** MSS the peer announced, or the default. */
  peerMss: number = DEFAULT_SEND_MSS
  readonly ipHeaderLength: number
  /** Of the send buffer in bytes, where it was given so: see `send-queue/send-memory.ts`. */
  readonly sendBuffer: number | undefined
  /** MSS in our SYN: `mss`, or what TCP_MAXSEG leaves of it. */
  get announcedMss(): number {
    const { maxSegment } = this.options
    return maxSegment > 0 ? Math.min(maxSegment, this.mss) : this.mss
  }
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
  /** The owner has let go: nobody will read. */
  isReleased = false
  lastChallengeAt: Nanos = Number.NEGATIVE_INFINITY
  establishedAt: Nanos = 0

  /** @throws {SynfinError} EINVAL for an option out of range. */
  constructor(options: ConnectionOptions, incoming: ArrivingSegment) {
    this.seg = incoming
    this.settings = options.settings ?? LINUX_SETTINGS
    this.rtt = new RttEstimator(this.settings)
    this.options = socketOptions(options, this.settings)
    this.localPort = inRange('localPort', options.localPort, 1, 65535)
    this.remotePort = inRange('remotePort', options.remotePort, 0, 65535)
    this.iss = inRange('iss', options.iss, 0, 0xffffffff)
    this.mss = inRange('mss', options.mss, 64, 65535)
    this.sendBuffer = options.sendBuffer
    if (options.sendBuffer !== undefined) inRange('sendBuffer', options.sendBuffer, 1, MAX_BUFFER)
    this.snd.tunedBuffer = this.settings.sendMemory[1]
    this.memory = receiveMemory(options, this.options)
    this.statistics = options.statistics ?? new TcpStatistics()
    this.challengeBudget = options.challengeBudget ?? new ChallengeBudget(options.random)
    this.msl = inRange('msl', options.msl ?? this.settings.msl, 0, Number.MAX_SAFE_INTEGER)
    this.ipHeaderLength = inRange('ipHeaderLength', options.ipHeaderLength ?? 40, 20, 40)
    this.path.route = this.mss + this.ipHeaderLength + 20
    this.path.current = Math.min(options.pathMtu ?? this.path.route, this.path.route)
    const { settings } = this
    this.wantsTimestamps = options.timestamps ?? settings.timestamps
    this.wantsScaling = options.windowScaling ?? settings.windowScaling
    this.wantsSack = options.sack ?? settings.sack
    this.tsOffset = inRange(
      'timestampOffset',
      options.timestampOffset ?? options.random.uint32(),
      0,
      0xffffffff,
    )
    this.#random = options.random
    this.cc = this.#congestionControl(options.congestionControl ?? this.options.congestionControl)
    this.sendRing.clear(1)
    this.receiveRing.clear(1)
    this.startWindow()
  }

  #congestionControl(named: string): CongestionControl {
    return createCongestionControl(congestionNamed(named) ?? 'cubic', {
      window: this.window,
      sender: new TcbSenderView(this),
      rate: this.rate,
      random: this.#random,
    })
  }

  /** Another control takes over the window as it is (TCP_CONGESTION; Linux tcp_reinit_congestion_control). */
  changeCongestionControl(named: string, now: Nanos): void {
    this.cc = this.#congestionControl(named)
    if (this.isSynchronized) this.cc.start(now)
  }

  /** TCP_NODELAY */
  get noDelay(): boolean {
    return this.options.noDelay
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

  /** Enters a state. @throws {AssertionError} When the diagram has no such arrow. */
  move(to: TcpState, event: TransitionEvent): void {
    checkTransition(this.state, event, to)
    this.state = to
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

  /** The window and its scale as a SYN of ours offers them. */
  startWindow(): void {
    startWindow(this, this.announcedMss, this.wantsScaling)
  }

  /** @returns Bytes of the packet that has arrived, from its IP header on. */
  packetLength(): number {
    const { raw, text } = this.seg
    return this.ipHeaderLength + 20 + (raw.hasTimestamps ? 12 : 0) + text
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

  /** Tells the owner, once until he has pulled it for the events that carry no more than their name. */
  tell(event: ConnectionEvent): void {
    for (let i = this.events.size - 1; i >= 0; i--) if (this.events.at(i) === event) return
    this.events.push(event)
  }

  /** Deletes the TCB: timers stopped, buffers dropped (what can still be read stays), the owner told. */
  delete(event: TransitionEvent, reason: CloseReason): void {
    this.move('CLOSED', event)
    this.isGone = true
    this.timers.stopAll()
    this.pending.ack = false
    this.pending.syn = false
    this.pending.probe = false
    this.pending.force = false
    this.dropSendQueue()
    this.outOfOrder.clear()
    // As Linux: what came before a RST or a time-out can still be read; only an ABORT of our own drops it.
    if (reason === 'aborted') {
      this.receiveRing.clear(this.rcv.nxt)
      this.rcv.read = this.rcv.nxt
    }
    this.tell({ type: 'closed', reason })
  }

  /** Nothing of what waits or is out will be sent again. */
  dropSendQueue(): void {
    this.sendRing.clear(this.snd.end)
    this.records.clear()
    this.unsent.clear()
    this.unit.right = -1
    this.recovery.reset(this.settings.reordering)
  }

  /** Back to LISTEN as if nothing had come, for the next SYN from this peer (RFC 9293 §3.10.7.4, second check). */
  relisten(): void {
    this.timers.stopAll()
    this.outOfOrder.clear()
    this.sackBlocks.reset()
    this.memory.clear()
    this.receiveRing.clear(1)
    Object.assign(this.pending, new Pending())
    Object.assign(this.ecn, new EcnState())
    const { snd, rcv } = this
    rcv.nxt = 0
    rcv.edge = 0
    rcv.wup = 0
    rcv.maxEdge = 0
    rcv.fin = -1
    rcv.up = 0
    this.urgent.reset()
    rcv.hasTsRecent = false
    this.startWindow()
    snd.una = 0
    snd.nxt = 0
    snd.retransmits = 0
    snd.backoff = 0
    snd.end = 1
    snd.up = 0
    snd.pushedEnd = 1
    this.dropSendQueue()
    this.counters.retransmissions = 0
  }

  /** Queues a RST with sequence number `seq` as on the wire. */
  reset(seq: number, withAck: boolean): void {
    this.pending.resetSeq = seq
    this.pending.resetAck = withAck
  }
}

/** Events without figures, made once: telling them allocates nothing. */
export const READABLE: ConnectionEvent = { type: 'readable' }
export const WRITABLE: ConnectionEvent = { type: 'writable' }
export const ACKNOWLEDGED: ConnectionEvent = { type: 'acknowledged' }
export const ESTABLISHED: ConnectionEvent = { type: 'established' }
export const PEER_CLOSED: ConnectionEvent = { type: 'peer-closed' }
export const TIME_WAIT_BEGUN: ConnectionEvent = { type: 'time-wait' }
