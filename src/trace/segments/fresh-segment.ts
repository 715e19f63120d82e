import { type IpHeader, type TcpSegment, ACK, RST, SYN, unwrap } from '../../wire/index.ts'
import type { Fresh } from './segment-fields.ts'
import type { TrackedConnection } from '../connection/tracked-connection.ts'
import type { EndState } from '../connection/end-state.ts'
import { answersLateSyn } from '../connection/old-connection.ts'
import { otherSide } from '../connection/states.ts'
import type { CapturedPacket } from '../../capture/index.ts'
import type { Side } from '../types.ts'

const LARGEST_SHIFT = 14

/** The fields of one segment in relative, unwrapped, scaled numbers. Reused from segment to segment. */
export class FreshSegment implements Fresh {
  flags = 0
  relSeq = 0
  relAck = 0
  length = 0
  window = 0
  time = 0
  seq = 0
  ack = 0
  id = 0
  tsVal = -1
  tsEcr = -1
  hopLimit = 0
  sackCount = 0
  sackRight = -1
  isDSack = false
  rawWindow = 0
  isKnownCopy = false
  answersLateSyn = false

  read(
    packet: CapturedPacket,
    ip: IpHeader,
    tcp: TcpSegment,
    length: number,
    conn: TrackedConnection,
    side: Side,
  ): void {
    const self = conn.ends[side]
    const peer = conn.ends[otherSide(side)]
    this.flags = tcp.flags
    this.length = length
    this.time = packet.time
    this.seq = tcp.seq
    this.ack = tcp.ack
    this.id = ip.version === 4 ? ip.identification : 0
    this.tsVal = tcp.hasTimestamps ? tcp.tsVal : -1
    this.tsEcr = tcp.hasTimestamps ? tcp.tsEcr : -1
    this.hopLimit = ip.hopLimit
    this.sackCount = tcp.sackCount
    this.rawWindow = tcp.window
    this.isKnownCopy = packet.duplicateOf !== undefined
    this.answersLateSyn = answersLateSyn(conn, side, tcp)
    this.relSeq = this.answersLateSyn ? 0 : relativeSeq(self, tcp)
    this.relAck = (tcp.flags & ACK) === 0 ? 0 : relativeAck(peer, tcp)
    this.#readSack(tcp, peer)
    if ((tcp.flags & SYN) !== 0 && !this.answersLateSyn) {
      self.sawSyn = true
      self.allowedSack = tcp.sackPermitted
      self.shift = Math.min(tcp.windowScale, LARGEST_SHIFT)
    }
    // RFC 7323 §2.2: never in a SYN, and only when both SYNs carried the option.
    const scaled = (tcp.flags & SYN) === 0 && self.shift >= 0 && peer.shift >= 0
    this.window = scaled ? tcp.window * 2 ** self.shift : tcp.window
  }

  /** RFC 2883 §4: a first block below the ACK, or within the second, tells of what came twice. */
  #readSack(tcp: TcpSegment, peer: EndState): void {
    this.sackRight = -1
    this.isDSack = false
    if (tcp.sackCount === 0 || (tcp.flags & ACK) === 0) return
    const edge = (raw: Uint32Array, i: number): number =>
      unwrap(((raw[i] as number) - peer.base) >>> 0, this.relAck)
    const left = edge(tcp.sackLeft, 0)
    const right = edge(tcp.sackRight, 0)
    this.sackRight = right
    if (left >= right) return
    this.isDSack =
      right <= this.relAck ||
      (tcp.sackCount > 1 && left >= edge(tcp.sackLeft, 1) && right <= edge(tcp.sackRight, 1))
  }
}

function relativeSeq(self: EndState, tcp: TcpSegment): number {
  if ((tcp.flags & SYN) !== 0 && !self.issKnown) {
    self.base = tcp.seq
    self.hasBase = true
    self.issKnown = true
    self.nxt = 0
    self.sent.clear()
  }
  if (!self.hasBase) {
    // A RST to a SYN carries no number of its own (RFC 9293 §3.10.7.1): it tells nothing of a numbering.
    if ((tcp.flags & RST) !== 0) return 1
    self.base = (tcp.seq - 1) >>> 0
    self.hasBase = true
    self.nxt = 1
  }
  return unwrap((tcp.seq - self.base) >>> 0, self.nxt)
}

function relativeAck(peer: EndState, tcp: TcpSegment): number {
  if (!peer.hasBase) {
    peer.base = (tcp.ack - 1) >>> 0
    peer.hasBase = true
    peer.issKnown = (tcp.flags & SYN) !== 0
    peer.nxt = 1
    peer.una = 1
  }
  return unwrap((tcp.ack - peer.base) >>> 0, peer.nxt)
}
