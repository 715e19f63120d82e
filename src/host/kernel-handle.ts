import net from 'node:net'
import { getSystemErrorName } from 'node:util'
import type { SocketAddress } from '../socket/index.ts'

/**
 * The few calls of Node's TCP handle that its public API hides and the truth needs: binding before listening or
 * connecting, accepting without a `net.Server` around it, and asking whether a connection that "ended" was reset.
 * Node's own cluster module is built on the same calls; they are the same in Node 20, 22 and 24.
 */
export interface TcpHandle {
  /** The descriptor; -1 on Windows. */
  readonly fd: number
  /** Bytes handed to libuv so far, and how many of them the kernel has not taken. */
  readonly bytesWritten: number
  readonly writeQueueSize: number
  onconnection: ((status: number, client: TcpHandle | undefined) => void) | undefined
  listen(backlog: number): number
  getsockname(out: object): number
  getpeername(out: object): number
  /** Makes the next read fill another buffer. */
  useUserBuffer(buffer: Uint8Array): void
  reset(done: () => void): number
  shutdown: (request: ShutdownRequest) => number
  close(done?: () => void): void
  ref(): void
  unref(): void
}

/** What libuv reports the end of a shutdown(2) with. */
export interface ShutdownRequest {
  oncomplete: (this: ShutdownRequest, status: number) => void
}

/** libuv's flag: `::` shall not take IPv4. */
const UV_TCP_IPV6ONLY = 1

type CreateServerHandle = (
  address: string | null,
  port: number,
  addressType: 4 | 6 | null,
  fd: undefined,
  flags: number,
) => TcpHandle | number

/** What a failed call of a handle returns: a negative errno. @returns Its POSIX name. */
export function errnoName(status: number): string {
  return getSystemErrorName(status)
}

/**
 * Takes a port now, as `bind(2)` does (`net.Server` would only do so together with listening).
 *
 * @param address - An IP address; undefined for all, IPv6 and IPv4 alike where the machine has both.
 * @param onlyIpv6 - `::` stands for IPv6 alone.
 * @returns The bound handle, or a POSIX code.
 */
export function bindHandle(port: number, address: string | undefined, onlyIpv6 = false): TcpHandle | string {
  const create = (net as unknown as { _createServerHandle: CreateServerHandle })._createServerHandle
  const type = address === undefined ? null : address.includes(':') ? 6 : 4
  const handle = create(address ?? null, port, type, undefined, onlyIpv6 ? UV_TCP_IPV6ONLY : 0)
  if (typeof handle === 'number') return errnoName(handle)
  // libuv keeps EADDRINUSE back until the next call that touches the socket: ask now.
  const status = handle.getsockname({})
  if (status === 0) return handle
  handle.close()
  return errnoName(status)
}

/** @returns Where the handle is bound. */
export function localAddressOf(handle: TcpHandle): SocketAddress | undefined {
  const out: Named = {}
  return handle.getsockname(out) === 0 ? toAddress(out) : undefined
}

/** @returns The address as the kernel has it: an IPv4 one of a dual-stack socket is mapped. */
export function rawLocalAddressOf(handle: TcpHandle): string | undefined {
  const out: Named = {}
  return handle.getsockname(out) === 0 ? out.address : undefined
}

/** @returns The peer; undefined when it has already gone. */
export function peerAddressOf(handle: TcpHandle): SocketAddress | undefined {
  const out: Named = {}
  return handle.getpeername(out) === 0 ? toAddress(out) : undefined
}

interface Named {
  address?: string
  port?: number
  family?: string
}

/** An IPv4 peer of a dual-stack socket is shown as the IPv4 address it is, not as `::ffff:a.b.c.d`. */
export function toAddress({ address = '', port = 0 }: Named): SocketAddress {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return { address: mapped, port, family: 'IPv4' }
  return { address, port, family: address.includes(':') ? 'IPv6' : 'IPv4' }
}
