import type { Nanos } from '../base/index.ts'
import type { LayoutNote } from '../diagram/index.ts'
import type { Path } from '../link/index.ts'
import type { CloseRecord, SocketAddress } from '../socket/index.ts'
import type { Snapshot, TcpInfo } from '../tcp/index.ts'
import type { CapturedPacket } from '../capture/index.ts'
import type { ConnectionTrace, Side } from '../trace/index.ts'
import type { TcpState } from '../wire/index.ts'
import type { Scenario } from './scenario/types.ts'

/** How the conversation ends. */
export type LabEnding =
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
  readonly ending?: LabEnding
  /** What the client sends: bytes, or how many are made up. Default a greeting in GBK. May be empty. */
  readonly message?: Uint8Array | number
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
  /** Index into the run's `programs`. */
  readonly program: number
}

/** Something that one end's program learned from its socket. */
export type LabEvent = {
  readonly side: Side
  readonly time: Nanos
  readonly afterPackets: number
  /** Index into the run's `programs`. */
  readonly program: number
} & (
  | {
      readonly type: 'open'
      readonly local: SocketAddress | undefined
      readonly remote: SocketAddress | undefined
    }
  | {
      readonly type: 'data'
      readonly offset: number
      readonly bytes: Uint8Array
      /** UDP: who sent the datagram. */
      readonly from?: SocketAddress
    }
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

/** One program of a run: a client, the server that listens, or its part that talks with one client. */
export interface LabProgram extends LabEnd {
  readonly side: Side
  readonly role: 'client' | 'listener' | 'session'
  /** Of its role, from 1, in the order in which they began. */
  readonly number: number
  readonly local: SocketAddress | undefined
  readonly remote: SocketAddress | undefined
}

/** One call of send() and what became of it. */
export interface LabMessage {
  /** Index into the run's `programs`. */
  readonly program: number
  /** Among the program's messages, from 1. */
  readonly number: number
  /** Where it begins in the program's stream, and its bytes. */
  readonly offset: number
  readonly length: number
  readonly sent: Nanos
  /** When the peer's program had all of it; undefined: never. */
  readonly received: Nanos | undefined
}

/** The variables of both ends when a packet was sent; undefined where an end has no connection (yet). */
export interface LabSample {
  /** Index into `packets`. */
  readonly packet: number
  readonly time: Nanos
  /** Which connection they are of: the `id` of its trace. */
  readonly connection: number
  readonly client: Snapshot | undefined
  readonly server: Snapshot | undefined
  /** The same as Linux's `tcp_info` would report it. */
  readonly info: Readonly<Record<Side, TcpInfo | undefined>>
}

/** Which packet of its side one is: what a change of the scenario names. */
export interface PacketPlace {
  readonly side: Side
  /** From 1. A copy that the network made has the number of its original. */
  readonly number: number
  readonly isCopy: boolean
}

/** A connection as its own host knew it at the end of the run, as `ss` would list it. */
export interface LabSocket {
  readonly side: Side
  /** The client's port, by which the connection is known at both ends. */
  readonly clientPort: number
  readonly state: TcpState
}

/** What a run cost, measured. */
export interface LabCost {
  /** Packets that each side sent, those that were lost too. */
  readonly packets: Readonly<Record<Side, number>>
  /** Their bytes from the IP header on. */
  readonly wireBytes: Readonly<Record<Side, number>>
  /** The bytes in them that are no header. */
  readonly payloadBytes: Readonly<Record<Side, number>>
  readonly retransmissions: Readonly<Record<Side, number>>
  /** The most bytes that the host's sockets held at once, waiting to be sent, acknowledged, put in order or read. */
  readonly held: Readonly<Record<Side, number>>
  /** CPU time of the run as the caller's clock measured it; undefined without one. */
  readonly cpu: Nanos | undefined
}

/** Why a run was stopped: `time` is the virtual time that it was given, all else is what it cost. */
export type RunStop = 'time' | 'packets' | 'memory' | 'cpu'

/** One run: the packets, what the tracker reads from them, and what the programs saw. */
export interface LabRun {
  /** What was run. */
  readonly scenario: Scenario
  readonly seed: number
  /** The paths as text. */
  readonly forward: string
  readonly back: string
  readonly packets: readonly CapturedPacket[]
  /** For each packet, which of its side it is. */
  readonly places: readonly PacketPlace[]
  /** The connections, from the packets alone; none with UDP. */
  readonly traces: readonly ConnectionTrace[]
  /** The first of them. */
  readonly trace: ConnectionTrace | undefined
  readonly programs: readonly LabProgram[]
  readonly calls: readonly LabCall[]
  readonly events: readonly LabEvent[]
  readonly messages: readonly LabMessage[]
  /** The first client's program, and the server's that talked with it first (with nobody: the one that listened). */
  readonly ends: Readonly<Record<Side, LabEnd>>
  readonly samples: readonly LabSample[]
  readonly cost: LabCost
  /** The TCP connections that the hosts still had when it ended. */
  readonly sockets: readonly LabSocket[]
  /** When nothing more could happen, or when it was stopped. */
  readonly duration: Nanos
  /** Why it was stopped before its end: its `until`, too many packets, or `RUN_LIMIT`; then this is the run so far. */
  readonly stopped: RunStop | undefined
}

/** A run with a connection. */
export interface ConnectionRun extends LabRun {
  readonly trace: ConnectionTrace
}
