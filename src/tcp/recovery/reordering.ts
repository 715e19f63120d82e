import type { Tcb } from '../tcb.ts'
import { highestSacked } from './scoreboard.ts'

/**
 * A segment at `position` was delivered although something above it had been before, and without being retransmitted: the
 * path reorders. DupThresh follows the distance (RFC 6675 §2 leaves it open, RFC 4653 is of the same mind; Linux
 * tcp_check_sack_reordering), and RACK is patient from now on (RFC 8985 §6.2 step 4).
 */
export function noteReordering(tcb: Tcb, position: number): void {
  const { snd, settings } = tcb
  const distance = highestSacked(tcb) - position
  if (distance > 0) tcb.rack.reordered(distance, snd.mss, settings.maxReordering)
}
