/** Packets to connections, segments, events: what happened, and why. Never the engine, never a file. */
export { endingOf } from './connection/ending.ts'
export type { Ending } from './connection/ending.ts'
export { rankedTraceEvents, sortEvents, traceEvents } from './events.ts'
export type { RankedEvent, TraceEvent } from './events.ts'
export { explainConnection } from './explain/explain-connection.ts'
export { explainSegment } from './explain/explain-segment.ts'
export type { OtherPacket } from './other-packets.ts'
export { traceConnections, Tracker } from './tracker.ts'
export type { PacketCounts } from './tracker.ts'
export type {
  ConnectionTrace,
  TracedHandshake,
  Range,
  Retransmission,
  RetransmissionCause,
  SegmentKind,
  Side,
  SideTotals,
  StateChange,
  TracedOptions,
  TracedSegment,
  TraceEndpoint,
} from './types.ts'
export { connectionSentences } from './explain/connection-sentences.ts'
export { lossWords, segmentSentences, traceWords } from './explain/sentences.ts'
export {
  block,
  bytesOf,
  enhanced,
  fields,
  iface,
  option,
  pcap,
  section,
  text,
} from './testing/capture-file.ts'
export { Talk, sure } from './testing/talk.ts'
