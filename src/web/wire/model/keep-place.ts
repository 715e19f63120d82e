import type { Axis } from './axis.ts'

/**
 * Keeps what is in the middle of the view there when the axis changes: zoomed, folded, to scale, or grown.
 *
 * @returns The new first pixel in sight.
 */
export function keepPlace(before: Axis, after: Axis, top: number, height: number): number {
  if (top <= 0) return 0
  const middle = top + height / 2
  const row = before.rowAt(middle)
  const time = before.rows.time[row] ?? 0
  const sameRows = before.rows === after.rows
  const from = before.y(row)
  const to = sameRows ? after.y(row) : after.yOfTime(time)
  const past = middle - from
  const stretch =
    before.scale === after.scale
      ? before.scale === 'rows'
        ? after.rowHeight / before.rowHeight
        : after.perNano / before.perNano
      : 1
  return to + past * stretch - height / 2
}
