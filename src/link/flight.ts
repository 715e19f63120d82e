import { holdsFloats, type Nanos } from '../base/index.ts'
import type { PacketBuffer } from '../wire/index.ts'
import type { Fate, PacketRecord } from './tap.ts'

/** The names of a link and of its ends. */
export interface Where {
  readonly link: string
  readonly from: string
  readonly to: string
}

/** A packet under way; used again once it has arrived. */
export class Flight {
  static {
    holdsFloats(new Flight(), 'due')
  }

  buffer: PacketBuffer | undefined
  due: Nanos = 0
  sequence = 0
  corrupted = false
  record: Seen | undefined
}

/** A packet that waits before the bottleneck. */
export interface Queued {
  readonly buffer: PacketBuffer
  readonly corrupted: boolean
  readonly record: Seen | undefined
  /** Kept back for so long behind the queue. */
  readonly late: Nanos
}

/** The record that the taps see. */
export class Seen implements PacketRecord {
  readonly id: number
  readonly time: Nanos
  readonly link: string
  readonly from: string
  readonly to: string
  readonly bytes: Uint8Array
  readonly duplicateOf: number | undefined
  fate: Fate | undefined = undefined

  constructor(id: number, time: Nanos, where: Where, buffer: PacketBuffer, duplicateOf?: number) {
    this.id = id
    this.time = time
    this.link = where.link
    this.from = where.from
    this.to = where.to
    this.bytes = buffer.bytes.subarray(0, buffer.length)
    this.duplicateOf = duplicateOf
  }
}
