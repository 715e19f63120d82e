import type { TcpConnection } from '../../tcp/index.ts'
import type { IpHeader } from '../../wire/index.ts'
import type { IpLayer } from '../ip-layer.ts'
import type { PortTable } from '../ports.ts'
import type { ConnectionFactory } from './connection-factory.ts'
import { HostTcpEndpoint, type Parent } from './endpoint.ts'
import type { EndpointPlace } from './place.ts'
import { TupleTable, type Tuple } from './tuple-table.ts'

/** The connections of a host by 4-tuple; each holds its port while it is there. */
export class EndpointTable {
  readonly #ip: IpLayer
  readonly #ports: PortTable
  readonly #factory: ConnectionFactory
  readonly #tuples = new TupleTable<HostTcpEndpoint>()
  readonly #onGone = (gone: HostTcpEndpoint): void => this.#remove(gone)

  constructor(ip: IpLayer, ports: PortTable, factory: ConnectionFactory) {
    this.#ip = ip
    this.#ports = ports
    this.#factory = factory
  }

  /** @param words - Of the packet whose header is `ip`, at offset 0. */
  find(words: Uint32Array, ip: IpHeader): HostTcpEndpoint | undefined {
    return this.#tuples.find(words, ip)
  }

  get(tuple: Tuple): HostTcpEndpoint | undefined {
    return this.#tuples.get(tuple)
  }

  /** @returns All of them, whatever their state. */
  list(): HostTcpEndpoint[] {
    return [...this.#tuples]
  }

  /**
   * Takes a connection in, until it is gone.
   *
   * @param parent - The listener whose handshake it was.
   */
  adopt(place: EndpointPlace, connection: TcpConnection, parent: Parent | undefined): HostTcpEndpoint {
    const path = this.#factory.pathTo(place.route)
    const endpoint = new HostTcpEndpoint(place, connection, this.#ip, parent, this.#onGone, path)
    this.#tuples.add(endpoint)
    this.#ports.hold(endpoint)
    if (parent !== undefined) endpoint.start()
    return endpoint
  }

  #remove(endpoint: HostTcpEndpoint): void {
    this.#tuples.delete(endpoint)
    this.#ports.release(endpoint)
  }
}
