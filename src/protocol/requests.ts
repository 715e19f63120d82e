import * as v from 'valibot'
import * as p from './parts.ts'

/** What may be asked of the workbench. Every request has an `id`, which its answer carries. */

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const ask = <const Type extends string>(type: Type) => ({ type: v.literal(type), id })
const ofConn = <const Type extends string>(type: Type) => v.strictObject({ ...ask(type), conn: p.conn })

/** Who gets what is sent: some by number, the open clients of a listener, or every open connection. */
export const target = v.union([
  v.pipe(v.array(p.conn), v.minLength(1), v.maxLength(10_000)),
  v.strictObject({ listener: p.conn }),
  v.literal('all'),
])
export type Target = v.InferOutput<typeof target>

const listen = v.strictObject({
  ...ask('listen'),
  transport: v.optional(p.transport),
  /** An address of this machine; absent: 127.0.0.1. `0.0.0.0` and `::` are all of them. */
  host: v.optional(p.host),
  /** 0: one is picked. */
  port: p.port,
  backlog: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
  /** Stay open when a client has finished (CLOSE-WAIT) until we finish too. Default: finish then. */
  keepHalfOpen: v.optional(v.boolean()),
  rules: v.optional(v.pipe(v.array(p.replyRule), v.maxLength(100))),
  /** Capture its packets from the beginning; when that is not permitted it listens all the same. */
  capture: v.optional(v.boolean()),
})

const connect = v.strictObject({
  ...ask('connect'),
  transport: v.optional(p.transport),
  host: p.host,
  port: p.peerPort,
  localAddress: v.optional(p.host),
  localPort: v.optional(p.port),
  family: v.optional(v.picklist([4, 6])),
  keepHalfOpen: v.optional(v.boolean()),
  /** Give up so much later. Default: when the kernel does. */
  waitMillis: v.optional(p.millis),
  capture: v.optional(v.boolean()),
})

const send = v.strictObject({
  ...ask('send'),
  to: target,
  base64: p.base64,
  /** Again every so many milliseconds, so often (absent: until `stopRepeat`). */
  repeat: v.optional(
    v.strictObject({
      everyMillis: v.pipe(p.millis, v.minValue(10)),
      times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  ),
})

/** UDP just sends: a datagram from a bound socket to anybody. The peer becomes a connection of the listener. */
const sendTo = v.strictObject({
  ...ask('sendTo'),
  listener: p.conn,
  host: p.host,
  port: p.peerPort,
  base64: p.base64,
})

const messages = v.strictObject({
  ...ask('messages'),
  conn: p.conn,
  /** The index of the first one wanted. */
  from: p.count,
  count: v.pipe(p.count, v.minValue(1), v.maxValue(p.LIMITS.rangeCount)),
})

const bytes = v.strictObject({
  ...ask('bytes'),
  conn: p.conn,
  direction: p.direction,
  offset: p.count,
  length: v.pipe(p.count, v.minValue(1), v.maxValue(p.LIMITS.rangeBytes)),
})

const startCapture = v.strictObject({
  ...ask('startCapture'),
  /** The port of this listener, or of this connection's server; absent with `port`. */
  conn: v.optional(p.conn),
  port: v.optional(p.peerPort),
  transport: v.optional(p.transport),
  /** Absent: the loopback for loopback addresses, else all. */
  interface: v.optional(v.pipe(v.string(), v.regex(/^[\w.:@-]{1,64}$/))),
})

const packets = v.strictObject({
  ...ask('packets'),
  capture: p.conn,
  from: p.count,
  count: v.pipe(p.count, v.minValue(1), v.maxValue(p.LIMITS.rangeCount)),
})

/** Every request, told apart by `type`. */
export const request = v.variant('type', [
  v.strictObject(ask('sessions')),
  v.strictObject({ ...ask('language'), lang: p.lang }),
  v.strictObject(ask('ticket')),
  listen,
  connect,
  send,
  sendTo,
  v.strictObject({ ...ask('stopRepeat'), repeat: p.conn }),
  ofConn('finish'),
  ofConn('halfClose'),
  ofConn('reset'),
  ofConn('stopReading'),
  ofConn('resumeReading'),
  ofConn('stopListening'),
  ofConn('forget'),
  v.strictObject({
    ...ask('rules'),
    conn: p.conn,
    rules: v.pipe(v.array(p.replyRule), v.maxLength(100)),
  }),
  messages,
  bytes,
  startCapture,
  v.strictObject({ ...ask('stopCapture'), capture: p.conn }),
  v.strictObject({ ...ask('forgetCapture'), capture: p.conn }),
  packets,
  v.strictObject(ask('snippets')),
  v.strictObject({ ...ask('saveSnippet'), snippet: p.snippet }),
  v.strictObject({ ...ask('deleteSnippet'), name: p.name }),
  v.strictObject(ask('runs')),
  v.strictObject({ ...ask('saveRun'), run: p.savedRun }),
  v.strictObject({ ...ask('deleteRun'), name: p.name }),
])
export type Request = v.InferOutput<typeof request>
export type RequestType = Request['type']
/** The request of one type. */
export type RequestOf<Type extends RequestType> = Extract<Request, { type: Type }>
