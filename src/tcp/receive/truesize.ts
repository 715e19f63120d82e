/**
 * What Linux counts for a received packet: not its bytes but the memory that holds it (`skb->truesize`). The figures are
 * those of a packet that a TUN device takes in (`tun_alloc_skb`), on a machine with pages of 4 KiB.
 */

/** The descriptor (`struct sk_buff`, aligned) and what stands at the end of the data (`struct skb_shared_info`). */
const DESCRIPTOR = 256
const SHARED_INFO = 320
/** Room left before the packet (NET_SKB_PAD). */
const HEADROOM = 64
const PAGE = 4096
/** The smallest head there is (`skb_small_head_cache`). */
const SMALL_HEAD = 576
/** What fits into the head of a packet that needs further pages (SKB_MAX_HEAD). */
const HEAD_OF_LARGE: number = PAGE - HEADROOM - SHARED_INFO
/** The largest packet that collapsing makes (SKB_MAX_ORDER(0, 0)), and what it takes. */
const COLLAPSED = 3776
const COLLAPSED_TRUESIZE: number = PAGE + DESCRIPTOR

/** @returns Bytes of memory that a packet of `length` bytes takes, from its IP header on. */
export function truesizeOf(length: number): number {
  if (length + HEADROOM >= PAGE) return DESCRIPTOR + PAGE + roundUp(length - HEAD_OF_LARGE, PAGE)
  return DESCRIPTOR + headOf(length)
}

/** @returns Bytes that would still fit behind the data of such a packet: short ones that follow are copied there. */
export function tailroomOf(length: number): number {
  return length + HEADROOM >= PAGE ? 0 : headOf(length) - SHARED_INFO - HEADROOM - length
}

/** @returns What `bytes` of the stream take once Linux has packed them together (`tcp_collapse`). */
export function collapsedSize(bytes: number): number {
  return Math.ceil(bytes / COLLAPSED) * COLLAPSED_TRUESIZE
}

/** The allocator has sizes by powers of two. */
function headOf(length: number): number {
  const needed = length + HEADROOM + SHARED_INFO
  if (needed <= SMALL_HEAD) return SMALL_HEAD
  let size = 1024
  while (size < needed) size *= 2
  return size
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit
}
