import type { BoundPort, Endpoint, TcpSettings } from '../types.ts'

/** Where a socket is to be bound. Absent address: all (`::`); absent port or 0: one is picked. */
export interface LocalOptions {
  readonly address?: string
  readonly port?: number
  /** IPV6_V6ONLY: all addresses are those of IPv6 alone. Default false. */
  readonly onlyIpv6?: boolean
}

/** What an active OPEN may be given. */
export interface OpenOptions {
  /** A port taken before with `bindTcp`, or where to bind. */
  readonly local?: LocalOptions | BoundPort
  readonly remote: Endpoint
  readonly settings?: TcpSettings
  /** SO_REUSEADDR: a bound port may have connections in TIME-WAIT. Default false. */
  readonly reuseAddress?: boolean
}

/** What a passive OPEN may be given. */
export interface ListenerOptions {
  readonly local: LocalOptions | BoundPort
  /** Finished handshakes that may wait, less one, as listen() counts them. Default 128. */
  readonly backlog?: number
  /** Unfinished handshakes that may wait; beyond them SYN cookies are sent. Default: as many as the backlog, as Linux. */
  readonly synBacklog?: number
  readonly settings?: TcpSettings
  /** SO_REUSEADDR. Default true, as servers are written. */
  readonly reuseAddress?: boolean
}
