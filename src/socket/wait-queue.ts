import { Deque } from '../base/index.ts'
import type { SocketErrors } from './errors.ts'
import { onAbort } from './on-abort.ts'

/** A call that waits. */
export interface Wait {
  readonly call: string
  readonly reject: (error: Error) => void
  readonly signal: AbortSignal | undefined
  /** Bytes of a send that have been taken. */
  done?: number
  stopListening?: () => void
}

/**
 * Calls that wait, served in the order in which they were made. Each leaves early when its signal aborts. Empty, it
 * holds no memory: most sockets most of the time have nobody waiting, or one call.
 */
export class WaitQueue<Item extends Wait> {
  readonly #errors: SocketErrors
  #first: Item | undefined
  #rest: Deque<Item> | undefined
  readonly #onAbort: (() => void) | undefined

  /** @param onAborted - Called after a call has left because of its signal. */
  constructor(errors: SocketErrors, onAborted?: () => void) {
    this.#errors = errors
    this.#onAbort = onAborted
  }

  get size(): number {
    return this.#first === undefined ? 0 : 1 + (this.#rest?.size ?? 0)
  }

  get first(): Item | undefined {
    return this.#first
  }

  add(item: Item): void {
    if (this.#first === undefined) this.#first = item
    else (this.#rest ??= new Deque()).push(item)
    const { signal } = item
    if (signal === undefined) return
    item.stopListening = onAbort(signal, () => {
      this.#remove(item)
      this.#onAbort?.()
      item.reject(this.#errors.aborted(item.call, signal, item.done ?? 0))
    })
  }

  /** Takes the oldest call out. */
  shift(): Item | undefined {
    const item = this.#first
    if (item === undefined) return undefined
    this.#first = this.#rest?.shift()
    if (this.#first === undefined) this.#rest = undefined
    item.stopListening?.()
    return item
  }

  rejectAll(error: (item: Item) => Error): void {
    for (let item = this.shift(); item !== undefined; item = this.shift()) item.reject(error(item))
  }

  #remove(item: Item): void {
    const items = this.#first === undefined ? [] : [this.#first, ...(this.#rest ?? [])]
    this.#first = undefined
    this.#rest = undefined
    for (const other of items) {
      if (other === item) continue
      if (this.#first === undefined) this.#first = other
      else (this.#rest ??= new Deque()).push(other)
    }
  }
}
