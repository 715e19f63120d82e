import { MILLISECOND, SECOND, type Nanos } from '../../src/base/index.ts'
import { Network, type TcpEndpoint, type TcpSettings } from '../../src/net/index.ts'
import { VirtualClock } from '../../src/link/index.ts'
import { parsePacket } from '../../src/wire/index.ts'
import { LINUX_SETTINGS, withSettings, type StackSettings } from '../../src/tcp/index.ts'

/** The wire of the oracle's runs carries Ethernet frames of 1,514 bytes for packets of 1,500. */
const FRAME = 1514 / 1500

/** The bucket of the oracle's token bucket filter, bytes. */
const BUCKET = 15_000

/** A path as the oracle had it: a bottleneck with a drop-tail queue, delay and loss on data alone. */
export interface Bottleneck {
  /** Mbit/s of Ethernet frames; absent: no limit. */
  readonly mbit?: number
  /** Packets that wait before it. */
  readonly queue?: number
  /** Round trip, ms. */
  readonly rtt: number
  /** Words added to the forward path: loss, codel, reordering. */
  readonly forward?: string
}

/** How flows are run. */
export interface FlowOptions {
  readonly path: Bottleneck
  readonly control: string
  readonly seed?: number
  readonly flows?: number
  /** Seconds left out at the start, and seconds measured. */
  readonly skip?: number
  readonly seconds: number
  readonly settings?: Partial<StackSettings>
}

/** What flows have come to. */
export interface FlowResult {
  /** Mbit/s that the receivers read, of each flow. */
  readonly goodput: readonly number[]
  /** Median of the first sender's smoothed RTT, sampled each 100 ms; ms. */
  readonly srtt: number
  /** Largest cwnd of the first sender, and time-outs of all. */
  readonly retransmissions: number
  readonly averageCwnd: number
}

const CHUNK = new Uint8Array(256 * 1024)
const BUFFER = 16 * 1024 * 1024

/** The two directions of a path in the words of `parsePath`. All delay is on the way back, so that `limit` counts the queue alone. */
function words({ mbit, queue, rtt, forward = '' }: Bottleneck): { forward: string; back: string } {
  const rate =
    mbit === undefined
      ? ''
      : `rate ${Math.round((mbit * 1e6) / FRAME)}bit burst ${BUCKET} limit ${queue ?? 1000}`
  return { forward: `${rate} ${forward}`.trim(), back: `delay ${rtt}ms` }
}

/** A network of two hosts, with buffers that hold no flow back. */
export class World {
  readonly clock: VirtualClock = new VirtualClock()
  readonly network: Network
  readonly #sockets: TcpSettings

  constructor(path: { forward: string; back: string }, seed: number, settings: Partial<StackSettings>) {
    this.network = new Network({ clock: this.clock, seed })
    const hosts = withSettings(LINUX_SETTINGS, {
      sendMemory: [4096, BUFFER, BUFFER],
      receiveMemory: [4096, BUFFER, BUFFER],
      sendBufferMax: BUFFER,
      receiveBufferMax: BUFFER,
      ...settings,
    })
    this.#sockets = { settings: hosts, sendBuffer: BUFFER, receiveBuffer: BUFFER }
    this.network.host('a')
    this.network.host('b')
    this.network.link('a', 'b', { ...path, checksums: false })
  }

  /** A server that reads all it gets on a port. @param onRead - Told of each reading. */
  sink(port: number, onRead: (bytes: number, endpoint: TcpEndpoint) => void): void {
    const server = this.network.hosts[1] as (typeof this.network.hosts)[number]
    const listener = server.listenTcp({ local: { port }, settings: this.#sockets })
    const target = new Uint8Array(256 * 1024)
    listener.onPending = () => {
      const endpoint = listener.accept()
      if (endpoint === undefined) return
      const read = (): void => {
        for (let n = endpoint.read(target); n > 0; n = endpoint.read(target)) onRead(n, endpoint)
        if (endpoint.endOfStream) endpoint.close()
      }
      endpoint.onEvent = read
      read()
    }
  }

  connect(port: number): TcpEndpoint {
    const [client, server] = this.network.hosts
    const address = server?.addresses[0] as string
    return (client as NonNullable<typeof client>).openTcp({
      remote: { address, port },
      settings: this.#sockets,
    })
  }

  /** Keeps the send buffer of a connection full. */
  fill(endpoint: TcpEndpoint): void {
    const more = (): void => {
      while (endpoint.state === 'ESTABLISHED' && endpoint.send(CHUNK) === CHUNK.length);
    }
    endpoint.onEvent = more
    more()
  }
}

/** Runs bulk flows over one bottleneck. */
export function runFlows(options: FlowOptions): FlowResult {
  const { path, control, seed = 1, flows = 1, skip = 10, seconds, settings = {} } = options
  const world = new World(words(path), seed, { congestionControl: control, ...settings })
  const received: number[] = Array.from({ length: flows }, () => 0)
  const senders = received.map((_, i) => {
    world.sink(1000 + i, (bytes) => void (received[i] = (received[i] as number) + bytes))
    const sender = world.connect(1000 + i)
    world.fill(sender)
    return sender
  })
  const { clock } = world
  clock.runUntil(skip * SECOND, UNBOUNDED)
  const before = [...received]
  const samples: number[] = []
  let cwnds = 0
  const step: Nanos = 100 * MILLISECOND
  for (let at = skip * SECOND + step; at <= (skip + seconds) * SECOND; at += step) {
    clock.runUntil(at, UNBOUNDED)
    const info = (senders[0] as TcpEndpoint).info()
    samples.push(info.tcpi_rtt / 1000)
    cwnds += info.tcpi_snd_cwnd
  }
  samples.sort((a, b) => a - b)
  return {
    goodput: received.map((bytes, i) => ((bytes - (before[i] as number)) * 8) / 1e6 / seconds),
    srtt: samples[samples.length >> 1] as number,
    retransmissions: senders.reduce((sum, sender) => sum + sender.info().tcpi_total_retrans, 0),
    averageCwnd: cwnds / samples.length,
  }
}

const UNBOUNDED = { maxEvents: Number.MAX_SAFE_INTEGER, deadline: Number.MAX_SAFE_INTEGER }

/** How one transfer is run: a path as `parsePath` reads it, both ways. */
export interface Transfer {
  readonly bytes: number
  readonly forward: string
  readonly back: string
  readonly control?: string
  readonly settings?: Partial<StackSettings>
}

/** What became of it. */
export interface Transferred {
  /** From the SYN until the last byte was read, ms; -1 when it never was. */
  readonly time: number
  readonly retransmissions: number
  /** The retransmission timer has fired. */
  readonly timedOut: boolean
  /** For each segment retransmitted: how long after it had left for the first time, ms. */
  readonly retransmittedAfter: readonly number[]
}

/** Sends `bytes` in one go. */
export function transfer({ bytes, forward, back, control = 'cubic', settings = {} }: Transfer): Transferred {
  const world = new World({ forward, back }, 1, { congestionControl: control, ...settings })
  const firstSent = new Map<number, number>()
  const retransmittedAfter: number[] = []
  world.network.tap({
    sent({ from, time: now, bytes: packet }) {
      const description = parsePacket(packet)
      if (from !== 'a' || description.tcp === undefined || description.tcp.payloadLength === 0) return
      const before = firstSent.get(description.tcp.seq)
      if (before === undefined) firstSent.set(description.tcp.seq, now)
      else retransmittedAfter.push((now - before) / MILLISECOND)
    },
  })
  let left = bytes
  let time = -1
  world.sink(80, (n) => {
    left -= n
    if (left === 0) time = world.clock.now() / MILLISECOND
  })
  const sender = world.connect(80)
  let unsent = bytes
  const send = (): void => {
    while (unsent > 0 && sender.state === 'ESTABLISHED') {
      const taken = sender.send(CHUNK.subarray(0, Math.min(unsent, CHUNK.length)))
      if (taken === 0) return
      unsent -= taken
    }
  }
  sender.onEvent = send
  let timedOut = false
  while (world.clock.now() < 60 * SECOND && time < 0) {
    world.clock.runUntil(world.clock.now() + MILLISECOND, UNBOUNDED)
    timedOut ||= sender.info().tcpi_retransmits > 0
  }
  return { time, retransmissions: sender.info().tcpi_total_retrans, timedOut, retransmittedAfter }
}

/** Completion of a transfer without loss or limit, ms. */
export function completionTime(bytes: number, rtt: number, settings: Partial<StackSettings> = {}): number {
  const half = `delay ${rtt / 2}ms`
  return transfer({ bytes, forward: half, back: half, settings }).time
}

/** Jain's index of fairness: 1 when all have the same. */
export function jain(rates: readonly number[]): number {
  const sum = rates.reduce((a, b) => a + b, 0)
  const squares = rates.reduce((a, b) => a + b * b, 0)
  return (sum * sum) / (rates.length * squares)
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}
