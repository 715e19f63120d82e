/** pcap and pcapng in and out; packets to connections, segments, events: what happened, and why. */
export type {
  CapturedPacket,
  ConnectionTrace,
  SegmentKind,
  Side,
  SideTotals,
  StateChange,
  TracedOptions,
  TracedSegment,
  TraceEndpoint,
} from './types.ts'
