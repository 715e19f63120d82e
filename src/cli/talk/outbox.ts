import type { Alarm, Nanos } from '../../base/index.ts'
import { sayDuration } from '../../say/index.ts'
import type { Session } from './session.ts'
import type { Talk } from './talk.ts'

/** So much waits for one client before whoever sends to it has to wait. */
export const OUTBOX_BYTES: number = 1024 * 1024
/** A client whose outbox is full and that takes nothing for so long is reset. */
const PATIENCE: Nanos = 5_000_000_000

/**
 * What goes to one of many clients. Each has its own queue, so a client that reads slowly, or not at all, keeps
 * nobody waiting until it is full. Then the sender waits, as long as the client takes something; when it does not,
 * it is reset: a stream with a hole in it would be worse.
 */
export class Outbox {
  readonly #session: Session
  readonly #talk: Talk
  readonly #holdsUpOthers: () => boolean
  #waiting = 0
  #room: { readonly made: Promise<void>; readonly make: () => void; alarm: Alarm } | undefined

  /** @param holdsUpOthers - Whether somebody else waits while this one is waited for. */
  constructor(session: Session, talk: Talk, holdsUpOthers: () => boolean) {
    this.#session = session
    this.#talk = talk
    this.#holdsUpOthers = holdsUpOthers
  }

  /** All is in the kernel's send buffer. */
  get isEmpty(): boolean {
    return this.#waiting === 0
  }

  /** Takes the bytes; waits only while the queue is full. Those of a client that goes meanwhile are missed by it. */
  async post(bytes: Uint8Array): Promise<void> {
    while (this.#waiting >= OUTBOX_BYTES) await this.#roomMade()
    if (this.#talk.sendEnded) {
      this.#talk.delivery.missed += bytes.length
      return
    }
    this.#waiting += bytes.length
    void this.#send(bytes)
  }

  /** Resolves when all is in the kernel's send buffer, or the client is gone. */
  async emptied(): Promise<void> {
    while (this.#waiting > 0) await this.#roomMade()
  }

  async #send(bytes: Uint8Array): Promise<void> {
    try {
      await this.#talk.send(bytes)
    } catch {
      // Its close event tells why.
    }
    this.#waiting -= bytes.length
    const room = this.#room
    this.#room = undefined
    room?.alarm.cancel()
    room?.make()
  }

  #roomMade(): Promise<void> {
    if (this.#room === undefined) {
      let make = (): void => undefined
      const made = new Promise<void>((resolve) => (make = resolve))
      this.#room = { made, make, alarm: this.#patience() }
    }
    return this.#room.made
  }

  /** A client that takes a little is slow, and is waited for; so is the only one, who holds up nobody. */
  #patience(): Alarm {
    const before = this.#talk.socket.acknowledgedLength()
    return this.#session.after(PATIENCE, () => {
      const takesSome = this.#talk.socket.acknowledgedLength() !== before
      if (!takesSome && this.#holdsUpOthers()) this.#giveUp()
      else if (this.#room !== undefined) this.#room.alarm = this.#patience()
    })
  }

  #giveUp(): void {
    const detail = sayDuration(PATIENCE)
    void this.#session.emit({ type: 'mark', conn: this.#talk.number, mark: 'slow', detail })
    this.#talk.reset()
  }
}
