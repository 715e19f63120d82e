/**
 * How late the kernel's timers are; the engine's fire exactly. The kernel counts time-outs in ticks, rounded up, and
 * each back-off doubles the rounding too (`icsk_rto`, net/ipv4/tcp_timer.c). The ticks hang in a wheel whose levels
 * turn in steps of 1, 8, 64… ticks, and a timer fires at the next step (kernel/time/timer.c, "Level Offset
 * Granularity").
 */

/** CONFIG_HZ=250, as distributions for servers and virtual machines have it. */
export const TICK = 4e6
const LEVEL_SIZE = 64
const LEVEL_SHIFT = 3
/** The least RTO that is rounded and then doubled (TCP_RTO_MIN). */
const RTO_MIN = 200e6

/** What the machine itself may be late by, being busy: a tick as well. */
export const NOISE = 4e6

/** @param delay - The time-out, nanoseconds. @returns By how much the kernel may be later, nanoseconds. */
export function lateBy(delay: number): number {
  const ticks = Math.ceil(delay / TICK)
  let granule = 1
  // The last bucket of a level cannot be told from the first of the next round.
  for (let span = LEVEL_SIZE - 1; ticks >= span; span <<= LEVEL_SHIFT) granule <<= LEVEL_SHIFT
  const rounding = Math.max(1, delay / RTO_MIN)
  return (rounding + granule) * TICK
}
