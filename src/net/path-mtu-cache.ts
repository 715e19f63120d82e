import { SECOND, type Nanos } from '../base/index.ts'

/** How long a path is thought to be as narrow as it was (Linux net.ipv4.route.mtu_expires; RFC 1191 §6.3: ten minutes). */
const LIFETIME: Nanos = 600 * SECOND
/** Destinations that are remembered: a peer that makes up many paths does not fill the memory. */
const MOST = 1_024

/** What "packet too big" has told of the ways to other hosts: what begins anew need not find it out again (RFC 1191 §6.2). */
export class PathMtuCache {
  readonly #paths = new Map<string, { readonly mtu: number; readonly until: Nanos }>()

  /** A router has said that packets to `destination` may have `mtu` bytes. */
  learn(destination: string, mtu: number, now: Nanos): void {
    const known = this.get(destination, now)
    if (known !== undefined && known <= mtu) return
    this.#paths.delete(destination)
    this.#paths.set(destination, { mtu, until: now + LIFETIME })
    if (this.#paths.size <= MOST) return
    const [oldest = ''] = this.#paths.keys()
    this.#paths.delete(oldest)
  }

  /** @returns The MTU of the path, undefined when nothing is known that is less than the device's. */
  get(destination: string, now: Nanos): number | undefined {
    const path = this.#paths.get(destination)
    return path !== undefined && path.until > now ? path.mtu : undefined
  }
}
