import { drillSentences as t } from '../sentences.ts'
import {
  ACK,
  IpHeader,
  PacketBuffer,
  PROTOCOL_TCP,
  SYN,
  writeIpHeader,
  writeTransportChecksum,
} from '../../wire/index.ts'
import type { PacketLine, TcpLine } from '../language/types.ts'
import { refuseFastOpen } from './fast-open.ts'
import { ScriptFlow } from './flow.ts'
import { icmpPacket } from './icmp.ts'
import { writeRawOptions } from './raw-options.ts'
import type { Settings } from './variant.ts'
import { DrillFailure, DrillUnsupported } from './verdict.ts'
import type { World } from './world.ts'

const ECN_BITS = { none: 0, ect1: 1, ect0: 2, ce: 3, either: 2 } as const
const HOP_LIMIT = 255

/** Sends a script's packet to the stack under test. */
export function inject(world: World, line: PacketLine): void {
  if (line.encapsulation !== undefined)
    throw new DrillUnsupported(t.noEncapsulation, { what: line.encapsulation })
  const { body } = line
  if (body.kind === 'udp') throw new DrillUnsupported(t.noUdp)
  if (body.kind === 'tcp') refuseFastOpen(body, true)
  const flow = flowFor(world, body.kind === 'tcp')
  const bytes =
    body.kind === 'tcp' ? tcpPacket(world.settings, flow, line, body) : icmpPacket(world, flow, body)
  world.endpointOf(flow)
  const { segmentSize } = world.settings
  const isMany = body.kind === 'tcp' && segmentSize > 0 && body.length > segmentSize
  world.outside.receive(bytes, isMany ? segmentSize : 0)
  world.advanceTo(world.now)
  world.endpointOf(flow)
}

/** Whom a packet that comes in belongs to: a listener under test gets a new connection by it. */
function flowFor(world: World, isTcp: boolean): ScriptFlow {
  const { tested, settings } = world
  if (tested?.phase === 'open' || tested?.phase === 'connecting') return tested
  if (tested !== undefined && !isTcp) return tested
  const port = tested === undefined || tested.localPort === 0 ? settings.localPort : tested.localPort
  return world.addFlow(new ScriptFlow('open', port, world.freshPort()))
}

/**
 * The header is written by hand: options stand in it as the script has them, padding and order too.
 *
 * @returns The packet as it goes on the wire.
 * @throws {DrillFailure} When the script echoes a timestamp that was never sent.
 */
export function tcpPacket(settings: Settings, flow: ScriptFlow, line: PacketLine, body: TcpLine): Uint8Array {
  const isSyn = (body.flags & SYN) !== 0
  if (isSyn || flow.phase === 'open') flow.learnRemote(body.seq)
  const options = writeRawOptions(body.options === 'any' ? [] : body.options, {
    seq: (value) => flow.localToLive(value, isSyn),
    echo: (value) => echoOf(settings, flow, value),
  })
  const headerLength = 20 + options.length
  const { buffer, ip } = beginPacket(settings, line, PROTOCOL_TCP, headerLength + body.length)
  const view = new DataView(buffer.bytes.buffer, ip.payloadOffset)
  const [source, destination] =
    line.ports === undefined ? [flow.remotePort, flow.localPort] : [line.ports.source, line.ports.destination]
  view.setUint16(0, source)
  view.setUint16(2, destination)
  view.setUint32(4, body.absolute ? body.seq : flow.remoteToLive(body.seq, isSyn))
  if (body.ack !== undefined) {
    const isRaw = body.absolute || (body.flags & ACK) === 0
    view.setUint32(8, isRaw ? body.ack : flow.localToLive(body.ack, isSyn))
  }
  // AE, CWR and ECE stand side by side: the counter is those three bits.
  const flags = body.ace === undefined ? body.flags : body.flags | (body.ace << 6)
  view.setUint16(12, (headerLength << 10) | flags)
  view.setUint16(14, body.window ?? 0)
  view.setUint16(18, body.urgent ?? 0)
  buffer.bytes.set(options, ip.payloadOffset + 20)
  writeTransportChecksum(buffer, ip)
  return buffer.bytes.subarray(0, buffer.length)
}

/** A packet of zeros with its IP header written. */
function beginPacket(
  { local, remote }: Settings,
  line: PacketLine,
  protocol: number,
  payloadLength: number,
): { buffer: PacketBuffer; ip: IpHeader } {
  const ip = new IpHeader()
  ip.version = local.version
  ip.protocol = protocol
  ip.payloadLength = payloadLength
  ip.dontFragment = true
  ip.hopLimit = line.ip.ttl ?? HOP_LIMIT
  ip.trafficClass = (line.ip.tos ?? 0) | ECN_BITS[line.ip.ecn ?? 'none']
  ip.flowLabel = line.ip.flowLabel ?? 0
  const length = (ip.version === 4 ? 20 : 40) + payloadLength
  const buffer = new PacketBuffer((length + 3) & ~3)
  buffer.length = length
  writeIpHeader(buffer.bytes, ip, remote.bytes, local.bytes)
  return { buffer, ip }
}

function echoOf({ scaledEcho }: Settings, flow: ScriptFlow, value: number): number {
  const echo = flow.timestamps.echo(value, scaledEcho)
  if (echo === undefined) throw new DrillFailure(t.unknownEcho, { value })
  return echo
}
