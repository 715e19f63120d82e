import { type HeldSocket, handleOf } from './held-socket.ts'
import { endingOf } from './kernel-progress.ts'

/** How often a connection that only waits for its last ACK is looked at: at first, and at most. */
const LOOK_MILLIS = { first: 1, most: 100 } as const

/**
 * Keeps a socket whose FIN is in the kernel's queue until the peer's TCP has acknowledged everything: closing it would
 * end what we can know. While the peer may send, reading tells of its end; after its FIN, only looking does.
 */
export class FinWatch {
  readonly #socket: HeldSocket
  readonly #over: (failure: string | undefined) => void
  #finish: (() => void) | undefined
  #alarm: NodeJS.Timeout | undefined
  #isHeld = false
  #peerFinished = false
  #isOver = false
  /** Our FIN, and so every byte before it, is acknowledged. */
  acknowledgedAll = false

  /** @param over - Called once when nothing more can happen, and why when it broke; Node closes the socket then. */
  constructor(socket: HeldSocket, over: (failure: string | undefined) => void) {
    this.#socket = socket
    this.#over = over
    socket.onFin = (finish, wasTaken) => {
      this.#finish = finish
      if (wasTaken) this.#look(LOOK_MILLIS.first)
      // A RST was there before: after the peer's FIN nothing else has told it.
      else this.#end('ECONNRESET')
    }
  }

  /** Our FIN has gone into the kernel. */
  get isSent(): boolean {
    return this.#finish !== undefined
  }

  /** The peer's FIN has been read. */
  peerFinished(): void {
    this.#peerFinished = true
    if (this.#finish !== undefined) this.#look(LOOK_MILLIS.first)
  }

  /** Somebody waits for the end: the program should not exit before it. */
  holdUntilDone(): void {
    this.#isHeld = true
    this.#alarm?.ref()
  }

  stop(): void {
    clearTimeout(this.#alarm)
  }

  #look(again: number): void {
    if (this.#isOver) return
    const ending = endingOf(handleOf(this.#socket))
    if (ending === 'open') {
      if (!this.#peerFinished) return
      clearTimeout(this.#alarm)
      this.#alarm = setTimeout(() => this.#look(Math.min(again * 2, LOOK_MILLIS.most)), again)
      // As with the socket itself: the kernel finishes without a program that has closed everything.
      if (!this.#isHeld) this.#alarm.unref()
      return
    }
    this.acknowledgedAll = ending === 'closed'
    this.#end(this.acknowledgedAll ? undefined : ending)
  }

  #end(failure: string | undefined): void {
    this.#isOver = true
    this.#over(failure)
    this.#finish?.()
  }
}
