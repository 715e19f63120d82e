/** pcap and pcapng in and out; packets to connections, segments, events: what happened, and why. */
export { CaptureReader, readCapture } from './capture/capture-reader.ts'
export type { Capture, CaptureReaderOptions } from './capture/capture-reader.ts'
export { PcapngWriter, writePcap, writePcapng } from './capture/capture-writer.ts'
export type { CaptureWriterOptions } from './capture/capture-writer.ts'
export { explainCaptureProblem } from './capture/problem.ts'
export type { CaptureProblem, CaptureProblemKey } from './capture/problem.ts'
export type { CaptureInterface } from './capture/records.ts'
export { endingOf } from './ending.ts'
export type { Ending } from './ending.ts'
export { rankedTraceEvents, sortEvents, TRACE_EVENT_VERSION, traceEvents } from './events.ts'
export type { RankedEvent, TraceEvent } from './events.ts'
export { explainConnection } from './explain-connection.ts'
export { explainSegment } from './explain-segment.ts'
export type { OtherPacket } from './other-packets.ts'
export { traceConnections, Tracker } from './tracker.ts'
export type { PacketCounts } from './tracker.ts'
export type {
  CapturedPacket,
  ConnectionTrace,
  Handshake,
  Range,
  Resend,
  ResendCause,
  SegmentKind,
  Side,
  SideTotals,
  StateChange,
  TracedOptions,
  TracedSegment,
  TraceEndpoint,
} from './types.ts'
