import { NEVER, type Nanos } from '../base/index.ts'

/** What is known of the largest packet that the path takes (RFC 1191, RFC 8201, RFC 4821). Packet sizes, from the IP header on. */
class State {
  /** Of the first link of the way. */
  route: number
  /** Of the path, as far as it has been reported (Linux icsk_pmtu_cookie). */
  current: number
  /** What an ICMP message said holds until then. */
  expiresAt: Nanos = NEVER
  /** Larger packets are tried, and smaller ones when nothing gets through (RFC 4821; Linux icsk_mtup). */
  isProbing = false
  /** Between what is known to pass and what is not. */
  searchLow = 0
  searchHigh = 0
  /** The probe that is out: its size, 0 for none, and where it begins and ends in the stream. */
  probeSize = 0
  probeLeft = 0
  probeRight = 0
  /** When the search last began. */
  searchedAt: Nanos = 0

  constructor(route: number, current: number) {
    this.route = route
    this.current = current
  }

  /** The handshake is done. What is less than the first link's size was reported by ICMP, and holds so long. */
  begin(now: Nanos, expires: Nanos): void {
    this.expiresAt = this.current < this.route ? now + expires : NEVER
  }

  /** The first link takes packets of another size. */
  routeChanged(mtu: number): void {
    this.route = mtu
  }

  /** ICMP has reported a smaller one: that holds until then (RFC 1191 §6.3). */
  reported(until: Nanos): void {
    this.expiresAt = until
  }

  /** What was reported has grown old. */
  expire(): void {
    this.expiresAt = NEVER
  }

  /** Packets of this size from now on; the search goes no higher. */
  follow(mtu: number): void {
    this.searchHigh = Math.min(this.searchHigh, mtu)
    this.current = mtu
  }

  /** The search may begin (RFC 4821 §7.3). */
  startSearch(isProbing: boolean, low: number, high: number, now: Nanos): void {
    this.isProbing = isProbing
    this.searchLow = low
    this.searchHigh = high
    this.searchedAt = now
  }

  /** Nothing gets through: the search is switched on (RFC 4821 §7.7), */
  suspect(now: Nanos): void {
    this.isProbing = true
    this.searchedAt = now
  }

  /** or goes down to so much. */
  suspectBelow(low: number): void {
    this.searchLow = low
  }

  /** A probe of this size leaves, `left` to `right` of the stream. */
  probeSent(size: number, left: number, right: number): void {
    this.probeSize = size
    this.probeLeft = left
    this.probeRight = right
  }

  probePassed(): void {
    this.searchLow = this.probeSize
    this.probeSize = 0
  }

  /** The probe alone was lost: that says something of its size. */
  probeFailed(): void {
    this.searchHigh = this.probeSize - 1
    this.probeSize = 0
  }

  /** What is lost besides leaves it open whether the probe would have passed. */
  forgetProbe(): void {
    this.probeSize = 0
  }
}

/** The path MTU: read by all, changed by its verbs alone. */
export type PathMtu = Readonly<State>

/** @param route - Of the first link. @param current - What is known of the path. */
export function newPathMtu(route: number, current: number): PathMtu {
  return new State(route, current)
}
