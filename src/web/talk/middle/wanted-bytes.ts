import { route } from '../../store/route.ts'
import type { Message } from '../transcript/types.ts'

/** Bytes of one direction, from and up to. */
export interface ByteSpan {
  readonly direction: 'in' | 'out'
  readonly from: number
  readonly to: number
}

/** `#/talk/3?in=12-20`: bytes 12 to 19 that were received, chosen elsewhere (a segment in Wire). */
export function bytesInRoute(): ByteSpan | undefined {
  const { query } = route.value
  for (const direction of ['in', 'out'] as const) {
    const match = /^(\d+)-(\d+)$/.exec(query.get(direction) ?? '')
    if (match !== null) return { direction, from: Number(match[1]), to: Number(match[2]) }
  }
  return undefined
}

export function overlaps({ direction, offset, length }: Message, span: ByteSpan): boolean {
  return direction === span.direction && offset < span.to && offset + length > span.from
}
