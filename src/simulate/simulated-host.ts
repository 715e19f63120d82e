import { SynfinError } from '../base/index.ts'
import type { Direction } from '../link/index.ts'
import type { Host } from '../net/index.ts'
import type { NodeSocket } from '../host/index.ts'
import {
  engineSockets,
  type SocketBackend,
  type TcpSocket,
  type TcpSocketOptions,
  type TcpStream,
} from '../socket/index.ts'
import { simulateSentences as t } from './sentences.ts'
import { onHost, type Place, type World } from './world.ts'

/** The wires of a host. */
export interface Wires {
  readonly away: readonly Direction[]
  readonly here: readonly Direction[]
}

/** A machine of the simulation: its programs are what runs on its behalf. */
export class SimulatedHost implements Place {
  readonly name: string
  readonly world: World
  readonly #host: Host
  readonly #sockets: SocketBackend
  readonly #open = new Set<TcpStream>()
  readonly #dressed = new Set<NodeSocket>()
  readonly #wires: () => Wires
  readonly #onCrash = new Set<() => void>()
  readonly #onRestart: (() => unknown)[] = []
  #isDown = false
  #life = 0

  /** Made by `Simulation.host`. */
  constructor(world: World, host: Host, wires: () => Wires) {
    this.name = host.name
    this.world = world
    this.#host = host
    this.#sockets = engineSockets(host)
    this.#wires = wires
  }

  /** IPv4 and IPv6, as text. */
  get addresses(): readonly string[] {
    return this.#host.addresses
  }

  get isDown(): boolean {
    return this.#isDown
  }

  /** Counts its crashes: what an earlier life has begun is over. */
  get life(): number {
    return this.#life
  }

  /** Where the sockets of its programs come from. */
  get sockets(): SocketBackend {
    return {
      name: 'engine',
      lang: this.#sockets.lang,
      tcp: (options) => this.#tcp(options),
      udp: (options) => this.#sockets.udp(options),
    }
  }

  /**
   * Runs code as a program of this host: its connections leave from here, its servers listen here. What it begins
   * (timers, callbacks, promises) belongs to this host too.
   *
   * @returns What the code returns. @throws {SynfinError} EHOSTDOWN after `crash`.
   */
  run<Value>(program: () => Value): Value {
    if (this.#isDown) throw new SynfinError('EHOSTDOWN', t.isDown, { name: this.name })
    return onHost(this, program)
  }

  /** Starts a program now, and again after each restart: a server that the machine starts as it boots. */
  boots(program: () => unknown): void {
    this.#onRestart.push(program)
    void this.run(program)
  }

  /** The power is gone: no FIN, no RST, every connection and timer forgotten. What is sent to it is lost. */
  crash(): void {
    if (this.#isDown) return
    this.#isDown = true
    this.#life++
    const { away, here } = this.#wires()
    for (const wire of away) wire.setWire('off')
    for (const wire of here) wire.setWire('cut')
    this.#silence()
    for (const connection of this.#host.connections) connection.abort()
  }

  /** Power again: what knew of its connections is answered with RST; the programs of `boots` start. */
  restart(): void {
    if (!this.#isDown) return
    this.#isDown = false
    const { away, here } = this.#wires()
    for (const wire of [...away, ...here]) wire.setWire('up')
    for (const program of this.#onRestart) void this.run(program)
  }

  /** Called when it crashes. @returns Takes it back. */
  onCrash(call: () => void): () => void {
    this.#onCrash.add(call)
    return () => void this.#onCrash.delete(call)
  }

  /** Ends all that it has open, by force; its programs are told nothing. */
  end(): void {
    this.#life++
    this.#silence()
  }

  #silence(): void {
    for (const stop of Array.from(this.#onCrash)) stop()
    for (const socket of Array.from(this.#dressed)) {
      socket.removeAllListeners()
      socket.on('error', () => undefined).destroy()
    }
    for (const socket of Array.from(this.#open)) socket.reset()
  }

  #tcp(options?: TcpSocketOptions): TcpSocket {
    const socket = this.#sockets.tcp(options)
    this.keep(socket)
    return socket
  }

  /** Keeps a socket of this host in mind for `crash`. */
  keep(socket: TcpStream): void {
    this.#open.add(socket)
    void socket.closed.then(() => this.#open.delete(socket))
  }

  /** As `keep`, for one in the clothes of Node's. */
  keepDressed(socket: NodeSocket): void {
    this.#dressed.add(socket)
    socket.once('close', () => this.#dressed.delete(socket))
  }
}
