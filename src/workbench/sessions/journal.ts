import { Deque } from '../../base/index.ts'
import {
  applyEvents,
  type ConnectionInfo,
  type ListenerInfo,
  type SessionsSnapshot,
  type WorkbenchEvent,
} from '../../protocol/index.ts'

/** An event before it has its number and its time. */
export type News<Event = WorkbenchEvent> = Event extends WorkbenchEvent
  ? Omit<Event, 'seq' | 'time'> & { readonly time?: string }
  : never

/** So much of the past is kept for pages that come back. */
const KEEP_EVENTS = 20_000
const KEEP_BYTES = 16 * 1024 * 1024
/** Events that the lists do not hold yet; then they are made to. */
const FRESH_BYTES = 1024 * 1024
/** Events are told together, this often at most. */
const BATCH_MILLIS = 8

/** Everything that happened, in order, as far back as memory allows; and what the lists are by now. */
export class Journal {
  /** The number of the latest event. */
  seq = 0
  readonly #wallMillis: () => number
  readonly #kept = new Deque<{ readonly event: WorkbenchEvent; readonly size: number }>(1024)
  #keptBytes = 0
  #snapshot: SessionsSnapshot = { listeners: [], connections: [], repeats: [], captures: [] }
  /** Events that are not in `#snapshot` yet. */
  #fresh: WorkbenchEvent[] = []
  #freshBytes = 0
  readonly #hearers = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined

  constructor(wallMillis: () => number) {
    this.#wallMillis = wallMillis
  }

  /** The lists, every event included. */
  get snapshot(): SessionsSnapshot {
    if (this.#fresh.length > 0) {
      this.#snapshot = applyEvents(this.#snapshot, this.#fresh)
      this.#fresh = []
      this.#freshBytes = 0
    }
    return this.#snapshot
  }

  /** @returns The connection of this number, as it is now. */
  connection(conn: number): ConnectionInfo | undefined {
    return this.snapshot.connections.find((one) => one.conn === conn)
  }

  /** @returns The listener of this number, as it is now. */
  listener(conn: number): ListenerInfo | undefined {
    return this.snapshot.listeners.find((one) => one.conn === conn)
  }

  now(): string {
    return new Date(this.#wallMillis()).toISOString()
  }

  emit(news: News): void {
    const event: WorkbenchEvent = { ...news, seq: ++this.seq, time: news.time ?? this.now() }
    const size = sizeOf(event)
    this.#kept.push({ event, size })
    this.#keptBytes += size
    while (this.#kept.size > KEEP_EVENTS || (this.#keptBytes > KEEP_BYTES && this.#kept.size > 1)) {
      this.#keptBytes -= this.#kept.shift()?.size ?? 0
    }
    this.#fresh.push(event)
    this.#freshBytes += size
    if (this.#fresh.length >= 1_000 || this.#freshBytes > FRESH_BYTES) void this.snapshot
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MILLIS)
  }

  /**
   * @param bytes - About so much at most, but at least one.
   * @returns The events after `seq`; undefined when some of them are no longer kept.
   */
  after(seq: number, bytes: number): WorkbenchEvent[] | undefined {
    const missing = this.seq - seq
    if (missing > this.#kept.size || missing < 0) return undefined
    const events: WorkbenchEvent[] = []
    let sum = 0
    for (let at = this.#kept.size - missing; at < this.#kept.size && sum < bytes; at++) {
      const kept = this.#kept.at(at)
      if (kept === undefined) break
      events.push(kept.event)
      sum += kept.size
    }
    return events
  }

  /** Calls `hearer` when there are new events, until the returned function is called. */
  onEvents(hearer: () => void): () => void {
    this.#hearers.add(hearer)
    return () => this.#hearers.delete(hearer)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#hearers.clear()
  }

  #flush(): void {
    this.#timer = undefined
    for (const hearer of this.#hearers) hearer()
  }
}

/** What an event costs in memory, about: what a person or a peer may make long is counted. */
function sizeOf(event: WorkbenchEvent): number {
  switch (event.type) {
    case 'data':
      return 250 + (event.base64?.length ?? 0)
    case 'packets':
      return event.packets.reduce((sum, { base64 }) => sum + 100 + base64.length, 200)
    case 'listening':
    case 'rules':
    case 'snippets':
    case 'runs':
      return 500 + JSON.stringify(event).length
    default:
      return 500
  }
}
