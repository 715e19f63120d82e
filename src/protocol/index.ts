/** What the page and the workbench say to each other: message types, versioned and validated (docs/workbench-api.md). */
export { applyEvents } from './apply.ts'
export { base64Length, fromBase64, toBase64 } from '../charset/index.ts'
export { workbenchEvent } from './events.ts'
export type { EventOf, EventType, WorkbenchEvent } from './events.ts'
export { exportPath, exportQuery } from './export.ts'
export type { ExportQuery } from './export.ts'
export {
  entered,
  entry,
  PROTOCOL_VERSION,
  serverMessage,
  SOCKET_PROTOCOL,
  socketPath,
  socketProtocols,
} from './messages.ts'
export type { Hello, ServerMessage } from './messages.ts'
export { LIMITS, replyRule, savedRun, snippet } from './parts.ts'
export type {
  Address,
  Closing,
  Fault,
  ReplyRule,
  SavedRun,
  Snippet,
  TalkMessage,
  SessionState,
  WirePacket,
} from './parts.ts'
export { request } from './requests.ts'
export type { Request, RequestOf, RequestType, Target } from './requests.ts'
export { results } from './results.ts'
export type { ResultOf } from './results.ts'
export { connection } from './sessions.ts'
export type {
  CaptureInfo,
  ConnectionInfo,
  ListenerInfo,
  Permits,
  RepeatInfo,
  SessionsSnapshot,
} from './sessions.ts'
