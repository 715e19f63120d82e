import { assert, type Random } from '../../src/base/index.ts'
import type { TcpEndpoint } from '../../src/net/index.ts'
import type { ConnectionEvent } from '../../src/tcp/index.ts'

/** The byte of a stream at a place: no two streams, and no two places near each other, are alike. */
function byteAt(stream: number, at: number): number {
  let z = Math.imul(stream ^ at, 0x85ebca6b) + Math.imul(at >>> 8, 0xc2b2ae35)
  z ^= z >>> 15
  return z & 255
}

const scratch = new Uint8Array(200_000)

/** One end of a conversation: what it sends follows from its number, so the other end knows what must come. */
export class Speaker {
  readonly endpoint: TcpEndpoint
  readonly sends: number
  readonly hears: number
  sent = 0
  heard = 0
  /** How the engine ended it. */
  reason: string | undefined
  /** It has closed its side, or worse. */
  hasClosed = false
  /** It reads no more: what comes need not be whole. */
  isDeaf = false

  constructor(endpoint: TcpEndpoint, sends: number, hears: number) {
    this.endpoint = endpoint
    this.sends = sends
    this.hears = hears
    // It may have ended while it waited to be accepted.
    if (endpoint.state === 'CLOSED') this.reason = 'early'
    endpoint.onEvent = (event: ConnectionEvent): void => {
      if (event.type === 'closed') this.reason = event.reason
    }
  }

  send(length: number, chance: Random): void {
    const { endpoint } = this
    if (this.hasClosed || this.reason !== undefined) return
    if (endpoint.state !== 'ESTABLISHED' && endpoint.state !== 'CLOSE-WAIT') return
    const part = scratch.subarray(0, length)
    for (let i = 0; i < length; i++) part[i] = byteAt(this.sends, this.sent + i)
    this.sent += endpoint.send(part, { more: chance.chance(0.1), endOfRecord: chance.chance(0.05) })
  }

  read(length: number): void {
    if (this.isDeaf) return
    const count = this.endpoint.read(scratch.subarray(0, length))
    for (let i = 0; i < count; i++) {
      const wanted = byteAt(this.hears, this.heard + i)
      assert(scratch[i] === wanted, `byte ${this.heard + i} of stream ${this.hears} is not what was sent`)
    }
    this.heard += count
  }

  /** What is left to be read. */
  readAll(): void {
    while (!this.isDeaf && this.endpoint.readableLength > 0) this.read(scratch.length)
  }

  /** Reads all there is, then closes. */
  finish(): void {
    this.readAll()
    if (!this.hasClosed && this.endpoint.state !== 'CLOSED') this.endpoint.close()
    this.hasClosed = true
  }
}
