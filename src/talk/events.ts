import type { Nanos } from '../base/index.ts'
import type { CloseRecord, SocketAddress } from '../socket/index.ts'

/** Where a connection stands, as far as this end can know; TCP's own names where it has one. */
export type ConversationState = 'SYN-SENT' | 'ESTABLISHED' | 'FIN-WAIT' | 'CLOSE-WAIT' | 'CLOSED'

/** The same for a listener too. */
export type SessionState = 'LISTEN' | ConversationState

/**
 * How a connection ended. `left`: our FIN is out, and the program did not wait for the peer's. `datagrams`: UDP, which has
 * no connection, no handshake and no FIN: `connected` and `firstCloser` are undefined, `fins` is empty.
 */
export type ConversationRecord = Omit<CloseRecord, 'how' | 'connected'> & {
  readonly how: CloseRecord['how'] | 'left' | 'datagrams'
  readonly connected: boolean | undefined
}

/**
 * What is worth an event beside bytes and states. `charset`: the one that is read now; `hint`: bytes were probably read in
 * a wrong one; `paused`, `resumed`: reading; `idle`: nothing moved for too long; `refused`: a client was turned away;
 * `slow`: the peer took nothing for too long; `unanswered`: automatic replies stop; `interrupt`: the person asked for the end.
 */
export type ConversationMark =
  | 'charset'
  | 'hint'
  | 'paused'
  | 'resumed'
  | 'idle'
  | 'refused'
  | 'slow'
  | 'unanswered'
  | 'interrupt'

/** Which connection: 1, 2, ...; 0 is the listener. */
interface OfConnection {
  readonly conn: number
}

/**
 * Everything that can happen in a conversation, and to its listener. The same events are shown to a person, written as
 * JSON, kept in a transcript, and sent to the page; docs/json.md describes them.
 */
export type ConversationEvent =
  | (OfConnection & {
      readonly type: 'open'
      readonly role: 'client' | 'server'
      readonly transport: 'tcp' | 'udp'
      readonly local: SocketAddress | undefined
      readonly remote: SocketAddress | undefined
    })
  | (OfConnection & {
      readonly type: 'state'
      readonly state: SessionState
      readonly previous: SessionState
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
      /** Absent when nothing is decoded. */
      readonly charset?: string
      /** The characters that these bytes complete. */
      readonly text: string
      /** The half character at their end. */
      readonly pending?: Uint8Array | undefined
    })
  | (OfConnection & {
      readonly type: 'mark'
      readonly mark: ConversationMark
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
  | (OfConnection & { readonly type: 'close' } & Omit<ConversationRecord, 'bytesAcknowledged'> & {
        /** What was to be sent; `bytesSent` is how much of it is known to have reached the peer, where that is known. */
        readonly bytesOffered: number
        readonly bytesAcknowledged: number | 'unknown'
        readonly transport: 'tcp' | 'udp'
      })
  | (OfConnection & {
      readonly type: 'error'
      readonly code: string
      readonly message: string
      /** The exit code of a command that ends with it. */
      readonly exit?: number
    })

/** An event and when it was: wall time, ISO 8601 in UTC. */
export type TimedEvent = ConversationEvent & { readonly time: string }

/** Takes an event; a promise when the reader of the output is slow. */
export type EventSink = (event: ConversationEvent) => void | Promise<void>
