import type net from 'node:net'
import nodeNet from 'node:net'
import { NEVER, type Nanos, Random, SynfinError, MILLISECOND } from '../base/index.ts'
import { type CapturedPacket, writePcapng } from '../capture/index.ts'
import { layoutSequence, renderText } from '../diagram/index.ts'
import { type Path, type RecordedPacket, Recorder, VirtualClock } from '../link/index.ts'
import { Network } from '../net/index.ts'
import type { Lang } from '../say/index.ts'
import { type ConnectionTrace, traceConnections } from '../trace/index.ts'
import { Agents } from './real/agents.ts'
import { install, uninstall } from './real/install.ts'
import { forgetTimers } from './real/timers.ts'
import { realWork } from './real/work.ts'
import { settle, waitForReal } from './settle.ts'
import { reportFailure } from './report.ts'
import { simulateSentences as t } from './sentences.ts'
import type { SimulatedHost } from './simulated-host.ts'
import { readTime, type Time } from './time.ts'
import { type BothWays, type Hosts, Topology } from './topology.ts'
import { activate, activeWorld, onHost, type World } from './world.ts'

/** How a simulation is made. */
export interface SimulateOptions {
  /** What lies between any two hosts, in each direction. Default: a clean wire. */
  readonly path?: Path | string
  /** Decides all chance, of the path and of the programs. Default: SYNFIN_SEED of the environment, else 1. */
  readonly seed?: number
  /** The time of day as it begins. Default 2026-01-01T00:00:00Z. */
  readonly start?: Date | string | number
  /** The virtual time at which a run is given up. Default one hour after it began. */
  readonly deadline?: Time
  /** On which host the code of `run` is, when it is on none. Default `client`. */
  readonly home?: string
  /** The language of what a failed run prints. Default English. */
  readonly lang?: Lang
}

/** What can be served: a server of Node's (net, tls, http, https, http2), or what is done with each connection. */
export type Served = net.Server | ((socket: net.Socket) => void)

const START = Date.UTC(2026, 0, 1)

/** Hosts, the paths between them, and the programs on them, in virtual time and from one seed. */
export class Simulation implements World {
  readonly seed: number
  readonly epoch: number
  readonly clock: VirtualClock = new VirtualClock()
  readonly chance: Random
  readonly home: SimulatedHost
  readonly agents: Agents = new Agents()
  readonly #network: Network
  readonly #topology: Topology
  readonly #recorder = new Recorder()
  readonly #deadline: Nanos
  readonly #lang: Lang
  readonly #real = new Set<string>()

  constructor(options: SimulateOptions = {}) {
    const {
      path = '',
      seed = seedOfEnvironment() ?? 1,
      start = START,
      deadline = '1h',
      home = 'client',
    } = options
    this.seed = checkedSeed(seed)
    this.epoch = new Date(start).getTime()
    this.#deadline = readTime(deadline)
    this.#lang = options.lang ?? 'en'
    this.#network = new Network({ clock: this.clock, seed })
    this.#network.tap(this.#recorder)
    this.#topology = new Topology(this.#network, this, path)
    this.chance = new Random(seed).substream('programs')
    this.home = this.#topology.host(home)
  }

  /** Milliseconds of virtual time since it began. */
  get now(): number {
    return this.clock.now() / MILLISECOND
  }

  /** Every packet on every wire so far, with its time (nanoseconds) and what became of it. */
  get packets(): readonly RecordedPacket[] {
    return this.#recorder.packets
  }

  /** What was real in its runs, and so is not repeated by the seed. */
  get real(): readonly string[] {
    return [...this.#real]
  }

  /** @returns The host of a name, made when there is none; its name resolves everywhere in the simulation. */
  host(name: string): SimulatedHost {
    return this.#topology.host(name)
  }

  /**
   * Lets a server listen on a host, now and after each `restart`.
   *
   * @param served - A server that does not listen yet, or what is done with each connection.
   * @returns Resolves once it listens. @throws Of `listen`, such as EADDRINUSE.
   */
  async serve(name: string, port: number, served: Served): Promise<void> {
    const server = typeof served === 'function' ? nodeNet.createServer(served) : served
    await this.#inside(async () => {
      const listens = new Promise<void>((resolve, reject) => {
        server.once('listening', resolve)
        server.once('error', reject)
      })
      this.host(name).boots(() => server.listen(port))
      await this.#drive(listens, this.clock.now())
    })
  }

  /**
   * Runs a program in virtual time until its promise is settled: node:net, tls, http, fetch and what is built on them,
   * timers, dates and chance are the simulation's meanwhile.
   *
   * @returns What it returns.
   * @throws What it throws; SynfinError SYNFIN_CLOCK_IDLE when nothing is left that could go on, SYNFIN_CLOCK_LIMIT at
   *   the deadline, EBUSY while another simulation runs.
   */
  async run<Value>(program: (simulation: this) => Value | Promise<Value>): Promise<Value> {
    try {
      return await this.#inside(() =>
        this.#drive(
          onHost(this.home, async () => program(this)),
          this.clock.now() + this.#deadline,
        ),
      )
    } catch (error) {
      reportFailure(this, this.#lang)
      throw error
    }
  }

  /** Changes what lies between two hosts from now on, each way or both. @throws {PathError} */
  path(a: string, b: string, path: Path | string | BothWays): void {
    this.#topology.setPath(this.host(a).name, this.host(b).name, path)
  }

  /** What is sent between these hosts is lost until `heal`; without the second, between the first and all others. */
  partition(a: Hosts, b?: Hosts): void {
    this.#topology.separate(a, b, 'cut')
  }

  /** What is sent between these hosts is kept, and arrives at `heal`. */
  hold(a: Hosts, b?: Hosts): void {
    this.#topology.separate(a, b, 'held')
  }

  /** Ends every `partition` and `hold`. */
  heal(): void {
    this.#topology.heal()
  }

  /** As a machine without power: see `SimulatedHost.crash`. */
  crash(name: string): void {
    this.host(name).crash()
  }

  /** Power again; what `serve` has let listen there listens. */
  restart(name: string): void {
    this.host(name).restart()
  }

  /** Does something at a time of the simulation, while it runs. */
  at(time: Time, call: () => void): void {
    this.clock.at(readTime(time), () => onHost(this.home, call))
  }

  /** The connections so far, as the tracker reads their packets. */
  get connections(): readonly ConnectionTrace[] {
    return traceConnections(this.#captured())
  }

  /** @returns The sequence diagram of a connection as text: the n-th, from 0; absent, the last. */
  diagram(connection = -1): string {
    const trace = this.connections.at(connection)
    return trace === undefined ? '' : renderText(layoutSequence(trace), { lang: this.#lang })
  }

  /** @returns Everything that was on the wires as a pcapng file, for Wireshark. */
  pcapng(): Uint8Array {
    return writePcapng(this.#captured())
  }

  /** @returns The host with a name or an address; undefined when there is none. */
  findHost(name: string): SimulatedHost | undefined {
    return this.#topology.find(name)
  }

  /** Notes that something real was met in a run: see `real`. */
  metReal(what: string): void {
    this.#real.add(what)
  }

  /** Ends every connection and agent of it. */
  async end(): Promise<void> {
    if (activeWorld() === this) return
    await this.#inside(async () => {
      this.agents.end()
      for (const host of this.#topology.hosts) host.end()
      await settle()
    })
    forgetTimers()
  }

  /** `await using`: as `end`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.end()
  }

  async #inside<Value>(work: () => Promise<Value>): Promise<Value> {
    if (activeWorld() !== undefined) throw new SynfinError('EBUSY', t.oneAtATime)
    const passive = activate(this)
    install()
    const machines = this.agents.use()
    try {
      return await work()
    } finally {
      machines()
      uninstall()
      passive()
    }
  }

  async #drive<Value>(promise: Promise<Value>, deadline: Nanos): Promise<Value> {
    const { clock } = this
    const known = realWork().others
    let isSettled = false
    let looks = 0
    const mark = (): void => void (isSettled = true)
    promise.then(mark, mark)
    for (;;) {
      await settle()
      if (isSettled) return promise
      const time = clock.nextTime
      if (time === NEVER) {
        await waitForReal(this, known, looks++)
        continue
      }
      looks = 0
      if (time > deadline) {
        throw new SynfinError('SYNFIN_CLOCK_LIMIT', t.deadline, { deadline: deadline / MILLISECOND })
      }
      // Everything of one moment runs together: promises go on before time moves, not between two packets.
      do clock.step()
      while (clock.nextTime === time)
    }
  }

  #captured(): CapturedPacket[] {
    return this.packets.map(({ link, ...packet }) => ({ ...packet, tap: link }))
  }
}

/** @throws {SynfinError} EINVAL. */
function checkedSeed(seed: unknown): number {
  if (typeof seed === 'number' && Number.isSafeInteger(seed)) return seed
  throw new SynfinError('EINVAL', t.badSeed, { seed: String(seed) })
}

/** @returns The seed of SYNFIN_SEED; undefined when there is none. @throws {SynfinError} EINVAL. */
export function seedOfEnvironment(): number | undefined {
  const text = process.env['SYNFIN_SEED']
  return text === undefined || text === ''
    ? undefined
    : checkedSeed(/^-?\d+$/.test(text) ? Number(text) : text)
}
