import { NEVER, type Nanos } from '../base/index.ts'
import { mssOf, mtuOf } from './path-mtu.ts'
import { LEAST_CWND_TO_PROBE, TCP_HEADER } from './profile.ts'
import { retransmitLarger } from './recovery/loss-state.ts'
import { packetsInFlight } from './recovery/scoreboard.ts'
import { EOR } from './send-queue/unsent.ts'
import type { Tcb } from './tcb.ts'

/** Established: the search may begin, where it is always on (Linux tcp_mtup_init). */
export function startSearch(tcb: Tcb, now: Nanos): void {
  const { path, settings } = tcb
  path.startSearch(settings.mtuProbing === 2, mtuOf(tcb, settings.baseMss), largest(tcb), now)
  // Linux does so on the active side alone (tcp_rcv_synsent_state_process).
  if (path.isProbing && !tcb.isPassive) sync(tcb, path.current)
}

/** The largest packet that the peer's MSS allows. */
function largest(tcb: Tcb): number {
  const clamp = Math.min(tcb.peerMss, tcb.options.maxSegment || Number.POSITIVE_INFINITY)
  return clamp + TCP_HEADER + tcb.ipHeaderLength
}

/** Segments for a path of this MTU, no larger than what has been found to pass (Linux tcp_sync_mss). */
function sync(tcb: Tcb, mtu: number): void {
  const { path, snd } = tcb
  path.follow(mtu)
  const mss = mssOf(tcb, mtu)
  snd.fitSegments(path.isProbing ? Math.min(mss, mssOf(tcb, path.searchLow)) : mss)
}

/** The first link takes packets of another size from now on. */
export function routeMtu(tcb: Tcb, mtu: number): void {
  const { path } = tcb
  path.routeChanged(mtu)
  if (tcb.snd.una > 0 && path.expiresAt === NEVER && mtu !== path.current) sync(tcb, mtu)
}

/** "Packet too big" (RFC 1191 §6.5, RFC 8201): smaller segments, and what was too big is retransmitted. */
export function packetTooBig(tcb: Tcb, mtu: number, now: Nanos): void {
  const { path, snd, settings } = tcb
  if (mtu >= path.current) return
  path.reported(now + settings.mtuExpires)
  sync(tcb, mtu)
  if (snd.una > 0) retransmitLarger(tcb, snd.mss, now)
}

/** What was said of the path has grown old: the link's size is tried again (RFC 1191 §6.3; Linux route mtu_expires). */
export function renewPathMtu(tcb: Tcb, now: Nanos): void {
  const { path } = tcb
  if (path.expiresAt > now) return
  path.expire()
  sync(tcb, path.route)
}

/**
 * Whether a probe, a packet larger than the others, is to leave now (RFC 4821 §7; Linux tcp_mtu_probe): with data behind
 * it that shows its loss.
 *
 * @returns 'wait' when it is to leave as soon as there is room; 'ready' when `tcb.unit` is the probe.
 */
export function planMtuProbe(tcb: Tcb, mss: number, now: Nanos): 'no' | 'wait' | 'ready' {
  const { path, snd, window, settings, outOfOrder } = tcb
  if (!path.isProbing || path.probeSize > 0 || window.caState !== 'open') return 'no'
  if (window.cwnd < LEAST_CWND_TO_PROBE || outOfOrder.size > 0) return 'no'
  const size = mssOf(tcb, Math.floor((path.searchHigh + path.searchLow) / 2))
  if (size > mssOf(tcb, path.searchHigh) || path.searchHigh - path.searchLow < settings.probeThreshold) {
    searchAgain(tcb, mss, now)
    return 'no'
  }
  const needed = size + (tcb.rack.reordering + 1) * mss
  if (snd.end - snd.nxt < needed || snd.wnd < needed) return 'no'
  if (snd.nxt + needed > snd.una + snd.wnd) return 'wait'
  const inFlight = packetsInFlight(tcb)
  if (inFlight + 2 > window.cwnd) return inFlight === 0 ? 'no' : 'wait'
  if (!isOnePiece(tcb, snd.nxt + size)) return 'no'
  tcb.unit.begin(snd.nxt + size, size, false, false, false)
  window.spendOnProbe()
  path.probeSent(mtuOf(tcb, size), snd.nxt, snd.nxt + size)
  return 'ready'
}

/** No record (MSG_EOR) ends before `position`. */
function isOnePiece({ unsent }: Tcb, position: number): boolean {
  for (let i = 0; i < unsent.size && unsent.end(i) < position; i++)
    if ((unsent.flags(i) & EOR) !== 0) return false
  return true
}

/** The search is over; after a while it begins again, for the path may have changed (RFC 4821 §7.3; Linux tcp_mtu_check_reprobe). */
function searchAgain(tcb: Tcb, mss: number, now: Nanos): void {
  const { path, settings } = tcb
  if (now - path.searchedAt < settings.probeInterval) return
  path.startSearch(true, mtuOf(tcb, mss), Math.min(largest(tcb), path.current), now)
}

/** SND.UNA has moved: has the probe arrived? cwnd keeps its bytes in the larger segments. */
export function checkProbe(tcb: Tcb): void {
  const { path, snd, window } = tcb
  if (path.probeSize === 0 || path.probeRight > snd.una) return
  window.resize(mtuOf(tcb, snd.mss), path.probeSize)
  path.probePassed()
  sync(tcb, path.current)
}

/**
 * Something is lost: if it is the probe, that says something of its size and nothing of congestion (RFC 4821 §7.6.2).
 *
 * @returns Whether it was; then it is being retransmitted, and no recovery begins.
 */
export function probeWasLost(tcb: Tcb, now: Nanos): boolean {
  const { path, snd, window } = tcb
  if (path.probeSize === 0 || snd.una !== path.probeLeft) return false
  path.probeFailed()
  window.refundProbe()
  retransmitLarger(tcb, snd.mss, now)
  return true
}

/**
 * Nothing has got through for long: perhaps the packets are too large and nobody says so (RFC 4821 §7.7, RFC 2923 §2.1;
 * Linux tcp_mtu_probing). First the search is switched on, then segments are halved each time.
 */
export function suspectBlackHole(tcb: Tcb, now: Nanos): void {
  const { path, settings } = tcb
  if (settings.mtuProbing === 0) return
  if (path.isProbing) {
    const half = mssOf(tcb, path.searchLow) >> 1
    const mss = Math.max(Math.min(settings.baseMss, half), settings.mtuProbeFloor, settings.minSendMss)
    path.suspectBelow(mtuOf(tcb, mss))
  } else {
    path.suspect(now)
  }
  sync(tcb, path.current)
}
