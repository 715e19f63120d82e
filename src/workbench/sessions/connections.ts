import type { Clock } from '../../base/index.ts'
import type { CaptureInfo, ConnectionInfo, RequestOf, Target } from '../../protocol/index.ts'
import type { Lang } from '../../say/index.ts'
import type { SocketAddress, SocketBackend } from '../../socket/index.ts'
import type { Bounds } from './bounds.ts'
import { type Captures, captureTarget } from '../captures.ts'
import { ClosedConnections } from './closed-connections.ts'
import { type ConnectionContext, WorkbenchConnection } from './connection.ts'
import { addressOf, codeOf, dialFor } from './dial.ts'
import { DiskBudget } from '../history/disk-budget.ts'
import { Earlier, EARLIER } from '../history/earlier.ts'
import { Failure } from '../failure.ts'
import type { History } from '../history/history.ts'
import type { Journal } from './journal.ts'
import { MemoryBudget } from '../history/memory-budget.ts'
import { workbenchSentences as t } from '../sentences.ts'
import { WaitingRoom } from './waiting-room.ts'

/** What the connections and listeners of a workbench are made with. */
export interface SessionsOptions {
  readonly journal: Journal
  readonly captures: Captures
  readonly sockets: Readonly<Record<Lang, SocketBackend>>
  readonly folder: string
  readonly clock: Clock
  readonly wallMillis: () => number
  readonly bounds: Bounds
  /** Of what is said of earlier runs. */
  readonly lang: Lang
}

/** A number, and why no capture could be made with it. */
export interface Begun {
  readonly conn: number
  readonly captureProblem: unknown
}

/**
 * The connections by number: what they do stands here, what they are in the journal. Open ones and closed ones have a
 * bound; those of earlier runs can be read.
 */
export class Connections {
  readonly #options: SessionsOptions
  readonly #live = new Map<number, WorkbenchConnection>()
  readonly #budget: MemoryBudget
  readonly #disk: DiskBudget
  readonly #waiting: WaitingRoom
  readonly #closed = new ClosedConnections()
  readonly #earlier: Earlier
  /** Those that stand or are on their way. */
  #open = 0
  #last = 0

  constructor(options: SessionsOptions) {
    const { bounds, lang } = options
    this.#options = options
    this.#budget = new MemoryBudget(bounds.memory)
    this.#disk = new DiskBudget(bounds.disk)
    this.#waiting = new WaitingRoom(bounds.waiting)
    this.#earlier = new Earlier(this.#context(lang))
  }

  /** @returns The number of the next connection or listener. */
  nextNumber(): number {
    return ++this.#last
  }

  /** @throws {Failure} When there is none of this number. */
  get(conn: number): WorkbenchConnection {
    const found = this.#live.get(conn)
    if (found !== undefined) return found
    if (this.#earlier.history(conn) === undefined)
      throw new Failure('SYNFIN_NO_SUCH', t.noConnection, { conn })
    throw new Failure('SYNFIN_STATE', t.notOpen, { conn, state: 'CLOSED' })
  }

  /** @returns What the journal says of it. @throws {Failure} When there is none of this number. */
  info(conn: number): ConnectionInfo {
    const found = this.#options.journal.connection(conn)
    if (found === undefined) throw new Failure('SYNFIN_NO_SUCH', t.noConnection, { conn })
    return found
  }

  /** What was read and written, of one of an earlier run too. @throws {Failure} When there is none of this number. */
  history(conn: number): History {
    return this.#earlier.history(conn) ?? this.get(conn).history
  }

  /** Shows what earlier runs left in these folders, which go. To be called before anything has a number. */
  takeUp(folders: readonly string[]): void {
    const { journal, bounds } = this.#options
    const room = Math.min(EARLIER.bytes, bounds.disk / 2)
    for (const connection of this.#earlier.takeUp(folders, room)) {
      this.#last = Math.max(this.#last, connection.conn)
      journal.emit({ type: 'open', conn: connection.conn, connection })
    }
  }

  /**
   * Leaves the transcripts for the next run: of those that there are the newest, those that you made first.
   *
   * @returns Whether there are any.
   */
  save(): boolean {
    const own = (one: WorkbenchConnection): number => (one.listener === undefined ? 1 : 0)
    const all = [...this.#live.values()]
      .filter(({ history }) => history.total > 0)
      .sort((a, b) => own(b) - own(a) || b.conn - a.conn)
    for (const [at, connection] of all.entries()) {
      if (at < EARLIER.count) connection.save()
      else connection.forget()
    }
    return all.length > 0 || this.#earlier.size > 0
  }

  /** @returns The number of the connection, once it stands. @throws {SocketError} As `connect`; {Failure}. */
  async connect(request: RequestOf<'connect'>, lang: Lang): Promise<Begun> {
    const { transport = 'tcp', host, port, keepHalfOpen = false } = request
    const { captures, sockets } = this.#options
    this.checkRoom()
    this.#open++
    let connection: WorkbenchConnection | undefined
    try {
      const device = await addressOf(host, request.family, lang).catch(() => host)
      const target =
        request.capture === true ? captureTarget(transport, port, undefined, device, host) : undefined
      const { capture, problem } = await captures.attempt(target, lang)
      connection = new WorkbenchConnection(this.#context(lang), {
        conn: this.nextNumber(),
        role: 'client',
        transport,
        keepHalfOpen,
        target: { host, port },
        ...(capture === undefined ? {} : { capture: capture.capture }),
      })
      this.#hold(connection)
      const begin = (abandon: () => void): void => connection?.begin(abandon)
      connection.establish(await dialFor(sockets[lang], request, begin, lang))
      return { conn: connection.conn, captureProblem: problem }
    } catch (error) {
      if (connection === undefined) this.#open--
      else connection.failed(codeOf(error))
      throw error
    }
  }

  /** A client of a listener. @returns It, not yet established; undefined when there are too many. */
  admit(
    {
      conn: listener,
      transport,
      keepHalfOpen,
      capture,
    }: {
      readonly conn: number
      readonly transport: 'tcp' | 'udp'
      readonly keepHalfOpen: boolean
      readonly capture: CaptureInfo | undefined
    },
    lang: Lang,
  ): WorkbenchConnection | undefined {
    if (this.#open >= this.#options.bounds.connections) return undefined
    this.#open++
    const connection = new WorkbenchConnection(this.#context(lang), {
      conn: this.nextNumber(),
      role: 'server',
      transport,
      keepHalfOpen,
      listener,
      ...(capture === undefined ? {} : { capture: capture.capture }),
    })
    this.#hold(connection)
    return connection
  }

  /** @throws {Failure} When there are too many open ones. */
  checkRoom(): void {
    const limit = this.#options.bounds.connections
    if (this.#open >= limit) throw new Failure('SYNFIN_LIMIT', t.tooManyConnections, { limit })
  }

  /** Sends to one, several or all. */
  async send(
    to: Target,
    bytes: Uint8Array,
  ): Promise<{
    readonly sent: number[]
    readonly failed: { readonly conn: number; readonly error: unknown }[]
  }> {
    const sent: number[] = []
    const failed: { conn: number; error: unknown }[] = []
    await Promise.all(
      this.resolve(to).map(async (conn) => {
        try {
          await this.get(conn).send(bytes)
          sent.push(conn)
        } catch (error) {
          failed.push({ conn, error })
        }
      }),
    )
    return { sent, failed }
  }

  /** @returns The connections meant. @throws {Failure} When there are none. */
  resolve(to: Target): number[] {
    if (Array.isArray(to)) return [...new Set(to)]
    if (to !== 'all' && this.#options.journal.listener(to.listener) === undefined)
      throw new Failure('SYNFIN_NO_SUCH', t.noListener, { conn: to.listener })
    const meant = [...this.#live.values()]
      .filter(({ takesBytes, listener }) => takesBytes && (to === 'all' || listener === to.listener))
      .map(({ conn }) => conn)
    if (meant.length === 0) throw new Failure('SYNFIN_STATE', t.nobody)
    return meant
  }

  /** @returns The open connection of a listener to this peer. */
  to(listener: number, { address, port }: SocketAddress): WorkbenchConnection | undefined {
    const info = this.#options.journal.snapshot.connections.find(
      ({ listener: of, remote, close }) =>
        of === listener && close === undefined && remote?.address === address && remote.port === port,
    )
    return info === undefined ? undefined : this.#live.get(info.conn)
  }

  /** Takes a closed one off the list; its session files go. @throws {Failure} When it is open, or there is none. */
  forget(conn: number): void {
    const { journal } = this.#options
    if (!this.#earlier.discard(conn)) {
      const connection = this.get(conn)
      if (!connection.isOver) throw new Failure('SYNFIN_STATE', t.stillOpen, { conn })
      this.#live.delete(conn)
      this.#closed.delete(connection)
      connection.forget()
    }
    journal.emit({ type: 'forgotten', conn })
  }

  /** FIN to every peer. */
  finishAll(): void {
    for (const connection of this.#live.values()) {
      try {
        if (!connection.isOver) connection.finish()
      } catch {
        // It is closing already.
      }
    }
  }

  #context(lang: Lang): ConnectionContext {
    const { journal, clock, wallMillis, folder, bounds } = this.#options
    return {
      journal,
      clock,
      wallMillis,
      folder,
      memoryBound: bounds.memoryEach,
      budget: this.#budget,
      fileBound: bounds.file,
      disk: this.#disk,
      waiting: this.#waiting,
      lang,
    }
  }

  /** Counts one in; it has been counted as open. Of those that are over some make room. */
  #hold(connection: WorkbenchConnection): void {
    this.#live.set(connection.conn, connection)
    connection.onClosed = () => {
      this.#open--
      this.#closed.add(connection)
      while (this.#closed.size > this.#options.bounds.closed) {
        const first = this.#closed.first()
        if (first === undefined) break
        this.forget(first.conn)
      }
    }
  }
}
