import type { Alarm, Nanos } from '../base/index.ts'
import { sayDuration } from '../say/index.ts'
import type { Conversation } from './conversation.ts'

/** So much waits for one client before its sender has to wait. */
export const OUTBOX_BYTES: number = 1024 * 1024
/** A client whose outbox is full and that takes nothing for so long is reset. */
const PATIENCE: Nanos = 5_000_000_000

/** What an `Outbox` needs of its server. */
export interface OutboxOptions {
  /** Calls a function after a while: the clock is handed in. */
  readonly after: (delay: Nanos, run: () => void) => Alarm
  /** Whether somebody else waits while this client is waited for. */
  readonly holdsUpOthers: () => boolean
}

/**
 * What goes to one of many clients. Each has its own queue, so a client that reads slowly, or not at all, keeps
 * nobody waiting until it is full. Then the sender waits, as long as the client takes something; when it does not,
 * it is reset: a stream with a hole in it would be worse.
 */
export class Outbox {
  readonly #conversation: Conversation
  readonly #after: OutboxOptions['after']
  readonly #holdsUpOthers: () => boolean
  #waiting = 0
  #room: { readonly made: Promise<void>; readonly make: () => void; alarm: Alarm } | undefined

  constructor(conversation: Conversation, { after, holdsUpOthers }: OutboxOptions) {
    this.#conversation = conversation
    this.#after = after
    this.#holdsUpOthers = holdsUpOthers
  }

  /** All is in the kernel's send buffer. */
  get isEmpty(): boolean {
    return this.#waiting === 0
  }

  /** Takes the bytes; waits only while the queue is full. Those of a client that goes meanwhile are missed by it. */
  async post(bytes: Uint8Array): Promise<void> {
    while (this.#waiting >= OUTBOX_BYTES) await this.#roomMade()
    if (this.#conversation.sendEnded) {
      this.#conversation.delivery.missed += bytes.length
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
      await this.#conversation.send(bytes)
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
    const before = this.#conversation.socket.acknowledgedLength()
    return this.#after(PATIENCE, () => {
      const takesSome = this.#conversation.socket.acknowledgedLength() !== before
      if (!takesSome && this.#holdsUpOthers()) this.#giveUp()
      else if (this.#room !== undefined) this.#room.alarm = this.#patience()
    })
  }

  #giveUp(): void {
    void this.#conversation.mark('slow', sayDuration(PATIENCE))
    this.#conversation.reset()
  }
}
