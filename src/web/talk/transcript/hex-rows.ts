import { visibleControls } from '../../../say/index.ts'
import type { Reader } from './reader.ts'
import type { Item, Message, Row, TranscriptRows } from './types.ts'

/** Rows of bytes, as `hexdump -C` has them, each read and write under its head. Made when they are looked at. */
export class HexRows implements TranscriptRows {
  readonly #reader: Reader
  readonly #width: number
  readonly #items: Item[] = []
  /** The first row of each item. */
  readonly #starts: number[] = []
  /** What each byte row says, for one message at a time: those that are looked at. */
  readonly #texts = new Map<number, readonly string[]>()
  readonly #places = new Map<number, number>()
  length = 0

  /** @param width - Bytes in a row. */
  constructor(reader: Reader, width: number) {
    this.#reader = reader
    this.#width = width
  }

  add(item: Item): void {
    this.#items.push(item)
    this.#starts.push(this.length)
    if (item.kind === 'note') {
      this.length += 1
      return
    }
    this.#places.set(item.index, this.length)
    if (typeof item.bytes === 'string') {
      this.#reader.end(item.direction)
      this.length += 1
      return
    }
    this.#texts.set(item.index, this.#read(item.direction, item.bytes))
    this.length += 1 + Math.ceil(item.bytes.length / this.#width)
  }

  rowOf(message: number): number {
    return this.#places.get(message) ?? -1
  }

  at(row: number): Row | undefined {
    if (row < 0 || row >= this.length) return undefined
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] as number) <= row) low = middle
      else high = middle - 1
    }
    const item = this.#items[low] as Item
    if (item.kind === 'note') return { kind: 'note', note: item }
    if (typeof item.bytes === 'string') return { kind: 'left', message: item }
    const line = row - (this.#starts[low] as number) - 1
    return line < 0 ? { kind: 'head', message: item } : this.#hexRow(item, item.bytes, line)
  }

  #hexRow(message: Message, bytes: Uint8Array, line: number): Row {
    const at = line * this.#width
    const text = this.#texts.get(message.index)?.[line] ?? ''
    return { kind: 'hex', message, at, bytes: bytes.subarray(at, at + this.#width), text }
  }

  /** A character that two rows share stands on the second. */
  #read(direction: 'in' | 'out', bytes: Uint8Array): readonly string[] {
    const texts: string[] = []
    for (let at = 0; at < bytes.length; at += this.#width) {
      const { text } = this.#reader.read(direction, bytes.subarray(at, at + this.#width))
      texts.push(visibleControls(text))
    }
    return texts
  }
}
