import type { ConversationSocket } from './conversation-socket.ts'

/** Reads a socket until told to stop: what the peer sends then stays in the buffers, and its window shrinks. */
export class PausableReader {
  readonly #socket: Pick<ConversationSocket, 'recv'>
  #stop = new AbortController()
  #resume: (() => void) | undefined

  constructor(socket: Pick<ConversationSocket, 'recv'>) {
    this.#socket = socket
  }

  get isPaused(): boolean {
    return this.#resume !== undefined
  }

  pause(): void {
    if (this.isPaused) return
    this.#resume = () => undefined
    this.#stop.abort()
  }

  resume(): void {
    const resume = this.#resume
    this.#resume = undefined
    this.#stop = new AbortController()
    resume?.()
  }

  /** @returns What `recv` gives, once reading is not stopped. @throws What `recv` throws. */
  async read(max = 65_536): Promise<Uint8Array> {
    for (;;) {
      if (this.isPaused) await new Promise<void>((resolve) => (this.#resume = resolve))
      const { signal } = this.#stop
      try {
        return await this.#socket.recv(max, { signal })
      } catch (error) {
        if (!signal.aborted || (error as Error).name !== 'AbortError') throw error
      }
    }
  }
}
