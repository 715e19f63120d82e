import type { Nanos } from '../../base/index.ts'
import type { TcpConnection } from '../../tcp/index.ts'
import { PROTOCOL_TCP, tcpHeaderLength, writeTcpHeader } from '../../wire/index.ts'
import type { IpLayer, Route } from '../ip-layer.ts'

/**
 * Puts on the wire all that a connection has to send now.
 *
 * @param dontFragment - False: IPv4 routers may cut the packets up.
 * @returns How many segments.
 */
export function transmit(
  connection: TcpConnection,
  ip: IpLayer,
  route: Route,
  now: Nanos,
  dontFragment = true,
): number {
  const { source, destination, out: direction } = route
  let count = 0
  for (let out = connection.pollTransmit(now); out !== undefined; out = connection.pollTransmit(now)) {
    const headerLength = tcpHeaderLength(out)
    const length = headerLength + out.payloadLength
    const buffer = ip.begin(source, destination, PROTOCOL_TCP, length, connection.trafficClass, dontFragment)
    const at = ip.header.payloadOffset
    writeTcpHeader(buffer.bytes, at, out)
    if (out.payloadLength > 0) connection.copyPayload(buffer.bytes, at + headerLength)
    ip.finish(buffer, direction)
    count++
  }
  return count
}
