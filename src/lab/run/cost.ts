import type { Nanos } from '../../base/index.ts'
import type { CapturedPacket } from '../../capture/index.ts'
import type { ConnectionTrace, Side } from '../../trace/index.ts'
import type { LabCost, LabEvent, PacketPlace } from '../types.ts'

/** What is counted. */
interface Counted {
  readonly packets: readonly CapturedPacket[]
  readonly places: readonly PacketPlace[]
  readonly traces: readonly ConnectionTrace[]
  readonly events: readonly LabEvent[]
  /** The most that TCP's sockets held. */
  readonly held: Readonly<Record<Side, number>>
  readonly isUdp: boolean
  readonly cpu: Nanos | undefined
}

/** Adds up what a run cost. */
export function costOf(run: Counted): LabCost {
  const packets = { client: 0, server: 0 }
  const wireBytes = { client: 0, server: 0 }
  const payloadBytes = { client: 0, server: 0 }
  run.packets.forEach((packet, index) => {
    const place = run.places[index]
    // A copy is the network's doing: nobody sent it.
    if (place === undefined || place.isCopy) return
    packets[place.side]++
    wireBytes[place.side] += packet.bytes.length
    payloadBytes[place.side] += payloadOf(packet.bytes)
  })
  const retransmissions = { client: 0, server: 0 }
  for (const { totals } of run.traces) {
    for (const side of ['client', 'server'] as const)
      retransmissions[side] += totals[side].retransmittedSegments
  }
  const held = run.isUdp ? heldDatagrams(run) : run.held
  return { packets, wireBytes, payloadBytes, retransmissions, held, cpu: run.cpu }
}

function payloadOf(bytes: Uint8Array): number {
  const four = (bytes[0] ?? 0) >> 4 === 4
  const at = four ? ((bytes[0] ?? 0) & 15) * 4 : 40
  const protocol = bytes[four ? 9 : 6]
  if (protocol === 17) return bytes.length - at - 8
  return protocol === 6 ? bytes.length - at - ((bytes[at + 12] ?? 0) >> 4) * 4 : 0
}

/** What had arrived and was not yet read, at most: a UDP socket holds nothing that it has sent. */
function heldDatagrams({ packets, places, events }: Counted): Record<Side, number> {
  const most = { client: 0, server: 0 }
  for (const side of ['client', 'server'] as const) {
    const moves: { time: Nanos; bytes: number }[] = []
    packets.forEach(({ bytes, arrival }, index) => {
      const from = places[index]?.side
      if (from !== undefined && from !== side && arrival !== undefined) {
        moves.push({ time: arrival, bytes: payloadOf(bytes) })
      }
    })
    for (const event of events) {
      if (event.type === 'data' && event.side === side) {
        moves.push({ time: event.time, bytes: -event.bytes.length })
      }
    }
    let now = 0
    for (const { bytes } of moves.sort((a, b) => a.time - b.time || b.bytes - a.bytes)) {
      now += bytes
      most[side] = Math.max(most[side], now)
    }
  }
  return most
}
