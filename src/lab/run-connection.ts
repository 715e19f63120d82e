import { assert, SynfinError } from '../base/index.ts'
import { formatPath, Network, parsePath, Recorder, VirtualClock } from '../net/index.ts'
import type { Host, Path, RecordedPacket } from '../net/index.ts'
import { engineSockets } from '../socket/index.ts'
import type { Snapshot } from '../tcp/index.ts'
import { traceConnections } from '../trace/index.ts'
import type { CapturedPacket, ConnectionTrace } from '../trace/index.ts'
import { ANSWER, GREETING, inCharset } from './greeting.ts'
import { Journal } from './journal.ts'
import { Client, Meeting, Server } from './programs.ts'
import type { ConnectionLabOptions, LabRun, LabSample } from './types.ts'

/** The path unless told: the round trip of a city. */
const DEFAULT_PATH = 'delay 10ms'

/**
 * Lets a client and a server talk over a simulated path, each written with the socket API on its own host, in
 * virtual time: the same options give the same packets, byte for byte.
 *
 * @returns What was on the wire, what the tracker reads from it, and what the programs saw, once nothing more can
 *   happen: TIME-WAIT has passed, or everybody has given up.
 * @throws {PathError} For a path that is not one. {SynfinError} SYNFIN_CLOCK_LIMIT when the run does not end.
 */
export async function runConnection(options: ConnectionLabOptions = {}): Promise<LabRun> {
  const forward = readPath(options.forward ?? options.path, options.drop?.client)
  const back = readPath(options.back ?? options.path, options.drop?.server)
  const seed = options.seed ?? 1
  const clock = new VirtualClock()
  const network = new Network({ clock, seed })
  const hosts = { client: network.host('client'), server: network.host('server') }
  network.link(hosts.client, hosts.server, { forward, back, name: 'path' })

  const recorder = new Recorder()
  const samples: LabSample[] = []
  network.tap(recorder)
  network.tap({
    sent: ({ time }) => {
      const [client, server] = [variablesOf(hosts.client), variablesOf(hosts.server)]
      samples.push({ packet: samples.length, time, client, server })
    },
  })

  const journal = new Journal(clock, () => samples.length)
  const script = {
    clock,
    message: options.message ?? inCharset(GREETING),
    reply: options.reply ?? inCharset(ANSWER),
    ending: options.ending ?? ({ close: 'client' } as const),
    journal,
    meeting: new Meeting(),
  }
  const address = hosts.server.addresses.find((text) => text.includes(':') === (options.ipv6 === true))
  assert(address !== undefined, 'the server has an address of either kind')
  const server = new Server(engineSockets(hosts.server), script)
  const client = new Client(engineSockets(hosts.client), script, address)
  await settle(clock, talk(client, server))
  clock.runUntilIdle()

  const packets = recorder.packets.map(captured)
  const [trace] = traceConnections(packets)
  return {
    seed,
    forward: formatPath(forward),
    back: formatPath(back),
    packets,
    trace: trace as ConnectionTrace,
    calls: journal.calls,
    events: journal.events,
    ends: { client: client.end, server: server.end },
    samples,
    duration: clock.now(),
  }
}

/** The server first, so that it listens when the SYN comes. */
async function talk(client: Client, server: Server): Promise<void> {
  const serving = server.run()
  await server.ready
  await client.run()
  // A client that never got through leaves nobody to accept.
  if (client.end.outcome === 'failed') await server.stop()
  await serving
}

/** Runs until both are done, or until what one of them waits for can never come. */
async function settle(clock: VirtualClock, talking: Promise<void>): Promise<void> {
  try {
    await clock.runUntilSettled(talking)
  } catch (error) {
    if (!(error instanceof SynfinError) || error.code !== 'SYNFIN_CLOCK_IDLE') throw error
  }
}

function readPath(path: Path | string | undefined, drop: readonly number[] | undefined): Path {
  const read = typeof path === 'object' ? path : parsePath(path ?? DEFAULT_PATH)
  if (drop === undefined || drop.length === 0) return read
  const all = new Set([...(read.drop ?? []), ...drop])
  return { ...read, drop: [...all].sort((a, b) => a - b) }
}

/** There is one conversation, so a host has one connection or none. */
function variablesOf(host: Host): Snapshot | undefined {
  return host.connections[0]?.snapshot()
}

function captured({ time, bytes, arrival, fate, why, link }: RecordedPacket): CapturedPacket {
  return { time, bytes, arrival, fate, why, tap: link }
}
