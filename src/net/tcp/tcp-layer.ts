import { SynfinError } from '../../base/index.ts'
import {
  newSocketOptions,
  type IcmpErrorKind,
  type StackSettings,
  type TcpStatistics,
} from '../../tcp/index.ts'
import type { IcmpQuote, IpHeader, PacketBuffer } from '../../wire/index.ts'
import { addressOf, bindingOf, bindingTo, checkPort, takes, type Binding } from '../binding.ts'
import { HeldPort } from '../bound-port.ts'
import type { IpLayer, Route } from '../ip-layer.ts'
import { PortTable } from '../ports.ts'
import type { TcpEndpoint, TcpListenerEndpoint } from '../types.ts'
import { ConnectionFactory } from './connection-factory.ts'
import { Demultiplexer } from './demultiplexer.ts'
import { EndpointTable } from './endpoint-table.ts'
import { ListenerTable } from './listener-table.ts'
import { TcpListener } from './listener.ts'
import type { ListenerOptions, LocalOptions, OpenOptions } from './open-options.ts'
import { tupleOf } from './tuple-table.ts'
import { netSentences as t } from '../sentences.ts'

const BACKLOG = 128

/** TCP of a host: what its sockets call, and what arrives for them. */
export class TcpLayer {
  readonly #ip: IpLayer
  readonly #ports: PortTable
  readonly #factory: ConnectionFactory
  readonly #endpoints: EndpointTable
  readonly #listeners: ListenerTable
  readonly #demultiplexer: Demultiplexer

  constructor(ip: IpLayer) {
    this.#ip = ip
    this.#ports = new PortTable(ip.random.substream('tcp-ports'))
    this.#factory = new ConnectionFactory(ip)
    this.#endpoints = new EndpointTable(ip, this.#ports, this.#factory)
    this.#listeners = new ListenerTable(this.#ports)
    this.#demultiplexer = new Demultiplexer(ip, this.#factory, this.#endpoints, this.#listeners)
  }

  /** For all its connections; changed by `configure`. */
  get settings(): StackSettings {
    return this.#factory.settings
  }

  get statistics(): TcpStatistics {
    return this.#factory.statistics
  }

  /** Changes some settings, for the connections there are too. @throws {SynfinError} EINVAL; then none is changed. */
  configure(changes: Partial<StackSettings>): void {
    this.#factory.configure(changes)
  }

  /** The connections there are, whatever their state. */
  get connections(): readonly TcpEndpoint[] {
    return this.#endpoints.list()
  }

  /** Takes a port for later. @throws {SynfinError} EADDRINUSE, EADDRNOTAVAIL, EINVAL. */
  bind(local: LocalOptions, reuse: boolean): HeldPort {
    const port = local.port ?? 0
    let binding = bindingOf(local.address, port, local.onlyIpv6)
    if (binding.address !== undefined && !this.#ip.isLocal(binding.address)) {
      throw new SynfinError('EADDRNOTAVAIL', t.notOfThisHost, { address: binding.text })
    }
    if (port === 0) binding = bindingOf(local.address, this.#ports.pickFree(), local.onlyIpv6)
    else this.#ports.check(binding, reuse)
    const bound = new HeldPort(this.#ports, binding, reuse)
    this.#ports.hold(bound)
    return bound
  }

  /** Active OPEN: the SYN leaves within this call. @throws {SynfinError} EADDRINUSE, EADDRNOTAVAIL, ENETUNREACH, EINVAL. */
  open(options: OpenOptions): TcpEndpoint {
    const { local, remote, settings = {}, reuseAddress = false } = options
    checkPort(remote.port, 1)
    const destination = addressOf(remote.address)
    const bound = local instanceof HeldPort ? local : undefined
    bound?.mustBeFree()
    const wanted = bound?.binding ?? bindingWanted(local as LocalOptions | undefined)
    if (!takes(wanted, destination.version)) {
      throw new SynfinError('EINVAL', t.otherVersion, { to: remote.address, from: wanted.text })
    }
    const route = this.#ip.route(destination, wanted.address)
    const reuse = bound?.reuse ?? reuseAddress
    const port = wanted.port === 0 ? this.#pick(route, remote.port) : wanted.port
    const binding = bindingTo(route.source, port)
    if (wanted.port !== 0 && bound === undefined) this.#ports.check(wanted, reuse)
    const tuple = tupleOf(route.destination, remote.port, route.source, port)
    if (this.#endpoints.get(tuple) !== undefined) {
      throw new SynfinError('EADDRNOTAVAIL', t.tupleInUse, {
        port,
        address: remote.address,
        remotePort: remote.port,
      })
    }
    bound?.use()
    const place = { binding, reuse, picked: wanted.port === 0, tuple, route, remotePort: remote.port }
    const iss = this.#factory.issFor(route, port, remote.port)
    const endpoint = this.#endpoints.adopt(place, this.#factory.make(place, settings, iss), undefined)
    endpoint.open()
    return endpoint
  }

  /** Passive OPEN. @throws {SynfinError} EADDRINUSE, EADDRNOTAVAIL, EINVAL. */
  listen(options: ListenerOptions): TcpListenerEndpoint {
    const { local, backlog = BACKLOG, settings = {}, reuseAddress = true } = options
    if (!Number.isInteger(backlog) || backlog < 0) {
      throw new SynfinError('EINVAL', t.badBacklog, { backlog })
    }
    const bound = local instanceof HeldPort ? local : this.bind(local as LocalOptions, reuseAddress)
    bound.use()
    // A port bound with SO_REUSEADDR beside others is not yet one on which to listen beside them.
    this.#ports.check(bound.binding, bound.reuse)
    const stack = settings.settings ?? this.settings
    const listener = new TcpListener(this.#listeners, bound.binding, {
      backlog,
      synBacklog: options.synBacklog,
      reuse: bound.reuse,
      given: settings,
      settings: stack,
      options: settings.socketOptions?.copy() ?? newSocketOptions(stack),
      statistics: this.statistics,
    })
    this.#listeners.add(listener)
    return listener
  }

  /** A packet has arrived. @returns False when its segment is broken. */
  receive(buffer: PacketBuffer, ip: IpHeader, verify: boolean): boolean {
    return this.#demultiplexer.receive(buffer, ip, verify)
  }

  /** An ICMP error about a segment that a connection of ours sent. */
  icmpError(kind: IcmpErrorKind, mtu: number | undefined, quote: IcmpQuote): void {
    this.#demultiplexer.icmpError(kind, mtu, quote)
  }

  /** Picks a client's port: no two connections to one peer have the same. */
  #pick({ source, destination }: Route, remotePort: number): number {
    let peer = remotePort
    for (const byte of [...source.bytes, ...destination.bytes]) peer = Math.imul(peer ^ byte, 0x01000193)
    const isFree = (port: number): boolean =>
      this.#endpoints.get(tupleOf(destination, remotePort, source, port)) === undefined
    return this.#ports.pickFor(peer, isFree)
  }
}

/** Where an active OPEN that was not bound before shall come from. */
function bindingWanted({ address, port = 0, onlyIpv6 = false }: LocalOptions = {}): Binding {
  return bindingOf(address, port, onlyIpv6)
}
