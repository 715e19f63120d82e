import type { SegmentKind } from '../types.ts'

/** One bit for each kind, in the order in which `kinds` lists them. */
export const KIND = {
  syn: 1,
  synAck: 2,
  handshakeAck: 4,
  data: 8,
  ack: 16,
  fin: 32,
  rst: 64,
  retransmission: 128,
  copy: 256,
  outOfOrder: 512,
  duplicateAck: 1024,
  windowUpdate: 2048,
  zeroWindow: 4096,
  zeroWindowProbe: 8192,
  keepAlive: 16384,
  keepAliveAck: 32768,
  timeWaitReuse: 65536,
  previousNotCaptured: 131072,
  ackedUnseen: 262144,
  dSack: 524288,
  oldAck: 1048576,
  lateSynAck: 2097152,
} as const

/** What else is known of a segment in one bit, beside its kinds. */
export const MARK = {
  /** `retransmission` or `out-of-order` is the likelier of the two, not proved. */
  likely: 4194304,
  /** It carries SACK blocks: only then are its options worth reading for them. */
  hasSack: 8388608,
  spurious: 16777216,
  /** It acknowledges more than its sender had before, or less. */
  acksMore: 33554432,
  acksLess: 67108864,
  /** Its sending moved its sender to another state. */
  movedSender: 134217728,
} as const

const KINDS = 4_194_303

/** Names in the order of the bits. */
const NAMES: readonly SegmentKind[] = [
  'syn',
  'syn-ack',
  'handshake-ack',
  'data',
  'ack',
  'fin',
  'rst',
  'retransmission',
  'copy',
  'out-of-order',
  'duplicate-ack',
  'window-update',
  'zero-window',
  'zero-window-probe',
  'keep-alive',
  'keep-alive-ack',
  'time-wait-reuse',
  'previous-not-captured',
  'acked-unseen',
  'd-sack',
  'old-ack',
  'late-syn-ack',
]

const lists = new Map<number, readonly SegmentKind[]>()

/** @returns The kinds whose bits are set, marks left out; the same frozen list for the same bits, so a segment costs no list. */
export function kindList(bitsAndMarks: number): readonly SegmentKind[] {
  const bits = bitsAndMarks & KINDS
  let list = lists.get(bits)
  if (list === undefined) {
    list = Object.freeze(NAMES.filter((_, i) => (bits & (1 << i)) !== 0))
    lists.set(bits, list)
  }
  return list
}
