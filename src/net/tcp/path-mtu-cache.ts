import { SECOND, type Nanos } from '../../base/index.ts'
import type { StackSettings } from '../../tcp/index.ts'

/** How long a path is thought to be as narrow as it was (Linux net.ipv4.route.mtu_expires; RFC 1191 §6.3: ten minutes). */
const LIFETIME: Nanos = 600 * SECOND
/** Destinations that are remembered: a peer that makes up many paths does not fill the memory. */
const MOST = 1_024
/** No link that carries IPv6 is narrower (RFC 8200 §5): what reports less was made up (Linux tcp_v6_err). */
const LEAST_6 = 1_280

/** What is believed of a path. */
export interface KnownPath {
  readonly mtu: number
  readonly until: Nanos
  /** Routers may cut packets up: the path has been reported to be narrower than anything that is taken seriously. */
  readonly mayFragment: boolean
}

/** What "packet too big" has reported of the ways to other hosts: what begins anew need not find it out again (RFC 1191 §6.2). */
export class PathMtuCache {
  readonly #paths = new Map<string, KnownPath>()
  readonly #settings: Pick<StackSettings, 'minPathMtu'>

  /** @param settings - Read as they are needed: a spoofed message must not make every segment tiny. */
  constructor(settings: Pick<StackSettings, 'minPathMtu'>) {
    this.#settings = settings
  }

  /**
   * A router has said that packets to `destination` may have `mtu` bytes.
   *
   * @returns What is believed of it; undefined where the message cannot be true.
   */
  learn(destination: string, version: 4 | 6, mtu: number, now: Nanos): KnownPath | undefined {
    if (version === 6 && mtu < LEAST_6) return undefined
    const { minPathMtu } = this.#settings
    const mayFragment = version === 4 && mtu < minPathMtu
    const path = { mtu: mayFragment ? minPathMtu : mtu, until: now + LIFETIME, mayFragment }
    const known = this.get(destination, now)
    if (known !== undefined && known.mtu <= path.mtu && !mayFragment) return known
    this.#paths.delete(destination)
    this.#paths.set(destination, path)
    if (this.#paths.size > MOST) {
      const [oldest = ''] = this.#paths.keys()
      this.#paths.delete(oldest)
    }
    return path
  }

  /** @returns The path as it is known, undefined when nothing is known that is less than the device's. */
  get(destination: string, now: Nanos): KnownPath | undefined {
    const path = this.#paths.get(destination)
    return path !== undefined && path.until > now ? path : undefined
  }
}
