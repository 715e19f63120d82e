import type { Nanos } from '../../base/index.ts'
import type { Host, Network, TcpEndpoint } from '../../net/index.ts'
import type { PacketRecord, RecordedPacket } from '../../link/index.ts'
import type { Snapshot, TcpInfo } from '../../tcp/index.ts'
import type { Side } from '../../trace/index.ts'

/** What was read of both ends when a packet was sent. */
export interface Sighting {
  readonly packet: number
  readonly time: Nanos
  readonly client: Snapshot | undefined
  readonly server: Snapshot | undefined
  readonly info: Readonly<Record<Side, TcpInfo | undefined>>
}

const PROTOCOL_TCP = 6

/** Reads the variables of both ends of a connection as each of its packets is sent. */
export class Watch {
  readonly readings: Sighting[] = []
  /** The most bytes that the sockets of each host held at once. */
  readonly held: Record<Side, number> = { client: 0, server: 0 }
  readonly #hosts: Record<Side, Host>
  readonly #keep: boolean
  /** The connections of each host by the client's port, as they were last found. */
  readonly #known: Record<Side, Map<number, TcpEndpoint>> = { client: new Map(), server: new Map() }
  readonly #holds: Record<Side, Map<number, number>> = { client: new Map(), server: new Map() }
  readonly #sum: Record<Side, number> = { client: 0, server: 0 }
  #packets = 0

  /** @param keep - False: only what is held is counted. */
  constructor(network: Network, hosts: Record<Side, Host>, keep: boolean) {
    this.#hosts = hosts
    this.#keep = keep
    network.tap({ sent: (record) => this.#sent(record) })
  }

  /** The bytes of all packets so far. */
  bytes = 0

  /** How many packets have been sent so far. */
  get packets(): number {
    return this.#packets
  }

  #sent(record: PacketRecord): void {
    const packet = this.#packets++
    this.bytes += record.bytes.length
    const port = clientPort(record)
    if (port === undefined) return
    const client = this.#read('client', port)
    const server = this.#read('server', port)
    if (!this.#keep) return
    this.readings.push({
      packet,
      time: record.time,
      client: client?.snapshot,
      server: server?.snapshot,
      info: { client: client?.info, server: server?.info },
    })
  }

  #read(side: Side, port: number): { snapshot: Snapshot; info: TcpInfo | undefined } | undefined {
    const found = this.#find(side, port)
    if (found === undefined) return undefined
    const snapshot = found.snapshot()
    this.#count(side, port, heldBy(snapshot))
    return { snapshot, info: this.#keep ? found.info() : undefined }
  }

  #find(side: Side, port: number): TcpEndpoint | undefined {
    const known = this.#known[side].get(port)
    if (known !== undefined && known.state !== 'CLOSED') return known
    const found = this.#hosts[side].connections.find(
      ({ local, remote }) => (side === 'client' ? local : remote).port === port,
    )
    if (found !== undefined) this.#known[side].set(port, found)
    return found
  }

  #count(side: Side, port: number, bytes: number): void {
    const holds = this.#holds[side]
    this.#sum[side] += bytes - (holds.get(port) ?? 0)
    holds.set(port, bytes)
    this.held[side] = Math.max(this.held[side], this.#sum[side])
  }
}

function heldBy({ sendQueue, receiveQueue, outOfOrder }: Snapshot): number {
  return outOfOrder.reduce((sum, { left, right }) => sum + right - left, sendQueue + receiveQueue)
}

/** The port of the client's end, by which a connection of the run is known; undefined when it is not TCP. */
function clientPort({ bytes, from }: PacketRecord | RecordedPacket): number | undefined {
  const four = (bytes[0] ?? 0) >> 4 === 4
  if (bytes[four ? 9 : 6] !== PROTOCOL_TCP) return undefined
  const at = four ? ((bytes[0] ?? 0) & 15) * 4 : 40
  const place = from === 'client' ? at : at + 2
  return ((bytes[place] ?? 0) << 8) | (bytes[place + 1] ?? 0)
}
