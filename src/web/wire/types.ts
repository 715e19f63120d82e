/** What the Wire view draws, and the events it reports. */
import type { Nanos } from '../../base/index.ts'
import type { LayoutNote } from '../../diagram/index.ts'
import type { CapturedPacket } from '../../capture/index.ts'
import type { ConnectionTrace, Side, TracedSegment } from '../../trace/index.ts'
import type { Lang } from '../../say/index.ts'

/** The variables of one end that the plots draw: a part of the engine's `Snapshot`, times in ns, the rest in bytes. */
export interface WireVariables {
  readonly cwnd: number
  readonly ssthresh: number
  readonly srtt: Nanos | undefined
  readonly rto: Nanos
  readonly bytesInFlight: number
  /** What its peer lets it send. */
  readonly snd: { readonly wnd: number }
}

/** The variables of both ends at one moment; undefined where an end has no connection, or nobody asked it. */
export interface WireSample {
  readonly time: Nanos
  readonly client: WireVariables | undefined
  readonly server: WireVariables | undefined
  /** Which connection they are of: its `id`. Absent: 0. */
  readonly connection?: number
}

/** Packets and what the tracker made of them. The arrays may grow in place: `version` says that they did. */
export interface WireSource {
  readonly packets: readonly CapturedPacket[]
  readonly connections: readonly ConnectionTrace[]
  /** In order of time. */
  readonly samples?: readonly WireSample[]
  /** The programs' calls, drawn beside the packets of the first connection. */
  readonly notes?: readonly LayoutNote[]
  /** The payload as a person reads it (in the charset of Talk); undefined: nothing is shown. */
  readonly preview?: (segment: TracedSegment, index: number) => string | undefined
  /** Wall-clock nanoseconds since 1970 of time 0, where known: kept in the pcapng that is exported. */
  readonly startTime?: bigint
  /** More may come: the view follows. */
  readonly isLive: boolean
  /** Another number whenever anything above has changed. */
  readonly version: number
}

/** A stretch of one side's byte stream. */
export interface ByteRange {
  readonly connection: number
  /** Who sent them. */
  readonly from: Side
  /** Offset in the stream, from 0, and how many. */
  readonly offset: number
  readonly length: number
  /** Index into the connection's `segments`. */
  readonly segment: number
}

/** What a person does to a packet in the lab. */
export type PacketAction = 'lose' | 'delay' | 'duplicate' | 'corrupt'

/** What the Wire view is given. */
export interface WireViewProps {
  readonly source: WireSource
  readonly lang: Lang
  /** A segment with data was chosen: its bytes in the stream. */
  readonly onSelectBytes?: (range: ByteRange) => void
  /** Shows the bytes of the chosen segment somewhere else: offered as a button. Absent: the button selects them. */
  readonly onShowBytes?: (range: ByteRange) => void
  /** Offers to lose, delay, duplicate or corrupt the chosen packet: `packet` is its index in `source.packets`. */
  readonly onPacketAction?: (packet: number, action: PacketAction) => void
  /** Another run, drawn beside this one, with the place from which they differ. */
  readonly compareWith?: WireSource
  /** Names of the two runs, when there are two. */
  readonly names?: { readonly source: string; readonly compareWith: string }
  /** Draw the connection with this `id` first; absent: the first one. */
  readonly connection?: number
  /** Packets that are meant: the others are dimmed, the first is chosen and brought into sight. */
  readonly marked?: readonly number[]
  /** Without the panel of state machine and plots, for a small place. Default false. */
  readonly compact?: boolean
}
