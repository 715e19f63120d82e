import { join } from 'node:path'
import { Deque } from '../base/index.ts'
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

/** What is kept where, for whoever must be told. */
export interface HistoryOptions {
  readonly folder: string
  /** Distinguishes the files of this history. */
  readonly name: string
  /** How many bytes may stay in memory, of this history and of all. */
  readonly memoryBound: number
  readonly budget: MemoryBudget
  /** How many bytes the session file may hold; then it begins anew. */
  readonly fileBound: number
  /** What is older than `memoryFrom` is in the file now; what is older than `historyFrom` is gone, and why. */
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
 * The reads and writes of one connection, in order. The newest are in memory; when they are more than the bound,
 * the older half goes to the session file, from where it is read back.
 */
export class History implements Shrinkable {
  /** How many messages there are: their indexes are 0 to `total - 1`. */
  total = 0
  /** Bytes in each direction. */
  readonly length: { in: number; out: number } = { in: 0, out: 0 }
  readonly #options: HistoryOptions
  readonly #recent = new Deque<Kept>()
  #memory = 0
  readonly #bytes: GrowingFile
  readonly #index: GrowingFile
  /** The index of the first message in the file. */
  #fileFrom = 0
  /** Offsets before the next message that goes to the file. */
  #spilled = { in: 0, out: 0 }

  constructor(options: HistoryOptions) {
    this.#options = options
    this.#bytes = new GrowingFile(join(options.folder, `${options.name}.bytes`))
    this.#index = new GrowingFile(join(options.folder, `${options.name}.index`))
    options.budget.join(this)
  }

  /** Older messages are in the file. */
  get memoryFrom(): number {
    return this.total - this.#recent.size
  }

  /** Older messages are gone. */
  get historyFrom(): number {
    return this.#fileFrom
  }

  /** @param bytes - Kept as they are: nobody may write to them again. */
  append(direction: 'in' | 'out', bytes: Uint8Array, millis: number): Kept {
    const offset = this.length[direction]
    const kept: Kept = { index: this.total++, millis, direction, offset, bytes }
    this.length[direction] += bytes.length
    this.#recent.push(kept)
    this.#use(OVERHEAD + bytes.length)
    const { memoryBound } = this.#options
    if (this.#memory > memoryBound) this.shrink(memoryBound / 2)
    return kept
  }

  /** The messages from `from` on, read from the file as they are asked for. */
  *messages(from: number): Generator<Kept, void, undefined> {
    let at = Math.max(from, this.#fileFrom)
    while (at < this.memoryFrom) {
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
    this.#bytes.clear()
    this.#index.clear()
  }

  /** Moves the oldest messages to the file until no more than `goal` bytes are in memory. */
  shrink(goal: number): void {
    if (this.#memory <= goal) return
    const leaving: Kept[] = []
    const before = { ...this.#spilled }
    while (this.#memory > goal && this.#recent.size > 0) {
      const kept = this.#recent.shift() as Kept
      this.#use(-OVERHEAD - kept.bytes.length)
      leaving.push(kept)
      this.#spilled[kept.direction] += kept.bytes.length
    }
    const gone = this.#write(leaving, before)
    if (gone !== undefined) {
      this.#bytes.clear()
      this.#index.clear()
      this.#fileFrom = this.memoryFrom
    }
    this.#options.moved(gone)
  }

  #use(bytes: number): void {
    this.#memory += bytes
    this.#options.budget.add(bytes)
  }

  /** @returns Why they could not be kept. */
  #write(leaving: readonly Kept[], before: { in: number; out: number }): { code: string } | undefined {
    const records = new DataView(new ArrayBuffer(leaving.length * RECORD))
    let position = this.#bytes.length
    for (const [at, { millis, direction, bytes }] of leaving.entries()) {
      const record = at * RECORD
      records.setFloat64(record, millis)
      records.setFloat64(record + 8, before.in)
      records.setFloat64(record + 16, before.out)
      records.setFloat64(record + 24, position)
      records.setUint32(record + 32, bytes.length)
      records.setUint8(record + 36, direction === 'in' ? 0 : 1)
      before[direction] += bytes.length
      position += bytes.length
    }
    if (position > this.#options.fileBound) return { code: 'FULL' }
    try {
      this.#bytes.append(Buffer.concat(leaving.map(({ bytes }) => bytes)))
      this.#index.append(new Uint8Array(records.buffer))
      return undefined
    } catch (error) {
      return { code: (error as NodeJS.ErrnoException).code ?? 'EIO' }
    }
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
    const first = this.#recent.at(0)
    return first === undefined || this.#spilled[direction] > offset ? low : first.index
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

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
