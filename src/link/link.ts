import { SynfinError } from '../base/index.ts'
import { Direction, type LinkEnd, type NetworkCore, type DirectionContext } from './direction.ts'
import type { Path } from './path.ts'
import { readPath } from './path-text.ts'
import { linkSentences as t } from './sentences.ts'

/** How a link is made. */
export interface LinkOptions {
  /** What happens in both directions, each by itself; text as `parsePath` reads it. Default: a clean wire. */
  readonly path?: Path | string
  /** From the first host to the second, instead of `path`. */
  readonly forward?: Path | string
  /** From the second host to the first, instead of `path`. */
  readonly back?: Path | string
  /** Largest packet in bytes from the IP header on, 256 to 65,536. Default 1,500. */
  readonly mtu?: number
  /** False: checksums are taken as offloaded, the ends neither write nor verify them. Default true. */
  readonly checksums?: boolean
  /** Default: the hosts' names with a hyphen between. */
  readonly name?: string
}

/** A wire between two hosts. Each direction has its own path, its own queue and its own chance. */
export class Link implements DirectionContext {
  readonly name: string
  readonly checksums: boolean
  readonly forward: Direction
  readonly back: Direction
  #mtu: number

  constructor(core: NetworkCore, from: LinkEnd, to: LinkEnd, name: string, options: LinkOptions) {
    this.name = name
    this.checksums = options.checksums ?? true
    this.#mtu = checkMtu(options.mtu ?? 1_500)
    const forward = readPath(options.forward ?? options.path)
    const back = readPath(options.back ?? options.path)
    this.forward = new Direction(core, this, from, to, forward)
    // A loopback is one wire that comes back to where it began.
    this.back = from === to ? this.forward : new Direction(core, this, to, from, back)
  }

  /** Bytes of the largest packet, from the IP header on. */
  get mtu(): number {
    return this.#mtu
  }

  /**
   * Changes the MTU while connections run. What has grown too big is lost from now on, and its sender told by
   * "packet too big", as a router would. @throws {SynfinError} EINVAL.
   */
  setMtu(mtu: number): void {
    this.#mtu = checkMtu(mtu)
  }

  /** Changes what happens in both directions; packets under way arrive as they would have. @throws {PathError} */
  setPath(path: Path | string): void {
    const checked = readPath(path)
    this.forward.setPath(checked)
    if (this.back !== this.forward) this.back.setPath(checked)
  }
}

function checkMtu(mtu: number): number {
  if (Number.isInteger(mtu) && mtu >= 256 && mtu <= 65_536) return mtu
  throw new SynfinError('EINVAL', t.badMtu, { mtu })
}
