import type { Readable, Writable } from 'node:stream'
import type { Clock } from '../base/index.ts'
import type { TunOptions, TunSockets } from '../host/index.ts'
import type { SocketBackend } from '../socket/index.ts'
import type { Lang } from '../say/index.ts'

/** An output that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number }
/** The standard input, which may be a terminal. */
export type Input = Readable & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown }

/** The signals that a command handles; SIGCONT: it goes on after a stop (Ctrl-Z and `fg`). */
export type SignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGCONT'

/** Everything a command touches of the machine, handed in so that a test can run a command in-process. */
export interface CliIo {
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** The machine's sockets, whose errors speak the person's language. */
  readonly sockets: (lang: Lang) => SocketBackend
  /** The engine on the machine's network. */
  readonly tun: {
    /** @throws {TunError} */
    open(options: TunOptions): Promise<TunSockets>
    readonly isInNamespace: boolean
    readonly joinCommand: string
    /** Runs the whole program again in a namespace of its own. @returns Its exit code. @throws {TunError} */
    runInNamespace(): Promise<number>
  }
  /** The machine's clock: a deadline of a command is an alarm here. */
  readonly clock: Clock
  /** Milliseconds since 1970 now: the wall time in an event, never a duration. */
  readonly wallMillis: () => number
  /** Hears a signal until the returned function is called. */
  readonly onSignal: (name: SignalName, listener: () => void) => () => void
  /** Stops this process group until SIGCONT, as Ctrl-Z does: npx and a shell script that wait for us stop with us. */
  readonly stopJob: () => void
  /** Turns a host name into addresses of one family (0: either), as the machine does. @throws with a `code` of the resolver. */
  readonly resolve: (host: string, family: 0 | 4 | 6) => Promise<readonly string[]>
}
