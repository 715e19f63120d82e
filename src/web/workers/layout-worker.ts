/** Lays out a large connection beside the page, so that the page stays smooth meanwhile. */
import { layoutRows, type RowOptions, type SegmentColumns } from '../../diagram/index.ts'

/** What is asked of the worker. */
export interface LayoutRequest {
  readonly id: number
  readonly columns: SegmentColumns
  readonly options: RowOptions
}

addEventListener('message', (event: MessageEvent<LayoutRequest>) => {
  const { id, columns, options } = event.data
  const table = layoutRows(columns, options)
  const moved = [
    table.kind.buffer,
    table.time.buffer,
    table.ref.buffer,
    table.sendRow.buffer,
    table.arriveRow.buffer,
    table.foldRow.buffer,
  ] as ArrayBuffer[]
  postMessage({ id, table }, { transfer: moved })
})
