import { type CaptureInterface, type CaptureOutput, FrameRecord } from './records.ts'
import { type RecordParser, bad, more } from './record-parser.ts'
import { StampReader } from './timestamp.ts'
import { decodeUtf8 } from './utf-8.ts'

const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE = 1
const OBSOLETE_PACKET = 2
const SIMPLE_PACKET = 3
const INTERFACE_STATISTICS = 5
const ENHANCED_PACKET = 6

const BYTE_ORDER_MAGIC = 0x1a2b3c4d
/** Wireshark's limit too. */
const LONGEST_BLOCK = 16 * 1024 * 1024

/** Bytes of comments that are kept of one block, and of a whole file. */
const LONGEST_COMMENTS = 65_536
const MOST_COMMENTS = 16 * 1024 * 1024
/** Bytes of an interface's or a program's name. */
const LONGEST_NAME = 1_024
/** Merged files have hundreds; one that describes interfaces without end is not to fill the memory. */
const MOST_INTERFACES = 10_000

const OPTION_END = 0
const OPTION_COMMENT = 1

interface SectionInterface extends CaptureInterface {
  readonly stamps: StampReader
}

/** pcapng (draft-ietf-opsawg-pcapng): sections of blocks, each section in its own byte order, with its own interfaces. */
export class PcapngReader implements RecordParser {
  readonly #out: CaptureOutput
  readonly #record = new FrameRecord()
  #interfaces: SectionInterface[] = []
  #little = true
  #commentBytes = 0

  constructor(out: CaptureOutput) {
    this.#out = out
  }

  /** @returns Whether a file beginning with this word is of this format; the word reads the same in both orders. */
  static begins(magic: number): boolean {
    return magic === SECTION_HEADER
  }

  next(view: DataView, bytes: Uint8Array, at: number, end: number, offset: number): number {
    if (end - at < 12) return more(12)
    const isSection = view.getUint32(at) === SECTION_HEADER
    if (isSection) {
      if (view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC) this.#little = true
      else if (view.getUint32(at + 8) === BYTE_ORDER_MAGIC) this.#little = false
      else return bad(this.#out, offset + 8, 'byteOrder')
    }
    const length = view.getUint32(at + 4, this.#little)
    if (length < (isSection ? 28 : 12) || length % 4 !== 0 || length > LONGEST_BLOCK) {
      return bad(this.#out, offset + 4, 'blockLength', { length })
    }
    if (end - at < length) return more(length)
    const second = view.getUint32(at + length - 4, this.#little)
    if (second !== length) {
      return bad(this.#out, offset + length - 4, 'blockLengthsDiffer', { first: length, second })
    }
    const body = new Block(view, bytes, at + 8, at + length - 4, this.#little)
    if (isSection) return this.#section(body, offset) ? length : 0
    this.#block(view.getUint32(at, this.#little), body, offset)
    return length
  }

  #section(body: Block, offset: number): boolean {
    const major = body.u16(4)
    if (major !== 1) {
      this.#out.fail(offset + 12, 'version', { major, minor: body.u16(6), known: '1.x' })
      return false
    }
    this.#interfaces = []
    this.#record.ours = false
    body.options(16, (code, start, length) => {
      if (code === OPTION_COMMENT) this.#keepComment(this.#out.comments, 0, body, start, length, offset)
      else if (code === 4) {
        const application = body.text(start, Math.min(length, LONGEST_NAME))
        this.#out.application ??= application
        this.#record.ours = application === 'synfin' || application.startsWith('synfin ')
      }
    })
    return true
  }

  #block(type: number, body: Block, offset: number): void {
    const fixed = FIXED_LENGTHS.get(type)
    if (fixed === undefined) return
    if (body.length < fixed) {
      this.#out.problem(offset, 'blockTooShort', { type })
      return
    }
    if (type === INTERFACE) this.#interface(body, offset)
    else if (type === ENHANCED_PACKET) this.#packet(body, offset, body.u32(0), 4, 20)
    else if (type === OBSOLETE_PACKET) this.#packet(body, offset, body.u16(0), 4, 20)
    else if (type === SIMPLE_PACKET) this.#simplePacket(body, offset)
    else if (type === INTERFACE_STATISTICS) this.#statistics(body, offset)
  }

  #interface(body: Block, offset: number): void {
    if (this.#out.interfaces.length >= MOST_INTERFACES) {
      this.#out.problemOnce(offset, 'tooManyInterfaces', { limit: MOST_INTERFACES })
      return
    }
    let name: string | undefined
    let resolution = 6
    let seconds = 0
    body.options(8, (code, start, length) => {
      if (code === 2) name = body.text(start, Math.min(length, LONGEST_NAME))
      else if (code === 9 && length >= 1) resolution = body.u8(start)
      else if (code === 14 && length >= 8) seconds = body.i64(start)
    })
    const added: SectionInterface = {
      linkType: body.u16(0),
      snapLength: body.u32(4),
      name,
      dropped: undefined,
      stamps: new StampReader(resolution, seconds),
    }
    this.#interfaces.push(added)
    this.#out.interfaces.push(added)
  }

  #packet(body: Block, offset: number, id: number, stampAt: number, dataAt: number): void {
    const seenBy = this.#interfaces[id]
    if (seenBy === undefined) {
      this.#out.problem(offset, 'noInterface', { id })
      return
    }
    const captured = body.u32(12)
    if (captured > body.length - dataAt) {
      this.#out.problem(offset, 'packetInBlock', { length: captured, room: body.length - dataAt })
      return
    }
    const record = this.#record
    seenBy.stamps.read(body.u32(stampAt), body.u32(stampAt + 4), record.stamp)
    record.offset = offset
    record.start = body.start + dataAt
    record.end = record.start + captured
    record.wireLength = Math.max(body.u32(16), captured)
    record.direction = undefined
    record.comments = undefined
    const optionsAt = dataAt + ((captured + 3) & ~3)
    if (optionsAt < body.length) {
      let kept = 0
      body.options(optionsAt, (code, start, length) => {
        if (code === OPTION_COMMENT) {
          kept = this.#keepComment((record.comments ??= []), kept, body, start, length, offset)
        } else if (code === 2 && length >= 4) record.direction = directionOf(body.u32(start))
      })
    }
    this.#out.take(body.bytes, record, seenBy)
  }

  /**
   * Adds a comment, as much of it as the bounds leave room for.
   *
   * @param kept - Bytes of comments that its block has already.
   * @returns The same with this one.
   */
  #keepComment(
    to: string[],
    kept: number,
    body: Block,
    start: number,
    length: number,
    offset: number,
  ): number {
    const room = Math.min(LONGEST_COMMENTS - kept, MOST_COMMENTS - this.#commentBytes)
    if (length > room) this.#out.problemOnce(offset, 'commentsCut')
    const taken = Math.min(length, room)
    if (taken > 0 || length === 0) to.push(body.text(start, taken))
    // An empty comment costs memory too.
    this.#commentBytes += taken + 32
    return kept + taken
  }

  /** No time and no interface: the first interface, and the time of the packet before. */
  #simplePacket(body: Block, offset: number): void {
    const seenBy = this.#interfaces[0]
    if (seenBy === undefined) {
      this.#out.problem(offset, 'noInterface', { id: 0 })
      return
    }
    const record = this.#record
    const wireLength = body.u32(0)
    const limit = seenBy.snapLength === 0 ? wireLength : Math.min(wireLength, seenBy.snapLength)
    record.offset = offset
    record.start = body.start + 4
    record.end = record.start + Math.min(limit, body.length - 4)
    record.wireLength = wireLength
    record.direction = undefined
    record.comments = undefined
    this.#out.take(body.bytes, record, seenBy)
  }

  #statistics(body: Block, offset: number): void {
    const about = this.#interfaces[body.u32(0)]
    if (about === undefined) return
    let dropped: number | undefined
    body.options(12, (code, start, length) => {
      // isb_ifdrop and isb_osdrop: lost for want of room, before the capture could see them.
      if ((code === 5 || code === 7) && length >= 8) dropped = (dropped ?? 0) + body.u64(start)
    })
    if (dropped === undefined) return
    // Each block counts from the start of the capture: the last one of an interface tells its sum.
    about.dropped = dropped
    this.#out.droppedAt = offset
  }
}

/** The fixed part of each block that is read, in bytes; blocks of other types are passed over. */
const FIXED_LENGTHS: ReadonlyMap<number, number> = new Map([
  [INTERFACE, 8],
  [OBSOLETE_PACKET, 20],
  [SIMPLE_PACKET, 4],
  [INTERFACE_STATISTICS, 12],
  [ENHANCED_PACKET, 20],
])

/** `epb_flags`, bits 0 and 1. */
function directionOf(flags: number): 'in' | 'out' | undefined {
  return (flags & 3) === 1 ? 'in' : (flags & 3) === 2 ? 'out' : undefined
}

/** The body of one block; offsets count from its start. */
class Block {
  readonly bytes: Uint8Array
  readonly start: number
  readonly length: number
  readonly #view: DataView
  readonly #little: boolean

  constructor(view: DataView, bytes: Uint8Array, start: number, end: number, little: boolean) {
    this.#view = view
    this.bytes = bytes
    this.start = start
    this.length = end - start
    this.#little = little
  }

  u8(at: number): number {
    return this.#view.getUint8(this.start + at)
  }

  u16(at: number): number {
    return this.#view.getUint16(this.start + at, this.#little)
  }

  u32(at: number): number {
    return this.#view.getUint32(this.start + at, this.#little)
  }

  u64(at: number): number {
    return Number(this.#view.getBigUint64(this.start + at, this.#little))
  }

  i64(at: number): number {
    return Number(this.#view.getBigInt64(this.start + at, this.#little))
  }

  text(at: number, length: number): string {
    return decodeUtf8(this.bytes, this.start + at, this.start + at + length)
  }

  /** Calls `each` for every whole option from `at` on; stops at the end-of-options mark or at one that does not fit. */
  options(at: number, each: (code: number, start: number, length: number) => void): void {
    let next = at
    while (next + 4 <= this.length) {
      const code = this.u16(next)
      const length = this.u16(next + 2)
      if (code === OPTION_END || next + 4 + length > this.length) return
      each(code, next + 4, length)
      next += 4 + ((length + 3) & ~3)
    }
  }
}
