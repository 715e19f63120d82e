/** `synfin/trace`: captures in and out, and what their packets say. Connections, segments, states, causes, findings, sentences. */
export {
  type Capture,
  type CapturedPacket,
  CaptureReader,
  explainCaptureProblem,
  PcapngWriter,
  readCapture,
  writePcap,
  writePcapng,
} from '../capture/index.ts'
export { adviseFinding, diagnose, explainFinding, type Finding } from '../diagnose/index.ts'
export {
  type ConnectionTrace,
  endingOf,
  explainConnection,
  explainSegment,
  type SegmentKind,
  type Side,
  traceConnections,
  type TracedSegment,
  type TraceEvent,
  traceEvents,
  Tracker,
} from '../trace/index.ts'
