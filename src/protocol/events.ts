import * as v from 'valibot'
import * as p from './parts.ts'
import * as s from './sessions.ts'

/** What happened, sent to every page. Types and keys are those of `--json` (docs/json.md) where it has them. */

const of = <const Type extends string>(type: Type) => ({
  type: v.literal(type),
  /** Grows by one from event to event. */
  seq: p.count,
  /** Wall time, ISO 8601 in UTC. */
  time: v.string(),
})
const ofConn = <const Type extends string>(type: Type) => ({ ...of(type), conn: p.conn })

/** A connection was asked for (`SYN-SENT`), or has been made, or accepted. */
const open = v.object({ ...ofConn('open'), connection: s.connection })
/** A listener listens. */
const listening = v.object({ ...ofConn('listening'), listener: s.listener })

const state = v.object({
  ...ofConn('state'),
  state: p.sessionState,
  by: v.picklist(['us', 'peer']),
  /** With `ESTABLISHED`. */
  local: v.optional(p.address),
  remote: v.optional(p.address),
})

/** A read or a write. */
const data = v.object({ ...ofConn('data'), ...p.talkMessage.entries })

const mark = v.object({
  ...ofConn('mark'),
  /**
   * `paused`, `resumed`: reading; `refused`: a client was turned away, there are too many; `slow`: a send waits for
   * a peer that does not read; `rule`: a reply rule failed and was switched off;
   * `answers`: automatic answers pause; `history`: what is older than
   * `historyFrom` is gone; `memory`: what is older than `memoryFrom` is in the session file.
   */
  mark: v.picklist(['paused', 'resumed', 'refused', 'slow', 'rule', 'answers', 'history', 'memory']),
  detail: v.string(),
  memoryFrom: v.optional(p.count),
  historyFrom: v.optional(p.count),
})

const close = v.object({ ...ofConn('close'), transport: p.transport, ...p.closeRecord.entries })
const error = v.object({ ...ofConn('error'), ...p.fault.entries })
const rules = v.object({ ...ofConn('rules'), rules: v.array(p.replyRule) })
/** A closed one has left the list. */
const forgotten = v.object(ofConn('forgotten'))

/** A repeat begins, has sent again, or is over (`running` false). */
const repeat = v.object({ ...of('repeat'), ...s.repeat.entries, running: v.boolean() })
/** A capture begins, ends, or has lost packets. */
const capture = v.object({ ...of('capture'), ...s.capture.entries })
const captureForgotten = v.object({ ...of('captureForgotten'), capture: p.conn })
const packets = v.object({
  ...of('packets'),
  capture: p.conn,
  /** With the first packets. */
  startTime: v.optional(v.string()),
  /** The index of the first. */
  from: p.count,
  packets: v.array(p.packet),
  packetsFrom: p.count,
})
const snippets = v.object({ ...of('snippets'), snippets: v.array(p.snippet) })
const runs = v.object({ ...of('runs'), runs: v.array(p.savedRun) })

/** Every event, told apart by `type`. */
export const workbenchEvent = v.variant('type', [
  open,
  listening,
  state,
  data,
  mark,
  close,
  error,
  rules,
  forgotten,
  repeat,
  capture,
  captureForgotten,
  packets,
  snippets,
  runs,
])
export type WorkbenchEvent = v.InferOutput<typeof workbenchEvent>
export type EventType = WorkbenchEvent['type']
/** The event of one type. */
export type EventOf<Type extends EventType> = Extract<WorkbenchEvent, { type: Type }>
