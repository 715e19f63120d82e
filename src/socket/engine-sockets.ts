import type { Host, TcpSettings } from '../net/index.ts'
import type { Lang } from '../say/index.ts'
import { EngineTcp } from './engine-tcp.ts'
import { EngineUdp } from './engine-udp.ts'
import { SocketErrors } from './errors.ts'
import { SystemTcpSocket } from './tcp-socket.ts'
import type { SocketBackend } from './types.ts'
import { SystemUdpSocket } from './udp-socket.ts'

/** What the engine backend may be given. */
export interface EngineSocketsOptions {
  /** The language of the sentences in errors. Default English. */
  readonly lang?: Lang | undefined
  /** What every TCP socket begins with; its own options go before. */
  readonly tcp?: TcpSettings
}

/**
 * Sockets of a simulated host: synfin's own TCP, in whatever time the network's clock keeps. With a `VirtualClock`,
 * promises settle as the clock is run (`clock.runUntilSettled(promise)`).
 *
 * @returns A backend; every socket made from it is its own.
 */
export function engineSockets(host: Host, options: EngineSocketsOptions = {}): SocketBackend {
  const errors = new SocketErrors(options.lang)
  const tcp = new EngineTcp(host, errors, options.tcp)
  const udp = new EngineUdp(host, errors)
  return {
    name: 'engine',
    lang: errors.lang,
    tcp: (socketOptions) => new SystemTcpSocket(tcp, socketOptions),
    udp: (socketOptions) => new SystemUdpSocket(udp, socketOptions),
  }
}
