import type { Nanos } from '../../base/index.ts'
import type { SocketError } from '../../socket/index.ts'
import { uiSentences as u } from '../../text/index.ts'
import type { Session } from './session.ts'

/** Clients that come together are told together. */
const TOGETHER: Nanos = 500_000_000

/** Tells of clients that were turned away because the machine could not take them; the server goes on serving. */
export class Refusals {
  readonly #session: Session
  #count = 0

  constructor(session: Session) {
    this.#session = session
  }

  add({ code, refused }: SocketError): void {
    if (this.#count === 0) this.#session.after(TOGETHER, () => this.#tell(code))
    this.#count += refused
  }

  #tell(code: string): void {
    const detail = this.#session.context.say(u.refusedClients, { count: this.#count, code })
    this.#count = 0
    void this.#session.emit({ type: 'mark', conn: 0, mark: 'refused', detail })
  }
}
