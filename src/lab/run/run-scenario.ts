import { assert, NEVER, SECOND, type Nanos } from '../../base/index.ts'
import { Network, type Host } from '../../net/index.ts'
import { parsePath, Recorder, VirtualClock, type PacketEdit, type RecordedPacket } from '../../link/index.ts'
import { engineSockets, type SocketBackend } from '../../socket/index.ts'
import { newSocketOptions } from '../../tcp/index.ts'
import type { ConnectionTrace, Side } from '../../trace/index.ts'
import { RunJournal } from '../journal.ts'
import { checkScenario } from '../scenario/check.ts'
import { applyTo } from '../scenario/options.ts'
import type { EngineOptions, PacketChange, Scenario } from '../scenario/types.ts'
import type { LabRun, LabSample, LabSocket, PacketPlace, RunStop } from '../types.ts'
import { costOf } from './cost.ts'
import { traceUntil } from './cut.ts'
import { PACKET_MEMORY, RUN_LIMIT, type RunCost } from './limits.ts'
import { Meetings } from './meeting.ts'
import { followMessages } from './messages.ts'
import type { ProgramRun, Stage } from './program.ts'
import { runUntilOver } from './settle.ts'
import { Client, ServerRun } from './tcp-programs.ts'
import { UdpClient, UdpServer } from './udp-programs.ts'
import { Watch, type Sighting } from './watch.ts'
import { capturedPacket } from './captured-packet.ts'

/** What a run may be given beside its scenario. */
export interface RunOptions {
  /** Stop here, though the scenario goes on: the run so far. */
  readonly until?: Nanos
  /** Read both ends' variables with each packet. Default true. */
  readonly samples?: boolean
  /** The CPU time so far, by the caller's clock: with it the run's cost says how much it took, and has its limit. */
  readonly cpu?: () => Nanos
  /** What it may cost. Default `RUN_LIMIT`; the limit of `cpu` holds where that is given. */
  readonly limit?: RunCost
  /** The run stops behind so many packets. Default 1 million. */
  readonly mostPackets?: number
}

const MOST_PACKETS = 1_000_000
/** A run whose scenario says nothing else ends here: probes of a zero window go on for ever. */
const LONGEST: Nanos = 3_600 * SECOND

/**
 * Runs an experiment in virtual time: the same scenario gives the same packets, byte for byte.
 *
 * @returns What was on the wire, what the tracker reads from it, what the programs saw, and what it cost.
 * @throws {ScenarioError} For a scenario that is none. {PathError} For a path that is not one.
 */
export async function runScenario(scenario: Scenario, options: RunOptions = {}): Promise<LabRun> {
  checkScenario(scenario)
  const started = options.cpu?.()
  const { network, hosts, clock } = build(scenario)
  const recorder = new Recorder()
  network.tap(recorder)
  const watch = new Watch(network, hosts, options.samples !== false)
  const journal = new RunJournal(clock, () => watch.packets)
  const address = hosts.server.addresses.find((text) => text.includes(':') === scenario.ipv6)
  assert(address !== undefined, 'the server has an address of either kind')
  const programs: ProgramRun[] = []
  const backends = {
    client: backendOf(hosts.client, scenario.options.client),
    server: backendOf(hosts.server, scenario.options.server),
  }
  const faults: unknown[] = []
  perform({ scenario, journal, programs, address }, backends, (fault) => faults.push(fault))
  const stopped = await runUntilOver(clock, {
    until: Math.min(options.until ?? LONGEST, scenario.until ?? LONGEST),
    enough: enoughOf(options, watch, journal),
    activity: () => journal.activity,
  })
  if (faults.length > 0) throw faults[0]
  const now = options.cpu?.()
  const cpu = now === undefined || started === undefined ? undefined : now - started
  const sockets = (['client', 'server'] as const).flatMap((side) => socketsOf(hosts[side], side))
  return report(scenario, {
    sockets,
    recorder,
    watch,
    journal,
    programs,
    stopped,
    duration: clock.now(),
    cpu,
  })
}

/** Asking the caller's clock costs more than a packet does: it is asked at every so many moments. */
const MOMENTS_A_LOOK = 64

/** @returns Says what the run has had enough of. */
function enoughOf(options: RunOptions, watch: Watch, journal: RunJournal): () => RunStop | undefined {
  const { cpu, limit = RUN_LIMIT, mostPackets = MOST_PACKETS } = options
  const latest = cpu === undefined ? NEVER : cpu() + limit.cpu
  let moments = 0
  let isLate = false
  return () => {
    if (watch.packets >= mostPackets) return 'packets'
    if (watch.bytes + watch.packets * PACKET_MEMORY + journal.bytes > limit.memory) return 'memory'
    if (moments++ % MOMENTS_A_LOOK === 0 && cpu !== undefined) isLate ||= cpu() > latest
    return isLate ? 'cpu' : undefined
  }
}

function socketsOf(host: Host, side: Side): LabSocket[] {
  return host.connections.map(({ local, remote, state }) => {
    return { side, clientPort: (side === 'client' ? local : remote).port, state }
  })
}

/** The network of a scenario, before anything has happened. */
function build(scenario: Scenario): {
  network: Network
  hosts: Record<Side, Host>
  clock: VirtualClock
} {
  const clock = new VirtualClock()
  const network = new Network({ clock, seed: scenario.seed })
  const hosts = { client: network.host('client'), server: network.host('server') }
  const link = network.link(hosts.client, hosts.server, {
    forward: parsePath(scenario.path.client),
    back: parsePath(scenario.path.server),
    mtu: scenario.mtu,
    name: 'path',
  })
  link.forward.setEdits(editsOf(scenario.changes, 'client'))
  link.back.setEdits(editsOf(scenario.changes, 'server'))
  for (const side of ['client', 'server'] as const) {
    hosts[side].configureTcp(applyTo(scenario.options[side]).host)
  }
  return { network, hosts, clock }
}

function backendOf(host: Host, options: EngineOptions): SocketBackend {
  const socketOptions = applyTo(options).set(newSocketOptions(host.tcpSettings))
  return engineSockets(host, { tcp: { socketOptions } })
}

/** All that is done to one packet. */
function editsOf(changes: readonly PacketChange[], side: Side): Map<number, PacketEdit> {
  const edits = new Map<number, PacketEdit>()
  for (const change of changes) {
    if (change.side !== side) continue
    const before = edits.get(change.number) ?? {}
    const delay = change.change === 'delay' ? (before.delay ?? 0) + change.by : undefined
    edits.set(change.number, {
      ...before,
      ...(delay === undefined ? { [change.change]: true } : { delay }),
    })
  }
  return edits
}

/** Starts the programs: the server first, so that it listens when the SYN comes. */
function perform(stage: Stage, backends: Record<Side, SocketBackend>, fail: (fault: unknown) => void): void {
  const { protocol, client, server } = stage.scenario
  const start = async (): Promise<void> => {
    if (protocol === 'udp') {
      const listener = server.listen ? new UdpServer(backends.server, stage) : undefined
      listener?.run().catch(fail)
      await listener?.ready
      for (let i = 0; i < client.count; i++) new UdpClient(backends.client, stage).run().catch(fail)
      return
    }
    const tcp = { ...stage, meetings: new Meetings() }
    const listener = server.listen ? new ServerRun(backends.server, tcp) : undefined
    listener?.run().catch(fail)
    await listener?.ready
    const clients = Array.from({ length: client.count }, () => new Client(backends.client, tcp))
    await Promise.all(clients.map((one) => one.run()))
    await listener?.clientsAreDone(clients.filter((one) => one.wasConnected).length)
  }
  start().catch(fail)
}

interface Material {
  readonly sockets: readonly LabSocket[]
  readonly recorder: Recorder
  readonly watch: Watch
  readonly journal: RunJournal
  readonly programs: readonly ProgramRun[]
  readonly stopped: LabRun['stopped']
  readonly duration: Nanos
  readonly cpu: Nanos | undefined
}

function report(scenario: Scenario, material: Material): LabRun {
  const { recorder, watch, journal } = material
  const recorded = recorder.packets
  const packets = recorded.map(capturedPacket)
  const places = placesOf(recorded)
  const isUdp = scenario.protocol === 'udp'
  const traces = traceUntil(packets, material.duration)
  const programs = material.programs.map((program) => program.summary)
  const { calls, events } = journal
  const [client] = programs.filter((program) => program.side === 'client')
  const servers = programs.filter((program) => program.side === 'server')
  const nobody = {
    outcome: 'done',
    error: undefined,
    record: undefined,
    received: new Uint8Array(0),
  } as const
  return {
    scenario,
    seed: scenario.seed,
    forward: scenario.path.client,
    back: scenario.path.server,
    packets,
    places,
    traces,
    trace: traces[0],
    programs,
    calls,
    events,
    messages: followMessages(journal.sent, events, programs, isUdp),
    ends: {
      client: client ?? nobody,
      server: servers.find((program) => program.role === 'session') ?? servers[0] ?? nobody,
    },
    samples: samplesOf(watch.readings, traces),
    cost: costOf({ packets, places, traces, events, held: watch.held, isUdp, cpu: material.cpu }),
    sockets: material.sockets,
    duration: material.duration,
    stopped: material.stopped,
  }
}

/** Counts the packets of each side as the path's `drop` and the changes do: copies have their original's number. */
function placesOf(recorded: readonly RecordedPacket[]): PacketPlace[] {
  const counts = { client: 0, server: 0 }
  const numbers = new Map<number, number>()
  return recorded.map(({ id, from, duplicateOf }) => {
    const side: Side = from === 'client' ? 'client' : 'server'
    const original = duplicateOf === undefined ? undefined : numbers.get(duplicateOf)
    const number = original ?? ++counts[side]
    numbers.set(id, number)
    return { side, number, isCopy: original !== undefined }
  })
}

function samplesOf(readings: readonly Sighting[], traces: readonly ConnectionTrace[]): LabSample[] {
  const connections = new Map<number, number>()
  for (const { id, segments } of traces) {
    for (const { packet } of segments) connections.set(packet, id)
  }
  return readings.map((reading) => ({ ...reading, connection: connections.get(reading.packet) ?? 0 }))
}
