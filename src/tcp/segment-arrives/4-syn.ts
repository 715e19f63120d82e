import { ACK, SYN } from '../../wire/index.ts'
import { challenge } from '../acknowledgments.ts'
import type { Tcb } from '../tcb.ts'

/**
 * Fourth, check the SYN bit (RFC 9293 §3.10.7.4, RFC 5961 §4.2). (Third is security and compartment: not used.)
 *
 * @returns Whether to go on.
 */
export function fourthSyn(tcb: Tcb): boolean {
  const { seg } = tcb
  if ((seg.flags & SYN) === 0 || isSynAckOfSimultaneousOpen(tcb)) return true
  // A new SYN in TIME-WAIT that may reuse the connection is for the host: see `acceptsReuse`.
  challenge(tcb, seg.now)
  return false
}

/**
 * The SYN-ACK of a simultaneous open repeats the peer's SYN, and acknowledges ours (RFC 9293 §3.5, figure 7; Linux
 * tcp_validate_incoming): it is taken as that ACK, and its SYN as a byte that has come twice.
 */
function isSynAckOfSimultaneousOpen(tcb: Tcb): boolean {
  const { seg, snd } = tcb
  return (
    tcb.state === 'SYN-RECEIVED' &&
    !tcb.isPassive &&
    (seg.flags & ACK) !== 0 &&
    seg.seq === 0 &&
    seg.len === 1 &&
    seg.ack === snd.nxt &&
    snd.nxt > 0
  )
}
