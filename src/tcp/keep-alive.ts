import type { Nanos } from '../base/index.ts'

/** Keep-alive (RFC 9293 §3.8.4), off unless given. */
export interface KeepAlive {
  /** Silence before the first probe (Linux: 7,200 s). */
  readonly idle: Nanos
  /** Between probes (Linux: 75 s). */
  readonly interval: Nanos
  /** Unanswered probes before the connection is dropped (Linux: 9). */
  readonly count: number
}
