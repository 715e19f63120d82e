import { assert, MILLISECOND, type Nanos, Random, SECOND } from '../../src/base/index.ts'
import { formatPath, type Path, VirtualClock } from '../../src/link/index.ts'
import type { TcpEndpoint, TcpListenerEndpoint } from '../../src/net/index.ts'
import { checkInvariants } from '../../src/tcp/testing/invariants.ts'
import {
  ACK,
  buildPacket,
  FIN,
  parseIpAddress,
  parsePacket,
  RST,
  SYN,
  URG,
  type IpAddress,
} from '../../src/wire/index.ts'
import { Machine } from './machine.ts'
import { randomPath, randomSettings, setSomeOption } from './random-world.ts'
import { Speaker } from './talk.ts'

/** What a seed came to. */
export interface Run {
  readonly seed: number
  readonly packets: number
  readonly connections: number
  readonly bytes: number
  /** What does not hold, and when; undefined when all does. */
  readonly breach: { readonly at: Nanos; readonly what: string; readonly error: unknown } | undefined
  /** The two paths, and what was done, a line each. */
  readonly story: readonly string[]
}

const PORT = 7777
/** Chance is at work so long; then the wires are mended and everything must come to its end. */
/** Whoever has nothing to send learns by this that the other machine has forgotten it. */
const CALM_KEEP_ALIVE = { idle: 60 * SECOND, interval: 10 * SECOND, count: 5 }
const WILD: Nanos = 60 * SECOND
/** Everything: time-outs of 15 retransmissions, keep-alive, TIME-WAIT. */
const LIMIT: Nanos = 3 * 3600 * SECOND

/** Runs one seed: two machines, paths, connections, calls and crashes, all by chance; what must hold is checked after every event. */
export function runSeed(seed: number): Run {
  const campaign = new Campaign(seed)
  try {
    campaign.run()
  } catch (error) {
    const what = error instanceof Error ? error.message : 'something was thrown that is no error'
    return campaign.result({ at: campaign.clock.now(), what, error })
  }
  return campaign.result(undefined)
}

class Campaign {
  readonly clock = new VirtualClock()
  readonly seed: number
  readonly #chance: Random
  readonly #machines: readonly [Machine, Machine]
  readonly #story: string[] = []
  readonly #speakers = new Set<Speaker>()
  /** The streams of a connection by the client's machine and port; the newest counts. */
  readonly #streams = new Map<string, number>()
  readonly #listeners = new Map<Machine, TcpListenerEndpoint>()
  #connections = 0
  #bytes = 0
  #wild = true

  constructor(seed: number) {
    this.seed = seed
    this.#chance = new Random(seed, 'soak')
    const paths: readonly [Path, Path] = [randomPath(this.#chance), randomPath(this.#chance)]
    const make = (name: string, i: 0 | 1): Machine =>
      new Machine(name, `10.0.0.${i + 1}`, this.clock, paths[i], this.#chance.uint32())
    this.#machines = [make('left', 0), make('right', 1)]
    const [left, right] = this.#machines
    left.wire = (bytes) => right.receive(bytes)
    right.wire = (bytes) => left.receive(bytes)
    this.#tell(`left sends over '${formatPath(paths[0])}', right over '${formatPath(paths[1])}'`)
    for (const machine of this.#machines) this.#start(machine)
  }

  run(): void {
    const acts = (): void => {
      if (!this.#wild) return
      this.#act()
      this.clock.at(this.clock.now() + this.#pause(), acts)
    }
    this.clock.at(0, acts)
    this.clock.at(WILD, () => this.#calm())
    while (this.clock.step()) {
      if (this.clock.now() >= LIMIT) {
        const open = this.#open()
        assert(open === '', `it does not come to an end: ${open}`)
        // What is left are the timers of a machine that lost its power.
        break
      }
      for (const { endpoint } of this.#speakers) checkInvariants(endpoint)
    }
    for (const speaker of this.#speakers) this.#judge(speaker)
    for (const { name, host } of this.#machines)
      assert(host.connections.length === 0, `${name} holds a connection for ever`)
  }

  result(breach: Run['breach']): Run {
    const packets = this.#machines.reduce((sum, { watch }) => sum + watch.packets, 0)
    const { seed } = this
    return { seed, packets, connections: this.#connections, bytes: this.#bytes, breach, story: this.#story }
  }

  /** The connections that there still are, for the story of a breach. */
  #open(): string {
    const live = new Set(this.#machines.flatMap(({ host }) => host.connections))
    for (const { reason, endpoint } of this.#speakers) if (reason === undefined) live.add(endpoint)
    return [...live].map(({ local, state }) => `${local.address}:${local.port} in ${state}`).join(', ')
  }

  #tell(line: string): void {
    this.#story.push(`${(this.clock.now() / 1e9).toFixed(6)} ${line}`)
  }

  /** Mostly moments, now and then seconds. */
  #pause(): Nanos {
    const scale = this.#chance.chance(0.1) ? 5 * SECOND : 60 * MILLISECOND
    return Math.round(this.#chance.uniform() * scale) + 1
  }

  #start(machine: Machine): void {
    machine.host.configureTcp(randomSettings(this.#chance))
    const backlog = 1 + this.#chance.below(4)
    const listener = machine.host.listenTcp({ local: { port: PORT }, backlog })
    listener.onPending = () => this.#accept(machine, listener)
    this.#listeners.set(machine, listener)
  }

  #accept(machine: Machine, listener: TcpListenerEndpoint): void {
    // Sometimes the program is slow to accept; the next connection brings it.
    while (!this.#wild || !this.#chance.chance(0.1)) {
      const endpoint = listener.accept()
      if (endpoint === undefined) return
      const { address, port } = endpoint.remote
      const streams = this.#streams.get(`${address}:${port}`)
      this.#tell(`${machine.name} accepts ${address}:${port}`)
      // A connection of before a crash may still be made by packets that were under way: it has no streams to judge.
      if (streams === undefined) endpoint.abort()
      else this.#speakers.add(new Speaker(endpoint, streams + 1, streams))
      // The last handshakes may be done when all others have closed already.
      if (!this.#wild && streams !== undefined) {
        endpoint.setKeepAlive(CALM_KEEP_ALIVE)
        this.#finish()
      }
    }
  }

  #connect(from: Machine, to: Machine): void {
    const streams = (this.#chance.uint32() & ~1) >>> 0
    let endpoint: TcpEndpoint
    try {
      endpoint = from.host.openTcp({ remote: { address: to.address, port: PORT } })
    } catch (error) {
      this.#tell(`${from.name} cannot connect: ${String(error)}`)
      return
    }
    this.#connections++
    this.#streams.set(`${from.address}:${endpoint.local.port}`, streams)
    this.#tell(`${from.name} connects from port ${endpoint.local.port}`)
    this.#speakers.add(new Speaker(endpoint, streams, streams + 1))
  }

  /** One thing that programs, or the world, do. */
  #act(): void {
    const chance = this.#chance
    const [from, to] = chance.chance(0.5) ? this.#machines : this.#machines.toReversed()
    if (from === undefined || to === undefined) return
    const speakers = [...this.#speakers].filter(({ reason }) => reason === undefined)
    const speaker = speakers[speakers.length === 0 ? 0 : chance.below(speakers.length)]
    const what = chance.below(1000)
    if (speaker === undefined || (what < 40 && speakers.length < 8)) this.#connect(from, to)
    else if (what < 45) this.#reboot(from)
    else if (what < 50) this.#cut(from)
    else if (what < 80) this.#inject(speaker, from, to)
    else if (what < 100) {
      const done = setSomeOption(speaker.endpoint, chance)
      this.#tell(`${speaker.endpoint.local.address}:${speaker.endpoint.local.port} sets ${done}`)
    } else this.#speak(speaker, what)
  }

  #speak(speaker: Speaker, what: number): void {
    const chance = this.#chance
    const { endpoint } = speaker
    const tell = (verb: string): void =>
      this.#tell(`${endpoint.local.address}:${endpoint.local.port} in ${endpoint.state} ${verb}`)
    if (what < 120) {
      tell('closes')
      if (endpoint.state !== 'CLOSED') endpoint.close()
      speaker.hasClosed = true
    } else if (what < 125) {
      tell('aborts')
      endpoint.abort()
      speaker.hasClosed = true
      speaker.isDeaf = true
    } else if (what < 130) {
      tell('lets go')
      endpoint.release()
      // Nobody is told any more: the campaign waits for the host to have no connections left.
      speaker.reason = 'released'
      speaker.hasClosed = true
      speaker.isDeaf = true
    } else if (what < 135) {
      // As in Linux what comes can still be read, and has to be, or the window stays shut.
      tell('shuts its receiving side')
      endpoint.shutdownReceive()
    } else if (what < 600) speaker.send(1 + chance.below(chance.chance(0.2) ? 150_000 : 3_000), chance)
    else speaker.read(1 + chance.below(chance.chance(0.5) ? 200_000 : 2_000))
  }

  #reboot(machine: Machine): void {
    this.#tell(`${machine.name} loses its power`)
    for (const speaker of this.#speakers) {
      if (!machine.host.connections.includes(speaker.endpoint)) continue
      this.#speakers.delete(speaker)
      this.#bytes += speaker.heard
    }
    machine.reboot(this.#chance)
    this.#start(machine)
  }

  #cut(machine: Machine): void {
    const time = Math.round(this.#chance.uniform() * 20 * SECOND)
    this.#tell(`the cable of ${machine.name} is out for ${(time / 1e9).toFixed(3)} s`)
    machine.isCut = true
    this.clock.at(this.clock.now() + time, () => (machine.isCut = false))
  }

  /** Somebody who is not on the path guesses: a segment or an ICMP error for a connection, with numbers by chance. */
  #inject(speaker: Speaker, from: Machine, to: Machine): void {
    const chance = this.#chance
    const [victim, other] = speaker.endpoint.local.address === from.address ? [from, to] : [to, from]
    const { local, remote } = speaker.endpoint
    const source = parseIpAddress(other.address) as IpAddress
    const destination = parseIpAddress(victim.address) as IpAddress
    const flags = chance.below(64) & (SYN | FIN | RST | ACK | URG | 8)
    const tcp = {
      sourcePort: remote.port,
      destinationPort: local.port,
      seq: chance.uint32(),
      ack: chance.uint32(),
      flags,
      window: chance.below(65_536),
    }
    this.#tell(`somebody guesses at ${local.address}:${local.port}, flags ${flags.toString(2)}`)
    const segment = buildPacket({ source, destination, tcp, payload: new Uint8Array(chance.below(100)) })
    if (chance.chance(0.3)) {
      const quote = buildPacket({
        source: destination,
        destination: source,
        tcp: { ...tcp, sourcePort: local.port, destinationPort: remote.port },
      })
      assert(parsePacket(quote).problems.length === 0, 'the quoted packet is a packet')
      victim.receive(
        buildPacket({
          source,
          destination,
          icmp: { kind: 'unreachable', reason: 'port', body: quote.subarray(0, 28) },
        }),
      )
    } else victim.receive(segment)
  }

  /** The wires are mended, the programs read what comes and close. */
  #calm(): void {
    this.#tell('everything calms down')
    this.#wild = false
    for (const machine of this.#machines) {
      machine.isCut = false
      const listener = this.#listeners.get(machine)
      if (listener !== undefined) this.#accept(machine, listener)
      // Whoever has nothing to send would never learn that the other machine has forgotten it.
      for (const endpoint of machine.host.connections) endpoint.setKeepAlive(CALM_KEEP_ALIVE)
    }
    this.#finish()
  }

  /** The programs read what comes and close, until nothing is left to close. */
  #finish(): void {
    let isOver = true
    for (const speaker of this.#speakers) {
      if (speaker.reason !== undefined || speaker.endpoint.state === 'TIME-WAIT') continue
      speaker.finish()
      isOver = false
    }
    if (!isOver) this.clock.at(this.clock.now() + 50 * MILLISECOND, () => this.#finish())
  }

  /** Both ends finished in order: then every byte of the one has been heard by the other. */
  #judge(speaker: Speaker): void {
    speaker.readAll()
    this.#bytes += speaker.heard
    assert(speaker.reason !== undefined, 'a connection has come to no end')
    if (speaker.reason !== 'finished' || speaker.isDeaf) return
    const other = [...this.#speakers].find(({ sends }) => sends === speaker.hears)
    if (other === undefined || other.reason !== 'finished') return
    assert(
      speaker.heard === other.sent,
      `${speaker.heard} of ${other.sent} bytes were heard, and both ends finished in order`,
    )
  }
}
