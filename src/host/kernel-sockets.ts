import { type SocketBackend, SocketErrors, SystemTcpSocket, SystemUdpSocket } from '../socket/index.ts'
import type { Lang } from '../say/index.ts'
import { KernelTcp } from './kernel-tcp.ts'
import { KernelUdp } from './kernel-udp.ts'

/** What the kernel backend may be given. */
export interface KernelSocketsOptions {
  /** The language of the sentences in errors. Default English. */
  readonly lang?: Lang | undefined
}

/**
 * Sockets of this machine: the kernel's TCP and UDP, with Node's traps taken out (`docs/socket.md`).
 *
 * @returns A backend; every socket made from it is its own.
 */
export function kernelSockets(options: KernelSocketsOptions = {}): SocketBackend {
  const errors = new SocketErrors(options.lang)
  const tcp = new KernelTcp(errors)
  const udp = new KernelUdp(errors)
  return {
    name: 'kernel',
    lang: errors.lang,
    tcp: (socketOptions) => new SystemTcpSocket(tcp, socketOptions),
    udp: (socketOptions) => new SystemUdpSocket(udp, socketOptions),
  }
}
