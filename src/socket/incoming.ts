import { ByteBuffer } from './byte-buffer.ts'
import { lengthProblem, waitingProblem } from './check-arguments.ts'
import type { SocketErrors } from './errors.ts'
import type { MarkFinder } from './mark-finder.ts'
import type { TcpStream, Waiting } from './types.ts'
import { type Wait, WaitQueue } from './wait-queue.ts'

const CHUNK = 65_536

interface Turn extends Wait {
  readonly resolve: () => void
}

/** What was read: the bytes, and whether they end with what was looked for. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly isMarked: boolean
}

/**
 * One direction of a stream, read by lengths and marks: TCP keeps no boundaries, so what has come beyond a message waits
 * here for the next call. Calls are served one after the other; one that is called off takes nothing with it.
 */
export class Incoming {
  readonly #stream: TcpStream
  readonly #errors: SocketErrors
  readonly #held = new ByteBuffer()
  readonly #turns: WaitQueue<Turn>
  #isBusy = false

  constructor(stream: TcpStream, errors: SocketErrors) {
    this.#stream = stream
    this.#errors = errors
    this.#turns = new WaitQueue(errors)
  }

  /** Bytes that have been read from the socket and not been asked for yet. */
  get heldLength(): number {
    return this.#held.length
  }

  /** @returns 1 to `max` bytes; none at the end. */
  some(max: number, options?: Waiting): Promise<Uint8Array> {
    if (!this.#isBusy && this.#held.length === 0) return this.#stream.recv(max, options)
    const wrong = lengthProblem(this.#errors, 'recv', max)
    if (wrong !== undefined) return Promise.reject(wrong)
    return this.#inTurn('recv', options, () =>
      this.#held.length > 0 ? Promise.resolve(this.#held.take(max)) : this.#stream.recv(max, options),
    )
  }

  /** As `some`, into the caller's buffer. @returns How many bytes; 0 at the end. */
  someInto(target: Uint8Array, options?: Waiting): Promise<number> {
    if (!this.#isBusy && this.#held.length === 0) return this.#stream.recvInto(target, options)
    return this.#inTurn('recv', options, async () => {
      if (this.#held.length === 0 || !(target instanceof Uint8Array) || target.length === 0) {
        return this.#stream.recvInto(target, options)
      }
      const bytes = this.#held.take(target.length)
      target.set(bytes)
      return bytes.length
    })
  }

  /** @returns Exactly `count` bytes; undefined when the stream ended before the first. @throws SYNFIN_INCOMPLETE. */
  async exactly(count: number, options?: Waiting): Promise<Uint8Array | undefined> {
    const call = 'readExactly'
    const wrong = lengthProblem(this.#errors, call, count, 0)
    if (wrong !== undefined) throw wrong
    return this.#inTurn(call, options, async () => {
      while (this.#held.length < count) {
        if (!(await this.#more(options))) return this.#atEnd(call)
      }
      return this.#held.take(count)
    })
  }

  /**
   * @param max - At most so many bytes may come before the mark.
   * @param atEnd - What a rest without the mark is: the last piece, or a message that was cut off.
   * @returns What comes before the mark, and the mark; undefined when the stream ended before the first byte.
   */
  async upTo(
    call: string,
    finder: () => MarkFinder,
    markLength: number,
    {
      max = 1_048_576,
      atEnd,
      ...waiting
    }: Waiting & { readonly max?: number | undefined; readonly atEnd: 'rest' | 'error' },
  ): Promise<Piece | undefined> {
    const wrong = lengthProblem(this.#errors, call, max)
    if (wrong !== undefined) throw wrong
    return this.#inTurn(call, waiting, async () => {
      const looking = finder()
      for (;;) {
        const at = looking.find(this.#held.view)
        if (at > max || (at === -1 && this.#held.length > max)) throw this.#errors.tooLong(call, max)
        if (at !== -1) return { bytes: this.#held.take(at + markLength), isMarked: true }
        if (await this.#more(waiting)) continue
        if (atEnd === 'error' || this.#held.length === 0) return this.#atEnd(call)
        return { bytes: this.#held.take(this.#held.length), isMarked: false }
      }
    })
  }

  /** @returns False at the end of the stream. */
  async #more(options: Waiting | undefined): Promise<boolean> {
    const bytes = await this.#stream.recv(CHUNK, options)
    this.#held.append(bytes)
    return bytes.length > 0
  }

  /** @throws {SynfinError} SYNFIN_INCOMPLETE when some of it had come. */
  #atEnd(call: string): undefined {
    if (this.#held.length > 0) throw this.#errors.endedEarly(call, this.#held.length)
    return undefined
  }

  async #inTurn<Value>(
    call: string,
    options: Waiting | undefined,
    body: () => Promise<Value>,
  ): Promise<Value> {
    await this.#turn(call, options)
    try {
      return await body()
    } finally {
      const next = this.#turns.shift()
      if (next === undefined) this.#isBusy = false
      else next.resolve()
    }
  }

  #turn(call: string, options: Waiting | undefined): Promise<void> | undefined {
    const wrong = waitingProblem(this.#errors, call, options)
    if (wrong !== undefined) return Promise.reject(wrong)
    const signal = options?.signal
    if (signal?.aborted === true) return Promise.reject(this.#errors.aborted(call, signal))
    if (!this.#isBusy) {
      this.#isBusy = true
      return undefined
    }
    return new Promise((resolve, reject) => this.#turns.add({ call, resolve, reject, signal }))
  }
}
