import type { Nanos } from '../../base/index.ts'
import { type CloseRecord, type SocketAddress } from '../../socket/index.ts'
import { judgeEnding } from '../../talk/index.ts'
import { EVENT_VERSION, toJson } from '../../say/index.ts'
import type { ExitCode } from '../exit-code.ts'

/** Where a talk stands, as far as this end can know; TCP's own names where it has one. */
export type TalkState = 'LISTEN' | 'ESTABLISHED' | 'FIN-WAIT' | 'CLOSE-WAIT' | 'CLOSED'

/** Which connection: 1, 2, ...; 0 is the listener. */
interface OfConnection {
  readonly conn: number
}

/**
 * Everything that can happen in a talk. The same events are shown to a person, written with `--json` and saved with
 * `/save`; docs/json.md describes them.
 */
export type TalkEvent =
  | (OfConnection & {
      readonly type: 'open'
      readonly role: 'client' | 'server'
      readonly transport: 'tcp' | 'udp'
      readonly local: SocketAddress | undefined
      readonly remote: SocketAddress | undefined
    })
  | (OfConnection & {
      readonly type: 'state'
      readonly state: TalkState
      readonly previous: TalkState
      readonly by: 'us' | 'peer'
      readonly local?: SocketAddress | undefined
      readonly transport?: 'tcp' | 'udp'
    })
  | (OfConnection & {
      readonly type: 'data'
      readonly direction: 'in' | 'out'
      /** Of the first byte, in this direction of this connection. */
      readonly offset: number
      readonly bytes: Uint8Array
      readonly charset: string
      /** The characters that these bytes complete. */
      readonly text: string
      /** The half character at their end. */
      readonly pending?: Uint8Array | undefined
    })
  | (OfConnection & {
      readonly type: 'mark'
      readonly mark:
        | 'charset'
        | 'hint'
        | 'paused'
        | 'resumed'
        | 'idle'
        | 'refused'
        | 'slow'
        | 'unanswered'
        | 'interrupt'
      readonly detail: string
    })
  | (OfConnection & {
      readonly type: 'stats'
      readonly bytesSent: number
      readonly bytesReceived: number
      /** Since `open`. */
      readonly duration: Nanos
      /** At least so many of the bytes sent. */
      readonly bytesAcknowledged: number | 'unknown'
    })
  | (OfConnection & { readonly type: 'close' } & Omit<CloseRecord, 'how' | 'bytesAcknowledged'> & {
        /** `left`: our FIN is out, and the program did not wait for the peer's. */
        readonly how: CloseRecord['how'] | 'left'
        /** What was to be sent; `bytesSent` is how much of it is known to have reached the peer, where that is known. */
        readonly bytesOffered: number
        readonly bytesAcknowledged: number | 'unknown'
        readonly transport: 'tcp' | 'udp'
      })
  | (OfConnection & {
      readonly type: 'error'
      readonly code: string
      readonly message: string
      readonly exit?: ExitCode
    })

/** An event and when it was: wall time, ISO 8601 in UTC. */
export type TimedEvent = TalkEvent & { readonly time: string }

/** Takes an event; a promise when whoever reads the output is slow. */
export type Emit = (event: TalkEvent) => void | Promise<void>

/** One line of `--json`, without its end. Byte fields are base64. */
export function eventToJson(event: TimedEvent): string {
  const { type, time, conn, ...rest } = event
  const body: Record<string, unknown> = { v: EVENT_VERSION, type, wallTime: time, conn }
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue
    if (key === 'bytes') {
      body['length'] = (value as Uint8Array).length
      body['base64'] = base64(value as Uint8Array)
    } else body[key] = key === 'pending' ? base64(value as Uint8Array) : value
  }
  if (event.type === 'close') {
    const { kind, by, after } = judgeEnding(event)
    body['ending'] = { kind, by, after }
  }
  return toJson(body)
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
