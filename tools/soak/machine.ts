import type { Random } from '../../src/base/index.ts'
import { Network, type Host, type Outside } from '../../src/net/index.ts'
import type { Path, VirtualClock } from '../../src/link/index.ts'
import { WireWatch } from './wire-watch.ts'

/** One computer of the campaign: a host whose power can be cut. Its memory is gone then, what it had sent is not. */
export class Machine {
  readonly name: string
  readonly address: string
  readonly watch: WireWatch
  /** Takes what leaves. */
  wire: (bytes: Uint8Array) => void = () => undefined
  /** Nothing leaves and nothing comes in. */
  isCut = false
  boots = 0
  #host: Host
  #outside: Outside
  readonly #clock: VirtualClock
  readonly #path: Path

  /** @param path - What happens to the packets that it sends. */
  constructor(name: string, address: string, clock: VirtualClock, path: Path, seed: number) {
    this.name = name
    this.address = address
    this.watch = new WireWatch(name)
    this.#clock = clock
    this.#path = path
    ;({ host: this.#host, outside: this.#outside } = this.#boot(seed))
  }

  get host(): Host {
    return this.#host
  }

  /** A packet comes in. */
  receive(bytes: Uint8Array): void {
    if (!this.isCut) this.#outside.receive(bytes)
  }

  /** Power off and on: every connection is forgotten, nobody is told. */
  reboot(chance: Random): void {
    this.boots++
    ;({ host: this.#host, outside: this.#outside } = this.#boot(chance.uint32()))
  }

  #boot(seed: number): { host: Host; outside: Outside } {
    const network = new Network({ clock: this.#clock, seed })
    const host = network.host(this.name, { addresses: [this.address] })
    const { boots } = this
    network.tap({
      // A host that has been switched off has timers still; what they send goes nowhere.
      sent: (record) => boots === this.boots && this.watch.sent(record),
      decided: (record) => boots === this.boots && this.watch.decided(record),
    })
    const outside = network.outside(host, {
      forward: this.#path,
      send: (bytes) => {
        if (!this.isCut && boots === this.boots) this.wire(bytes)
      },
    })
    return { host, outside }
  }
}
