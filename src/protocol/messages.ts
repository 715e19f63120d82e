import * as v from 'valibot'
import { workbenchEvent } from './events.ts'
import * as p from './parts.ts'
import { permits, snapshot } from './sessions.ts'

/** The version of these messages; a page that was loaded from an older workbench loads itself again. */
export const PROTOCOL_VERSION = 1

/** The first message on every WebSocket, and again when a page was too slow for all events. */
const hello = v.object({
  type: v.literal('hello'),
  protocol: v.number(),
  /** Of synfin. */
  version: v.string(),
  /** This run of the workbench: another one knows nothing of the sessions of this. */
  run: v.string(),
  lang: p.lang,
  /** Node's `process.platform`. */
  platform: v.string(),
  permits,
  limits: v.object({
    messageBytes: p.count,
    sendBytes: p.count,
    rangeBytes: p.count,
    rangeCount: p.count,
    inlineBytes: p.count,
    connections: p.count,
    listeners: p.count,
  }),
  /** The events up to this one are in `snapshot`, or were seen before (`since`). */
  seq: p.count,
  /** Absent: the page is up to date, the events after `seq` follow. */
  snapshot: v.optional(snapshot),
})
export type Hello = v.InferOutput<typeof hello>

const done = v.object({ type: v.literal('done'), id: v.number(), result: v.unknown() })
const failed = v.object({
  type: v.literal('failed'),
  /** Null: the message had none that could be read. */
  id: v.nullable(v.number()),
  error: p.fault,
})
const events = v.object({ type: v.literal('events'), events: v.array(workbenchEvent) })
/** Every few seconds: the workbench lives. */
const beat = v.object({ type: v.literal('beat'), time: v.string() })
/** The last message: the workbench ends. */
const goodbye = v.object({ type: v.literal('goodbye') })

/** Every message from the workbench, told apart by `type`. */
export const serverMessage = v.variant('type', [hello, done, failed, events, beat, goodbye])
export type ServerMessage = v.InferOutput<typeof serverMessage>

/** What a WebSocket asks for in its address, `api/ws?run=…&since=…`: only the events after `since` of this run. */
export function socketPath(resume?: { readonly run: string; readonly since: number }): string {
  return resume === undefined
    ? 'api/ws'
    : `api/ws?run=${encodeURIComponent(resume.run)}&since=${resume.since}`
}

/** The name of the protocol on the WebSocket. */
export const SOCKET_PROTOCOL = 'synfin'

/** @returns What a browser asks a WebSocket for, so that its key goes along: it can send no header of its own. */
export function socketProtocols(key: string | undefined): string[] {
  return key === undefined ? [SOCKET_PROTOCOL] : [SOCKET_PROTOCOL, `key.${key}`]
}

/** What `POST api/enter` takes: the token of a link, for which it gives the key of a page. */
export const entry = v.strictObject({ token: v.pipe(v.string(), v.minLength(1), v.maxLength(300)) })
export const entered = v.object({ key: v.string() })
