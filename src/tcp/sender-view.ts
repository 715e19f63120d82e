import type { Nanos } from '../base/index.ts'
import type { SenderView } from './congestion/control.ts'
import { packetsInFlight } from './recovery/scoreboard.ts'
import type { Tcb } from './tcb.ts'

/** What a congestion control may see of its connection. */
class TcbSenderView implements SenderView {
  readonly #tcb: Tcb

  constructor(tcb: Tcb) {
    this.#tcb = tcb
  }

  get una(): number {
    return this.#tcb.snd.una
  }

  get nxt(): number {
    return this.#tcb.snd.nxt
  }

  get mss(): number {
    return this.#tcb.snd.mss
  }

  get srtt(): Nanos {
    return this.#tcb.rtt.srtt
  }

  get minRtt(): Nanos {
    return this.#tcb.rtt.min
  }

  get lastDataAt(): Nanos {
    return this.#tcb.snd.lastDataAt
  }

  packetsInFlight(): number {
    return packetsInFlight(this.#tcb)
  }
}

/** @returns The view, which follows the connection. */
export function senderView(tcb: Tcb): SenderView {
  return new TcbSenderView(tcb)
}
