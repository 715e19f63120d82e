import type { Nanos } from '../base/index.ts'
import { packetTooBig } from './path-mtu-search.ts'
import { deleteTcb } from './life-cycle.ts'
import type { Tcb } from './tcb.ts'

/** What an ICMP error said about a segment of ours. */
export type IcmpErrorKind =
  | 'unreachable-host'
  | 'unreachable-net'
  | 'unreachable-port'
  | 'unreachable-protocol'
  | 'packet-too-big'
  | 'time-exceeded'

/**
 * An ICMP error (RFC 9293 §3.9.2.2). During the handshake it ends the connection, as in Linux; after that it is
 * soft (RFC 5927 §5.2: even the "hard" ones), but for "packet too big", which makes the segments smaller.
 */
export function icmpError(tcb: Tcb, kind: IcmpErrorKind, mtu: number | undefined, now: Nanos): void {
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') return
  if (kind === 'packet-too-big') {
    tcb.unit.wake()
    if (mtu !== undefined) packetTooBig(tcb, mtu, now)
    return
  }
  if (tcb.state !== 'SYN-SENT' && tcb.state !== 'SYN-RECEIVED') return
  const isRefusal = kind === 'unreachable-port' || kind === 'unreachable-protocol'
  deleteTcb(tcb, 'ICMP error', isRefusal ? 'refused' : 'unreachable')
}
