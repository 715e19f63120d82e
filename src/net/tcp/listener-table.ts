import type { IpAddress } from '../../wire/index.ts'
import { takes } from '../binding.ts'
import type { PortTable } from '../ports.ts'
import type { TcpListener } from './listener.ts'

/** The listeners of a host; each holds its port until it is closed. */
export class ListenerTable {
  readonly #ports: PortTable
  readonly #listeners = new Map<number, TcpListener[]>()

  constructor(ports: PortTable) {
    this.#ports = ports
  }

  add(listener: TcpListener): void {
    const { port } = listener.binding
    this.#ports.hold(listener)
    const others = this.#listeners.get(port)
    if (others === undefined) this.#listeners.set(port, [listener])
    else others.push(listener)
  }

  /** For listeners. */
  close(listener: TcpListener): void {
    const { port } = listener.binding
    this.#ports.release(listener)
    const others = (this.#listeners.get(port) ?? []).filter((other) => other !== listener)
    if (others.length === 0) this.#listeners.delete(port)
    else this.#listeners.set(port, others)
  }

  /** @returns Who listens at this address and port: one bound to the address before one bound to all. */
  find(local: IpAddress, port: number): TcpListener | undefined {
    let best: TcpListener | undefined
    for (const listener of this.#listeners.get(port) ?? []) {
      const { binding } = listener
      if (!takes(binding, local.version)) continue
      if (binding.address?.equals(local) === true) return listener
      if (binding.address === undefined) best = listener
    }
    return best
  }
}
