const NOTHING: Uint8Array = new Uint8Array(0)

/** Bytes that came and were not taken yet: in at the end, out at the front. Empty, it holds no memory. */
export class ByteBuffer {
  #room: Uint8Array = NOTHING
  #start = 0
  #end = 0

  get length(): number {
    return this.#end - this.#start
  }

  /** What is held, in place: good until the next call. */
  get view(): Uint8Array {
    return this.#room.subarray(this.#start, this.#end)
  }

  /** Copies `bytes` to the end. */
  append(bytes: Uint8Array): void {
    const length = this.length + bytes.length
    if (this.#end + bytes.length > this.#room.length) {
      const room = length > this.#room.length ? new Uint8Array(Math.max(1_024, 2 * length)) : this.#room
      room.set(this.view, 0)
      this.#room = room
      this.#end -= this.#start
      this.#start = 0
    }
    this.#room.set(bytes, this.#end)
    this.#end += bytes.length
  }

  /** @returns Up to `count` bytes from the front, a copy of their own. */
  take(count: number): Uint8Array {
    const until = Math.min(this.#end, this.#start + count)
    const taken = this.#room.slice(this.#start, until)
    this.#start = until
    if (this.#start === this.#end) {
      this.#room = NOTHING
      this.#start = 0
      this.#end = 0
    }
    return taken
  }
}
