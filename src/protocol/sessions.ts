import * as v from 'valibot'
import * as p from './parts.ts'

/** What the workbench holds: listeners, connections, repeats, captures. The list of each is in `hello` and `sessions`. */

export const listener = v.object({
  conn: p.conn,
  transport: p.transport,
  state: v.picklist(['LISTEN', 'CLOSED']),
  local: p.address,
  /** When it began to listen, ISO 8601 in UTC. */
  opened: v.string(),
  keepHalfOpen: v.boolean(),
  rules: v.array(p.replyRule),
  capture: v.optional(v.number()),
})
export type ListenerInfo = v.InferOutput<typeof listener>

export const connection = v.object({
  conn: p.conn,
  role: v.picklist(['client', 'server']),
  transport: p.transport,
  state: p.sessionState,
  /** The listener that accepted it; absent for `client`. */
  listener: v.optional(p.conn),
  /** What was asked for: a name that `remote` has turned into an address. */
  target: v.optional(v.object({ host: v.string(), port: p.peerPort })),
  /** Absent until connected. */
  local: v.optional(p.address),
  remote: v.optional(p.address),
  /** When it was accepted or asked for, ISO 8601 in UTC. */
  opened: v.string(),
  keepHalfOpen: v.boolean(),
  /** Reading is stopped (`stopReading`). */
  paused: v.boolean(),
  bytesSent: p.count,
  bytesReceived: p.count,
  /** Reads and writes so far: their indexes are 0 to `messages - 1`. */
  messages: p.count,
  /** Older ones are read from the session file: a little slower. */
  memoryFrom: p.count,
  /** Older ones are gone: the session file reached its bound, or the disk did. */
  historyFrom: p.count,
  /** Once it is over. */
  close: v.optional(p.closeRecord),
  /** It is of an earlier run of the workbench, which ended then (ISO 8601 in UTC): to be read and discarded. */
  earlier: v.optional(v.string()),
  capture: v.optional(v.number()),
})
export type ConnectionInfo = v.InferOutput<typeof connection>

export const repeat = v.object({
  repeat: p.conn,
  to: v.array(p.conn),
  everyMillis: p.millis,
  /** How often it has been sent, and shall be; absent: until stopped. */
  sent: p.count,
  times: v.optional(p.count),
  length: p.count,
})
export type RepeatInfo = v.InferOutput<typeof repeat>

export const capture = v.object({
  capture: p.conn,
  /** `running`, or over. */
  running: v.boolean(),
  tool: v.picklist(['dumpcap', 'tcpdump']),
  interface: v.string(),
  /** In libpcap's language. */
  filter: v.string(),
  /** Wall-clock nanoseconds since 1970 of time 0, as a decimal string; absent before the first packet. */
  startTime: v.optional(v.string()),
  /** Packets seen: their indexes are 0 to `packets - 1`. */
  packets: p.count,
  /** Older ones are no longer kept. */
  packetsFrom: p.count,
  /** Packets that the capture itself lost. */
  dropped: p.count,
  /** Why it ended by itself. */
  problem: v.optional(p.fault),
})
export type CaptureInfo = v.InferOutput<typeof capture>

export const snapshot = v.object({
  listeners: v.array(listener),
  connections: v.array(connection),
  repeats: v.array(repeat),
  captures: v.array(capture),
})
export type SessionsSnapshot = v.InferOutput<typeof snapshot>

/** What this machine permits. */
export const permits = v.object({
  capture: v.object({
    tool: v.optional(v.picklist(['dumpcap', 'tcpdump'])),
    /** Absent: captures may be made. */
    problem: v.optional(p.fault),
  }),
  tun: v.boolean(),
})
export type Permits = v.InferOutput<typeof permits>
