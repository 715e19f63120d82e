import type { Nanos } from '../../base/index.ts'
import { ACK, RST, SYN } from '../../wire/index.ts'
import type { Fresh } from '../segments/segment-fields.ts'
import type { TrackedConnection } from './tracked-connection.ts'
import { KIND } from '../segments/kinds.ts'
import type { SegmentView } from '../segments/traced-segment.ts'
import type { TracedHandshake, Side } from '../types.ts'

/** Follows the three steps of the handshake. @returns The bit for its last step. */
export function handshakeStep(
  conn: TrackedConnection,
  side: Side,
  segment: Fresh,
  bits: number,
  index: number,
): number {
  if ((bits & KIND.copy) !== 0) return 0
  if ((bits & KIND.syn) !== 0 && side === 'client') {
    conn.synAt = index
    conn.syns++
  } else if ((bits & KIND.synAck) !== 0 && side === 'server') {
    conn.synAckAt = index
    conn.synAcks++
  } else if (
    side === 'client' &&
    conn.handshake === undefined &&
    conn.synAckAt >= 0 &&
    conn.synAt >= 0 &&
    (segment.flags & (ACK | SYN | RST)) === ACK &&
    segment.relAck >= 1
  ) {
    conn.handshake = timed(conn, segment, index)
    return KIND.handshakeAck
  }
  return 0
}

/**
 * Which SYN and which SYN-ACK were answered, by the timestamps that the answers echo; without those the last before
 * each answer. The round trip is the way from the tap to the server and back, and to the client and back.
 */
function timed(conn: TrackedConnection, ack: Fresh, index: number): TracedHandshake {
  const echoed = ack.tsEcr < 0 ? -1 : find(conn, index, KIND.synAck, ack.tsEcr)
  const synAck = echoed >= 0 ? echoed : find(conn, index, KIND.synAck)
  const echo = at(conn, synAck).options.timestamps?.echo ?? -1
  const echoedSyn = echo < 0 ? -1 : find(conn, synAck, KIND.syn, echo)
  const lastSyn = find(conn, synAck, KIND.syn)
  const syn = echoedSyn >= 0 ? echoedSyn : lastSyn >= 0 ? lastSyn : conn.synAt
  // The server answers at once, and by its timer once more: its way is timed by the first answer.
  let first = synAck
  for (let i = synAck - 1; i > syn; i--) if (isStep(conn, i, KIND.synAck)) first = i
  const toServer = at(conn, first).time - at(conn, syn).time
  const toClient = ack.time - at(conn, synAck).time
  const isClear = (conn.syns === 1 || echoedSyn >= 0) && (conn.synAcks === 1 || echoed >= 0)
  const rtt = toServer < 0 || toClient < 0 ? undefined : toServer + toClient
  if (rtt !== undefined && isClear) measure(conn, rtt, toServer, toClient)
  return { syn, synAck, ack: index, rtt, ...(isClear ? {} : { ambiguous: true }) }
}

/** Both ends know this round trip, and the tap how much of it lies on which side of it. */
function measure(conn: TrackedConnection, rtt: Nanos, toServer: Nanos, toClient: Nanos): void {
  const { client, server } = conn.ends
  client.evidence.measured(rtt)
  server.evidence.measured(rtt)
  // Where arrivals are known every time is that of an end itself.
  if (conn.segments[0]?.arrival !== undefined) return
  client.evidence.far = toClient
  server.evidence.far = toServer
}

/** @returns The last step of a kind before `end`, with this timestamp if one is given; -1 when there is none. */
function find(conn: TrackedConnection, end: number, kind: number, tsVal?: number): number {
  for (let i = end - 1; i >= 0; i--) {
    if (!isStep(conn, i, kind)) continue
    if (tsVal === undefined || at(conn, i).options.timestamps?.value === tsVal) return i
  }
  return -1
}

function isStep(conn: TrackedConnection, i: number, kind: number): boolean {
  return (at(conn, i).kindBits & (kind | KIND.copy)) === kind
}

function at(conn: TrackedConnection, i: number): SegmentView {
  return conn.segments[i] as SegmentView
}
