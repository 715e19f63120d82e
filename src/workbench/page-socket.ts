import * as v from 'valibot'
import type { RawData, WebSocket } from 'ws'
import {
  type Hello,
  LIMITS,
  request,
  type Request,
  type ServerMessage,
  type WorkbenchEvent,
} from '../protocol/index.ts'
import { type Lang, workbenchSentences as t } from '../text/index.ts'
import type { Bench } from './bench.ts'
import { Failure, faultOf } from './failure.ts'
import { type Asked, handlers } from './handlers.ts'
import type { Notebooks } from './notebook.ts'

/** So much may wait for a page that is slow; then it waits for its events, and at last gets a new `hello`. */
const WAITING_BOUND = 2 * 1024 * 1024
const BATCH_BYTES = 256 * 1024

/** What all pages share. */
export interface Shared {
  readonly bench: Bench
  readonly notebooks: Notebooks
  /** A new first message, with the lists as they are now. */
  readonly hello: (lang: Lang) => Hello
  readonly lang: Lang
  readonly beatMillis: number
}

/** One page, or one program, on its WebSocket. */
export class PageSocket {
  readonly #socket: WebSocket
  readonly #shared: Shared
  #lang: Lang
  /** The last event that it was told. */
  #seq: number
  #isAlive = true
  readonly #stop: (() => void)[] = []

  /** @param since - The last event of this run that it has seen, when it comes back. */
  constructor(socket: WebSocket, shared: Shared, since: number | undefined) {
    this.#socket = socket
    this.#shared = shared
    this.#lang = shared.lang
    const { journal } = shared.bench
    const resumes = since !== undefined && journal.after(since, 0) !== undefined
    this.#seq = resumes ? since : journal.seq
    const hello = shared.hello(this.#lang)
    const { snapshot: _snapshot, ...short } = hello
    this.#tell(resumes ? { ...short, seq: since } : hello)
    this.#stop.push(journal.onEvents(() => this.#tellEvents()))
    socket.on('message', (data, isBinary) => void this.#hear(data, isBinary))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.#end())
    socket.on('pong', () => (this.#isAlive = true))
    const timer = setInterval(() => this.#beat(), shared.beatMillis)
    this.#stop.push(() => clearInterval(timer))
    this.#tellEvents()
  }

  /** The workbench ends. */
  goodbye(): void {
    this.#tellEvents()
    this.#tell({ type: 'goodbye' })
    this.#end()
    this.#socket.close(1001)
  }

  #end(): void {
    for (const stop of this.#stop.splice(0)) stop()
  }

  #beat(): void {
    if (!this.#isAlive) return this.#socket.terminate()
    this.#isAlive = false
    this.#socket.ping()
    this.#tell({ type: 'beat', time: this.#shared.bench.journal.now() })
    this.#tellEvents()
  }

  /** Tells what has happened since it was told last, as fast as it takes it. */
  #tellEvents(): void {
    const { journal } = this.#shared.bench
    while (this.#seq < journal.seq && this.#socket.bufferedAmount < WAITING_BOUND) {
      const events = journal.after(this.#seq, BATCH_BYTES)
      if (events === undefined) {
        // It was too slow: what it has missed is no longer kept, so it begins again.
        const hello = this.#shared.hello(this.#lang)
        this.#seq = hello.seq
        this.#tell(hello)
        return
      }
      this.#seq = (events.at(-1) as WorkbenchEvent).seq
      this.#tell({ type: 'events', events }, () => {
        if (this.#stop.length > 0) this.#tellEvents()
      })
    }
  }

  #tell(message: ServerMessage, sent?: () => void): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(JSON.stringify(message), () => sent?.())
  }

  async #hear(data: RawData, isBinary: boolean): Promise<void> {
    let id: number | null = null
    try {
      if (isBinary) throw new Failure('SYNFIN_MESSAGE', t.notText)
      const text = textOf(data)
      if (text.length > LIMITS.messageBytes) {
        throw new Failure('SYNFIN_TOO_LARGE', t.tooLong, { length: text.length, limit: LIMITS.messageBytes })
      }
      const value = parse(text)
      id = idOf(value)
      const asked = check(value)
      const { bench, notebooks } = this.#shared
      const context: Asked = {
        bench,
        notebooks,
        lang: this.#lang,
        setLang: (lang) => (this.#lang = lang),
      }
      // The handler of its type takes it; the compiler cannot follow that through the union.
      const handler = handlers[asked.type] as (request: Request, asked: Asked) => unknown
      this.#tell({ type: 'done', id: asked.id, result: await handler(asked, context) })
    } catch (error) {
      this.#tell({ type: 'failed', id, error: faultOf(error, this.#lang) })
    }
  }
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure('SYNFIN_MESSAGE', t.notJson, { reason: (error as Error).message })
  }
}

function idOf(value: unknown): number | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null
  return typeof id === 'number' ? id : null
}

/** @throws {Failure} `SYNFIN_MESSAGE` that names the first thing that is wrong. */
function check(value: unknown): Request {
  const parsed = v.safeParse(request, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const where = v.getDotPath(issue) ?? 'message'
  if (where === 'type') throw new Failure('SYNFIN_MESSAGE', t.unknownType, { value: issue.received })
  throw new Failure('SYNFIN_MESSAGE', t.badMessage, { where, what: issue.message })
}
