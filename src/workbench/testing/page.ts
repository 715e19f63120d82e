import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { WebSocket } from 'ws'
import {
  entered,
  type EventOf,
  type EventType,
  type Hello,
  type RequestOf,
  type RequestType,
  results,
  type ResultOf,
  serverMessage,
  type ServerMessage,
  socketProtocols,
  type WorkbenchEvent,
} from '../../protocol/index.ts'
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../server.ts'

type Args<Type extends RequestType> = Omit<RequestOf<Type>, 'type' | 'id'>
type Failed = Extract<ServerMessage, { type: 'failed' }>

/** A workbench in a folder of its own, which goes with it. */
export async function open(
  options: Partial<WorkbenchOptions> = {},
): Promise<Workbench & { readonly folder: string; readonly base: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-test-'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>synfin</title>')
  const workbench = await openWorkbench({
    port: 0,
    version: '0.0.0',
    pages: folder,
    config: join(folder, 'config'),
    temporary: folder,
    ...options,
  })
  const close = async (): Promise<void> => {
    await workbench.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...workbench, close, folder, base: `http://127.0.0.1:${workbench.port}` }
}

/** Comes in with a link as a page does. @returns The key. */
export async function enter(link: string): Promise<string> {
  const { origin, searchParams } = new URL(link)
  const response = await fetch(`${origin}/api/enter`, {
    method: 'POST',
    headers: { origin },
    body: JSON.stringify({ token: searchParams.get('token') }),
  })
  if (!response.ok) throw new Error(`not let in: ${response.status} ${await response.text()}`)
  return v.parse(entered, await response.json()).key
}

/** A page as a program: asks, hears, and checks every message against the schema. */
export class TestPage {
  readonly socket: WebSocket
  readonly events: WorkbenchEvent[] = []
  readonly hellos: Hello[] = []
  readonly failures: Failed[] = []
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  readonly #waiting = new Map<number, (message: ServerMessage) => void>()
  readonly #checks = new Set<() => void>()
  #id = 0
  saidGoodbye = false
  beats = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = new Promise((resolve) => socket.once('close', (code) => resolve(code)))
    socket.on('message', (data) => {
      this.#hear(v.parse(serverMessage, JSON.parse(String(data as Buffer))))
    })
  }

  static async open(base: string, key: string, path = 'api/ws'): Promise<TestPage> {
    const socket = new WebSocket(`${base.replace('http', 'ws')}/${path}`, socketProtocols(key), {
      headers: { origin: base },
    })
    const page = new TestPage(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      page.#checks.add(() => page.hellos.length > 0 && resolve())
    })
    return page
  }

  get hello(): Hello {
    return this.hellos.at(-1) as Hello
  }

  /** @returns The result, checked. @throws The failure's code and message. */
  async ask<Type extends RequestType>(type: Type, args: Args<Type>): Promise<ResultOf<Type>> {
    const id = ++this.#id
    const answer = new Promise<ServerMessage>((resolve) => this.#waiting.set(id, resolve))
    this.socket.send(JSON.stringify({ type, id, ...args }))
    const message = await answer
    if (message.type === 'failed') throw Object.assign(new Error(message.error.message), message.error)
    return v.parse(results[type], (message as { result: unknown }).result) as ResultOf<Type>
  }

  /** Sends what need not be a request at all. @returns What failed. */
  async sendRaw(data: string | Buffer): Promise<Failed> {
    const before = this.failures.length
    this.socket.send(data)
    await this.until(() => this.failures.length > before)
    return this.failures[before] as Failed
  }

  /** @returns The first event of a type for which `check` holds, whether it has come or will. */
  async event<Type extends EventType>(
    type: Type,
    check: (event: EventOf<Type>) => boolean = () => true,
  ): Promise<EventOf<Type>> {
    const find = (): EventOf<Type> | undefined =>
      this.events.find(
        (event): event is EventOf<Type> => event.type === type && check(event as EventOf<Type>),
      )
    await this.until(() => find() !== undefined)
    return find() as EventOf<Type>
  }

  async until(holds: () => boolean): Promise<void> {
    if (holds()) return
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!holds()) return
        this.#checks.delete(check)
        resolve()
      }
      this.#checks.add(check)
    })
  }

  /** All bytes of a connection in one direction that its events carried, in order. */
  bytesOf(conn: number, direction: 'in' | 'out'): Buffer {
    return Buffer.concat(
      this.events
        .filter((event) => event.type === 'data' && event.conn === conn && event.direction === direction)
        .map((event) => Buffer.from((event as EventOf<'data'>).base64 ?? '', 'base64')),
    )
  }

  leave(): Promise<number> {
    this.socket.close()
    return this.closed
  }

  #hear(message: ServerMessage): void {
    if (message.type === 'hello') this.hellos.push(message)
    else if (message.type === 'events') this.events.push(...message.events)
    else if (message.type === 'goodbye') this.saidGoodbye = true
    else if (message.type === 'beat') this.beats++
    else if (message.type === 'failed') this.failures.push(message)
    if ((message.type === 'done' || message.type === 'failed') && message.id !== null) {
      this.#waiting.get(message.id)?.(message)
      this.#waiting.delete(message.id)
    }
    for (const check of this.#checks) check()
  }
}
