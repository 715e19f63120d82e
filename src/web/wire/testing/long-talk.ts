/** Long connections made of packets alone, for tests of size. */
import { ACK, buildPacket, FIN, IpAddress, PSH, SYN } from '../../../wire/index.ts'
import type { CapturedPacket } from '../../../capture/index.ts'
import type { Side } from '../../../trace/index.ts'

const MS = 1_000_000
const ONE_WAY = 10 * MS
const DATA = 1_000

/**
 * @param count - How many packets, at least 8: a handshake, bulk data with an ACK for every second segment, one in
 *   500 lost and retransmitted, and an orderly close.
 * @param arrivals - With `arrival` and `fate`, as a simulated path tells them; else as a capture at the receiver,
 *   where what was lost is not seen.
 */
export function longTalk(count: number, arrivals = false): CapturedPacket[] {
  const talk = new LongTalk(arrivals)
  talk.add('client', SYN, 0)
  talk.add('server', SYN | ACK, 0)
  talk.add('client', ACK, 0)
  for (let i = 0; talk.packets.length < count - 3; i++) {
    if (i % 3 === 2) talk.add('server', ACK, 0)
    else if (i % 501 === 400) talk.lose()
    else if (i % 501 === 403) talk.retransmit()
    else talk.add('client', PSH | ACK, DATA)
  }
  talk.wait(4 * ONE_WAY)
  talk.add('client', FIN | ACK, 0)
  talk.wait(ONE_WAY)
  talk.add('server', FIN | ACK, 0)
  talk.wait(ONE_WAY)
  talk.add('client', ACK, 0)
  return talk.packets
}

class LongTalk {
  readonly packets: CapturedPacket[] = []
  readonly #arrivals: boolean
  #time = 0
  readonly #next = { client: 1_000, server: 5_000 }
  readonly #ids = { client: 1, server: 1 }
  /** What the server has: data arrives in order but for the one that was lost. */
  readonly #arriving: { readonly at: number; readonly end: number }[] = []
  #acked = 1_001
  #missing: number | undefined

  constructor(arrivals: boolean) {
    this.#arrivals = arrivals
  }

  wait(time: number): void {
    this.#time += time
  }

  lose(): void {
    this.#missing ??= this.#next.client
    if (this.#arrivals) this.add('client', PSH | ACK, DATA, true)
    else this.#next.client += DATA
  }

  retransmit(): void {
    const missing = this.#missing
    if (missing === undefined) return
    this.#missing = undefined
    const next = this.#next.client
    this.#next.client = missing
    this.add('client', PSH | ACK, DATA)
    this.#next.client = next
    this.#arriving.push({ at: this.#time + ONE_WAY, end: next })
  }

  add(from: Side, flags: number, length: number, lost = false): void {
    const to = from === 'client' ? 'server' : 'client'
    const time = this.#time
    const seq = this.#next[from]
    this.#next[from] += length + ((flags & (SYN | FIN)) === 0 ? 0 : 1)
    if (from === 'client' && !lost && this.#missing === undefined) {
      this.#arriving.push({ at: this.#arrivals ? time + ONE_WAY : time, end: this.#next.client })
    }
    const bytes = buildPacket({
      source: ADDRESS[from],
      destination: ADDRESS[to],
      identification: this.#ids[from]++ & 0xffff,
      tcp: {
        sourcePort: PORT[from],
        destinationPort: PORT[to],
        flags,
        seq: seq >>> 0,
        ack: (flags & ACK) === 0 ? 0 : from === 'client' ? this.#next.server : this.#ackOf(time),
        window: (flags & SYN) !== 0 ? 64_240 : 502,
        ...((flags & SYN) === 0 ? {} : { windowScale: 7, mss: 1_460 }),
      },
      payload: new Uint8Array(length).fill(97),
    })
    const fate = this.#arrivals ? { arrival: lost ? undefined : time + ONE_WAY } : {}
    this.packets.push({ time, bytes, ...fate, ...(lost ? { fate: 'lost' as const, why: 'loss' } : {}) })
    this.#time += (flags & SYN) === 0 ? 100_000 : ONE_WAY
  }

  /** What the server can acknowledge by now. */
  #ackOf(time: number): number {
    let first = this.#arriving[0]
    while (first !== undefined && first.at <= time) {
      this.#acked = Math.max(this.#acked, first.end)
      this.#arriving.shift()
      first = this.#arriving[0]
    }
    return this.#acked
  }
}

const ADDRESS = {
  client: new IpAddress(Uint8Array.of(10, 0, 0, 1)),
  server: new IpAddress(Uint8Array.of(10, 0, 0, 2)),
}
const PORT = { client: 40_000, server: 8_888 }
