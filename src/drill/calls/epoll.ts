import { SYMBOLS } from './symbols.ts'
import type { StreamSocket } from './stream-socket.ts'

const EPOLLET = SYMBOLS['EPOLLET'] as number
const EPOLLONESHOT = SYMBOLS['EPOLLONESHOT'] as number
const ALWAYS = (SYMBOLS['EPOLLERR'] as number) | (SYMBOLS['EPOLLHUP'] as number)
/** The bits that say what happens, not how it is reported. */
const EVENT_BITS = 0xffff

interface Item {
  readonly socket: StreamSocket
  /** Where in the order of wake-ups it became ready; undefined while it is not. */
  readyAt: number | undefined
  events: number
  /** The number that is handed back, as `fd`, `ptr`, `u32` or `u64`. */
  data: number
  unwatch: () => void
}

/** What an epoll instance reports of one socket. */
export interface EpollEvent {
  readonly events: number
  readonly data: number
}

/** An epoll instance: sockets become ready by wake-ups, and edge-triggered ones are reported once for each. */
export class Epoll {
  readonly kind = 'epoll'
  readonly #items = new Map<StreamSocket, Item>()
  #wakeUps = 0

  has(socket: StreamSocket): boolean {
    return this.#items.has(socket)
  }

  add(socket: StreamSocket, events: number, data: number): void {
    const item: Item = { socket, readyAt: undefined, events, data, unwatch: () => undefined }
    const watch = (bits: number): void => {
      if (isWatched(item, bits)) item.readyAt ??= this.#wakeUps++
    }
    socket.watchers.add(watch)
    item.unwatch = () => void socket.watchers.delete(watch)
    this.#items.set(socket, item)
    watch(socket.poll())
  }

  modify(socket: StreamSocket, events: number, data: number): void {
    this.remove(socket)
    this.add(socket, events, data)
  }

  remove(socket: StreamSocket): void {
    this.#items.get(socket)?.unwatch()
    this.#items.delete(socket)
  }

  /** @returns At most `most` events, in the order in which the sockets became ready. */
  take(most: number): readonly EpollEvent[] {
    const ready = [...this.#items.values()]
      .filter(({ readyAt }) => readyAt !== undefined)
      .sort((a, b) => (a.readyAt as number) - (b.readyAt as number))
    const events: EpollEvent[] = []
    for (const item of ready) {
      if (events.length >= most) break
      const now = item.socket.poll() & (maskOf(item) | ALWAYS)
      item.readyAt = undefined
      if (now === 0) continue
      events.push({ events: now, data: item.data })
      if (item.events >= EPOLLONESHOT && (item.events & EPOLLONESHOT) !== 0) item.events = 0
      // Level-triggered: ready until a look finds nothing.
      else if (!isEdge(item)) item.readyAt = this.#wakeUps++
    }
    return events
  }
}

function isEdge({ events }: Item): boolean {
  return events >= EPOLLET
}

function maskOf({ events }: Item): number {
  return events & EVENT_BITS
}

function isWatched(item: Item, bits: number): boolean {
  // One-shot, and reported: nothing until it is armed again.
  if (maskOf(item) === 0) return false
  return (bits & (maskOf(item) | ALWAYS)) !== 0
}
