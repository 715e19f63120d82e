import { effect, signal, type ReadonlySignal } from '@preact/signals'
import {
  applyEvents,
  PROTOCOL_VERSION,
  socketPath,
  socketProtocols,
  type Fault,
  type Hello,
  type Request,
  type RequestOf,
  type RequestType,
  type ResultOf,
  type ServerMessage,
  type SessionsSnapshot,
  type WorkbenchEvent,
} from '../../protocol/index.ts'
import { pageSentences as p } from '../shell/sentences.ts'
import { pass, passHeaders, takeToken } from './pass.ts'
import { lang, setServerLang, t } from './settings.ts'

/**
 * Where the page stands with the workbench behind it. `none`: this is a static page; `lost`: it was there and does
 * not answer now; `refused`: it wants its token; `version`: it speaks another version.
 */
export type WorkbenchState = 'none' | 'connecting' | 'open' | 'lost' | 'refused' | 'version'

/** What the workbench answered instead of doing it: `code`, a sentence, and what helps. */
export class WorkbenchFault extends Error {
  override readonly name = 'WorkbenchFault'
  readonly code: string
  readonly hint: string | undefined

  constructor({ code, message, hint }: Fault) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** What `request` is given beside its type. */
type Asking<Type extends RequestType> = Omit<RequestOf<Type>, 'type' | 'id'>

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (fault: WorkbenchFault) => void
}

const NOTHING: SessionsSnapshot = { listeners: [], connections: [], repeats: [], captures: [] }
/** The workbench beats every few seconds; after such a silence the line is dead, whatever the browser thinks. */
const SILENCE_MS = 20_000
const RETRY_MS = [200, 500, 1000, 2000]

/**
 * The page's end of the WebSocket: keeps the lists, hands on the events, asks and is answered; when the line
 * breaks it comes back by itself, and goes on after the last event it saw.
 */
class Workbench {
  readonly #state = signal<WorkbenchState>('none')
  readonly #hello = signal<Hello | undefined>(undefined)
  readonly #snapshot = signal<SessionsSnapshot>(NOTHING)
  readonly #listeners = new Set<(events: readonly WorkbenchEvent[]) => void>()
  readonly #fresh = new Set<() => void>()
  readonly #waiting = new Map<number, Waiting>()
  #socket: WebSocket | undefined
  #seq = 0
  #nextId = 1
  #failures = 0
  #silence: ReturnType<typeof setTimeout> | undefined

  get state(): ReadonlySignal<WorkbenchState> {
    return this.#state
  }

  /** What the workbench said of itself; the last known while it is lost. */
  get hello(): ReadonlySignal<Hello | undefined> {
    return this.#hello
  }

  /** Listeners, connections, repeats and captures, kept up to date. */
  get snapshot(): ReadonlySignal<SessionsSnapshot> {
    return this.#snapshot
  }

  /** Looks for a workbench behind this page; called once. */
  start(): void {
    // Without the workbench's mark it is a copy on some web host: looking for one there would only log errors.
    if (document.querySelector('meta[name="synfin-workbench"]') === null) return
    this.#state.value = 'connecting'
    takeToken()
    void this.#open()
    // Errors are said in the page's language.
    effect(() => {
      const wanted = lang.value
      if (this.#state.value === 'open') void this.request('language', { lang: wanted }).catch(() => undefined)
    })
  }

  /** @returns Unsubscribes. */
  onEvents(listener: (events: readonly WorkbenchEvent[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls when the lists came anew, not by events: what was kept of a talk may have holes. @returns Unsubscribes. */
  onFresh(listener: () => void): () => void {
    this.#fresh.add(listener)
    return () => this.#fresh.delete(listener)
  }

  /**
   * Asks the workbench for something.
   *
   * @throws {WorkbenchFault} What it answered instead; `SYNFIN_NO_WORKBENCH` when it is not there.
   */
  request<Type extends RequestType>(type: Type, asking: Asking<Type>): Promise<ResultOf<Type>> {
    const socket = this.#socket
    if (this.#state.peek() !== 'open' || socket === undefined) return Promise.reject(notThere())
    const id = this.#nextId++
    const message = { ...asking, type, id } as unknown as Request
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject })
      socket.send(JSON.stringify(message))
    })
  }

  async #open(): Promise<void> {
    const key = await pass()
    const hello = this.#hello.peek()
    const path = socketPath(hello === undefined ? undefined : { run: hello.run, since: this.#seq })
    const url = new URL(path, location.href)
    url.protocol = url.protocol.replace('http', 'ws')
    url.hash = ''
    const socket = new WebSocket(url, socketProtocols(key))
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => {
      if (this.#socket === socket) this.#take(JSON.parse(String(data)) as ServerMessage)
    })
    socket.addEventListener('close', () => {
      if (this.#socket === socket) this.#lost()
    })
    this.#listen()
  }

  /** Waits for the next sign of life. */
  #listen(): void {
    clearTimeout(this.#silence)
    const socket = this.#socket
    this.#silence = setTimeout(() => {
      if (this.#socket !== socket) return
      socket?.close()
      this.#lost()
    }, SILENCE_MS)
  }

  #take(message: ServerMessage): void {
    this.#listen()
    switch (message.type) {
      case 'hello':
        return this.#welcome(message)
      case 'events':
        return this.#follow(message.events)
      case 'done':
        this.#waiting.get(message.id)?.resolve(message.result)
        this.#waiting.delete(message.id)
        return
      case 'failed':
        if (message.id === null) return
        this.#waiting.get(message.id)?.reject(new WorkbenchFault(message.error))
        this.#waiting.delete(message.id)
        return
      default:
    }
  }

  #welcome(hello: Hello): void {
    if (hello.protocol !== PROTOCOL_VERSION) {
      this.#state.value = 'version'
      this.#stop()
      return
    }
    this.#failures = 0
    this.#hello.value = hello
    this.#seq = hello.seq
    setServerLang(hello.lang)
    this.#state.value = 'open'
    if (hello.snapshot !== undefined) {
      this.#snapshot.value = hello.snapshot
      for (const listener of this.#fresh) listener()
    }
    if (lang.peek() !== hello.lang)
      void this.request('language', { lang: lang.peek() }).catch(() => undefined)
  }

  #follow(all: readonly WorkbenchEvent[]): void {
    const events = all.filter(({ seq }) => seq > this.#seq)
    const last = events.at(-1)
    if (last === undefined) return
    this.#seq = last.seq
    this.#snapshot.value = applyEvents(this.#snapshot.peek(), events)
    for (const listener of this.#listeners) listener(events)
  }

  #stop(): void {
    clearTimeout(this.#silence)
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
    for (const { reject } of this.#waiting.values()) reject(notThere())
    this.#waiting.clear()
  }

  #lost(): void {
    this.#stop()
    void this.#decide()
  }

  /** Why there is no line: nothing behind this page, a page that is not let in, or a workbench that is away. */
  async #decide(): Promise<void> {
    const wasThere = this.#hello.peek() !== undefined
    const answer = await fetch('api/sessions', { headers: passHeaders() }).catch(() => undefined)
    if (answer?.status === 401 || answer?.status === 403) this.#state.value = 'refused'
    else if (!wasThere && answer !== undefined && !isJson(answer)) {
      this.#state.value = 'none'
      return
    } else if (this.#state.peek() !== 'connecting' || this.#failures > 0) this.#state.value = 'lost'
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)]
    this.#failures++
    setTimeout(() => void this.#open(), wait)
  }
}

function isJson(answer: Response): boolean {
  return answer.ok && (answer.headers.get('content-type') ?? '').includes('json')
}

function notThere(): WorkbenchFault {
  return new WorkbenchFault({ code: 'SYNFIN_NO_WORKBENCH', message: t(p.serverLostLong) })
}

/** The one workbench of this page. */
export const workbench: Workbench = new Workbench()
