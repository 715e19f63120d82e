import type { Side } from '../../trace/index.ts'

/** @returns The part of a link that loses a side's packets from one number to another. */
export function lose(side: Side, from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => `lose=${side}.${from + index}`).join('&')
}
