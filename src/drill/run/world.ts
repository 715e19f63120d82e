import { NEVER, SECOND, type Nanos } from '../../base/index.ts'
import { Network, type Host, type Outside } from '../../net/index.ts'
import { Recorder, VirtualClock } from '../../link/index.ts'
import { drillSentences as t } from '../sentences.ts'
import { parsePacket, type Packet } from '../../wire/index.ts'
import type { ScriptFlow } from './flow.ts'
import type { Settings } from './variant.ts'
import { DrillFailure } from './verdict.ts'

/** A packet that the stack has sent. */
export interface Emitted {
  readonly time: Nanos
  readonly packet: Packet
}

/** Nothing of a run happens at the clock's zero, so that "never" and "at the start" are two things. */
const START: Nanos = SECOND
/** IFF_VNET_HDR: the scripted side may hand in more than the MTU at once, as packetdrill does. */
const LARGEST_IN = 65_575
/** A script has hundreds of events: an engine that needs so many answers itself without end. */
const MOST_STEPS = 3_000_000
/** Remote ports of the connections that come in. */
const FIRST_PORT = 49_152

/** The stack under test: one host in virtual time, with the script as everything that is not this host. */
export class World {
  readonly settings: Settings
  readonly clock: VirtualClock = new VirtualClock()
  readonly host: Host
  readonly outside: Outside
  readonly recorder: Recorder = new Recorder()
  /** Connections and sockets, the newest first: that one is under test. */
  readonly flows: ScriptFlow[] = []
  /** Ports of the stack at which somebody listens. */
  readonly listening: Set<number> = new Set()
  /** What has been sent and not yet been looked at. */
  readonly emitted: Emitted[] = []
  /** Called after each event of the clock: what waits for the stack looks again. */
  onStep: () => void = () => undefined
  #nextPort = FIRST_PORT
  #steps = 0

  constructor(settings: Settings) {
    this.settings = settings
    const network = new Network({ clock: this.clock })
    this.host = network.host('stack', { addresses: [settings.local.key] })
    this.outside = network.outside(this.host, {
      mtu: settings.mtu,
      receiveMtu: LARGEST_IN,
      peer: 'script',
      send: (bytes) => void this.emitted.push({ time: this.clock.now(), packet: parsePacket(bytes.slice()) }),
    })
    network.tap(this.recorder)
    this.clock.runUntil(START)
  }

  get now(): Nanos {
    return this.clock.now()
  }

  /** Seconds since the script's start. */
  seconds(time: Nanos): number {
    return (time - START) / SECOND
  }

  /** The clock's time of the script's zero. */
  get start(): Nanos {
    return START
  }

  /** The stack's and the script's address as a socket of this variant has them. */
  get localText(): string {
    return this.#asSocket(this.settings.local.key)
  }

  get remoteText(): string {
    return this.#asSocket(this.settings.remote.key)
  }

  /** Makes sure that something happens at `time`, so that what waits looks then. */
  wakeAt(time: Nanos): void {
    if (time < NEVER) this.clock.at(time, () => undefined)
  }

  /** The connection or socket under test. */
  get tested(): ScriptFlow | undefined {
    return this.flows[0]
  }

  addFlow(flow: ScriptFlow): ScriptFlow {
    this.flows.unshift(flow)
    return flow
  }

  freshPort(): number {
    return this.#nextPort++
  }

  /** Lets everything happen that is due by `time`; then it is `time`. */
  advanceTo(time: Nanos): void {
    while (this.clock.nextTime <= time) this.#step()
    this.clock.runUntil(time)
  }

  /** Lets time pass until `found` gives something. @returns It, or undefined when `limit` comes first. */
  waitFor<Found>(found: () => Found | undefined, limit: Nanos): Found | undefined {
    this.advanceTo(this.now)
    for (;;) {
      const value = found()
      if (value !== undefined) return value
      if (this.clock.nextTime > limit) return undefined
      this.#step()
      // All of one moment belongs together.
      this.advanceTo(this.now)
    }
  }

  /** The stack's end of a flow, looked up until it exists. */
  endpointOf(flow: ScriptFlow): ScriptFlow['endpoint'] {
    flow.endpoint ??= this.host.connections.find(
      ({ local, remote }) =>
        local.port === flow.localPort &&
        remote.port === flow.remotePort &&
        remote.address === this.settings.remote.key,
    )
    return flow.endpoint
  }

  #asSocket(address: string): string {
    return this.settings.ipVersion === 'ipv4-mapped-ipv6' ? `::ffff:${address}` : address
  }

  #step(): void {
    if (++this.#steps > MOST_STEPS) throw new DrillFailure(t.restless)
    this.clock.step()
    this.onStep()
  }
}
