import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { type Clock, type Nanos, SECOND } from '../../base/index.ts'
import { isLoopback } from '../../socket/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import { Brake } from './brake.ts'
import { Failure } from '../failure.ts'

/** Links that were printed and not used, pages that are let in, and tickets, that are remembered. */
const REMEMBERED = 1_000
/** How long a download may wait for its beginning. */
const TICKET_LIFE: Nanos = 60 * SECOND

/**
 * Who may come in. The token in the link is exchanged for a key, which a page sends itself with everything it asks:
 * nothing that a browser sends by itself (a cookie goes to every port of a host) opens anything. Host and Origin are
 * checked too, so that no page of another site can reach the workbench, not even under a name that was made to point
 * here (DNS rebinding). Secrets are kept by their hash, so that no lookup tells by its time.
 */
export class Gate {
  readonly #clock: Clock
  readonly #brake: Brake
  /** Whether a token has been used. */
  readonly #tokens = new Map<string, boolean>()
  readonly #keys = new Set<string>()
  /** When a ticket ends. */
  readonly #tickets = new Map<string, Nanos>()
  /** Given by the person: lets in as often as it is shown, and its key outlives this run. */
  readonly #fixed: string | undefined
  readonly #isLocal: boolean
  readonly #ownName: string

  /** @param host - Where the workbench is bound. */
  constructor(host: string, fixedToken: string | undefined, clock: Clock) {
    this.#clock = clock
    this.#brake = new Brake(clock)
    this.#fixed = fixedToken
    this.#isLocal = isLoopback(host)
    this.#ownName = host.toLowerCase()
    if (fixedToken !== undefined) this.#keys.add(hash(keyOf(fixedToken)))
  }

  /** @returns The token of a new link. */
  newToken(): string {
    if (this.#fixed !== undefined) return this.#fixed
    const token = secret()
    makeRoom(this.#tokens)
    this.#tokens.set(hash(token), false)
    return token
  }

  /**
   * @param from - The address that it came from: guesses are slowed down by address.
   * @returns The key for a token that is good.
   * @throws {Failure} `SYNFIN_TOKEN`, `SYNFIN_BRAKE`
   */
  exchange(token: string, from: string): string {
    this.#brake.check(from)
    const hashed = hash(token)
    if (this.#fixed !== undefined && hashed === hash(this.#fixed)) return keyOf(this.#fixed)
    const isUsed = this.#tokens.get(hashed)
    if (isUsed === undefined) {
      this.#brake.guessed(from)
      throw new Failure('SYNFIN_TOKEN', t.tokenWrong)
    }
    if (isUsed) throw new Failure('SYNFIN_TOKEN', t.tokenUsed)
    this.#tokens.set(hashed, true)
    const key = secret()
    makeRoom(this.#keys)
    this.#keys.add(hash(key))
    return key
  }

  /**
   * @param shown - A key, or the person's own token; undefined: none.
   * @throws {Failure} `SYNFIN_TOKEN`, `SYNFIN_BRAKE`
   */
  checkPass(shown: string | undefined, from: string): void {
    if (shown === undefined) throw new Failure('SYNFIN_TOKEN', t.tokenMissing)
    if (this.#keys.has(hash(shown))) return
    this.#brake.check(from)
    if (this.#fixed !== undefined && hash(shown) === hash(this.#fixed)) return
    this.#brake.guessed(from)
    throw new Failure('SYNFIN_TOKEN', t.tokenMissing)
  }

  /** @returns What lets in one download within a minute: a link that a browser follows can carry no key. */
  newTicket(): string {
    const ticket = secret()
    makeRoom(this.#tickets)
    this.#tickets.set(hash(ticket), this.#clock.now() + TICKET_LIFE)
    return ticket
  }

  /** @throws {Failure} `SYNFIN_TOKEN` for one that is none, was used, or is too old. */
  takeTicket(ticket: string): void {
    const hashed = hash(ticket)
    const end = this.#tickets.get(hashed) ?? 0
    this.#tickets.delete(hashed)
    if (this.#clock.now() >= end) throw new Failure('SYNFIN_TOKEN', t.ticketOver)
  }

  /**
   * The name under which it was reached must be one that nobody else can point here: an address, `localhost`, or the
   * name it was bound to. And a page that asks must be its own. Nothing else of a request is read before this.
   *
   * @param target - As it stands in the request line.
   * @throws {Failure} `SYNFIN_HOST`, `SYNFIN_ORIGIN`
   */
  checkSource(headers: IncomingHttpHeaders, target: string): void {
    const { host = '', origin } = headers
    const name = nameIn(host)
    if (name === undefined || !this.#answersTo(name)) {
      throw new Failure('SYNFIN_HOST', t.foreignHost, { host })
    }
    // A proxy on this machine may speak TLS with the browser.
    const own = [`http://${host.toLowerCase()}`, `https://${host.toLowerCase()}`]
    if (origin !== undefined && !own.includes(origin.toLowerCase())) {
      throw new Failure('SYNFIN_ORIGIN', t.foreignOrigin, { origin })
    }
    const site = headers['sec-fetch-site']
    if (site === undefined || site === 'same-origin' || site === 'none') return
    // A link from elsewhere may show the page (nobody there can read it); anything else is the page's own.
    const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
    if (isNavigation && /^\/(\?|$)/.test(target)) return
    throw new Failure('SYNFIN_ORIGIN', t.foreignOrigin, { origin: origin ?? site })
  }

  #answersTo(name: string): boolean {
    if (name === 'localhost') return true
    if (isIP(name) !== 0) return !this.#isLocal || isLoopback(name)
    return name === this.#ownName || (!this.#isLocal && name === hostname().toLowerCase())
  }
}

/** @returns What `Authorization: Bearer …` shows. */
export function bearerIn({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer (\S{1,300})$/i.exec(authorization ?? '')?.[1]
}

/** @returns What the name of a WebSocket's subprotocol shows: a browser can send no header of its own with it. */
export function keyIn({ 'sec-websocket-protocol': names = '' }: IncomingHttpHeaders): string | undefined {
  return /(?:^|,)\s*key\.([\w-]{1,300})\s*(?:,|$)/.exec(names)?.[1]
}

/** @returns The name of a Host header without its port, IPv6 without brackets; undefined when it is none. */
function nameIn(host: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+))(?::\d{1,5})?$/i.exec(host)
  return (match?.[1] ?? match?.[2])?.toLowerCase()
}

function secret(): string {
  return randomBytes(24).toString('base64url')
}

/** The oldest goes. */
function makeRoom(all: Map<string, unknown> | Set<string>): void {
  const [oldest] = all.keys()
  if (all.size >= REMEMBERED && oldest !== undefined) all.delete(oldest)
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64')
}

function keyOf(token: string): string {
  return createHmac('sha256', token).update('synfin key').digest('base64url')
}
