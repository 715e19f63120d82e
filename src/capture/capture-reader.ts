import type { CapturedPacket } from './captured-packet.ts'
import { PcapReader } from './pcap-reader.ts'
import { PcapngReader } from './pcapng-reader.ts'
import type { CaptureProblem } from './problem.ts'
import { type CaptureInterface, CaptureOutput } from './records.ts'
import { type RecordParser, BROKEN } from './record-parser.ts'

/** How a capture is read. */
export interface CaptureReaderOptions {
  /**
   * Wall-clock nanoseconds since 1970 that become time 0; absent: the time of the first frame.
   * Times are exact up to 104 days from it.
   */
  readonly origin?: bigint
}

/**
 * Reads pcap and pcapng as the bytes come: a file in pieces, or a live pipe. Never throws on any bytes: what is
 * wrong is in `problems` with its offset, and what was read before it is kept.
 *
 * Packets borrow the memory of the chunks pushed, so a chunk must not be written to afterwards.
 */
export class CaptureReader {
  readonly #out: CaptureOutput
  #parser: RecordParser | undefined
  #format: 'pcap' | 'pcapng' | undefined
  /** The beginning of a record that the chunks so far do not complete. */
  #held = new Uint8Array(0)
  #heldLength = 0
  #need = 4
  #offset = 0
  #ended = false

  constructor(options: CaptureReaderOptions = {}) {
    this.#out = new CaptureOutput(options.origin)
  }

  /** Known after the first four bytes. */
  get format(): 'pcap' | 'pcapng' | undefined {
    return this.#format
  }
  get problems(): readonly CaptureProblem[] {
    return this.#out.problems
  }
  /** All interfaces of all sections, in order. */
  get interfaces(): readonly CaptureInterface[] {
    return this.#out.interfaces
  }
  /** Comments on the sections. */
  get comments(): readonly string[] {
    return this.#out.comments
  }
  /** The program that wrote the first section, where it says so. */
  get application(): string | undefined {
    return this.#out.application
  }
  /** Frames read so far, of whatever protocol. */
  get frames(): number {
    return this.#out.frames
  }
  /** Frames left out because they carry no IP, or their link type is not understood. */
  get skipped(): number {
    return this.#out.skipped
  }
  /** Wall-clock nanoseconds since 1970 of time 0; undefined before the first frame. */
  get startTime(): bigint | undefined {
    return this.#out.startTime
  }

  /** What is wrong is such that nothing behind it can be read: more bytes are not looked at. */
  get isBroken(): boolean {
    return this.#out.failed
  }

  /**
   * @param chunk - The next bytes of the capture, of any length.
   * @returns The packets that these bytes complete.
   */
  push(chunk: Uint8Array): CapturedPacket[] {
    this.#out.packets = []
    let at = 0
    while (at < chunk.length && this.#heldLength > 0 && !this.#out.failed) at += this.#complete(chunk, at)
    if (at < chunk.length && !this.#out.failed) {
      at += this.#parse(chunk, at, chunk.length)
      if (!this.#out.failed && at < chunk.length) this.#hold(chunk, at)
    }
    return this.#out.packets
  }

  /** Says that no more bytes come: a record that was begun and not completed is a problem. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#out.finish()
    if (this.#out.failed) return
    if (this.#heldLength > 0) {
      const known = this.#parser !== undefined
      if (known) this.#out.fail(this.#offset, 'cutShort', { have: this.#heldLength, need: this.#need })
      else this.#out.fail(0, 'notACapture')
    } else if (this.#offset === 0) this.#out.fail(0, 'empty')
  }

  /** Adds to the held bytes what their record still needs, and reads it when it is whole. */
  #complete(chunk: Uint8Array, at: number): number {
    const taken = Math.min(this.#need - this.#heldLength, chunk.length - at)
    if (this.#held.length < this.#heldLength + taken) this.#grow(this.#heldLength + taken)
    this.#held.set(chunk.subarray(at, at + taken), this.#heldLength)
    this.#heldLength += taken
    if (this.#heldLength < this.#need) return taken
    const read = this.#parse(this.#held, 0, this.#heldLength)
    // Packets now point into this memory: the next held record gets its own.
    if (read > 0) {
      this.#held = new Uint8Array(0)
      this.#heldLength = 0
    }
    return taken
  }

  /** Grows by doubling, so that many small chunks of one long record cost linear time; a claimed length costs nothing. */
  #grow(least: number): void {
    const grown = new Uint8Array(Math.min(this.#need, Math.max(least, 2 * this.#held.length, 64)))
    grown.set(this.#held.subarray(0, this.#heldLength))
    this.#held = grown
  }

  #hold(chunk: Uint8Array, at: number): void {
    this.#held = chunk.slice(at)
    this.#heldLength = this.#held.length
  }

  /** Reads whole records from `at` on. @returns How many bytes they took; sets `#need` when one is not whole. */
  #parse(bytes: Uint8Array, from: number, end: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = from
    while (at < end) {
      if (this.#parser === undefined) {
        if (end - at < 4) {
          this.#need = 4
          break
        }
        this.#parser = this.#choose(view.getUint32(at))
        if (this.#parser === undefined) break
      }
      const read = this.#parser.next(view, bytes, at, end, this.#offset)
      if (read === BROKEN) break
      if (read < 0) {
        this.#need = -read
        break
      }
      at += read
      this.#offset += read
    }
    return at - from
  }

  #choose(magic: number): RecordParser | undefined {
    if (PcapReader.begins(magic)) {
      this.#format = 'pcap'
      return new PcapReader(this.#out)
    }
    if (PcapngReader.begins(magic)) {
      this.#format = 'pcapng'
      return new PcapngReader(this.#out)
    }
    this.#out.fail(0, magic >>> 16 === 0x1f8b ? 'gzip' : 'notACapture')
    return undefined
  }
}

/** A capture that was read whole. */
export interface Capture {
  readonly packets: readonly CapturedPacket[]
  readonly problems: readonly CaptureProblem[]
  readonly format: 'pcap' | 'pcapng' | undefined
  readonly interfaces: readonly CaptureInterface[]
  readonly comments: readonly string[]
  readonly frames: number
  readonly skipped: number
  /** Wall-clock nanoseconds since 1970 of time 0; undefined when there was no frame. */
  readonly startTime: bigint | undefined
}

/**
 * Reads a whole capture file from memory.
 *
 * @param bytes - pcap or pcapng; the packets borrow this memory.
 */
export function readCapture(bytes: Uint8Array, options: CaptureReaderOptions = {}): Capture {
  const reader = new CaptureReader(options)
  const packets = reader.push(bytes)
  reader.end()
  const { problems, format, interfaces, comments, frames, skipped, startTime } = reader
  return { packets, problems, format, interfaces, comments, frames, skipped, startTime }
}
