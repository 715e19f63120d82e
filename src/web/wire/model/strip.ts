import type { Picture } from './picture.ts'

/** A connection in equal slices of time. */
export interface StripData {
  readonly bins: number
  /** How busy each side was in each slice: 1 is the busiest of all. */
  readonly client: Float64Array
  readonly server: Float64Array
  /** 1: something was lost, retransmitted, or ended by RST in this slice. */
  readonly troubles: Uint8Array
}

/** @returns How busy both sides were, and where trouble was. */
export function stripOf({ trace, start, end }: Picture, bins: number): StripData {
  const client = new Float64Array(bins)
  const server = new Float64Array(bins)
  const troubles = new Uint8Array(bins)
  const span = Math.max(1, end - start)
  let most = 1
  for (const segment of trace.segments) {
    const bin = Math.max(0, Math.min(bins - 1, Math.floor(((segment.time - start) / span) * bins)))
    const side = segment.from === 'client' ? client : server
    side[bin] = (side[bin] as number) + 1
    most = Math.max(most, side[bin])
    const { kinds } = segment
    if (segment.fate === 'lost' || kinds.includes('retransmission') || kinds.includes('rst'))
      troubles[bin] = 1
  }
  for (const side of [client, server]) {
    for (let bin = 0; bin < bins; bin++) side[bin] = Math.sqrt((side[bin] as number) / most)
  }
  return { bins, client, server, troubles }
}
