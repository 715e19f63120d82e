/** Packets on their way from a worker to the page: a few columns and one block of bytes, moved and not copied. */
import type { CapturedPacket } from '../../capture/index.ts'

/** What few packets have beside their bytes. */
type Extra = Pick<CapturedPacket, 'arrival' | 'fate' | 'fateFrom' | 'why' | 'comment' | 'tap' | 'direction'>

export interface PacketBatch {
  readonly count: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where each packet ends in `bytes`. */
  readonly ends: Uint32Array<ArrayBuffer>
  readonly time: Float64Array<ArrayBuffer>
  /** NaN: as many as there are bytes. */
  readonly originalLength: Float64Array<ArrayBuffer>
  /** NaN: not known. */
  readonly frame: Float64Array<ArrayBuffer>
  readonly arrival: Float64Array<ArrayBuffer>
  /** Index into `extras`; -1: none. */
  readonly extra: Int32Array<ArrayBuffer>
  /** Each different set of extras once. */
  readonly extras: readonly Omit<Extra, 'arrival'>[]
}

/** @returns The packets in columns, and the memory that is to be moved with them. */
export function packBatch(packets: readonly CapturedPacket[]): {
  readonly batch: PacketBatch
  readonly moved: ArrayBuffer[]
} {
  const count = packets.length
  const ends = new Uint32Array(count)
  const time = new Float64Array(count)
  const originalLength = new Float64Array(count)
  const frame = new Float64Array(count)
  const arrival = new Float64Array(count)
  const extra = new Int32Array(count)
  const extras: Omit<Extra, 'arrival'>[] = []
  const known = new Map<string, number>()
  let size = 0
  packets.forEach((packet, i) => {
    size += packet.bytes.length
    ends[i] = size
    time[i] = packet.time
    originalLength[i] = packet.originalLength ?? Number.NaN
    frame[i] = packet.frame ?? Number.NaN
    arrival[i] = packet.arrival ?? Number.NaN
    extra[i] = extraOf(packet, extras, known)
  })
  const bytes = new Uint8Array(size)
  packets.forEach((packet, i) => bytes.set(packet.bytes, i === 0 ? 0 : ends[i - 1]))
  const moved = [bytes, ends, time, originalLength, frame, arrival, extra].map((column) => column.buffer)
  return { batch: { count, bytes, ends, time, originalLength, frame, arrival, extra, extras }, moved }
}

function extraOf(
  { fate, fateFrom, why, comment, tap, direction }: CapturedPacket,
  extras: Omit<Extra, 'arrival'>[],
  known: Map<string, number>,
): number {
  const key = `${fate}\n${fateFrom}\n${why}\n${tap}\n${direction}\n${comment}`
  let index = known.get(key)
  if (index === undefined) {
    index = extras.length
    extras.push({ fate, fateFrom, why, comment, tap, direction })
    known.set(key, index)
  }
  return index
}

/** @returns The packets again; their bytes are parts of the batch's one block. */
export function unpackBatch(batch: PacketBatch): CapturedPacket[] {
  const { count, bytes, ends, time, extras } = batch
  const orAbsent = (value: number | undefined): number | undefined =>
    value === undefined || Number.isNaN(value) ? undefined : value
  return Array.from({ length: count }, (_, i) => ({
    time: time[i] as number,
    bytes: bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i]),
    originalLength: orAbsent(batch.originalLength[i]),
    arrival: orAbsent(batch.arrival[i]),
    frame: orAbsent(batch.frame[i]),
    ...extras[batch.extra[i] as number],
  }))
}
