import type { ConnectionTrace, Side, StateChange } from '../trace/index.ts'
import type { TcpState } from '../wire/index.ts'
import type { LayoutArrow, LayoutRow, StateBand } from './types.ts'

/** @returns For each side the stretches of rows it spends in each state, from before the first row to the last. */
export function layoutBands(
  trace: ConnectionTrace,
  arrows: readonly LayoutArrow[],
  rows: readonly LayoutRow[],
): Record<Side, StateBand[]> {
  const arrowOf = new Map(arrows.map((arrow) => [arrow.segment, arrow]))
  return {
    client: bandsOf('client', trace, arrowOf, rows),
    server: bandsOf('server', trace, arrowOf, rows),
  }
}

function bandsOf(
  side: Side,
  trace: ConnectionTrace,
  arrowOf: ReadonlyMap<number, LayoutArrow>,
  rows: readonly LayoutRow[],
): StateBand[] {
  const changes = trace.stateChanges.filter((change) => change.side === side)
  const bands: { state: TcpState; fromRow: number; toRow: number }[] = [
    { state: changes[0]?.from ?? trace.finalState[side], fromRow: -1, toRow: rows.length - 1 },
  ]
  for (const change of changes) {
    const row = rowOf(change, arrowOf, rows)
    const above = bands.at(-1)
    if (row === undefined || above === undefined) continue
    if (above.fromRow >= row) {
      above.state = change.to
      continue
    }
    above.toRow = row - 1
    bands.push({ state: change.to, fromRow: row, toRow: rows.length - 1 })
  }
  return bands
}

/** A segment moves its sender on the row it leaves and its receiver on the row it arrives. */
function rowOf(
  change: StateChange,
  arrowOf: ReadonlyMap<number, LayoutArrow>,
  rows: readonly LayoutRow[],
): number | undefined {
  const arrow = arrowOf.get(change.segment)
  if (arrow !== undefined) return change.side === arrow.from ? arrow.sendRow : arrow.arriveRow
  const fold = rows.findIndex(
    (row) => row.kind === 'fold' && row.fold.first <= change.segment && row.fold.last >= change.segment,
  )
  return fold < 0 ? undefined : fold
}
