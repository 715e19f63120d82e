import * as v from 'valibot'
import { isBase64 } from '../charset/index.ts'
import type { ReplyRule, SessionState } from '../talk/index.ts'

/** Pieces that several messages are made of. Keys are those of the events of the commands (docs/json.md). */

/** What a page or a program may ask for at most; they stand in `hello` too. */
export const LIMITS = {
  /** Bytes of one message of the WebSocket, as JSON. */
  messageBytes: 24 * 1024 * 1024,
  /** Bytes of one `send`. */
  sendBytes: 16 * 1024 * 1024,
  /** Bytes that one `bytes` or `messages` answers with; ask again for what follows. */
  rangeBytes: 4 * 1024 * 1024,
  /** Messages that one `messages`, or packets that one `packets`, answers with. */
  rangeCount: 5_000,
  /** Reads and writes up to this length carry their bytes in their `data` event. */
  inlineBytes: 16 * 1024,
} as const

export const base64 = v.pipe(v.string(), v.check(isBase64, 'not base64'))
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))
export const peerPort = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))
export const host = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(253),
  // No resolver takes spaces or control characters; some end a name at NUL.
  v.regex(/^[^\0-\x20\x7f]+$/, 'not a host name'),
)
/** The number of a listener or a connection; none is given twice in a run of the workbench. */
export const conn = v.pipe(v.number(), v.integer(), v.minValue(1))
export const millis = v.pipe(v.number(), v.minValue(0), v.maxValue(2_147_483_647))
/** What a person calls something. */
export const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))
export const lang = v.picklist(['en', 'zh'])
export const transport = v.picklist(['tcp', 'udp'])
export const direction = v.picklist(['in', 'out'])

export const address = v.object({
  address: v.string(),
  port,
  family: v.picklist(['IPv4', 'IPv6']),
})
export type Address = v.InferOutput<typeof address>

/** Where a listener or a connection stands, as far as this end can know; TCP's own names where it has one. */
export const sessionState: v.GenericSchema<unknown, SessionState> = v.picklist([
  'LISTEN',
  'SYN-SENT',
  'ESTABLISHED',
  'FIN-WAIT',
  'CLOSE-WAIT',
  'CLOSED',
])
export type { SessionState }

/** How a connection ended: `CloseRecord` of the sockets. */
export const closeRecord = v.object({
  /** `datagrams`: UDP, which has no connection to end. */
  how: v.picklist(['fin', 'reset', 'error', 'datagrams']),
  firstCloser: v.optional(v.picklist(['us', 'peer'])),
  /** Whose FINs were sent and seen, in order. */
  fins: v.optional(v.array(v.picklist(['us', 'peer']))),
  /** The handshake had been completed; true when absent. */
  connected: v.optional(v.boolean()),
  /** A POSIX code when it ended badly. */
  error: v.optional(v.string()),
  bytesSent: count,
  bytesReceived: count,
  bytesUnread: count,
  /** Bytes of sends that were still waiting: not all of them had been taken, some may have gone out. */
  bytesUnsent: count,
})
export type Closing = v.InferOutput<typeof closeRecord>

const text = v.pipe(v.string(), v.maxLength(65_536))
const hex = v.pipe(v.string(), v.maxLength(200_000))

/** What a read must bring for a rule to answer. `text` is contained, `hex` is contained, `regex` is JavaScript's. */
export const ruleMatch = v.variant('kind', [
  v.strictObject({ kind: v.literal('any') }),
  v.strictObject({ kind: v.literal('text'), text: v.pipe(text, v.minLength(1)) }),
  v.strictObject({ kind: v.literal('hex'), hex: v.pipe(hex, v.minLength(1)) }),
  v.strictObject({
    kind: v.literal('regex'),
    pattern: v.pipe(text, v.minLength(1)),
    flags: v.optional(v.pipe(v.string(), v.regex(/^[imsu]*$/))),
  }),
])
/** What is sent then: the bytes that came, a text, text with escapes (`\x00`, `\r\n`), or hex. */
export const ruleAnswer = v.variant('kind', [
  v.strictObject({ kind: v.literal('echo') }),
  v.strictObject({ kind: v.literal('text'), text }),
  v.strictObject({ kind: v.literal('escapes'), text }),
  v.strictObject({ kind: v.literal('hex'), hex }),
])
/** One reply rule of a listener. Of several the first that matches what one read brought answers. */
export const replyRule: v.GenericSchema<unknown, ReplyRule> = v.strictObject({
  match: ruleMatch,
  answer: ruleAnswer,
  /** The charset in which `match` is read and `answer` is written. Default `utf-8`. */
  charset: v.optional(v.pipe(v.string(), v.maxLength(40))),
  /** Answer so much later. Default at once. */
  delayMillis: v.optional(millis),
  /** Off: kept, but does not answer. */
  enabled: v.optional(v.boolean()),
})
export type { ReplyRule }

/** A message that a person keeps. `kind` says how `text` is read. */
export const snippet = v.strictObject({
  name,
  kind: v.picklist(['text', 'hex', 'escapes']),
  text: v.pipe(v.string(), v.maxLength(1_000_000)),
  charset: v.optional(v.pipe(v.string(), v.maxLength(40))),
  lineEnding: v.optional(v.pipe(v.string(), v.maxLength(10))),
})
export type Snippet = v.InferOutput<typeof snippet>

/** A lab run that a person keeps: the link that repeats it. */
export const savedRun = v.strictObject({
  name,
  /** What stands behind `#` in the page's address. */
  link: v.pipe(v.string(), v.minLength(1), v.maxLength(100_000)),
  note: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
})
export type SavedRun = v.InferOutput<typeof savedRun>

/** One read or write of a connection. */
export const talkMessage = v.object({
  /** Its place among the reads and writes of its connection, from 0. */
  index: count,
  /** Wall time, ISO 8601 in UTC. */
  time: v.string(),
  direction,
  /** Of its first byte in its direction. */
  offset: count,
  length: count,
  /** Absent: too long to be sent at once; ask for `bytes`. */
  base64: v.optional(base64),
})
export type TalkMessage = v.InferOutput<typeof talkMessage>

/** A packet of a capture: `CapturedPacket` of the trace with base64 for bytes. */
export const packet = v.object({
  /** Nanoseconds since `startTime` of its capture. */
  time: v.number(),
  /** From the IP header on. */
  base64,
  originalLength: v.optional(count),
  direction: v.optional(direction),
  /** The interface. */
  tap: v.optional(v.string()),
})
export type WirePacket = v.InferOutput<typeof packet>

/** What went wrong, in the person's language. */
export const fault = v.object({
  /** POSIX (`ECONNREFUSED`) or `SYNFIN_…`. */
  code: v.string(),
  message: v.string(),
  /** What helps; a command where one does. */
  hint: v.optional(v.string()),
})
export type Fault = v.InferOutput<typeof fault>
