import type { CapturedPacket } from '../../capture/index.ts'
import type { LabRun } from '../types.ts'

/** One row of two runs side by side: the same packet in both, or one that only one of them has. */
export interface ComparedRow {
  /** Indices into the `packets` of each run. */
  readonly a: number | undefined
  readonly b: number | undefined
  /** The same bytes at the same time with the same fate. */
  readonly isSame: boolean
}

/** Two runs, packet by packet. */
export interface Comparison {
  readonly rows: readonly ComparedRow[]
  /** Index of the first row that differs; undefined when the runs are the same. */
  readonly firstDifference: number | undefined
}

/** Larger tables of what comes behind the first difference are not searched for the best alignment. */
const MOST_CELLS = 4_000_000

/**
 * Lays two runs side by side. Up to the first difference they are the same, packet by packet; behind it a packet of
 * one stands beside the packet of the other that says the same (side, numbers, flags, length), whenever that was.
 */
export function compareRuns(a: LabRun, b: LabRun): Comparison {
  const rows: ComparedRow[] = []
  const shorter = Math.min(a.packets.length, b.packets.length)
  let start = 0
  while (start < shorter && isSamePacket(a.packets[start], b.packets[start])) {
    rows.push({ a: start, b: start, isSame: true })
    start++
  }
  const differs = start < a.packets.length || start < b.packets.length
  rows.push(...align(a, b, start))
  return { rows, firstDifference: differs ? start : undefined }
}

function isSamePacket(a: CapturedPacket | undefined, b: CapturedPacket | undefined): boolean {
  if (a === undefined || b === undefined) return false
  if (a.time !== b.time || a.fate !== b.fate || a.arrival !== b.arrival || a.bytes.length !== b.bytes.length)
    return false
  return a.bytes.every((byte, index) => byte === b.bytes[index])
}

/** The longest common run of packets that say the same, found by the usual table. */
function align(a: LabRun, b: LabRun, start: number): ComparedRow[] {
  const left = a.packets.slice(start).map((packet) => sayingOf(packet))
  const right = b.packets.slice(start).map((packet) => sayingOf(packet))
  if ((left.length + 1) * (right.length + 1) > MOST_CELLS) return byTime(a, b, start)
  const width = right.length + 1
  const table = new Uint32Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const skip = Math.max(table[(i + 1) * width + j] as number, table[i * width + j + 1] as number)
      const take = left[i] === right[j] ? 1 + (table[(i + 1) * width + j + 1] as number) : 0
      table[i * width + j] = Math.max(skip, take)
    }
  }
  const rows: ComparedRow[] = []
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    const best = table[i * width + j] as number
    const both = i < left.length && j < right.length && left[i] === right[j]
    if (both && best === 1 + (table[(i + 1) * width + j + 1] as number)) {
      rows.push(pair(a, b, start + i++, start + j++))
    } else if (j >= right.length || (i < left.length && best === (table[(i + 1) * width + j] as number))) {
      rows.push({ a: start + i++, b: undefined, isSame: false })
    } else rows.push({ a: undefined, b: start + j++, isSame: false })
  }
  return rows
}

function byTime(a: LabRun, b: LabRun, start: number): ComparedRow[] {
  const rows: ComparedRow[] = []
  let [i, j] = [start, start]
  while (i < a.packets.length || j < b.packets.length) {
    const [left, right] = [a.packets[i], b.packets[j]]
    if (left !== undefined && right !== undefined && sayingOf(left) === sayingOf(right)) {
      rows.push(pair(a, b, i++, j++))
    } else if (right === undefined || (left !== undefined && left.time <= right.time)) {
      rows.push({ a: i++, b: undefined, isSame: false })
    } else rows.push({ a: undefined, b: j++, isSame: false })
  }
  return rows
}

function pair(a: LabRun, b: LabRun, i: number, j: number): ComparedRow {
  return { a: i, b: j, isSame: isSamePacket(a.packets[i], b.packets[j]) }
}

/** What a packet says, but for its timestamps and its window. */
function sayingOf({ bytes }: CapturedPacket): string {
  const four = (bytes[0] ?? 0) >> 4 === 4
  const at = four ? ((bytes[0] ?? 0) & 15) * 4 : 40
  const source = four ? bytes.subarray(12, 16) : bytes.subarray(8, 24)
  if (bytes[four ? 9 : 6] !== 6) return `${source.join()} ${bytes.subarray(at).join()}`
  // Ports, seq, ack, and the flags; the header's length is that of its options.
  return `${source.join()} ${bytes.subarray(at, at + 12).join()} ${bytes[at + 13]} ${bytes.length - at - ((bytes[at + 12] ?? 0) >> 4) * 4}`
}
