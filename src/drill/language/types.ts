import type { Nanos } from '../../base/index.ts'
import type { ScriptPlace } from './syntax-error.ts'

/** A script, parsed. */
export interface Script {
  readonly options: readonly ScriptOption[]
  /** The command before the first event. */
  readonly init: BackquotedCommand | undefined
  readonly events: readonly ScriptEvent[]
  /** The command after the last event. */
  readonly cleanup: BackquotedCommand | undefined
}

/** `--name=value` at the top of a script. */
export interface ScriptOption {
  readonly name: string
  readonly value: string
  readonly place: ScriptPlace
}

/** One timed thing of a script. */
export interface ScriptEvent {
  readonly place: ScriptPlace
  /** As written, on one line. */
  readonly text: string
  readonly time: EventTime
  readonly action: Action
}

/** When an event happens, or must be seen. */
export type EventTime =
  /** `T` since the start or `+T` since the event before; a call may return only at `returns`, of the same base. */
  | {
      readonly kind: 'absolute' | 'relative'
      readonly at: Nanos
      /** The end of a window (`A~B`), of the same base. */
      readonly until?: Nanos
      readonly returns?: Nanos
    }
  /** `*`: whenever. */
  | { readonly kind: 'any' }

export type Action = PacketLine | SystemCall | BackquotedCommand | Code

/** A backquoted command of the shell: never run, its meaning is looked up. */
export interface BackquotedCommand {
  readonly kind: 'command'
  readonly text: string
  readonly place: ScriptPlace
}

/** `%{ … }%`: assertions about the variables of the connection. */
export interface Code {
  readonly kind: 'code'
  readonly text: string
  readonly place: ScriptPlace
}

/** `name(args) = result ERRNO (text)` */
export interface SystemCall {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Expression[]
  readonly result: Expression
  readonly errno: string | undefined
}

export type Expression =
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'string'; readonly text: string }
  /** `...`: whatever the harness puts there. */
  | { readonly kind: 'any' }
  /** `A|B` */
  | { readonly kind: 'or'; readonly parts: readonly Expression[] }
  /** `[a, b]` */
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  /** `{key=value, key(arg)=value, value}` */
  | { readonly kind: 'struct'; readonly fields: readonly StructField[] }
  /** `htons(80)`, `inet_addr("192.0.2.1")` */
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly Expression[] }

export interface StructField {
  readonly key: string | undefined
  readonly arg: Expression | undefined
  readonly value: Expression
}

/** `<` a packet comes to the stack under test; `>` it must send one. */
export interface PacketLine {
  readonly kind: 'packet'
  readonly direction: 'in' | 'out'
  readonly ip: IpInfo
  /** `ipv4 a > b:`, `gre`, `mpls`, `encap psp`: parsed, not run. */
  readonly encapsulation: string | undefined
  readonly ports: { readonly source: number; readonly destination: number } | undefined
  readonly body: TcpLine | UdpLine | IcmpLine
}

export interface IpInfo {
  /** `either`: ECT(0) or ECT(1). */
  readonly ecn?: 'none' | 'ect0' | 'ect1' | 'ce' | 'either'
  /** The whole byte. */
  readonly tos?: number
  readonly flowLabel?: number
  readonly ttl?: number
}

export interface TcpLine {
  readonly kind: 'tcp'
  /** The control bits of `wire`, without ECE, CWR and AE where `ace` stands. */
  readonly flags: number
  /** AE, CWR, ECE as one number (RFC 9768 §3.1). */
  readonly ace: number | undefined
  /** -1: any (nplab's `...`). */
  readonly seq: number
  readonly length: number
  /** nplab's `!`: numbers are as on the wire. */
  readonly absolute: boolean
  readonly ack: number | undefined
  readonly window: number | undefined
  readonly urgent: number | undefined
  /** `any`: `<...>`; none written: none. */
  readonly options: readonly OptionSpec[] | 'any'
}

/** A TCP option as written, the padding too. */
export type OptionSpec =
  | { readonly kind: 'mss' | 'wscale'; readonly value: number }
  | { readonly kind: 'sackOK' | 'nop' | 'eol' }
  | { readonly kind: 'sack'; readonly blocks: readonly (readonly [left: number, right: number])[] }
  | { readonly kind: 'TS'; readonly val: number; readonly ecr: number }
  /** `valid`: nplab's `md5 valid`. */
  | { readonly kind: 'md5'; readonly digest: Uint8Array | 'valid' }
  | { readonly kind: 'FO' | 'FOEXP'; readonly cookie: Uint8Array }
  /** RFC 9768 §3.2.3: the counters in the order of the option's kind. */
  | { readonly kind: 'ECN'; readonly order: 'e0b' | 'e1b'; readonly counters: readonly number[] }

export interface UdpLine {
  readonly kind: 'udp'
  readonly length: number
}

export interface IcmpLine {
  readonly kind: 'icmp'
  readonly type: string
  readonly code: string | undefined
  readonly mtu: number | undefined
  readonly id: number | undefined
  /** What the message quotes of the flow that goes out. */
  readonly quote:
    | { readonly protocol: 'tcp'; readonly seq: number; readonly length: number }
    | { readonly protocol: 'udp' | 'raw'; readonly length: number }
    | undefined
}
