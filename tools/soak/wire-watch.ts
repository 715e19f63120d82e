import { assert, type Nanos } from '../../src/base/index.ts'
import type { PacketRecord, Tap } from '../../src/link/index.ts'
import { ACK, parsePacket, RST, SYN, type Packet } from '../../src/wire/index.ts'

/** So many packets mean that two ends answer each other for ever. */
const STORM = 400_000

/** What must hold for every packet that a machine sends, whatever it received. */
export class WireWatch implements Tap {
  readonly name: string
  packets = 0
  /** What the RST that is being received would be answered with (RFC 9293 §3.10.7.1), and when it came. */
  #answer = ''
  #cameAt: Nanos = -1

  /** @param name - The machine that is watched. */
  constructor(name: string) {
    this.name = name
  }

  sent({ from, bytes, time, duplicateOf }: PacketRecord): void {
    if (from !== this.name || duplicateOf !== undefined) return
    this.packets++
    assert(this.packets < STORM, 'a storm: the two ends answer each other for ever')
    const packet = parsePacket(bytes)
    const [problem] = packet.problems
    assert(problem === undefined, `a bad packet was sent: ${problem?.message ?? ''}`)
    assert(packet.checksums.transport !== false && packet.checksums.ip !== false, 'a wrong checksum was sent')
    const { tcp } = packet
    if (tcp === undefined || (tcp.flags & RST) === 0) return
    assert(tcp.payloadLength === 0, 'a RST with data was sent')
    assert((tcp.flags & SYN) === 0, 'a RST with SYN was sent')
    const sent = `${connection(packet)} ${tcp.flags & ACK} ${tcp.seq} ${tcp.ack}`
    assert(sent !== this.#answer || time !== this.#cameAt, 'a RST was answered with a RST')
  }

  /** Told just before the machine receives it. */
  decided({ to, bytes, fate }: PacketRecord): void {
    if (to !== this.name || fate?.kind !== 'delivered') return
    const packet = parsePacket(bytes)
    const { tcp } = packet
    this.#cameAt = fate.at
    this.#answer = ''
    if (tcp === undefined || (tcp.flags & RST) === 0) return
    const fields =
      (tcp.flags & ACK) === 0 ? `${ACK} 0 ${(tcp.seq + tcp.payloadLength) >>> 0}` : `0 ${tcp.ack} 0`
    this.#answer = `${connection(packet)} ${fields}`
  }
}

function connection({ source, destination, tcp }: Packet): string {
  return [`${String(source)} ${tcp?.sourcePort ?? 0}`, `${String(destination)} ${tcp?.destinationPort ?? 0}`]
    .sort()
    .join(' ')
}
