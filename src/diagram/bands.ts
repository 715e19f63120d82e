import type { ConnectionTrace, Side, StateChange } from '../trace/index.ts'
import type { TcpState } from '../wire/index.ts'
import type { RowTable } from './rows.ts'
import type { LayoutFold, StateBand } from './types.ts'

/** @returns For each side the stretches of rows it spends in each state, from before the first row to the last. */
export function layoutBands(trace: ConnectionTrace, rows: RowTable): Record<Side, StateBand[]> {
  return { client: bandsOf('client', trace, rows), server: bandsOf('server', trace, rows) }
}

function bandsOf(side: Side, trace: ConnectionTrace, rows: RowTable): StateBand[] {
  const changes = trace.stateChanges.filter((change) => change.side === side)
  const bands: { state: TcpState; fromRow: number; toRow: number }[] = [
    { state: changes[0]?.from ?? trace.finalState[side], fromRow: -1, toRow: rows.count - 1 },
  ]
  for (const change of changes) {
    const row = rowOf(change, trace, rows)
    const above = bands.at(-1)
    if (row === undefined || above === undefined) continue
    if (above.fromRow >= row) {
      above.state = change.to
      continue
    }
    above.toRow = row - 1
    bands.push({ state: change.to, fromRow: row, toRow: rows.count - 1 })
  }
  return bands
}

/** A segment moves its sender on the row it leaves and its receiver on the row it arrives. */
function rowOf(change: StateChange, trace: ConnectionTrace, rows: RowTable): number | undefined {
  if (change.byTime === true) return rowFrom(rows, change.time)
  const sent = rows.sendRow[change.segment]
  if (sent === undefined) return undefined
  if (sent >= 0) {
    const row =
      trace.segments[change.segment]?.from === change.side ? sent : (rows.arriveRow[change.segment] ?? -1)
    return row < 0 ? undefined : row
  }
  const fold = foldOf(rows.folds, change.segment)
  return fold < 0 ? undefined : rows.foldRow[fold]
}

/** @returns The first row at or after a moment; undefined when all are before it. */
function rowFrom({ time, count }: RowTable, moment: number): number | undefined {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((time[middle] as number) < moment) low = middle + 1
    else high = middle
  }
  return low < count ? low : undefined
}

/** @returns The index of the fold that hides a segment; -1 when none does. */
export function foldOf(folds: readonly LayoutFold[], segment: number): number {
  let low = 0
  let high = folds.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const fold = folds[middle] as LayoutFold
    if (segment < fold.first) high = middle - 1
    else if (segment > fold.last) low = middle + 1
    else return middle
  }
  return -1
}
