import type { SegmentKind } from './types.ts'

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
} as const

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
]

const lists = new Map<number, readonly SegmentKind[]>()

/** @returns The kinds whose bits are set; the same frozen list for the same bits, so a segment costs no list. */
export function kindList(bits: number): readonly SegmentKind[] {
  let list = lists.get(bits)
  if (list === undefined) {
    list = Object.freeze(NAMES.filter((_, i) => (bits & (1 << i)) !== 0))
    lists.set(bits, list)
  }
  return list
}
