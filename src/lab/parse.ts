import { own } from '../base/index.ts'
import type { Side } from '../trace/index.ts'

/** The most that one run may send: the capture is kept in memory. */
export const MOST_BYTES: number = 256 * 1024 * 1024

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 * 1024 }

/** @returns Bytes of a size as people write it (`500`, `64k`, `1.5M`: k is 1,024); undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)([km]?)(?:i?b)?$/i.exec(text.trim())
  if (found === null) return undefined
  const [, digits = '', unit = ''] = found
  const bytes = Number(digits) * (own(UNITS, unit.toLowerCase()) ?? 1)
  return Number.isInteger(bytes) && bytes <= MOST_BYTES ? bytes : undefined
}

/**
 * Reads which packets to lose: `c3,s2` is the client's third and the server's second.
 *
 * @returns For each side the numbers, ascending; undefined when the text is something else.
 */
export function parseDrop(text: string): Record<Side, number[]> | undefined {
  const drop: Record<Side, number[]> = { client: [], server: [] }
  for (const word of text.split(',')) {
    const found = /^\s*([cs])([1-9]\d{0,8})\s*$/i.exec(word)
    if (found === null) return undefined
    const [, side = '', digits = ''] = found
    drop[side.toLowerCase() === 'c' ? 'client' : 'server'].push(Number(digits))
  }
  for (const side of ['client', 'server'] as const) {
    drop[side] = [...new Set(drop[side])].sort((a, b) => a - b)
  }
  return drop
}
