/** Long connections made of packets alone, for tests of size. */
import { ACK, buildPacket, FIN, IpAddress, PSH, SYN } from '../../../wire/index.ts'
import type { CapturedPacket, Side } from '../../../trace/index.ts'

const MS = 1_000_000

/**
 * @param count - How many packets, at least 8: a handshake, bulk data with an ACK for every second segment, one in
 *   500 lost and sent again, and an orderly close.
 * @param arrivals - With `arrival` and `fate`, as a simulated path tells them; else as a capture sees them.
 */
export function longTalk(count: number, arrivals = false): CapturedPacket[] {
  const packets: CapturedPacket[] = []
  const next = { client: 1_000, server: 5_000 }
  const ids = { client: 1, server: 1 }
  const address = {
    client: new IpAddress(Uint8Array.of(10, 0, 0, 1)),
    server: new IpAddress(Uint8Array.of(10, 0, 0, 2)),
  }
  const ports = { client: 40_000, server: 8_888 }
  const segment = 1_000
  let time = 0
  const add = (from: Side, flags: number, length: number, back = 0, lost = false): void => {
    const to = from === 'client' ? 'server' : 'client'
    const seq = next[from] - back
    const bytes = buildPacket({
      source: address[from],
      destination: address[to],
      identification: ids[from]++ & 0xffff,
      tcp: {
        sourcePort: ports[from],
        destinationPort: ports[to],
        flags,
        seq: seq >>> 0,
        ack: (flags & ACK) === 0 ? 0 : next[to] >>> 0,
        window: (flags & SYN) !== 0 ? 64_240 : 502,
        ...((flags & SYN) === 0 ? {} : { windowScale: 7, mss: 1_460 }),
      },
      payload: new Uint8Array(length).fill(97),
    })
    if (back === 0) next[from] += length + ((flags & (SYN | FIN)) === 0 ? 0 : 1)
    const fate = arrivals ? { arrival: lost ? undefined : time + 10 * MS } : {}
    packets.push({ time, bytes, ...fate, ...(lost ? { fate: 'lost' as const, why: 'loss' } : {}) })
    time += (flags & SYN) === 0 ? 100_000 : 10 * MS
  }
  add('client', SYN, 0)
  add('server', SYN | ACK, 0)
  add('client', ACK, 0)
  for (let i = 0; packets.length < count - 3; i++) {
    if (i % 3 === 2) add('server', ACK, 0)
    else if (i % 500 === 400) add('client', PSH | ACK, segment, 0, true)
    else if (i % 500 === 402 || i % 500 === 403) add('client', PSH | ACK, segment, 2 * segment)
    else add('client', PSH | ACK, segment)
  }
  add('client', FIN | ACK, 0)
  add('server', FIN | ACK, 0)
  add('client', ACK, 0)
  return packets
}
