import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { own } from '../../base/index.ts'
import { type Lang, say } from '../../say/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import { Failure, faultOf } from '../failure.ts'
import { bearerIn, type Gate, keyIn } from './gate.ts'
import { securityHeaders } from './headers.ts'

const STATUS = {
  SYNFIN_TOKEN: 401,
  SYNFIN_ORIGIN: 403,
  SYNFIN_HOST: 421,
  SYNFIN_NO_SUCH: 404,
  SYNFIN_UPGRADE: 426,
  SYNFIN_BRAKE: 429,
  SYNFIN_LIMIT: 503,
  SYNFIN_INTERNAL: 500,
} as const
type Status = 400 | (typeof STATUS)[keyof typeof STATUS]

/** How something is refused. */
export interface Refusal {
  readonly status: Status
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * What is checked of every request, before anything of it is taken apart: where it comes from, then that it asks for
 * a path.
 *
 * @throws {Failure} `SYNFIN_HOST`, `SYNFIN_ORIGIN`, `SYNFIN_MESSAGE`
 */
export function checkRequest({ headers, headersDistinct, url = '' }: IncomingMessage, gate: Gate): void {
  const { host: hosts = [] } = headersDistinct
  // Node would take the first of several, a proxy or a policy another (RFC 9112, 3.2).
  if (hosts.length > 1) throw new Failure('SYNFIN_HOST', t.foreignHost, { host: hosts.join(', ') })
  gate.checkSource(headers, url)
  // `*`, an absolute address, `//elsewhere`: nothing of that is a path here, and a parser would find a host in it.
  if (!/^\/(?![/\\])/.test(url) || !URL.canParse(`http://workbench${url}`)) {
    throw new Failure('SYNFIN_MESSAGE', t.badTarget, { target: url })
  }
}

/**
 * What is checked of a request for a WebSocket.
 *
 * @returns What its address asks for.
 * @throws {Failure} As `checkRequest`; `SYNFIN_UPGRADE`, `SYNFIN_NO_SUCH`, `SYNFIN_TOKEN`, `SYNFIN_BRAKE`
 */
export function checkUpgrade(request: IncomingMessage, gate: Gate): URLSearchParams {
  checkRequest(request, gate)
  const { headers, url = '', socket } = request
  if (headers.upgrade?.toLowerCase() !== 'websocket') throw new Failure('SYNFIN_UPGRADE', t.onlyWebSocket)
  const { pathname, searchParams } = new URL(`http://workbench${url}`)
  if (pathname !== '/api/ws') throw new Failure('SYNFIN_NO_SUCH', t.noSuchPage, { path: pathname })
  gate.checkPass(keyIn(headers) ?? bearerIn(headers), socket.remoteAddress ?? '')
  return searchParams
}

/** A person gets a sentence, a program JSON. */
export function refusalOf(error: unknown, { headers }: IncomingMessage, lang: Lang): Refusal {
  const fault = faultOf(error, lang)
  const status = own(STATUS, fault.code) ?? 400
  const isForPerson = headers.accept?.includes('text/html') === true
  const hint = fault.code === 'SYNFIN_TOKEN' ? `\n${say(t.tokenHint, lang)}` : ''
  return {
    status,
    headers: {
      ...securityHeaders(status === 421 ? undefined : headers.host),
      'Cache-Control': 'no-store',
      'Content-Type': isForPerson ? 'text/plain; charset=utf-8' : 'application/json',
      ...(status === 426 ? { Upgrade: 'websocket' } : {}),
    },
    body: isForPerson ? `${fault.message}${hint}\n` : JSON.stringify({ error: fault }),
  }
}

/** Who answers what has come through the door. */
interface Behind {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>
}

/** From now on requests are checked and answered. Whatever one of them makes throw ends that one. */
export function openDoor(http: Server, gate: Gate, lang: Lang, behind: Behind): void {
  http.on('request', async (request, response) => {
    response.on('error', () => response.destroy())
    try {
      checkRequest(request, gate)
      await behind.answer(request, response)
    } catch (error) {
      refuse(response, refusalOf(error, request, lang))
    }
  })
  http.on('upgrade', async (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    try {
      await behind.upgrade(request, socket, head)
    } catch (error) {
      refuseUpgrade(socket, refusalOf(error, request, lang))
    }
  })
  // A client could not be accepted (no descriptor left): the others go on.
  http.on('error', () => undefined)
}

/** Answers a request with a refusal. */
function refuse(response: ServerResponse, { status, headers, body }: Refusal): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body)
}

/** Answers a request for an upgrade with a refusal. */
function refuseUpgrade(socket: Duplex, { status, headers, body }: Refusal): void {
  const all = { ...headers, Connection: 'close', 'Content-Length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
}
