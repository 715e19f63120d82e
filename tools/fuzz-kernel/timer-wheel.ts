import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { gunzipSync } from 'node:zlib'

/**
 * How late the kernel's timers are; the engine's fire exactly. The kernel counts time-outs in ticks, rounded up, and
 * each back-off doubles the rounding too (`icsk_rto`, net/ipv4/tcp_timer.c). The ticks hang in a wheel whose levels
 * turn in steps of 1, 8, 64… ticks, and a timer fires at the next step (kernel/time/timer.c, "Level Offset
 * Granularity").
 */

/** As distributions for servers and virtual machines have it: where the kernel does not say. */
const USUAL_HZ = 250
/** A tick of this machine's kernel, nanoseconds. */
export const TICK = 1e9 / kernelHz()
const LEVEL_SIZE = 64
const LEVEL_SHIFT = 3
/** The least RTO that is rounded and then doubled (TCP_RTO_MIN). */
const RTO_MIN = 200e6

/** What the machine itself may be late by, being busy: a tick as well. */
export const NOISE = Math.max(TICK, 4e6)

/** What the RTO has of a longer sample: an eighth by SRTT, and four quarters by RTTVAR (RFC 6298 §2.3). */
export const RTO_PER_RTT = 9 / 8
/** By how much the kernel may be earlier: its RTT counts whole milliseconds at both ends. */
export const EARLY = NOISE + 2e6 * RTO_PER_RTT

/** CONFIG_HZ, as the kernel itself or its package says. */
function kernelHz(): number {
  const read = [
    () => gunzipSync(readFileSync('/proc/config.gz')).toString(),
    () => readFileSync(`/boot/config-${release()}`, 'utf8'),
  ]
  for (const text of read) {
    try {
      const [, hz] = /^CONFIG_HZ=(\d+)$/m.exec(text()) ?? []
      if (hz !== undefined) return Number(hz)
    } catch {
      // Not there: the next.
    }
  }
  return USUAL_HZ
}

/** @param delay - The time-out, nanoseconds. @returns By how much the kernel may be later, nanoseconds. */
export function lateBy(delay: number): number {
  // The tick under way does not count.
  const ticks = Math.ceil(delay / TICK) + 1
  let granule = 1
  // The last bucket of a level cannot be told from the first of the next round.
  for (let span = LEVEL_SIZE - 1; ticks >= span; span <<= LEVEL_SHIFT) granule <<= LEVEL_SHIFT
  const rounding = Math.max(1, delay / RTO_MIN)
  return (rounding + granule) * TICK
}
