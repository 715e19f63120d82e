import { assert } from '../base/index.ts'

/** The capacities that a pool keeps: a full Ethernet frame's payload, and the largest IP packet (IPv6: 40 + 65,535). */
const SMALL = 2_048
const LARGE = 65_576
/** The length of a buffer that lies in its pool. */
const GIVEN = -1

/** One packet, `length` bytes from offset 0, in memory that is aligned to 4 bytes and goes back to its pool. */
export class PacketBuffer {
  readonly bytes: Uint8Array
  /** The same memory as 32-bit words in the machine's byte order: for checksums. */
  readonly words: Uint32Array
  length = 0
  /**
   * Payload of the segments that a device has put together in it (large receive offload, `gso_size` of a TUN device); 0
   * when it is one segment.
   */
  segmentSize = 0

  /** @param capacity - Bytes of room, a multiple of 4. */
  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity)
    this.words = new Uint32Array(this.bytes.buffer)
  }
}

/** Buffers that are used again: a packet on the hot path makes no garbage. */
export class PacketPool {
  readonly #small: PacketBuffer[] = []
  readonly #large: PacketBuffer[] = []

  /**
   * @param length - The packet's bytes, at most 65,575.
   * @returns A buffer with `length` set and whatever bytes its last user left.
   * @throws {RangeError} When no IP packet has that length.
   */
  take(length: number): PacketBuffer {
    if (!(length >= 0 && length < LARGE)) throw new RangeError(`an IP packet has no ${length} bytes`)
    const buffer =
      length <= SMALL
        ? (this.#small.pop() ?? new PacketBuffer(SMALL))
        : (this.#large.pop() ?? new PacketBuffer(LARGE))
    buffer.length = length
    buffer.segmentSize = 0
    return buffer
  }

  /**
   * Takes a buffer back; nobody may touch it afterwards.
   *
   * @throws {AssertionError} When it has been given already: two packets would share its memory.
   */
  give(buffer: PacketBuffer): void {
    assert(buffer.length !== GIVEN, 'a packet buffer was given back twice')
    buffer.length = GIVEN
    if (buffer.bytes.length === SMALL) {
      if (this.#small.length < 4_096) this.#small.push(buffer)
    } else if (this.#large.length < 64) this.#large.push(buffer)
  }
}
