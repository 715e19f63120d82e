import { layoutRows, type RowOptions, type RowTable, type SegmentColumns } from '../../diagram/index.ts'
import type { LayoutRequest } from './layout-worker.ts'

/** From how many segments on the worker does it: fewer take less than a frame. */
const LARGE = 8_000

interface Waiting {
  readonly request: LayoutRequest
  readonly done: (table: RowTable) => void
}

/** Lays connections out: small ones at once, large ones in a worker; of those that wait, only the last is done. */
export class Layouter {
  #worker: Worker | undefined
  #asked = 0
  #running: Waiting | undefined
  #next: Waiting | undefined

  /** Calls `done` with the rows, before it returns when the connection is small. */
  layout(columns: SegmentColumns, options: RowOptions, done: (table: RowTable) => void): void {
    if (columns.count < LARGE || typeof Worker === 'undefined') {
      this.#next = undefined
      this.#running = undefined
      done(layoutRows(columns, options))
      return
    }
    const waiting = { request: { id: ++this.#asked, columns, options }, done }
    if (this.#running === undefined) this.#send(waiting)
    else this.#next = waiting
  }

  /** Ends the worker: nothing is answered any more. */
  close(): void {
    this.#worker?.terminate()
    this.#worker = undefined
    this.#running = undefined
    this.#next = undefined
  }

  #send(waiting: Waiting): void {
    this.#worker ??= this.#start()
    this.#running = waiting
    this.#worker.postMessage(waiting.request)
  }

  #start(): Worker {
    const worker = new Worker(new URL('layout-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', (event: MessageEvent<{ id: number; table: RowTable }>) => {
      const answered = this.#running
      if (answered?.request.id !== event.data.id) return
      const next = this.#next
      this.#running = undefined
      this.#next = undefined
      if (next !== undefined) this.#send(next)
      answered.done(event.data.table)
    })
    return worker
  }
}
