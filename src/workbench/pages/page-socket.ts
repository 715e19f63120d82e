import type { Readable } from 'node:stream'
import * as v from 'valibot'
import type { RawData, WebSocket } from 'ws'
import {
  type Hello,
  request,
  type Request,
  type ServerMessage,
  type WorkbenchEvent,
} from '../../protocol/index.ts'
import type { Lang } from '../../say/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import type { Bench } from '../sessions/bench.ts'
import { Failure, faultOf } from '../failure.ts'
import { type RequestContext, handlers } from './handlers.ts'
import type { Notebooks } from '../notebook.ts'
import { whatIsWrong } from '../issue.ts'

/** So much may wait for a page that is slow: then it waits for its events and answers, and at last gets a new `hello`. */
const WAITING_BOUND = 2 * 1024 * 1024
const BATCH_BYTES = 256 * 1024
/** Requests of one page that are under way; more wait in its connection. */
const UNDER_WAY = 1_000
/** Bytes of messages that have not come whole, of all pages together. */
const HALF_BYTES = 256 * 1024 * 1024

/** What is still on its way when a socket is closed for its fault is read away so long, so that it hears why. */
const CLOSING_MILLIS = 2_000

/** What all pages share. */
export interface Shared {
  readonly bench: Bench
  readonly notebooks: Notebooks
  /** Lets in one download. */
  readonly ticket: () => string
  /** A new first message, with the lists as they are now. */
  readonly hello: (lang: Lang) => Hello
  readonly lang: Lang
  readonly beatMillis: number
  /** Bytes of messages that have not come whole. */
  readonly halves: { bytes: number }
}

/** A message as it came. */
interface Letter {
  readonly data: RawData
  readonly isBinary: boolean
}

/**
 * One page, or one program, on its WebSocket. Whatever goes wrong in it ends this one alone. One that does not read
 * is not read either: its requests wait in its connection, not here.
 */
export class PageSocket {
  readonly #socket: WebSocket
  readonly #shared: Shared
  #lang: Lang
  /** The last event that it was told. */
  #seq: number
  #isAlive = true
  /** Came, and wait until what was answered has been read. */
  readonly #letters: Letter[] = []
  #underWay = 0
  #half = 0
  readonly #stop: (() => void)[] = []

  /**
   * @param raw - The connection below.
   * @param since - The last event of this run that it has seen, when it comes back.
   */
  constructor(socket: WebSocket, raw: Readable, shared: Shared, since: number | undefined) {
    this.#socket = socket
    this.#shared = shared
    this.#lang = shared.lang
    const { journal } = shared.bench
    const resumes = since !== undefined && journal.after(since, 0) !== undefined
    this.#seq = resumes ? since : journal.seq
    const hello = shared.hello(this.#lang)
    const { snapshot: _snapshot, ...short } = hello
    this.#send(resumes ? { ...short, seq: since } : hello)
    this.#stop.push(journal.onEvents(() => this.#guarded(() => this.#sendEvents())))
    raw.on('data', (chunk: Buffer) => this.#arriving(chunk.length))
    socket.on('message', (data, isBinary) => {
      // As good as a pong, which may wait behind it.
      this.#isAlive = true
      this.#arriving(-this.#half)
      this.#letters.push({ data, isBinary })
      this.#guarded(() => this.#work())
    })
    // ws itself says why (1009: the message is too long), waits a little for the answer, and closes.
    socket.on('error', () => this.#leave())
    socket.on('close', () => this.#end())
    socket.on('pong', () => (this.#isAlive = true))
    const timer = setInterval(() => this.#guarded(() => this.#beat()), shared.beatMillis)
    this.#stop.push(() => clearInterval(timer))
    this.#sendEvents()
  }

  /** The workbench ends. */
  goodbye(): void {
    this.#guarded(() => {
      this.#sendEvents()
      this.#send({ type: 'goodbye' })
      this.#end()
      this.#socket.close(1001)
    })
  }

  #guarded(act: () => void): void {
    try {
      act()
    } catch {
      this.#end()
      this.#socket.terminate()
    }
  }

  /** It has been told why: it has a little time to hear it. */
  #leave(): void {
    this.#end()
    setTimeout(() => this.#socket.terminate(), CLOSING_MILLIS).unref()
  }

  #end(): void {
    for (const stop of this.#stop.splice(0)) stop()
    this.#letters.length = 0
    this.#arriving(-this.#half)
  }

  #beat(): void {
    // One that is not read cannot answer.
    if (!this.#isAlive && !this.#socket.isPaused) return this.#socket.terminate()
    this.#isAlive = false
    this.#socket.ping()
    this.#send({ type: 'beat', time: this.#shared.bench.journal.now() })
    this.#sendEvents()
  }

  /** Counts what may be half a message. */
  #arriving(bytes: number): void {
    const { halves } = this.#shared
    if (this.#stop.length === 0 && bytes > 0) return
    this.#half += bytes
    halves.bytes += bytes
    // 1013: try again later (RFC 6455's registry of close codes).
    if (bytes > 0 && halves.bytes > HALF_BYTES) {
      this.#socket.close(1013)
      this.#leave()
    }
  }

  get #isSlow(): boolean {
    return this.#socket.bufferedAmount >= WAITING_BOUND
  }

  /** Tells what has happened since it was told last, as fast as it takes it. */
  #sendEvents(): void {
    const { journal } = this.#shared.bench
    while (this.#seq < journal.seq && !this.#isSlow) {
      const events = journal.after(this.#seq, BATCH_BYTES)
      if (events === undefined) {
        // It was too slow: what it has missed is no longer kept, so it begins again.
        const hello = this.#shared.hello(this.#lang)
        this.#seq = hello.seq
        this.#send(hello)
        return
      }
      this.#seq = (events.at(-1) as WorkbenchEvent).seq
      this.#send({ type: 'events', events })
    }
  }

  #send(message: ServerMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(JSON.stringify(message), () => {
      if (this.#stop.length > 0) this.#guarded(() => this.#sent())
    })
  }

  #sent(): void {
    this.#sendEvents()
    this.#work()
  }

  /** Does what was asked, in its order, as long as its answers are read. */
  #work(): void {
    while (!this.#isSlow && this.#underWay < UNDER_WAY) {
      const letter = this.#letters.shift()
      if (letter === undefined) return this.#socket.resume()
      this.#take(letter)
    }
    this.#socket.pause()
  }

  #take({ data, isBinary }: Letter): void {
    let id: number | null = null
    try {
      if (isBinary) throw new Failure('SYNFIN_MESSAGE', t.notText)
      const value = parse(textOf(data))
      id = idOf(value)
      const asked = check(value)
      const result = this.#do(asked)
      if (!(result instanceof Promise)) return this.#send({ type: 'done', id: asked.id, result })
      this.#underWay++
      void this.#answer(asked.id, result)
    } catch (error) {
      this.#send({ type: 'failed', id, error: faultOf(error, this.#lang) })
    }
  }

  async #answer(id: number, result: Promise<unknown>): Promise<void> {
    const message: ServerMessage = await result.then(
      (value) => ({ type: 'done', id, result: value }),
      (error: unknown) => ({ type: 'failed', id, error: faultOf(error, this.#lang) }),
    )
    this.#underWay--
    this.#guarded(() => {
      this.#send(message)
      this.#work()
    })
  }

  #do(asked: Request): unknown {
    const { bench, notebooks, ticket } = this.#shared
    const setLang = (lang: Lang): void => void (this.#lang = lang)
    // The handler of its type takes it; the compiler cannot follow that through the union.
    const handler = handlers[asked.type] as (request: Request, context: RequestContext) => unknown
    return handler(asked, { bench, notebooks, ticket, lang: this.#lang, setLang })
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
  throw new Failure('SYNFIN_MESSAGE', t.badMessage, { where, what: whatIsWrong(issue) })
}
