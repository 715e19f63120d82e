import { Deque, SynfinError } from '../base/index.ts'
import {
  PROTOCOL_UDP,
  readUdp,
  UdpHeader,
  verifyTransportChecksum,
  writeUdpHeader,
  type IpAddress,
  type IpHeader,
  type PacketBuffer,
} from '../wire/index.ts'
import { addressOf, bindingOf, checkPort, takes, type Binding } from './binding.ts'
import { addressAt, type IpLayer, type Route } from './ip-layer.ts'
import { PortTable, type PortHolder } from './ports.ts'
import type { Datagram, Endpoint, UdpEndpoint } from './types.ts'
import { netSentences as t } from './sentences.ts'

/** What a receive queue holds, bytes, as Linux's `rmem_default`; each datagram also costs its `BOOKKEEPING`. */
const RECEIVE_BUFFER = 212_992
const BOOKKEEPING = 512
/** The largest payload that UDP over IPv4 or IPv6 can say. */
const MOST = 65_535 - 8

/** The UDP sockets of a host. */
export class UdpLayer {
  readonly #ip: IpLayer
  readonly #ports: PortTable
  readonly #sockets = new Map<number, UdpSocket[]>()
  readonly #header = new UdpHeader()

  constructor(ip: IpLayer) {
    this.#ip = ip
    this.#ports = new PortTable(ip.random.substream('udp-ports'))
  }

  /** @throws {SynfinError} EADDRINUSE, EADDRNOTAVAIL, EINVAL. */
  open(
    local: { readonly address?: string; readonly port?: number; readonly onlyIpv6?: boolean } = {},
  ): UdpEndpoint {
    const port = local.port ?? 0
    let binding = bindingOf(local.address, port, local.onlyIpv6)
    if (binding.address !== undefined && !this.#ip.isLocal(binding.address)) {
      throw new SynfinError('EADDRNOTAVAIL', t.notOfThisHost, { address: binding.text })
    }
    if (port === 0) binding = bindingOf(local.address, this.#ports.pickFree(), local.onlyIpv6)
    else this.#ports.check(binding, false)
    const socket = new UdpSocket(this, binding)
    this.#ports.hold(socket)
    const others = this.#sockets.get(binding.port)
    if (others === undefined) this.#sockets.set(binding.port, [socket])
    else others.push(socket)
    return socket
  }

  close(socket: UdpSocket): void {
    this.#ports.release(socket)
    const { port } = socket.binding
    const others = (this.#sockets.get(port) ?? []).filter((other) => other !== socket)
    if (others.length === 0) this.#sockets.delete(port)
    else this.#sockets.set(port, others)
  }

  route(destination: IpAddress, binding: Binding): Route {
    return this.#ip.route(destination, binding.address)
  }

  /** @throws {SynfinError} EMSGSIZE. */
  send(route: Route, fromPort: number, toPort: number, payload: Uint8Array): void {
    const overhead = (route.source.version === 4 ? 20 : 40) + 8
    const most = Math.min(route.out.link.mtu - overhead, MOST - (route.source.version === 4 ? 20 : 0))
    if (payload.length > most) {
      throw new SynfinError('EMSGSIZE', t.datagramTooLong, {
        to: route.destination.key,
        most,
        length: payload.length,
      })
    }
    const buffer = this.#ip.begin(route.source, route.destination, PROTOCOL_UDP, 8 + payload.length)
    const at = this.#ip.header.payloadOffset
    const header = this.#header
    header.sourcePort = fromPort
    header.destinationPort = toPort
    header.payloadLength = payload.length
    writeUdpHeader(buffer.bytes, at, header)
    buffer.bytes.set(payload, at + 8)
    this.#ip.finish(buffer, route.out)
  }

  /** @returns `broken` for a wrong header or checksum, `closed` when nobody takes the port. */
  receive(buffer: PacketBuffer, ip: IpHeader, verify: boolean): 'taken' | 'broken' | 'closed' {
    const { bytes } = buffer
    const header = this.#header
    if (readUdp(bytes, ip.payloadOffset, ip.payloadOffset + ip.payloadLength, header) !== undefined)
      return 'broken'
    if (verify && !verifyTransportChecksum(buffer, ip)) return 'broken'
    if (!this.#sockets.has(header.destinationPort)) return 'closed'
    const from = addressAt(bytes, ip.sourceOffset, ip.version)
    const to = addressAt(bytes, ip.destinationOffset, ip.version)
    const socket = this.#find(from, header.sourcePort, to, header.destinationPort)
    if (socket === undefined) return 'closed'
    const payload = bytes.slice(header.payloadOffset, header.payloadOffset + header.payloadLength)
    socket.take({ bytes: payload, from: { address: from.key, port: header.sourcePort } })
    return 'taken'
  }

  /** An ICMP error about a datagram that one of our sockets sent. Only a connected socket learns it, as in Linux. */
  error(code: string, local: IpAddress, localPort: number, remote: IpAddress, remotePort: number): void {
    const socket = this.#find(remote, remotePort, local, localPort)
    if (socket?.isConnectedTo(remote, remotePort) === true) socket.onError?.(code)
  }

  /** The socket that fits best: connected before bound to the address before bound to all. */
  #find(from: IpAddress, fromPort: number, to: IpAddress, port: number): UdpSocket | undefined {
    let best: UdpSocket | undefined
    let bestScore = 0
    for (const socket of this.#sockets.get(port) ?? []) {
      const score = socket.score(from, fromPort, to)
      if (score > bestScore) {
        best = socket
        bestScore = score
      }
    }
    return best
  }
}

class UdpSocket implements UdpEndpoint, PortHolder {
  readonly binding: Binding
  readonly reuse = false
  readonly listening = false
  readonly picked = false
  onReadable: (() => void) | undefined = undefined
  onError: ((code: string) => void) | undefined = undefined
  readonly #layer: UdpLayer
  readonly #queue = new Deque<Datagram>()
  #queued = 0
  #route: Route | undefined
  #remotePort = 0
  /** Where the last datagram with an address of its own went: most go there again. */
  #lastTo = ''
  #lastRoute: Route | undefined
  #closed = false

  constructor(layer: UdpLayer, binding: Binding) {
    this.#layer = layer
    this.binding = binding
  }

  get local(): Endpoint {
    const { address } = this.binding
    // Once connected, the address is the one that the peer sees.
    return { address: address?.key ?? this.#route?.source.key ?? this.binding.text, port: this.binding.port }
  }

  get remote(): Endpoint | undefined {
    return this.#route && { address: this.#route.destination.key, port: this.#remotePort }
  }

  connect(remote: Endpoint): void {
    this.#mustBeOpen()
    checkPort(remote.port, 1)
    this.#route = this.#routeTo(remote.address)
    this.#remotePort = remote.port
  }

  send(bytes: Uint8Array, to?: Endpoint): void {
    this.#mustBeOpen()
    if (to === undefined) {
      if (this.#route === undefined) {
        throw new SynfinError('EDESTADDRREQ', t.noPeer)
      }
      this.#layer.send(this.#route, this.binding.port, this.#remotePort, bytes)
      return
    }
    checkPort(to.port, 1)
    if (this.#lastRoute === undefined || to.address !== this.#lastTo) {
      this.#lastRoute = this.#routeTo(to.address)
      this.#lastTo = to.address
    }
    this.#layer.send(this.#lastRoute, this.binding.port, to.port, bytes)
  }

  receive(): Datagram | undefined {
    const datagram = this.#queue.shift()
    if (datagram !== undefined) this.#queued -= datagram.bytes.length + BOOKKEEPING
    return datagram
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#queue.clear()
    this.#layer.close(this)
  }

  /** @returns How well this socket fits a datagram: 0 not at all. */
  score(from: IpAddress, fromPort: number, to: IpAddress): number {
    if (!takes(this.binding, to.version)) return 0
    const { address } = this.binding
    if (address !== undefined && !address.equals(to)) return 0
    const specific = address === undefined ? 1 : 2
    if (this.#route === undefined) return specific
    return this.isConnectedTo(from, fromPort) ? specific + 2 : 0
  }

  isConnectedTo(remote: IpAddress, port: number): boolean {
    return this.#route !== undefined && this.#remotePort === port && this.#route.destination.equals(remote)
  }

  take(datagram: Datagram): void {
    const size = datagram.bytes.length + BOOKKEEPING
    // A full queue drops, and nobody is told: this is UDP.
    if (this.#queued + size > RECEIVE_BUFFER) return
    this.#queued += size
    this.#queue.push(datagram)
    this.onReadable?.()
  }

  #routeTo(text: string): Route {
    const destination = addressOf(text)
    if (!takes(this.binding, destination.version)) {
      throw new SynfinError('EINVAL', t.otherVersion, { to: text, from: this.binding.text })
    }
    return this.#layer.route(destination, this.binding)
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new SynfinError('EBADF', t.socketClosed)
  }
}
