import type { Nanos } from '../base/index.ts'
import type { LayoutNote } from '../diagram/index.ts'
import type { Path } from '../net/index.ts'
import type { CloseRecord, SocketAddress } from '../socket/index.ts'
import type { Snapshot } from '../tcp/index.ts'
import type { CapturedPacket, ConnectionTrace, Side } from '../trace/index.ts'

/** How the conversation ends. */
export type Ending =
  /** In order, and who closes first; `both`: at one and the same moment. */
  | { readonly close: Side | 'both' }
  /** By force: this side's RST, once the answer has come. */
  | { readonly reset: Side }
  /** The client ends its sending with its message; the server answers into the half-open connection, then closes. */
  | { readonly halfClose: true }

/** A conversation of a client and a server over a simulated path. */
export interface ConnectionLabOptions {
  /** Both directions, as `parsePath` reads it. Default `delay 10ms`. */
  readonly path?: Path | string
  /** From the client to the server, instead of `path`. */
  readonly forward?: Path | string
  /** From the server to the client, instead of `path`. */
  readonly back?: Path | string
  /** Numbers of packets to lose, from 1, counted for each side's own packets; beside what the path loses. */
  readonly drop?: Readonly<Partial<Record<Side, readonly number[]>>>
  /** Default `{ close: 'client' }`. */
  readonly ending?: Ending
  /** What the client sends. Default a greeting in GBK. May be empty. */
  readonly message?: Uint8Array
  /** What the server answers once it has the whole message. Default 收到消息 in GBK. May be empty: no answer. */
  readonly reply?: Uint8Array
  /** Decides all chance; default 1. */
  readonly seed?: number
  /** Talk over IPv6. Default IPv4. */
  readonly ipv6?: boolean
}

/** What a program did: a call as it stands in the program, and where it belongs between the packets. */
export interface LabCall extends LayoutNote {
  readonly afterPackets: number
}

/** Something that one end's program learned from its socket. */
export type LabEvent = { readonly side: Side; readonly time: Nanos; readonly afterPackets: number } & (
  | {
      readonly type: 'open'
      readonly local: SocketAddress | undefined
      readonly remote: SocketAddress | undefined
    }
  | { readonly type: 'data'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: 'error'; readonly call: string; readonly code: string }
  | ({ readonly type: 'close' } & CloseRecord)
)

/** How one end's program ended. */
export interface LabEnd {
  /** `done`: it ran to its end; `failed`: a call failed; `waiting`: a call waits for what can never come. */
  readonly outcome: 'done' | 'failed' | 'waiting'
  /** A POSIX code, when it failed. */
  readonly error: string | undefined
  /** Undefined while the socket is not done, and when there was no connection. */
  readonly record: CloseRecord | undefined
  readonly received: Uint8Array
}

/** The variables of both ends when a packet was sent; undefined where an end has no connection (yet). */
export interface LabSample {
  /** Index into `packets`. */
  readonly packet: number
  readonly time: Nanos
  readonly client: Snapshot | undefined
  readonly server: Snapshot | undefined
}

/** One run: the packets, what the tracker reads from them, and what the programs saw. */
export interface LabRun {
  readonly seed: number
  /** The paths as text. */
  readonly forward: string
  readonly back: string
  readonly packets: readonly CapturedPacket[]
  /** The connection, from the packets alone. */
  readonly trace: ConnectionTrace
  readonly calls: readonly LabCall[]
  readonly events: readonly LabEvent[]
  readonly ends: Readonly<Record<Side, LabEnd>>
  readonly samples: readonly LabSample[]
  /** When nothing more could happen. */
  readonly duration: Nanos
}
