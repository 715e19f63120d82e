/** Two hosts, one link in memory, bulk in one direction: what every bench of the engine drives. */
import { SECOND } from '../../src/base/index.ts'
import type { StackSettings } from '../../src/tcp/index.ts'
import { type Host, Network, type TcpEndpoint, type TcpSettings } from '../../src/net/index.ts'
import { type Link, type LinkOptions, VirtualClock } from '../../src/link/index.ts'

export interface TransferOptions {
  readonly link: LinkOptions
  readonly settings: TcpSettings
  /** Of both hosts. Default Linux's. */
  readonly stack?: Partial<StackSettings>
  /** Connections at once. Default 1. */
  readonly flows?: number
  readonly seed?: number
}

export interface Transfer {
  readonly clock: VirtualClock
  readonly link: Link
  /** Bytes that have been read at the receiving end. */
  readonly arrived: () => number
  /** Advances until `bytes` have arrived. @throws When they do not within ten hours of virtual time. */
  readonly until: (bytes: number) => void
}

/** Starts connections that send without end. */
export function startTransfer({
  link: wire,
  settings,
  stack = {},
  flows = 1,
  seed = 1,
}: TransferOptions): Transfer {
  const clock = new VirtualClock()
  const network = new Network({ clock, seed })
  const a = network.host('a', { addresses: ['10.0.0.1'] })
  const b = network.host('b', { addresses: ['10.0.0.2'] })
  for (const host of [a, b]) host.configureTcp(stack)
  const link = network.link(a, b, wire)
  let arrived = 0
  drainAll(b, settings, (count) => (arrived += count))
  const block = new Uint8Array(65_536).fill(120)
  for (let i = 0; i < flows; i++) {
    const client = a.openTcp({ remote: { address: '10.0.0.2', port: 80 }, settings })
    client.onEvent = ({ type }) => {
      if (type === 'established' || type === 'writable') while (client.send(block) > 0);
    }
  }
  return {
    clock,
    link,
    arrived: () => arrived,
    until(bytes) {
      const limit = clock.now() + 36_000 * SECOND
      while (arrived < bytes && clock.step() && clock.now() < limit);
      if (arrived < bytes) throw new Error(`the transfer stopped at ${arrived} of ${bytes} bytes`)
    },
  }
}

function drainAll(host: Host, settings: TcpSettings, count: (bytes: number) => void): void {
  const listener = host.listenTcp({ local: { port: 80 }, backlog: 64, settings })
  const taken = new Uint8Array(65_536)
  listener.onPending = () => {
    const server = listener.accept() as TcpEndpoint
    const drain = (): void => {
      for (let length = server.read(taken); length > 0; length = server.read(taken)) count(length)
    }
    server.onEvent = drain
    drain()
  }
}
