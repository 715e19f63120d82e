import * as v from 'valibot'
import * as p from './parts.ts'
import type { RequestType } from './requests.ts'
import * as s from './sessions.ts'

const nothing = v.object({})
const snippets = v.object({ snippets: v.array(p.snippet), file: v.string() })
const runs = v.object({ runs: v.array(p.savedRun), file: v.string() })

/** What `done` carries in `result`, by the type of the request. */
export const results = {
  sessions: v.object({ ...s.snapshot.entries, seq: p.count }),
  language: nothing,
  /** For one download within a minute. */
  ticket: v.object({ ticket: v.string() }),
  listen: v.object({
    listener: s.listener,
    /** Why there is no capture although one was asked for. */
    captureProblem: v.optional(p.fault),
  }),
  connect: v.object({ connection: s.connection, captureProblem: v.optional(p.fault) }),
  send: v.object({
    /** Those to whom the bytes went: they are in the send buffer. */
    sent: v.array(p.conn),
    failed: v.array(v.object({ conn: p.conn, error: p.fault })),
    /** The number for `stopRepeat`, when it repeats. */
    repeat: v.optional(p.conn),
  }),
  sendTo: v.object({ conn: p.conn }),
  stopRepeat: nothing,
  finish: nothing,
  halfClose: nothing,
  reset: nothing,
  stopReading: nothing,
  resumeReading: nothing,
  stopListening: nothing,
  forget: nothing,
  rules: nothing,
  messages: v.object({
    messages: v.array(p.talkMessage),
    /** How many there are by now. */
    total: p.count,
    /** Older ones are gone. */
    historyFrom: p.count,
  }),
  bytes: v.object({
    /** Of the first byte: later than asked for when what is older is gone. */
    offset: p.count,
    base64: p.base64,
  }),
  startCapture: v.object({ capture: s.capture }),
  stopCapture: nothing,
  forgetCapture: nothing,
  packets: v.object({
    /** The index of the first. */
    from: p.count,
    packets: v.array(p.packet),
    total: p.count,
  }),
  snippets,
  saveSnippet: snippets,
  deleteSnippet: snippets,
  runs,
  saveRun: runs,
  deleteRun: runs,
} satisfies Record<RequestType, v.GenericSchema>

/** What a request of this type is answered with. */
export type ResultOf<Type extends RequestType> = v.InferOutput<(typeof results)[Type]>
