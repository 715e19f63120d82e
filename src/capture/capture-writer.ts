import { SynfinError } from '../base/index.ts'
import type { CapturedPacket } from './captured-packet.ts'
import { LINKTYPE_RAW } from './link-layer.ts'
import { ownComments } from './records.ts'
import { captureSentences as t } from './sentences.ts'

/** How a capture is written. */
export interface CaptureWriterOptions {
  /** Wall-clock nanoseconds since 1970 of time 0; 0 unless told, so that the same run gives the same bytes. */
  readonly startTime?: bigint
  /** A comment on the whole capture. */
  readonly comment?: string
  /**
   * Keep on every packet when it arrived, where that is known, as a comment `arrived after … ns`: read back, the
   * file draws the same diagram as the run. Off, so that Wireshark's list is not full of comments.
   */
  readonly keepArrivals?: boolean
}

/** `shb_userappl`: by it the reader knows that comments like `lost: loss` are synfin's own. */
const APPLICATION = 'synfin'
const SNAP_LENGTH = 262_144

/**
 * Writes pcapng piece by piece: each call returns the bytes that come next. Link type 101 (the packet begins at its
 * IP header), nanoseconds, one interface for each tap, and the fate of lost packets as a comment.
 */
export class PcapngWriter {
  readonly #options: CaptureWriterOptions
  readonly #interfaces = new Map<string | undefined, number>()

  constructor(options: CaptureWriterOptions = {}) {
    this.#options = options
  }

  /** @returns The section header: the first bytes of the file. */
  begin(): Uint8Array {
    this.#interfaces.clear()
    const block = new BlockWriter(0x0a0d0d0a)
    block.u32(0x1a2b3c4d)
    block.u16(1)
    block.u16(0)
    // Section length unknown: -1.
    block.u32(0xffffffff)
    block.u32(0xffffffff)
    if (this.#options.comment !== undefined) block.textOption(1, this.#options.comment)
    block.textOption(4, APPLICATION)
    block.endOptions()
    return block.finish()
  }

  /**
   * @returns The bytes of one packet, after those of its interface when its tap is new.
   * @throws {SynfinError} `SYNFIN_CAPTURE` when its time is before 1970 or after 2554.
   */
  packet(packet: CapturedPacket): Uint8Array {
    const known = this.#interfaces.get(packet.tap)
    if (known !== undefined) return this.#packetBlock(packet, known)
    const id = this.#interfaces.size
    return concat([this.#interface(packet.tap), this.#packetBlock(packet, id)])
  }

  /** @returns What a file without packets still needs to be a valid capture: an interface. */
  end(): Uint8Array {
    return this.#interfaces.size === 0 ? this.#interface(undefined) : new Uint8Array(0)
  }

  #interface(name: string | undefined): Uint8Array {
    this.#interfaces.set(name, this.#interfaces.size)
    const block = new BlockWriter(1)
    block.u16(LINKTYPE_RAW)
    block.u16(0)
    block.u32(SNAP_LENGTH)
    if (name !== undefined) block.textOption(2, name)
    block.u16(9)
    block.u16(1)
    block.bytes(Uint8Array.of(9))
    block.endOptions()
    return block.finish()
  }

  #packetBlock(packet: CapturedPacket, id: number): Uint8Array {
    const stamp = wallClock(packet, this.#options.startTime)
    const block = new BlockWriter(6)
    block.u32(id)
    block.u32(Number(stamp >> 32n))
    block.u32(Number(stamp & 0xffffffffn))
    block.u32(packet.bytes.length)
    block.u32(packet.originalLength ?? packet.bytes.length)
    block.bytes(packet.bytes)
    const comments = ownComments(packet, this.#options.keepArrivals === true)
    if (comments.length === 0 && packet.direction === undefined) return block.finish()
    for (const comment of comments) block.textOption(1, comment)
    if (packet.direction !== undefined) {
      block.u16(2)
      block.u16(4)
      block.u32(packet.direction === 'in' ? 1 : 2)
    }
    block.endOptions()
    return block.finish()
  }
}

/**
 * @param packets - In the order in which they are to stand in the file.
 * @returns A whole pcapng file (see `PcapngWriter`).
 * @throws {SynfinError} `SYNFIN_CAPTURE` when a time is before 1970 or after 2554.
 */
export function writePcapng(
  packets: Iterable<CapturedPacket>,
  options: CaptureWriterOptions = {},
): Uint8Array {
  const writer = new PcapngWriter(options)
  const parts = [writer.begin()]
  for (const packet of packets) parts.push(writer.packet(packet))
  parts.push(writer.end())
  return concat(parts)
}

/**
 * @returns A whole classic pcap file: nanoseconds (magic A1B23C4D), little-endian, link type 101. The format has no
 *   place for taps, comments and fates.
 * @throws {SynfinError} `SYNFIN_CAPTURE` when a time is before 1970 or after 2106.
 */
export function writePcap(
  packets: Iterable<CapturedPacket>,
  options: Pick<CaptureWriterOptions, 'startTime'> = {},
): Uint8Array {
  const header = new DataView(new ArrayBuffer(24))
  header.setUint32(0, 0xa1b23c4d, true)
  header.setUint16(4, 2, true)
  header.setUint16(6, 4, true)
  header.setUint32(16, SNAP_LENGTH, true)
  header.setUint32(20, LINKTYPE_RAW, true)
  const parts: Uint8Array[] = [new Uint8Array(header.buffer)]
  for (const packet of packets) {
    const stamp = wallClock(packet, options.startTime)
    const whole = stamp / 1_000_000_000n
    if (whole > 0xffffffffn) throw outOfRange(packet)
    const record = new DataView(new ArrayBuffer(16))
    record.setUint32(0, Number(whole), true)
    record.setUint32(4, Number(stamp % 1_000_000_000n), true)
    record.setUint32(8, packet.bytes.length, true)
    record.setUint32(12, packet.originalLength ?? packet.bytes.length, true)
    parts.push(new Uint8Array(record.buffer), packet.bytes)
  }
  return concat(parts)
}

function wallClock(packet: CapturedPacket, startTime: bigint | undefined): bigint {
  const whole = Number.isFinite(packet.time) ? BigInt(Math.round(packet.time)) : -1n
  const stamp = (startTime ?? 0n) + whole
  if (!Number.isFinite(packet.time) || stamp < 0n || stamp > 0xffff_ffff_ffff_ffffn) throw outOfRange(packet)
  return stamp
}

function outOfRange(packet: CapturedPacket): SynfinError {
  return new SynfinError('SYNFIN_CAPTURE', t.timeTooFar, { time: String(packet.time) })
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** One block, little-endian, in memory that grows. */
class BlockWriter {
  #bytes = new Uint8Array(256)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  constructor(type: number) {
    this.u32(type)
    this.u32(0)
  }

  u16(value: number): void {
    this.#room(2)
    this.#view.setUint16(this.#length, value, true)
    this.#length += 2
  }

  u32(value: number): void {
    this.#room(4)
    this.#view.setUint32(this.#length, value, true)
    this.#length += 4
  }

  /** Adds bytes and zeros up to a multiple of four. */
  bytes(bytes: Uint8Array): void {
    const padded = (bytes.length + 3) & ~3
    this.#room(padded)
    this.#bytes.set(bytes, this.#length)
    this.#bytes.fill(0, this.#length + bytes.length, this.#length + padded)
    this.#length += padded
  }

  textOption(code: number, text: string): void {
    const encoded = encodeUtf8(text)
    this.u16(code)
    this.u16(encoded.length)
    this.bytes(encoded)
  }

  endOptions(): void {
    this.u32(0)
  }

  finish(): Uint8Array {
    const length = this.#length + 4
    this.u32(length)
    this.#view.setUint32(4, length, true)
    return this.#bytes.subarray(0, length)
  }

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const grown = new Uint8Array(2 * (this.#length + count))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}

/** UTF-8, cut at a character so that it fits an option's 16-bit length; lone surrogates become U+FFFD. */
function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    if (bytes.length + 4 > 0xffff) break
    const code = character.codePointAt(0) as number
    const point = code >= 0xd800 && code < 0xe000 ? 0xfffd : code
    if (point < 0x80) bytes.push(point)
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f))
    else if (point < 0x10000) {
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f))
    } else {
      bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f))
      bytes.push(0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f))
    }
  }
  return Uint8Array.from(bytes)
}
