/** A stream that libuv does not watch, as nobody takes what it has read. */
export interface PausedStream {
  /** Looks whether its connection is still there. */
  lookWhilePaused(): void
}

/** How soon it is told that a peer has reset a connection which is not read. */
const LOOK_MILLIS = 1_000

/**
 * The streams whose reading is stopped. libuv takes them out of its poll, where the kernel would tell of a RST whether
 * one reads or not (poll(2), POLLHUP), so they are looked at now and then, all by one timer: pausing costs nothing.
 */
class PausedStreams {
  readonly #streams = new Set<PausedStream>()
  #timer: NodeJS.Timeout | undefined

  add(stream: PausedStream): void {
    this.#streams.add(stream)
    this.#timer ??= setInterval(() => this.#look(), LOOK_MILLIS).unref()
  }

  delete(stream: PausedStream): void {
    this.#streams.delete(stream)
  }

  #look(): void {
    for (const stream of this.#streams) stream.lookWhilePaused()
    if (this.#streams.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

export const PAUSED: PausedStreams = new PausedStreams()
