import type { Nanos } from '../../base/index.ts'
import type { SocketOptionValues, StackSettings } from '../../tcp/index.ts'
import type { Side } from '../../trace/index.ts'

/**
 * An experiment, whole: two hosts, the path between them, what each program does, the engine's options, the seed, and
 * what was changed by hand. The same scenario gives the same packets, byte for byte. `formatScenario` writes it as a
 * link, `parseScenario` reads it.
 */
export interface Scenario {
  readonly protocol: 'tcp' | 'udp'
  readonly ipv6: boolean
  /** Decides all chance: 0 to 2^32 - 1. */
  readonly seed: number
  /** What happens to the packets that each side sends, as `parsePath` reads it. */
  readonly path: Readonly<Record<Side, string>>
  /** Largest packet of the link, bytes from the IP header on. */
  readonly mtu: number
  /** The charset of texts that are sent. */
  readonly encoding: string
  readonly client: ClientPlan
  readonly server: ServerPlan
  /** The engine's options of each host; whatever is absent is as in Linux. */
  readonly options: Readonly<Record<Side, EngineOptions>>
  /** What is done to single packets by hand, in the order in which it was asked for. */
  readonly changes: readonly PacketChange[]
  /** The run stops at this virtual time; absent: once nothing more can happen. */
  readonly until?: Nanos
}

/** What the clients do. All of them run the same steps. */
export interface ClientPlan {
  readonly steps: Steps
  /** How many there are. */
  readonly count: number
  /** Each begins so long after the one before. */
  readonly spacing: Nanos
  /** The port each binds before it connects, the next one of the next client; 0: bind picks. Absent: no bind. */
  readonly bind?: number
}

/** What the server does. */
export interface ServerPlan {
  /** The steps with each client (UDP: with all of them). */
  readonly steps: Steps
  /** The port. */
  readonly port: number
  /** False: the host is there, but no program listens. */
  readonly listen: boolean
  readonly backlog: number
  /** How many connections it accepts. Absent: as many as there are clients. */
  readonly accept?: number
  /** When it first calls accept(). Absent: at once. */
  readonly acceptAt?: Nanos
  /** When it closes the listener. Absent: when everything is over. */
  readonly stopAt?: Nanos
}

/** What a program does: lists of steps that run side by side, each in its order. */
export type Steps = readonly (readonly Step[])[]

/** One step of a program. */
export type Step =
  /** Sends `data`, cut into pieces of `by` bytes (one call, with UDP one datagram, for each), `times` times. */
  | {
      readonly do: 'send'
      readonly data: Payload
      readonly times: number
      readonly every: Nanos
      readonly by?: number
    }
  /** Receives until `until` bytes have come, or until the end; `once`: one call. At most `by` bytes a call. */
  | {
      readonly do: 'recv'
      readonly until: number | 'end' | 'once'
      readonly by: number
      readonly every: Nanos
    }
  | { readonly do: 'wait'; readonly time: Nanos }
  /** Waits until this time of the run. */
  | { readonly do: 'at'; readonly time: Nanos }
  /** Half-close: FIN, and goes on receiving. */
  | { readonly do: 'shutdown' }
  /** Close in order: FIN. */
  | { readonly do: 'close' }
  /** Forced close by the call: RST. */
  | { readonly do: 'reset' }
  /** Forced close by a flag that another part of the program sets (an AbortSignal): RST. */
  | { readonly do: 'abort' }
  /** Waits for the peer's program to get to its `meet`, so that both do what follows at one moment. */
  | { readonly do: 'meet' }
  /** The server closes its listener. */
  | { readonly do: 'stop' }

/** What is sent. */
export type Payload =
  | { readonly text: string }
  /** So many bytes, made up. */
  | { readonly size: number }
  | { readonly bytes: Uint8Array }

/** The engine's options: the settings of the host (sysctl) and the options of its sockets (setsockopt). */
export type EngineOptions = Partial<Omit<SocketOptionValues, 'linger' | 'inq'>> &
  Partial<Omit<StackSettings, 'receiveMemory' | 'sendMemory' | keyof SocketOptionValues>>

/** What is done to one packet: the n-th that a side sends, from 1. */
export type PacketChange = { readonly side: Side; readonly number: number } & (
  | { readonly change: 'lose' | 'duplicate' | 'corrupt' }
  | { readonly change: 'delay'; readonly by: Nanos }
)
