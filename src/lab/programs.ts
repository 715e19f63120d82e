import { MILLISECOND, SynfinError } from '../base/index.ts'
import type { Clock, Nanos } from '../base/index.ts'
import type { SocketBackend, TcpSocket } from '../socket/index.ts'
import type { Side } from '../trace/index.ts'
import { AT_MOST, BACKLOG, PORT } from './greeting.ts'
import type { Journal } from './journal.ts'
import type { Ending, LabEnd } from './types.ts'

/**
 * How long a program tidies up between reading the end and closing its own side. Longer than a delayed ACK, so that
 * the peer's FIN is acknowledged by itself: the close in four segments that the books show.
 */
const TIDYING: Nanos = 50 * MILLISECOND

/** What both programs are told. */
export interface Script {
  readonly clock: Clock
  readonly message: Uint8Array
  readonly reply: Uint8Array
  readonly ending: Ending
  readonly journal: Journal
  /** Both ends wait here where the ending needs them at one moment. */
  readonly meeting: Meeting
}

/** Where two programs wait for each other; whoever fails leaves, and the other goes on. The client goes first. */
export class Meeting {
  #awaited = 2
  readonly #waiting = new Map<Side, () => void>()

  arrive(side: Side): Promise<void> {
    const met = new Promise<void>((resolve) => this.#waiting.set(side, resolve))
    this.leave()
    return met
  }

  leave(): void {
    this.#awaited--
    if (this.#awaited > 0) return
    // Not from within the last one's arrival: it waits by then, and the order is the same whoever came last.
    void Promise.resolve()
      .then(() => this.#waiting.get('client')?.())
      .then(() => this.#waiting.get('server')?.())
  }
}

/** One program with one socket: each call is noted as it is made or, where it waits, as it returns. */
abstract class Program {
  readonly side: Side
  protected readonly script: Script
  protected readonly backend: SocketBackend
  #received = 0
  readonly #parts: Uint8Array[] = []
  #end: Pick<LabEnd, 'outcome' | 'error' | 'record'> = {
    outcome: 'waiting',
    error: undefined,
    record: undefined,
  }
  #call = ''
  /** Resolves when the connection's socket is wholly done; at once when there is none. */
  #closed: Promise<void> = Promise.resolve()

  constructor(side: Side, backend: SocketBackend, script: Script) {
    this.side = side
    this.backend = backend
    this.script = script
  }

  /** How it ended, so far. */
  get end(): LabEnd {
    const received = new Uint8Array(this.#received)
    let at = 0
    for (const part of this.#parts) {
      received.set(part, at)
      at += part.length
    }
    return { ...this.#end, received }
  }

  /** Runs the program; it never rejects for what the network did. */
  async run(): Promise<void> {
    try {
      await this.talk()
      this.#end = { ...this.#end, outcome: 'done' }
      await this.#closed
    } catch (error) {
      if (!(error instanceof SynfinError)) throw error
      this.script.journal.failed(this.side, this.#call, error.code)
      this.#end = { ...this.#end, outcome: 'failed', error: error.code }
      this.script.meeting.leave()
      await this.giveUp()
      await this.#closed
    }
  }

  protected abstract talk(): Promise<void>
  /** Lets go of every socket after a failure. */
  protected abstract giveUp(): Promise<void>

  /** Names the call that is made next, and notes it unless it is noted when it returns. */
  protected calls(text: string, quietly = false): void {
    this.#call = text
    if (!quietly) this.script.journal.call(this.side, text)
  }

  protected connected(socket: TcpSocket): void {
    this.script.journal.opened(this.side, socket.localAddress, socket.remoteAddress)
    this.#closed = socket.closed.then((record) => {
      this.#end = { ...this.#end, record }
      this.script.journal.closed(this.side, record)
    })
  }

  protected async send(socket: TcpSocket, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return
    this.calls(`send(${bytes.length} B)`)
    await socket.send(bytes)
  }

  /** Reads until `count` bytes have come, or the end. */
  protected async receive(socket: TcpSocket, count: number): Promise<void> {
    const reads = this.script.journal.reads(this.side, AT_MOST)
    const until = this.#received + count
    this.calls(`recv(${AT_MOST})`, true)
    try {
      while (this.#received < until) {
        const bytes = await socket.recv(AT_MOST)
        if (bytes.length === 0) {
          reads.end()
          this.script.journal.call(this.side, `recv(${AT_MOST}) = 0 (FIN)`)
          return
        }
        reads.read(bytes, this.#received)
        this.#parts.push(bytes)
        this.#received += bytes.length
      }
      reads.end()
    } catch (error) {
      reads.end()
      throw error
    }
  }

  protected async close(socket: TcpSocket): Promise<void> {
    this.calls('close()')
    await socket.close()
  }

  protected reset(socket: TcpSocket): void {
    this.calls('reset()')
    socket.reset()
  }

  /** Ends the conversation as the script says, once the answer is there. */
  protected async finish(socket: TcpSocket): Promise<void> {
    const { ending, meeting } = this.script
    if ('halfClose' in ending) return this.close(socket)
    if ('close' in ending && ending.close === 'both') {
      await meeting.arrive(this.side)
      return this.close(socket)
    }
    const first = 'close' in ending ? ending.close : ending.reset
    if ('reset' in ending) await meeting.arrive(this.side)
    if (first === this.side) {
      if ('reset' in ending) this.reset(socket)
      else await this.close(socket)
      return
    }
    await this.receive(socket, Number.POSITIVE_INFINITY)
    await this.tidyUp()
    await this.close(socket)
  }

  protected tidyUp(): Promise<void> {
    const { clock } = this.script
    return new Promise((resolve) => void clock.at(clock.now() + TIDYING, resolve))
  }
}

/** Connects, sends, receives the answer, ends. */
export class Client extends Program {
  readonly #host: string
  #socket: TcpSocket | undefined

  constructor(backend: SocketBackend, script: Script, host: string) {
    super('client', backend, script)
    this.#host = host
  }

  protected async talk(): Promise<void> {
    const { message, reply, ending } = this.script
    this.calls('socket()')
    const socket = this.backend.tcp()
    this.#socket = socket
    this.calls(`connect("${this.#host}", ${PORT})`)
    await socket.connect(PORT, this.#host)
    this.connected(socket)
    await this.send(socket, message)
    if ('halfClose' in ending) {
      this.calls('shutdown("send")')
      await socket.shutdown('send')
      await this.receive(socket, Number.POSITIVE_INFINITY)
    } else await this.receive(socket, reply.length)
    await this.finish(socket)
  }

  protected async giveUp(): Promise<void> {
    await this.#socket?.close()
  }
}

/** Binds, listens, accepts one client, answers its message, ends. */
export class Server extends Program {
  #listener: TcpSocket | undefined
  #socket: TcpSocket | undefined
  #stopped = false
  #tellReady: () => void = () => undefined
  /** Resolves once it listens. */
  readonly ready: Promise<void>

  constructor(backend: SocketBackend, script: Script) {
    super('server', backend, script)
    this.ready = new Promise((resolve) => (this.#tellReady = resolve))
  }

  /** No client will come any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#listener?.close()
  }

  protected async talk(): Promise<void> {
    const { message, reply, ending } = this.script
    this.calls('socket()')
    const listener = this.backend.tcp()
    this.#listener = listener
    this.calls(`bind(${PORT})`)
    await listener.bind(PORT)
    this.calls(`listen(${BACKLOG})`)
    await listener.listen(BACKLOG)
    this.#tellReady()
    this.calls('accept()', true)
    const socket = await this.#accept(listener)
    if (socket === undefined) return
    this.#socket = socket
    const from = socket.remoteAddress
    this.script.journal.call('server', `accept() = ${from?.address ?? '?'}:${from?.port ?? '?'}`)
    this.connected(socket)
    await this.receive(socket, 'halfClose' in ending ? Number.POSITIVE_INFINITY : message.length)
    await this.send(socket, reply)
    await this.finish(socket)
    await listener.close()
  }

  /** @returns The client; undefined when the listener was stopped while it waited. */
  async #accept(listener: TcpSocket): Promise<TcpSocket | undefined> {
    try {
      return await listener.accept()
    } catch (error) {
      if (this.#stopped) return undefined
      throw error
    }
  }

  protected async giveUp(): Promise<void> {
    await this.#socket?.close()
    await this.#listener?.close()
  }
}
