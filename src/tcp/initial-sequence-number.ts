import { ISN_TICK } from './profile.ts'
import type { Nanos } from '../base/index.ts'
import { sipHash24 } from './siphash.ts'

/**
 * ISN = M + F(localip, localport, remoteip, remoteport, secretkey) (RFC 6528 §3, RFC 9293 §3.4.1): M is a clock of
 * 4 microseconds a tick, F is SipHash-2-4. Connections between the same sockets follow each other in number;
 * to anyone without the secret the numbers of others say nothing.
 *
 * @param secret - 16 random bytes, kept by the host.
 * @param local - Address bytes, 4 or 16.
 * @param now - The host's time.
 * @returns 0 to 2^32 - 1.
 * @throws {SynfinError} EINVAL when the secret is not 16 bytes long.
 */
export function initialSequenceNumber(
  secret: Uint8Array,
  local: Uint8Array,
  localPort: number,
  remote: Uint8Array,
  remotePort: number,
  now: Nanos,
): number {
  const message = new Uint8Array(local.length + remote.length + 4)
  message.set(local, 0)
  message.set(remote, local.length)
  message.set(
    [localPort >> 8, localPort & 0xff, remotePort >> 8, remotePort & 0xff],
    local.length + remote.length,
  )
  const f = Number(sipHash24(secret, message) & 0xffff_ffffn)
  return (Math.floor(now / ISN_TICK) + f) >>> 0
}

/**
 * The timestamp offset for a pair of hosts (RFC 7323 §5.4; Linux secure_tcp_ts_off): one for all their connections,
 * so that the timestamps of a new one go on from those of the last and a peer in TIME-WAIT takes its SYN (RFC 6191).
 *
 * @param secret - 16 random bytes, kept by the host.
 * @param local - Address bytes, 4 or 16.
 * @returns 0 to 2^32 - 1.
 * @throws {SynfinError} EINVAL when the secret is not 16 bytes long.
 */
export function timestampOffset(secret: Uint8Array, local: Uint8Array, remote: Uint8Array): number {
  const message = new Uint8Array(local.length + remote.length)
  message.set(local, 0)
  message.set(remote, local.length)
  return Number(sipHash24(secret, message) & 0xffff_ffffn)
}
