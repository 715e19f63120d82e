import { randomBytes } from 'node:crypto'
import { accessSync, constants, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { nameHolder, RealClock, tryCapture } from '../host/index.ts'
import { type Hello, LIMITS, type Permits, PROTOCOL_VERSION } from '../protocol/index.ts'
import { formatPlace, SocketError, SocketErrors } from '../socket/index.ts'
import type { Lang } from '../say/index.ts'
import { filesIn, ownPage } from './assets.ts'
import { Bench } from './sessions/bench.ts'
import { type Bounds, BOUNDS } from './sessions/bounds.ts'
import { openDoor } from './gate/door.ts'
import { faultOf } from './failure.ts'
import { Gate } from './gate/gate.ts'
import { site } from './pages/http.ts'
import { Journal } from './sessions/journal.ts'
import { linkHost } from './gate/link-host.ts'
import { configFolder, Notebooks } from './notebook.ts'
import { Pages } from './pages/pages.ts'
import { SessionFolder } from './history/session-files.ts'

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
  /** How often a page gets a sign of life; one that has not answered by then is cut off. Default 10 s. */
  readonly beatMillis?: number | undefined
}

/** A workbench that is open. */
export interface Workbench {
  readonly port: number
  /** @returns A link that opens the page; with a token of the person's own always the same. */
  readonly link: () => string
  /** Says goodbye to every page, ends every connection with FIN; transcripts stay for the next run. */
  readonly close: () => Promise<void>
}

/**
 * Opens a workbench.
 *
 * @throws {SocketError} When the port cannot be had: EADDRINUSE names who holds it; {Failure} `SYNFIN_FILE` when
 *   there is no folder for temporary files.
 */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const {
    host = '127.0.0.1',
    lang = 'en',
    version,
    pages,
    config = configFolder(),
    beatMillis = 10_000,
  } = options
  const clock = new RealClock()
  const gate = new Gate(host, options.token, clock)
  const folder = new SessionFolder(options.temporary)
  const http = createServer({ keepAliveTimeout: 5_000 })
  await bind(http, options.port, host, lang).catch((error: unknown) => {
    folder.remove()
    throw error
  })
  const { port } = http.address() as AddressInfo

  const wallMillis = (): number => Date.now()
  const journal = new Journal(wallMillis)
  const requested = { ...BOUNDS, ...options.bounds }
  const bounds = { ...requested, disk: folder.room(requested.disk) }
  const bench = new Bench(journal, folder.path, wallMillis, bounds, lang)
  bench.connections.takeUp(folder.adopt())
  const permits = permitsOf(lang)
  const run = randomBytes(9).toString('base64url')
  const limits = { ...LIMITS, connections: bounds.connections, listeners: bounds.listeners }
  const about = { type: 'hello', protocol: PROTOCOL_VERSION, version, run, limits } as const
  const hello =
    (known: Permits) =>
    (pageLang: Lang): Hello => ({
      ...about,
      lang: pageLang,
      platform: process.platform,
      permits: known,
      seq: journal.seq,
      snapshot: journal.snapshot,
    })
  const shared = {
    bench,
    notebooks: new Notebooks(config),
    ticket: () => gate.newTicket(),
    halves: { bytes: 0 },
  }
  const open = new Pages(gate, run, async () => ({
    ...shared,
    hello: hello(await permits),
    lang,
    beatMillis,
  }))
  const answer = getRequestListener(
    site({ gate, bench, lang, pages: pages === undefined ? ownPage() : filesIn(pages) }).fetch,
  )
  openDoor(http, gate, lang, {
    answer,
    upgrade: (request, socket, head) => open.receive(request, socket, head),
  })

  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    open.goodbye()
    await bench.stop()
    journal.stop()
    await new Promise<void>((resolve) => {
      http.close(() => resolve())
      http.closeAllConnections()
      setTimeout(() => open.terminate(), 200).unref()
    })
    if (bench.connections.save()) folder.leave()
    else folder.remove()
  }
  return {
    port,
    link: () => `http://${formatPlace(linkHost(host), port)}/?token=${gate.newToken()}`,
    close: () => (closing ??= close()),
  }
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
    const detail = await nameHolder(port)
    throw new SocketError(code, { syscall: 'bind', address: host, port, detail, lang, cause: error })
  }
}

async function permitsOf(lang: Lang): Promise<Permits> {
  const tun = mayTun()
  try {
    return { capture: { tool: await tryCapture() }, tun }
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
