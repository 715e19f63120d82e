import { Deque } from '../base/index.ts'
import { applyEvents, type Snapshot, type WorkbenchEvent } from '../protocol/index.ts'

/** An event before it has its number and its time. */
export type News<Event = WorkbenchEvent> = Event extends WorkbenchEvent
  ? Omit<Event, 'seq' | 'time'> & { readonly time?: string }
  : never

/** So much of the past is kept for pages that come back. */
const KEEP_EVENTS = 20_000
const KEEP_BYTES = 16 * 1024 * 1024
/** Events are told together, this often at most. */
const BATCH_MILLIS = 8

/** Everything that happened, in order, as far back as memory allows; and what the lists are by now. */
export class Journal {
  /** The number of the latest event. */
  seq = 0
  readonly #wallMillis: () => number
  readonly #kept = new Deque<WorkbenchEvent>(1024)
  #keptBytes = 0
  #snapshot: Snapshot = { listeners: [], connections: [], repeats: [], captures: [] }
  /** Events that are not in `#snapshot` yet. */
  #fresh: WorkbenchEvent[] = []
  readonly #hearers = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined

  constructor(wallMillis: () => number) {
    this.#wallMillis = wallMillis
  }

  /** The lists, every event included. */
  get snapshot(): Snapshot {
    if (this.#fresh.length > 0) {
      this.#snapshot = applyEvents(this.#snapshot, this.#fresh)
      this.#fresh = []
    }
    return this.#snapshot
  }

  now(): string {
    return new Date(this.#wallMillis()).toISOString()
  }

  emit(news: News): void {
    const event: WorkbenchEvent = { ...news, seq: ++this.seq, time: news.time ?? this.now() }
    this.#kept.push(event)
    this.#keptBytes += sizeOf(event)
    while (this.#kept.size > KEEP_EVENTS || (this.#keptBytes > KEEP_BYTES && this.#kept.size > 1)) {
      this.#keptBytes -= sizeOf(this.#kept.shift() as WorkbenchEvent)
    }
    this.#fresh.push(event)
    if (this.#fresh.length >= 1_000) void this.snapshot
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
    let size = 0
    for (let at = this.#kept.size - missing; at < this.#kept.size && size < bytes; at++) {
      const event = this.#kept.at(at) as WorkbenchEvent
      events.push(event)
      size += sizeOf(event)
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

function sizeOf(event: WorkbenchEvent): number {
  if (event.type === 'data') return 250 + (event.base64?.length ?? 0)
  if (event.type === 'packets')
    return event.packets.reduce((sum, { base64 }) => sum + 100 + base64.length, 200)
  return 500
}
