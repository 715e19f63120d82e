import type { SocketAddress, SocketBackend, UdpSocket } from '../../socket/index.ts'
import { ProgramRun, type Stage } from './program.ts'
import { pause, runSteps, type StepSocket } from './steps.ts'

/** A program with one UDP socket: no connection, each datagram goes by itself. */
abstract class UdpProgram extends ProgramRun implements StepSocket {
  readonly endOfData = '0 B'
  protected readonly socket: UdpSocket
  #family: 4 | 6

  constructor(backend: SocketBackend, side: 'client' | 'server', stage: Stage) {
    super(side, side === 'client' ? 'client' : 'listener', stage)
    this.#family = stage.scenario.ipv6 ? 6 : 4
    this.socket = backend.udp({ family: this.#family })
  }

  async send(bytes: Uint8Array): Promise<void> {
    const to = this.target()
    // No datagram has arrived yet: there is nowhere to send.
    if (to === undefined) return this.socket.send(bytes)
    await this.socket.send(bytes, to.port, to.address)
    this.local = this.socket.localAddress
  }

  /** As recvfrom: what of a datagram does not fit is gone. */
  async recv(atMost: number): Promise<{ bytes: Uint8Array; from: SocketAddress }> {
    const { data, from } = await this.socket.recv()
    this.remote = from
    return { bytes: data.subarray(0, atMost), from }
  }

  async finish(): Promise<void> {
    this.notes('close()')
    await this.socket.close()
  }

  /** Where a datagram goes. */
  protected abstract target(): Pick<SocketAddress, 'address' | 'port'> | undefined

  protected async giveUp(): Promise<void> {
    await this.socket.close()
  }

  protected async wholeEnd(): Promise<void> {
    // A UDP socket is done as soon as it is closed.
  }
}

/** Just sends: no handshake comes before. */
export class UdpClient extends UdpProgram {
  constructor(backend: SocketBackend, stage: Stage) {
    super(backend, 'client', stage)
  }

  protected async talk(): Promise<void> {
    const { client } = this.stage.scenario
    await pause(this.page.clock, (this.number - 1) * client.spacing)
    this.notes('socket()')
    if (client.bind !== undefined) {
      const port = client.bind === 0 ? 0 : client.bind + this.number - 1
      this.notes(`bind(${port})`)
      await this.socket.bind(port)
    }
    this.local = this.socket.localAddress
    await runSteps(client.steps, this, this)
  }

  protected target(): Pick<SocketAddress, 'address' | 'port'> {
    return { address: this.stage.address, port: this.stage.scenario.server.port }
  }
}

/** Binds and does its steps; an answer goes to the sender of the last datagram. */
export class UdpServer extends UdpProgram {
  #resolveReady: () => void = () => undefined
  readonly ready: Promise<void>

  constructor(backend: SocketBackend, stage: Stage) {
    super(backend, 'server', stage)
    this.ready = new Promise((resolve) => (this.#resolveReady = resolve))
  }

  protected async talk(): Promise<void> {
    const { server } = this.stage.scenario
    try {
      this.notes('socket()')
      this.notes(`bind(${server.port})`)
      await this.socket.bind(server.port)
      this.local = this.socket.localAddress
    } finally {
      this.#resolveReady()
    }
    await runSteps(server.steps, this, this)
  }

  protected target(): SocketAddress | undefined {
    return this.remote
  }
}
