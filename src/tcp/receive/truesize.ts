import {
  PAGE,
  SKB_COLLAPSED,
  SKB_DESCRIPTOR,
  SKB_HEADROOM,
  SKB_NEXT_HEAD,
  SKB_SHARED_INFO,
  SKB_SMALL_HEAD,
} from '../profile.ts'

/**
 * What Linux counts for a received packet: not its bytes but the memory that holds it (`skb->truesize`). The figures are
 * those of a packet that a TUN device takes in (`tun_alloc_skb`), on a machine with pages of 4 KiB.
 */

/** What fits into the head of a packet that needs further pages (SKB_MAX_HEAD). */
const HEAD_OF_LARGE: number = PAGE - SKB_HEADROOM - SKB_SHARED_INFO

/** @returns Bytes of memory that a packet of `length` bytes takes, from its IP header on. */
export function truesizeOf(length: number): number {
  if (length + SKB_HEADROOM >= PAGE) return SKB_DESCRIPTOR + PAGE + roundUp(length - HEAD_OF_LARGE, PAGE)
  return SKB_DESCRIPTOR + headOf(length)
}

/** @returns Bytes that would still fit behind the data of such a packet: short ones that follow are copied there. */
export function tailroomOf(length: number): number {
  return length + SKB_HEADROOM >= PAGE ? 0 : headOf(length) - SKB_SHARED_INFO - SKB_HEADROOM - length
}

/** @returns What `bytes` of the stream take once Linux has packed them together (`tcp_collapse`). */
export function collapsedSize(bytes: number): number {
  return Math.ceil(bytes / SKB_COLLAPSED) * (PAGE + SKB_DESCRIPTOR)
}

/** The allocator has sizes by powers of two. */
function headOf(length: number): number {
  const needed = length + SKB_HEADROOM + SKB_SHARED_INFO
  if (needed <= SKB_SMALL_HEAD) return SKB_SMALL_HEAD
  let size = SKB_NEXT_HEAD
  while (size < needed) size *= 2
  return size
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit
}
