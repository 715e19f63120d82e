import type { SocketBackend, TcpSocket } from '../../socket/index.ts'
import type { LabProgram } from '../types.ts'
import type { Meeting, Meetings } from './meeting.ts'
import { ProgramRun, type Stage } from './program.ts'
import { pause, runSteps, type StepSocket } from './steps.ts'

/** What TCP programs share beside. */
export interface TcpStage extends Stage {
  readonly meetings: Meetings
}

/** A program with one connected socket. */
abstract class Talker extends ProgramRun implements StepSocket {
  readonly endOfData = '0 (FIN)'
  protected readonly tcp: TcpStage
  protected socket: TcpSocket | undefined
  protected meeting: Meeting | undefined
  #closed: Promise<void> | undefined
  #isReleased = false

  constructor(side: 'client' | 'server', role: LabProgram['role'], stage: TcpStage) {
    super(side, role, stage)
    this.tcp = stage
  }

  protected connected(socket: TcpSocket): void {
    this.local = socket.localAddress
    this.remote = socket.remoteAddress
    const port = (this.side === 'client' ? this.local : this.remote)?.port ?? 0
    this.meeting = this.tcp.meetings.of(port)
    this.page.opened(this.local, this.remote)
    this.#closed = socket.closed.then((record) => {
      this.end = { ...this.end, record }
      this.page.closed(record)
    })
  }

  async send(bytes: Uint8Array): Promise<void> {
    await this.#open.send(bytes)
  }

  async recv(atMost: number): Promise<{ bytes: Uint8Array } | undefined> {
    const bytes = await this.#open.recv(atMost)
    return bytes.length === 0 ? undefined : { bytes }
  }

  async finish(step: Parameters<StepSocket['finish']>[0]): Promise<void> {
    switch (step) {
      case 'shutdown':
        this.notes('shutdown("send")')
        return this.#open.shutdown('send')
      case 'close':
        this.notes('close()')
        this.#isReleased = true
        return this.#open.close()
      case 'reset':
        this.notes('reset()')
        this.#isReleased = true
        return this.#open.reset()
      case 'abort':
        this.#isReleased = true
        return this.abort()
      case 'meet':
        return this.meeting?.arrive(this.side)
      default:
        return this.stop()
    }
  }

  /** The forced close by a flag. */
  protected abstract abort(): void
  protected abstract stop(): Promise<void>

  protected async giveUp(): Promise<void> {
    this.meeting?.leave(this.side)
    await this.socket?.close()
    this.#isReleased = true
  }

  /** A program that ends without closing leaves its socket open: nothing more is waited for. */
  protected async wholeEnd(): Promise<void> {
    this.meeting?.leave(this.side)
    if (this.#isReleased) await this.#closed
  }

  get #open(): TcpSocket {
    return this.socket as TcpSocket
  }
}

/** Connects, then does its steps. */
export class Client extends Talker {
  readonly #backend: SocketBackend
  readonly #flag = new AbortController()

  constructor(backend: SocketBackend, stage: TcpStage) {
    super('client', 'client', stage)
    this.#backend = backend
  }

  /** The handshake was done. */
  get wasConnected(): boolean {
    return this.remote !== undefined
  }

  protected async talk(): Promise<void> {
    const { client, server } = this.stage.scenario
    await pause(this.page.clock, (this.number - 1) * client.spacing)
    this.notes('socket()')
    const socket = this.#backend.tcp({ signal: this.#flag.signal })
    this.socket = socket
    if (client.bind !== undefined) await this.#bind(socket, client.bind)
    this.notes(`connect("${this.stage.address}", ${server.port})`)
    await socket.connect(server.port, this.stage.address)
    this.connected(socket)
    await runSteps(client.steps, this, this)
  }

  async #bind(socket: TcpSocket, first: number): Promise<void> {
    const port = first === 0 ? 0 : first + this.number - 1
    this.calls(`bind(${port})`)
    await socket.bind(port)
    const picked = socket.localAddress?.port ?? 0
    this.page.call(port === 0 ? `bind(0) = port ${picked}` : `bind(${port})`)
  }

  protected abort(): void {
    this.notes('abort()')
    this.#flag.abort()
  }

  protected async stop(): Promise<void> {
    // A client has no listener; the scenario was checked for it.
  }
}

/** Binds, listens, and hands each client that it accepts to a session. */
export class ServerRun extends ProgramRun {
  readonly #backend: SocketBackend
  readonly #tcp: TcpStage
  readonly #sessions: Promise<void>[] = []
  #listener: TcpSocket | undefined
  #expected: number
  #accepted = 0
  #stopped = false
  #resolveReady: () => void = () => undefined
  #resolveAllOver: () => void = () => undefined
  /** Resolves once it listens, or has failed to. */
  readonly ready: Promise<void>
  readonly #allOver: Promise<void>

  constructor(backend: SocketBackend, stage: TcpStage) {
    super('server', 'listener', stage)
    this.#backend = backend
    this.#tcp = stage
    this.ready = new Promise((resolve) => (this.#resolveReady = resolve))
    this.#allOver = new Promise((resolve) => (this.#resolveAllOver = resolve))
    const { client, server } = stage.scenario
    this.#expected = Math.min(server.accept ?? client.count, client.count)
  }

  /** The clients are done, and so many of them had a connection: no more are to be waited for. */
  async clientsAreDone(connected: number): Promise<void> {
    this.#expected = Math.min(this.#expected, connected)
    this.#resolveAllOver()
    if (this.#accepted >= this.#expected) await this.#quietly()
  }

  /** Closes the listener: the program's own call. */
  async stop(): Promise<void> {
    if (this.#stopped) return
    this.page.call('listener.close()')
    await this.#quietly()
  }

  protected async talk(): Promise<void> {
    const { server } = this.stage.scenario
    try {
      this.notes('socket()')
      const listener = this.#backend.tcp()
      this.#listener = listener
      this.notes(`bind(${server.port})`)
      await listener.bind(server.port)
      this.notes(`listen(${server.backlog})`)
      await listener.listen(server.backlog)
      this.local = listener.localAddress
    } finally {
      this.#resolveReady()
    }
    const { clock } = this.page
    if (server.stopAt !== undefined) void pause(clock, server.stopAt).then(() => this.stop())
    await pause(clock, server.acceptAt ?? 0)
    await this.#acceptAll()
    await Promise.all(this.#sessions)
    await this.#allOver
    await this.#quietly()
  }

  async #acceptAll(): Promise<void> {
    const listener = this.#listener as TcpSocket
    while (this.#accepted < this.#expected && !this.#stopped) {
      this.calls('accept()')
      let socket: TcpSocket
      try {
        socket = await listener.accept()
      } catch (error) {
        if (this.#stopped) return
        throw error
      }
      this.#accepted++
      const session = new Session(socket, this.#tcp, this)
      const from = socket.remoteAddress
      session.page.call(`accept() = ${from?.address ?? '?'}:${from?.port ?? '?'}`)
      this.#sessions.push(session.run())
    }
  }

  async #quietly(): Promise<void> {
    this.#stopped = true
    await this.#listener?.close()
  }

  protected async giveUp(): Promise<void> {
    await this.#quietly()
  }

  protected async wholeEnd(): Promise<void> {
    // The sessions have their own ends.
  }
}

/** The server's part that talks with one client, on the socket that accept() gave. */
class Session extends Talker {
  readonly #server: ServerRun

  constructor(socket: TcpSocket, stage: TcpStage, server: ServerRun) {
    super('server', 'session', stage)
    this.socket = socket
    this.#server = server
  }

  protected async talk(): Promise<void> {
    this.connected(this.socket as TcpSocket)
    await runSteps(this.stage.scenario.server.steps, this, this)
  }

  protected abort(): void {
    this.notes('reset()')
    this.socket?.reset()
  }

  protected stop(): Promise<void> {
    return this.#server.stop()
  }
}
