import type { Nanos } from '../../base/index.ts'
import type { TcpState } from '../../wire/index.ts'
import { LossEvidence } from '../segments/evidence.ts'
import { RangeMap } from '../segments/range-map.ts'
import type { SegmentView } from '../segments/traced-segment.ts'

/** What the packets have shown of one end of a connection. Positions are relative to that end's ISN and unwrapped. */
export class EndState {
  state: TcpState
  /** It is in TIME-WAIT, or has been, since then. */
  waitsSince: Nanos | undefined = undefined
  /** The end of that wait has been set. */
  isTimed = false
  /** It has been in SYN-SENT, in CLOSING. */
  wasSynSent = false
  wasClosing = false
  /** What it got of the handshake left it unmoved, as it asked or answered again: only its own words move it now. */
  isDeaf = false

  /** The wire's number of position 0: its ISN, or a guess (`issKnown` false) when its SYN was not seen. */
  base = 0
  hasBase = false
  issKnown = false
  /** The shift it announced in its SYN, or -1: none seen. */
  shift = -1
  sawSyn = false
  /** Its SYN allowed SACK. */
  allowedSack = false

  /** What it can know of the fate of what it sent. */
  readonly evidence: LossEvidence = new LossEvidence()

  /** One past the highest position sent: SYN and FIN count one each. */
  nxt = 0
  /** Every position sent, as the tap saw it, with the index of the last segment that sent it. */
  readonly sent: RangeMap = new RangeMap()
  /** Where the capture began to see what it sends; undefined: nothing was seen. */
  seenFrom: number | undefined = undefined
  /** What the peer acknowledged and the tap has not seen, with the index of the ACK. */
  readonly unseen: RangeMap = new RangeMap()
  /** Its last segments that take up no numbers, the newest last: what a copy of one is compared with. */
  readonly bare: SegmentView[] = []
  copies = 0
  segments = 0
  /** Place, among all packets, of its last segment that was no copy. */
  lastPlace = -1
  duplicateAcks = 0
  /** The bytes of its last zero-window probe: their first real sending is no retransmission. */
  probedFrom = 0
  probedTo = 0
  /** Its FIN's position, or -1. */
  finAt = -1
  /** The highest acknowledgement it sent, its window then (scaled), and the kinds of its last segment. */
  lastAck = -1
  lastWindow = -1
  /** When the window it offers became 0; undefined: it is open. */
  shutSince: Nanos | undefined = undefined
  lastKinds = 0
  /** The right edge of the window it offered, in the peer's positions; unlimited while a scale is unknown. */
  offeredEdge: number = Number.POSITIVE_INFINITY

  /** IPv4 identification, TSval (-1: none) and time of the segment that raised `nxt` last. */
  topId = 0
  topTsVal = -1
  /** IPv4 identification of its last segment that was no copy. */
  lastId = 0
  /** How far its IPv4 identifications can be trusted to rise: below 0 they cannot. */
  idTrust = 0
  /** It gives different segments one identification: that says nothing. */
  idIsConstant = false
  /** The number by which it acknowledged what the peer's SYN did not say: of an older connection. */
  strayAck = -1

  /** One past the last position of the peer that has arrived without a gap; -1: nothing known yet. */
  rcvNxt = -1
  /** What arrived beyond a gap. */
  readonly beyond: RangeMap = new RangeMap()
  /** The position of the peer's FIN once that has arrived, or -1. */
  peerFinAt = -1
  /** The highest acknowledgement that has arrived, and the window and its right edge that came with it. */
  una = 0
  peerWindow = -1
  peerEdge = 0

  constructor(state: TcpState) {
    this.state = state
  }

  /** The peer's positions [from, to) have arrived. */
  takeArrived(from: number, to: number): void {
    if (from > this.rcvNxt) {
      this.beyond.assign(from, to, 0)
      return
    }
    if (to > this.rcvNxt) this.rcvNxt = to
    if (this.beyond.size > 0) {
      this.rcvNxt = this.beyond.endOf(this.rcvNxt)
      this.beyond.dropBefore(this.rcvNxt)
    }
  }
}
