import type { TalkOptions } from '../options.ts'
import type { Conversation } from '../../talk/index.ts'

/** `synfin listen`, beyond what every talk command has. */
export interface ListenCommandOptions extends TalkOptions {
  readonly port?: number
  readonly maxClients?: number
  readonly backlog: number
  /** False: `--no-reply`. */
  readonly reply?: string | false
  readonly echo?: true
  readonly broadcast?: true
  readonly keepHalfOpen?: true
}

/** What a server does, as its options say. */
export interface ServerPlan {
  readonly host: string | undefined
  readonly port: number
  /** The bytes that answer what arrived from this client; undefined: no answer. */
  readonly answer: ((talk: Conversation, data: Uint8Array) => Uint8Array) | undefined
  /** The answer was asked for, and is not just what a server does when it is told nothing. */
  readonly isAnswerAsked: boolean
  /** Piped input goes to every client. */
  readonly sendsInput: boolean
  readonly options: ListenCommandOptions
}
