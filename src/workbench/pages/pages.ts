import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { LIMITS, SOCKET_PROTOCOL } from '../../protocol/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import { checkUpgrade } from '../gate/door.ts'
import { Failure } from '../failure.ts'
import type { Gate } from '../gate/gate.ts'
import { PageSocket, type Shared } from './page-socket.ts'

/** Pages, and programs on a WebSocket, at once. */
const PAGES = 100

/** The pages that are open, each on its WebSocket. */
export class Pages {
  readonly #gate: Gate
  readonly #run: string
  readonly #shared: () => Promise<Shared>
  readonly #open = new Set<PageSocket>()
  readonly #sockets = new WebSocketServer({
    noServer: true,
    // A longer message ends its socket with close code 1009.
    maxPayload: LIMITS.messageBytes,
    // The key goes along as the name of another: it is never said back.
    handleProtocols: (names) => (names.has(SOCKET_PROTOCOL) ? SOCKET_PROTOCOL : false),
  })

  /**
   * @param run - The name of this run.
   * @param shared - What all pages share, once it is known.
   */
  constructor(gate: Gate, run: string, shared: () => Promise<Shared>) {
    this.#gate = gate
    this.#run = run
    this.#shared = shared
  }

  /** Lets a page in. @throws {Failure} Why not. */
  async receive(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const asked = checkUpgrade(request, this.#gate)
    const shared = await this.#shared()
    if (this.#sockets.clients.size >= PAGES)
      throw new Failure('SYNFIN_LIMIT', t.tooManyPages, { limit: PAGES })
    this.#sockets.handleUpgrade(request, socket, head, (ws) => {
      const page = new PageSocket(ws, socket, shared, resumeFrom(asked, this.#run))
      this.#open.add(page)
      ws.once('close', () => this.#open.delete(page))
    })
  }

  /** Tells every page that the workbench ends. */
  goodbye(): void {
    for (const page of this.#open) page.goodbye()
  }

  /** Waits for no page any more. */
  terminate(): void {
    for (const client of this.#sockets.clients) client.terminate()
  }
}

/** @returns The last event that a page which comes back has seen, if it saw this run. */
function resumeFrom(asked: URLSearchParams, run: string): number | undefined {
  const since = asked.get('since') ?? ''
  return asked.get('run') === run && /^\d{1,15}$/.test(since) ? Number(since) : undefined
}
