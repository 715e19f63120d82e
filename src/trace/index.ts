/** pcap and pcapng in and out; packets to connections, segments, events: what happened, and why. */
export type {
  CapturedPacket,
  SegmentKind,
  Side,
  TracedOptions,
  TracedSegment,
  TraceEndpoint,
} from './types.ts'
