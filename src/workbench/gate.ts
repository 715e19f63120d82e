import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { isLoopback } from '../socket/index.ts'
import { workbenchSentences as t } from '../text/index.ts'
import { Failure } from './failure.ts'

/** Links that were printed and not used, and browsers that are let in, that are remembered. */
const REMEMBERED = 1_000

/**
 * Who may come in. A one-time token in the link is exchanged for a cookie; Host and Origin are checked, so that no
 * page of another site can reach the workbench, not even under a name that was made to point here (DNS rebinding).
 */
export class Gate {
  /** Token to the cookie that it was exchanged for; undefined while it is unused. By hash, so that no lookup tells by its time. */
  readonly #tokens = new Map<string, string | undefined>()
  readonly #cookies = new Set<string>()
  /** Given by the person: lets in as often as it is shown, and its cookie outlives this run. */
  readonly #fixed: string | undefined
  readonly #isLocal: boolean
  readonly #ownName: string
  #cookieName = 'synfin'

  /** @param host - Where the workbench is bound. */
  constructor(host: string, fixedToken: string | undefined) {
    this.#fixed = fixedToken
    this.#isLocal = isLoopback(host)
    this.#ownName = host.toLowerCase()
    if (fixedToken !== undefined) this.#cookies.add(hash(cookieOf(fixedToken)))
  }

  /** Browsers do not keep cookies apart by port: the name does. */
  set port(port: number) {
    this.#cookieName = `synfin-${port}`
  }

  /** @returns The token of a new link. */
  newToken(): string {
    if (this.#fixed !== undefined) return this.#fixed
    const token = randomBytes(24).toString('base64url')
    if (this.#tokens.size >= REMEMBERED) this.#tokens.delete(this.#tokens.keys().next().value as string)
    this.#tokens.set(hash(token), undefined)
    return token
  }

  /**
   * @returns The `Set-Cookie` for a token that is good; undefined for the browser that has used it before.
   * @throws {Failure} `SYNFIN_TOKEN`
   */
  exchange(token: string, headers: IncomingHttpHeaders): string | undefined {
    const key = hash(token)
    const shown = this.#cookieIn(headers)
    if (this.#fixed !== undefined && key === hash(this.#fixed)) return this.#setCookie(cookieOf(this.#fixed))
    if (!this.#tokens.has(key)) throw new Failure('SYNFIN_TOKEN', t.tokenWrong)
    const usedBy = this.#tokens.get(key)
    if (usedBy !== undefined) {
      if (shown !== undefined && hash(shown) === usedBy) return undefined
      throw new Failure('SYNFIN_TOKEN', t.tokenUsed)
    }
    const cookie = randomBytes(24).toString('base64url')
    if (this.#cookies.size >= REMEMBERED) this.#cookies.delete(this.#cookies.values().next().value as string)
    this.#cookies.add(hash(cookie))
    this.#tokens.set(key, hash(cookie))
    return this.#setCookie(cookie)
  }

  /** @throws {Failure} `SYNFIN_TOKEN` for whoever shows neither the cookie nor, as `Authorization: Bearer`, the token of `--token`. */
  checkPass(headers: IncomingHttpHeaders): void {
    const cookie = this.#cookieIn(headers)
    if (cookie !== undefined && this.#cookies.has(hash(cookie))) return
    const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
    if (bearer !== undefined && this.#fixed !== undefined && hash(bearer) === hash(this.#fixed)) return
    throw new Failure('SYNFIN_TOKEN', t.tokenMissing)
  }

  /**
   * The name under which it was reached must be one that nobody else can point here: an address, `localhost`, or the
   * name it was bound to. And a page that asks must be its own.
   *
   * @throws {Failure} `SYNFIN_HOST`, `SYNFIN_ORIGIN`
   */
  checkSource(headers: IncomingHttpHeaders): void {
    const { host = '', origin } = headers
    const name = nameIn(host)
    if (name === undefined || !this.#answersTo(name)) {
      throw new Failure('SYNFIN_HOST', t.foreignHost, { host })
    }
    const site = headers['sec-fetch-site']
    const isForeign = origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`
    if (isForeign) throw new Failure('SYNFIN_ORIGIN', t.foreignOrigin, { origin })
    // A navigation from elsewhere may show the page (it can read nothing of it); anything else is the page's own.
    const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation) {
      throw new Failure('SYNFIN_ORIGIN', t.foreignOrigin, { origin: origin ?? site })
    }
  }

  #answersTo(name: string): boolean {
    if (name === 'localhost') return true
    if (isIP(name) !== 0) return !this.#isLocal || isLoopback(name)
    return name === this.#ownName || (!this.#isLocal && name === hostname().toLowerCase())
  }

  #cookieIn(headers: IncomingHttpHeaders): string | undefined {
    for (const pair of (headers.cookie ?? '').split(';')) {
      const [key, value] = pair.trim().split('=')
      if (key === this.#cookieName && value !== undefined) return value
    }
    return undefined
  }

  #setCookie(value: string): string {
    return `${this.#cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict`
  }
}

/** @returns The name of a Host header without its port, IPv6 without brackets; undefined when it is none. */
function nameIn(host: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+))(?::\d{1,5})?$/i.exec(host)
  return (match?.[1] ?? match?.[2])?.toLowerCase()
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64')
}

function cookieOf(token: string): string {
  return createHmac('sha256', token).update('synfin cookie').digest('base64url')
}
