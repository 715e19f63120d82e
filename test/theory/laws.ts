/** Published laws of TCP's throughput. Loss `p` from 0 to 1, round trip in seconds; results in segments per second. */

/** Mathis, Semke, Mahdavi, Ott 1997. */
export function mathis(p: number, rtt: number, c: number): number {
  return c / (rtt * Math.sqrt(p))
}

/** Padhye, Firoiu, Towsley, Kurose 1998 (also RFC 5348 §3.1), with `b` segments an ACK and a time-out of `t0` seconds. */
export function pftk(p: number, rtt: number, t0: number, b: number): number {
  const timeouts = t0 * Math.min(1, 3 * Math.sqrt((3 * b * p) / 8)) * p * (1 + 32 * p * p)
  return 1 / (rtt * Math.sqrt((2 * b * p) / 3) + timeouts)
}

/** RFC 9438 §5.1: average window of CUBIC, never below that of Reno (equation 6 of RFC 8312 §5.1 likewise). Segments. */
export function cubicWindow(p: number, rtt: number): number {
  return Math.max(1.054 * (rtt / p) ** 0.75, 1.2 / Math.sqrt(p))
}
