import { join } from 'node:path'
import { Deque } from '../../base/index.ts'
import type { DiskBudget, Shelf } from './disk-budget.ts'
import type { MemoryBudget, Shrinkable } from './memory-budget.ts'
import { GrowingFile } from './session-files.ts'

/** One read or write, as it is kept. */
export interface Kept {
  readonly index: number
  /** Milliseconds since 1970. */
  readonly millis: number
  readonly direction: 'in' | 'out'
  /** Of its first byte in its direction. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** What is kept where, as it is reported to the pages. */
export interface HistoryOptions {
  readonly folder: string
  /** Distinguishes the files of this history. */
  readonly name: string
  /** How many bytes may stay in memory, of this history and of all. */
  readonly memoryBound: number
  readonly budget: MemoryBudget
  /** How many bytes its session files may hold, then they begin anew; and what those of all may. */
  readonly fileBound: number
  readonly disk: DiskBudget
  readonly isOwn: boolean
  /** It is of an earlier run, whose files are there: its first message has this index. */
  readonly leftFrom?: number | undefined
  /** What is older than `memoryFrom` is in the file alone now; what is older than `historyFrom` is gone, and why. */
  readonly moved: (gone: { readonly code: string } | undefined) => void
}

/** What one message costs beside its bytes. */
const OVERHEAD = 120
/**
 * One message in the index file: milliseconds, the offsets of both directions before it, where its bytes are (all
 * float64), its length (uint32), its direction (uint8).
 */
const RECORD = 40
const RECORDS_AT_ONCE = 1_000
/** Bytes of messages read from the file at once. */
const READ_AT_ONCE = 1024 * 1024

/**
 * The reads and writes of one connection, in order. The newest are in memory; when they are more than the bound, the
 * older half is in the session file alone, from where it is read back. `save` writes the others there too.
 */
export class History implements Shrinkable, Shelf {
  /** How many messages there are: their indexes are 0 to `total - 1`. */
  total = 0
  /** Bytes in each direction. */
  readonly length: { in: number; out: number } = { in: 0, out: 0 }
  readonly isOwn: boolean
  readonly #options: HistoryOptions
  readonly #recent = new Deque<Kept>()
  #memory = 0
  /** Offsets before the first message in memory. */
  readonly #left = { in: 0, out: 0 }
  readonly #bytes: GrowingFile
  readonly #index: GrowingFile
  /** The messages in the file: from the first to the one before `#fileTo`, and the offsets before that. */
  #fileFrom = 0
  #fileTo = 0
  #filed = { in: 0, out: 0 }

  constructor(options: HistoryOptions) {
    this.#options = options
    this.isOwn = options.isOwn
    this.#bytes = new GrowingFile(join(options.folder, `${options.name}.bytes`))
    this.#index = new GrowingFile(join(options.folder, `${options.name}.index`))
    options.budget.join(this)
    if (options.leftFrom !== undefined) this.#takeUp(options.leftFrom)
  }

  /** Older messages are in the file. */
  get memoryFrom(): number {
    return this.total - this.#recent.size
  }

  /** Older messages are gone. */
  get historyFrom(): number {
    return this.#fileFrom
  }

  get onDisk(): number {
    return this.#bytes.length + this.#index.length
  }

  /** Whether all of it is in the file. */
  get isSaved(): boolean {
    return this.#fileTo === this.total
  }

  /** Bytes that are in memory alone. */
  get unsaved(): number {
    return this.length.in + this.length.out - this.#filed.in - this.#filed.out
  }

  /** @param bytes - Kept as they are: nobody may write to them again. */
  append(direction: 'in' | 'out', bytes: Uint8Array, millis: number): Kept {
    const offset = this.length[direction]
    const kept: Kept = { index: this.total++, millis, direction, offset, bytes }
    this.length[direction] += bytes.length
    this.#recent.push(kept)
    this.#use(costOf(kept))
    const { memoryBound } = this.#options
    if (this.#memory > memoryBound) this.shrink(memoryBound / 2)
    return kept
  }

  /** The messages from `from` on, read from the file as they are asked for. */
  *messages(from: number): Generator<Kept, void, undefined> {
    let at = Math.max(from, this.#fileFrom)
    while (at < this.memoryFrom) {
      // The file may have begun anew while the caller held this generator.
      at = Math.max(at, this.#fileFrom)
      const block = this.#readBlock(at)
      if (block.length === 0) return
      for (const kept of block) {
        yield kept
        at = kept.index + 1
      }
    }
    while (at < this.total) {
      const kept = this.#recent.at(at - this.memoryFrom)
      // It went to the file while the caller held this generator.
      if (kept === undefined || kept.index !== at) {
        yield* this.messages(at)
        return
      }
      yield kept
      at++
    }
  }

  /**
   * @returns Bytes of one direction from `offset` on, at most `length`; later ones when these are gone.
   * @throws What the file system says.
   */
  bytes(
    direction: 'in' | 'out',
    offset: number,
    length: number,
  ): { readonly offset: number; readonly bytes: Uint8Array } {
    const parts: Uint8Array[] = []
    let begin: number | undefined
    let got = 0
    for (const kept of this.messages(this.#find(direction, offset))) {
      if (kept.direction !== direction || kept.offset + kept.bytes.length <= offset) continue
      begin ??= Math.max(offset, kept.offset)
      const part = kept.bytes.subarray(Math.max(0, begin + got - kept.offset)).subarray(0, length - got)
      parts.push(part)
      got += part.length
      if (got >= length) break
    }
    return { offset: begin ?? offset, bytes: Buffer.concat(parts) }
  }

  /** Nothing of it is needed any more. */
  remove(): void {
    this.#options.budget.leave(this)
    this.#recent.clear()
    this.#use(-this.#memory)
    this.#clearFiles()
    this.#options.disk.leave(this)
  }

  /** Has the oldest messages in the file alone, until no more than `goal` bytes are in memory. */
  shrink(goal: number): void {
    if (this.#memory <= goal) return
    let memory = this.#memory
    let leaving = 0
    while (memory > goal && leaving < this.#recent.size) memory -= costOf(this.#recent.at(leaving++) as Kept)
    const gone = this.#file(this.memoryFrom + leaving)
    for (let i = 0; i < leaving; i++) {
      const kept = this.#recent.shift() as Kept
      this.#use(-costOf(kept))
      this.#left[kept.direction] += kept.bytes.length
    }
    if (gone !== undefined) this.#beginAnew()
    this.#options.moved(gone)
  }

  /** Writes to the file what is in memory alone; it stays in memory too. */
  save(): void {
    const gone = this.#file(this.total)
    if (gone !== undefined) this.#lose(gone)
  }

  /** As `save`, while it goes on: what cannot be written now stays in memory, and what is in the file stays there. */
  flush(): void {
    this.#file(this.total)
  }

  /** Gives up its file: others need the room. */
  drop(): void {
    this.#lose({ code: 'TOTAL' })
  }

  #lose(gone: { readonly code: string }): void {
    const isLost = this.#fileFrom < this.memoryFrom
    this.#beginAnew()
    if (isLost) this.#options.moved(gone)
  }

  /** The file is empty, and goes on from what is in memory. */
  #beginAnew(): void {
    this.#clearFiles()
    this.#fileFrom = this.memoryFrom
    this.#fileTo = this.memoryFrom
    this.#filed = { ...this.#left }
  }

  #clearFiles(): void {
    this.#options.disk.release(this.onDisk)
    this.#bytes.clear()
    this.#index.clear()
  }

  /** Files of an earlier run: what they hold whole. */
  #takeUp(from: number): void {
    this.#bytes.takeUp()
    this.#index.takeUp()
    const count = Math.floor(this.#index.length / RECORD)
    this.#fileFrom = from
    this.#fileTo = from + count
    this.total = from + count
    const last = count === 0 ? undefined : viewOf(this.#index.read((count - 1) * RECORD, RECORD))
    if (last === undefined) return
    this.length.in = last.getFloat64(8)
    this.length.out = last.getFloat64(16)
    this.length[last.getUint8(36) === 0 ? 'in' : 'out'] += last.getUint32(32)
    Object.assign(this.#left, this.length)
    this.#filed = { ...this.length }
    // Its own file is not given up for itself: what does not fit is not taken up at all.
    this.#options.disk.claim(this, this.onDisk)
  }

  #use(bytes: number): void {
    this.#memory += bytes
    this.#options.budget.add(bytes)
  }

  /** Writes the messages before `until` that are not in the file yet. @returns Why they could not be kept. */
  #file(until: number): { code: string } | undefined {
    const count = until - this.#fileTo
    if (count <= 0) return undefined
    const records = new DataView(new ArrayBuffer(count * RECORD))
    const parts: Uint8Array[] = []
    const before = { ...this.#filed }
    let position = this.#bytes.length
    for (let at = 0; at < count; at++) {
      const { millis, direction, bytes } = this.#recent.at(this.#fileTo - this.memoryFrom + at) as Kept
      const record = at * RECORD
      records.setFloat64(record, millis)
      records.setFloat64(record + 8, before.in)
      records.setFloat64(record + 16, before.out)
      records.setFloat64(record + 24, position)
      records.setUint32(record + 32, bytes.length)
      records.setUint8(record + 36, direction === 'in' ? 0 : 1)
      before[direction] += bytes.length
      position += bytes.length
      parts.push(bytes)
    }
    const more = position - this.#bytes.length + records.byteLength
    const { fileBound, disk } = this.#options
    const { onDisk } = this
    if (onDisk + more > fileBound) {
      if (onDisk === 0) return { code: 'FULL' }
      this.#lose({ code: 'FULL' })
      return this.#file(until)
    }
    if (!disk.claim(this, more)) return { code: 'TOTAL' }
    // Room may have been made by giving up this very file: then it begins anew.
    if (this.onDisk < onDisk) {
      disk.release(more)
      return this.#file(until)
    }
    try {
      this.#bytes.append(Buffer.concat(parts))
      this.#index.append(new Uint8Array(records.buffer))
    } catch (error) {
      disk.release(more - (this.onDisk - onDisk))
      return { code: (error as NodeJS.ErrnoException).code ?? 'EIO' }
    }
    this.#fileTo = until
    this.#filed = before
    return undefined
  }

  /** The message in which a byte of a direction is, or one before it. */
  #find(direction: 'in' | 'out', offset: number): number {
    let low = this.#fileFrom
    let high = this.memoryFrom - 1
    const column = direction === 'in' ? 8 : 16
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const record = this.#index.read((middle - this.#fileFrom) * RECORD, RECORD)
      if (viewOf(record).getFloat64(column) <= offset) low = middle
      else high = middle - 1
    }
    return this.#recent.size === 0 || this.#left[direction] > offset ? low : this.memoryFrom
  }

  #readBlock(from: number): Kept[] {
    const index = this.#index.read((from - this.#fileFrom) * RECORD, RECORDS_AT_ONCE * RECORD)
    const records = viewOf(index)
    const count = Math.floor(index.length / RECORD)
    if (count === 0) return []
    const start = records.getFloat64(24)
    let take = 0
    let end = start
    while (take < count && (take === 0 || end - start < READ_AT_ONCE)) {
      const record = take++ * RECORD
      end = records.getFloat64(record + 24) + records.getUint32(record + 32)
    }
    const bytes = this.#bytes.read(start, end - start)
    return Array.from({ length: take }, (_, at) => {
      const record = at * RECORD
      const direction = records.getUint8(record + 36) === 0 ? 'in' : 'out'
      const position = records.getFloat64(record + 24) - start
      return {
        index: from + at,
        millis: records.getFloat64(record),
        direction,
        offset: records.getFloat64(record + (direction === 'in' ? 8 : 16)),
        bytes: bytes.subarray(position, position + records.getUint32(record + 32)),
      }
    })
  }
}

function costOf({ bytes }: Kept): number {
  return OVERHEAD + bytes.length
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
