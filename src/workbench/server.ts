import { randomBytes } from 'node:crypto'
import { accessSync, constants, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { nameHolder, tryCapture } from '../host/index.ts'
import { type Hello, LIMITS, type Permits, PROTOCOL_VERSION } from '../protocol/index.ts'
import { formatPlace, SocketError, SocketErrors } from '../socket/index.ts'
import type { Lang } from '../text/index.ts'
import { PAGE_FOLDER } from './assets.ts'
import { Bench, type Bounds, BOUNDS } from './bench.ts'
import { faultOf } from './failure.ts'
import { Gate } from './gate.ts'
import { site, socketProblem, statusOf } from './http.ts'
import { Journal } from './journal.ts'
import { configFolder, Notebooks } from './notebook.ts'
import { PageSocket, type Shared } from './page-socket.ts'
import { SessionFolder } from './session-files.ts'

/** A WebSocket message beyond this ends its socket (close code 1009); up to it, one that is too long is answered. */
const FRAME_BYTES = 2 * LIMITS.messageBytes

/** How a workbench is opened. */
export interface WorkbenchOptions {
  /** 0: one is picked. */
  readonly port: number
  /** Default 127.0.0.1: this machine alone. */
  readonly host?: string | undefined
  /** A token of the person's own, good as often as it is shown. Default: a new one for every link, good once. */
  readonly token?: string | undefined
  readonly lang?: Lang | undefined
  /** synfin's version, for the page. */
  readonly version: string
  /** Where the built page lies. */
  readonly pages?: string | undefined
  /** Where snippets and saved runs are kept. */
  readonly config?: string | undefined
  /** Where the session files go. Default: the system's folder for temporary files. */
  readonly temporary?: string | undefined
  readonly bounds?: Partial<Bounds> | undefined
  /** How often a page is told that the workbench lives; one that has not answered by then is cut off. Default 10 s. */
  readonly beatMillis?: number | undefined
}

/** A workbench that is open. */
export interface Workbench {
  readonly port: number
  /** @returns A link that opens the page; with the token of `--token` always the same. */
  readonly link: () => string
  /** Says goodbye to every page, ends every connection with FIN, and removes the session files. */
  readonly close: () => Promise<void>
}

/**
 * Opens a workbench.
 *
 * @throws {SocketError} When the port cannot be had: EADDRINUSE names who holds it.
 */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const {
    host = '127.0.0.1',
    lang = 'en',
    version,
    pages = PAGE_FOLDER,
    config = configFolder(),
    beatMillis = 10_000,
  } = options
  const gate = new Gate(host, options.token)
  const http = createServer({ keepAliveTimeout: 5_000 })
  await bind(http, options.port, host, lang)
  const { port } = http.address() as AddressInfo
  gate.port = port

  const wallMillis = (): number => Date.now()
  const journal = new Journal(wallMillis)
  const folder = new SessionFolder(options.temporary)
  const bounds = { ...BOUNDS, ...options.bounds }
  const bench = new Bench(journal, folder.path, wallMillis, bounds)
  const permits = permitsOf(lang)
  const run = randomBytes(9).toString('base64url')
  const hello =
    (known: Permits) =>
    (pageLang: Lang): Hello => ({
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      version,
      run,
      lang: pageLang,
      platform: process.platform,
      permits: known,
      limits: { ...LIMITS, connections: bounds.connections, listeners: bounds.listeners },
      seq: journal.seq,
      snapshot: journal.snapshot,
    })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES })
  const open = new Set<PageSocket>()
  const notebooks = new Notebooks(config)
  const receive = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // What is permitted belongs to the first message: the upgrade waits for it.
    void permits.then((known) => {
      sockets.handleUpgrade(request, socket, head, (ws) => {
        const shared: Shared = { bench, notebooks, hello: hello(known), lang, beatMillis }
        const page = new PageSocket(ws, shared, resumeFrom(request, run))
        open.add(page)
        ws.once('close', () => open.delete(page))
      })
    })
  }
  http.on('request', getRequestListener(site({ gate, bench, lang, pages }).fetch))
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const problem =
      pathOf(request) === '/api/ws' ? socketProblem(request, gate) : new Error('no WebSocket here')
    if (problem === undefined) receive(request, socket, head)
    else refuse(socket, problem, lang)
  })

  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    for (const page of open) page.goodbye()
    await bench.stop()
    journal.stop()
    await new Promise<void>((resolve) => {
      http.close(() => resolve())
      http.closeAllConnections()
      setTimeout(() => {
        for (const client of sockets.clients) client.terminate()
      }, 200).unref()
    })
    folder.remove()
  }
  return {
    port,
    link: () => `http://${formatPlace(placeOf(host), port)}/?token=${gate.newToken()}`,
    close: () => (closing ??= close()),
  }
}

/** The address that a browser on this machine opens. */
function placeOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

async function bind(http: Server, port: number, host: string, lang: Lang): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject)
      http.listen({ port, host }, () => {
        http.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    const { code = 'EIO' } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE') throw new SocketErrors(lang).make(code, 'bind', { address: host, port }, error)
    const detail = await nameHolder(port, lang)
    throw new SocketError(code, { syscall: 'bind', address: host, port, detail, lang, cause: error })
  }
}

async function permitsOf(lang: Lang): Promise<Permits> {
  const tun = mayTun()
  try {
    return { capture: { tool: await tryCapture(lang) }, tun }
  } catch (error) {
    return { capture: { problem: faultOf(error, lang) }, tun }
  }
}

/** A TUN device needs CAP_NET_ADMIN (bit 12 of the effective set) and /dev/net/tun. */
function mayTun(): boolean {
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK)
    const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
    return (BigInt(`0x${effective}`) & (1n << 12n)) !== 0n
  } catch {
    return false
  }
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://workbench').pathname
}

/** @returns The last event that a page which comes back has seen, if it saw this run. */
function resumeFrom(request: IncomingMessage, run: string): number | undefined {
  const { searchParams } = new URL(request.url ?? '/', 'http://workbench')
  const since = searchParams.get('since') ?? ''
  return searchParams.get('run') === run && /^\d{1,15}$/.test(since) ? Number(since) : undefined
}

function refuse(socket: Duplex, problem: unknown, lang: Lang): void {
  const status = statusOf(problem)
  const body = JSON.stringify({ error: faultOf(problem, lang) })
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `X-Content-Type-Options: nosniff\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
