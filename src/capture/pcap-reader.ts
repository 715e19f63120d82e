import { type CaptureInterface, type CaptureOutput, FrameRecord } from './records.ts'
import { type RecordParser, bad, more } from './record-parser.ts'

/** No capture program writes a longer record (libpcap's own limit). */
const LONGEST_RECORD = 262_144
const FILE_HEADER = 24

/**
 * The classic format: a file header, then records. Microseconds (magic A1B2C3D4) or nanoseconds (A1B23C4D) or
 * Kuznetzov's longer records (A1B2CD34), each in either byte order.
 */
export class PcapReader implements RecordParser {
  readonly #out: CaptureOutput
  readonly #record = new FrameRecord()
  #interface: CaptureInterface | undefined
  #littleEndian = true
  #nanosPerUnit = 1_000
  #recordHeader = 16
  #mayBeSwapped = false

  constructor(out: CaptureOutput) {
    this.#out = out
  }

  /** @returns Whether a file beginning with this word (read big-endian) is of this format. */
  static begins(magic: number): boolean {
    return magicOf(magic) !== undefined
  }

  next(view: DataView, bytes: Uint8Array, at: number, end: number, offset: number): number {
    return this.#interface === undefined
      ? this.#readHeader(view, at, end, offset)
      : this.#readRecord(view, bytes, at, end, offset, this.#interface)
  }

  #readHeader(view: DataView, at: number, end: number, offset: number): number {
    if (end - at < FILE_HEADER) return more(FILE_HEADER)
    const magic = magicOf(view.getUint32(at))
    if (magic === undefined) return bad(this.#out, offset, 'notACapture')
    this.#littleEndian = magic.littleEndian
    this.#nanosPerUnit = magic.nanosPerUnit
    this.#recordHeader = magic.recordHeader
    const little = this.#littleEndian
    const major = view.getUint16(at + 4, little)
    const minor = view.getUint16(at + 6, little)
    const isOdd = major === 543 && minor === 0
    if (major !== 2 && !isOdd) return bad(this.#out, offset + 4, 'version', { major, minor, known: '2.x' })
    this.#mayBeSwapped = isOdd || minor <= 3
    // The upper half of the last word holds the FCS length and its marks (draft-ietf-opsawg-pcap): masked off.
    const linkType = view.getUint32(at + 20, little) & 0xffff
    const snapLength = view.getUint32(at + 16, little)
    this.#interface = { linkType, snapLength, name: undefined, dropped: undefined }
    this.#out.interfaces.push(this.#interface)
    return FILE_HEADER
  }

  #readRecord(
    view: DataView,
    bytes: Uint8Array,
    at: number,
    end: number,
    offset: number,
    seenBy: CaptureInterface,
  ): number {
    const head = this.#recordHeader
    if (end - at < head) return more(head)
    const little = this.#littleEndian
    const first = view.getUint32(at + 8, little)
    const second = view.getUint32(at + 12, little)
    // Before version 2.3 the length on the wire came first; files of 2.3, and of DG/UX (543.0), have either order.
    // Nothing captures more than was there, so the smaller of the two is what was captured.
    const captured = this.#mayBeSwapped ? Math.min(first, second) : first
    if (captured > LONGEST_RECORD) {
      return bad(this.#out, offset, 'recordTooLong', { length: captured, limit: LONGEST_RECORD })
    }
    if (end - at < head + captured) return more(head + captured)
    const record = this.#record
    const fraction = view.getUint32(at + 4, little) * this.#nanosPerUnit
    const carry = Math.floor(fraction / 1_000_000_000)
    record.stamp.seconds = view.getUint32(at, little) + carry
    record.stamp.nanos = fraction - carry * 1_000_000_000
    record.offset = offset
    record.start = at + head
    record.end = at + head + captured
    record.wireLength = Math.max(first, second)
    this.#out.take(bytes, record, seenBy)
    return head + captured
  }
}

interface Magic {
  readonly littleEndian: boolean
  readonly nanosPerUnit: number
  readonly recordHeader: number
}

function magicOf(word: number): Magic | undefined {
  switch (word) {
    case 0xa1b2c3d4:
      return { littleEndian: false, nanosPerUnit: 1_000, recordHeader: 16 }
    case 0xd4c3b2a1:
      return { littleEndian: true, nanosPerUnit: 1_000, recordHeader: 16 }
    case 0xa1b23c4d:
      return { littleEndian: false, nanosPerUnit: 1, recordHeader: 16 }
    case 0x4d3cb2a1:
      return { littleEndian: true, nanosPerUnit: 1, recordHeader: 16 }
    case 0xa1b2cd34:
      return { littleEndian: false, nanosPerUnit: 1_000, recordHeader: 24 }
    case 0x34cdb2a1:
      return { littleEndian: true, nanosPerUnit: 1_000, recordHeader: 24 }
    default:
      return undefined
  }
}
