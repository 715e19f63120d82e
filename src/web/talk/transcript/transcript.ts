import type { Item, Message, Note } from './types.ts'

/** What a transcript asks of the workbench; in tests of something else. */
export interface MessageSource {
  /** @returns Reads and writes from `from` on, as many as there are up to `count`. */
  messages(
    from: number,
    count: number,
  ): Promise<{
    readonly messages: readonly ComingMessage[]
    readonly total: number
    readonly historyFrom: number
  }>
  /** @returns The bytes of one direction; fewer than asked for when it is much. */
  bytes(
    direction: 'in' | 'out',
    offset: number,
    length: number,
  ): Promise<{ readonly offset: number; readonly bytes: Uint8Array }>
}

/** A read or write as it comes, without its bytes when it is long. */
export type ComingMessage = Omit<Message, 'kind' | 'bytes'> & { readonly bytes: Uint8Array | undefined }

/** The page keeps so much of one talk; what is older is with the workbench. */
const KEEP_BYTES = 8 * 1024 * 1024
const KEEP_MESSAGES = 20_000
/** The newest so many are loaded first, and so many more at each request for older ones. */
const PAGE_OF_MESSAGES = 500
/** So many bytes before the first one kept help a decoder to find the beginning of a character. */
const PRIMER_BYTES = 1024

/**
 * The reads and writes of one connection that the page holds: the newest, without a gap, and older ones when they
 * are asked for. What happened beside them stands between as notes.
 */
export class PageTranscript {
  readonly #source: MessageSource
  readonly #changed: () => void
  #items: Item[] = []
  #from = 0
  #next = 0
  #bytes = 0
  #isLoading = false
  #toFetch: Message[] = []
  #isFetching = false
  /** What stands before the first bytes kept, for the decoders. */
  primer: { readonly in: Uint8Array; readonly out: Uint8Array } | undefined
  /** Those before it no longer exist anywhere. */
  historyFrom = 0
  /** Grows when items before the end changed: rows must be made anew. */
  generation = 0

  constructor(source: MessageSource, changed: () => void) {
    this.#source = source
    this.#changed = changed
  }

  /** In order; those after `ready` wait for bytes that are coming. */
  get items(): readonly Item[] {
    return this.#items
  }

  /** How many items can be shown. */
  get ready(): number {
    const waits = this.#items.findIndex((item) => item.kind === 'message' && item.bytes === 'coming')
    return waits < 0 ? this.#items.length : waits
  }

  /** The index of the first read or write that is here. */
  get from(): number {
    return this.#from
  }

  /** Loads the newest, or what is missing up to `total`. Harmless when it runs already. */
  async load(total: number): Promise<void> {
    if (this.#isLoading) return
    this.#isLoading = true
    try {
      if (this.#next === 0 && total > PAGE_OF_MESSAGES) {
        this.#from = total - PAGE_OF_MESSAGES
        this.#next = this.#from
      }
      let wanted = total
      while (this.#next < wanted) {
        const answer = await this.#source.messages(this.#next, PAGE_OF_MESSAGES)
        this.historyFrom = answer.historyFrom
        const first = answer.messages[0]
        if (first === undefined) break
        if (first.index > this.#next && this.#items.length === 0) this.#from = first.index
        for (const message of answer.messages) this.#append(message)
        wanted = Math.max(wanted, answer.total)
      }
      if (this.#from > 0 && this.primer === undefined) await this.#prime()
    } finally {
      this.#isLoading = false
    }
    this.#changed()
  }

  /** Loads a page of older ones. @returns False when there are none. */
  async loadOlder(): Promise<boolean> {
    if (this.#isLoading || this.#from <= this.historyFrom) return false
    this.#isLoading = true
    try {
      const begin = Math.max(this.historyFrom, this.#from - PAGE_OF_MESSAGES)
      const older: Message[] = []
      let at = begin
      while (at < this.#from) {
        const { messages, historyFrom } = await this.#source.messages(at, this.#from - at)
        this.historyFrom = historyFrom
        if (messages.length === 0) break
        for (const message of messages) older.push(withKind(message))
        at = (messages.at(-1) as ComingMessage).index + 1
      }
      const first = older[0]
      if (first === undefined) return false
      this.#from = first.index
      this.#items = [...older, ...this.#items]
      for (const message of older) this.#bytes += message.length
      this.generation++
      this.#fetchLater(older)
      this.primer = undefined
      if (this.#from > 0) await this.#prime()
      return true
    } finally {
      this.#isLoading = false
      this.#changed()
    }
  }

  /** A read or write that happens now. @returns False when there is a hole before it: `load` fills it. */
  take(message: ComingMessage): boolean {
    if (this.#isLoading || message.index < this.#next) return true
    if (message.index > this.#next) return false
    this.#append(message)
    this.#changed()
    return true
  }

  note(note: Note): void {
    this.#items.push(note)
    this.#changed()
  }

  #append(coming: ComingMessage): void {
    if (coming.index < this.#next) return
    const message = withKind(coming)
    this.#items.push(message)
    this.#next = message.index + 1
    this.#bytes += message.length
    this.#fetchLater([message])
    this.#shrink()
  }

  /** Lets the older half go when there is too much. */
  #shrink(): void {
    const messages = this.#next - this.#from
    if (this.#bytes <= KEEP_BYTES && messages <= KEEP_MESSAGES) return
    const goal = this.#bytes > KEEP_BYTES ? KEEP_BYTES / 2 : this.#bytes
    let cut = 0
    let kept = messages
    while (cut < this.#items.length - 1 && (this.#bytes > goal || kept > KEEP_MESSAGES / 2)) {
      const item = this.#items[cut++] as Item
      if (item.kind === 'note') continue
      this.#bytes -= item.length
      kept--
    }
    const gone = this.#items.splice(0, cut)
    this.#from = this.#next - kept
    this.#toFetch = this.#toFetch.filter((message) => !gone.includes(message))
    this.primer = lastBytes(gone)
    this.generation++
  }

  #fetchLater(messages: readonly Message[]): void {
    this.#toFetch.push(...messages.filter(({ bytes }) => bytes === 'coming'))
    let waiting = this.#toFetch.reduce((sum, { length }) => sum + length, 0)
    while (waiting > KEEP_BYTES / 2 && this.#toFetch.length > 1) {
      const left = this.#toFetch.shift() as Message
      waiting -= left.length
      this.#replace(left, 'left')
    }
    void this.#fetch()
  }

  async #fetch(): Promise<void> {
    if (this.#isFetching) return
    this.#isFetching = true
    while (this.#toFetch.length > 0) {
      const message = this.#toFetch[0] as Message
      const bytes = await this.#bytesOf(message).catch(() => undefined)
      this.#toFetch = this.#toFetch.filter((other) => other !== message)
      this.#replace(message, bytes ?? 'left')
      this.#changed()
    }
    this.#isFetching = false
  }

  async #bytesOf({ direction, offset, length }: Message): Promise<Uint8Array | undefined> {
    const all = new Uint8Array(length)
    let at = 0
    while (at < length) {
      const part = await this.#source.bytes(direction, offset + at, length - at)
      if (part.offset !== offset + at || part.bytes.length === 0) return undefined
      all.set(part.bytes.subarray(0, length - at), at)
      at += part.bytes.length
    }
    return all
  }

  #replace(message: Message, bytes: Message['bytes']): void {
    const at = this.#items.indexOf(message)
    if (at >= 0) this.#items[at] = { ...message, bytes }
  }

  async #prime(): Promise<void> {
    const part = async (direction: 'in' | 'out'): Promise<Uint8Array> => {
      const first = this.#items.find((item) => item.kind === 'message' && item.direction === direction)
      if (first?.kind !== 'message' || first.offset === 0) return new Uint8Array(0)
      const length = Math.min(PRIMER_BYTES, first.offset)
      const { offset, bytes } = await this.#source.bytes(direction, first.offset - length, length)
      return bytes.subarray(0, Math.max(0, first.offset - offset))
    }
    try {
      this.primer = { in: await part('in'), out: await part('out') }
      this.generation++
    } catch {
      // Without it a character at the very beginning may read wrongly.
    }
  }
}

function withKind({ bytes, ...rest }: ComingMessage): Message {
  return { ...rest, kind: 'message', bytes: bytes ?? 'coming' }
}

function lastBytes(items: readonly Item[]): { readonly in: Uint8Array; readonly out: Uint8Array } {
  const last = (direction: 'in' | 'out'): Uint8Array => {
    const message = items.findLast((item) => item.kind === 'message' && item.direction === direction)
    if (message?.kind !== 'message' || typeof message.bytes === 'string') return new Uint8Array(0)
    return message.bytes.slice(-PRIMER_BYTES)
  }
  return { in: last('in'), out: last('out') }
}
