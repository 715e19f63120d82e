import type { StreamDriver } from './driver.ts'
import { lengthProblem, shown } from './check-arguments.ts'
import type { SocketErrors } from './errors.ts'
import type { CloseRecord } from './types.ts'
import { type Wait, WaitQueue } from './wait-queue.ts'

const NOTHING: Uint8Array = new Uint8Array(0)
const DONE: Promise<void> = Promise.resolve()
/** What a sender may have out before the first ACK, in bytes: ten segments of an Ethernet (RFC 6928 §2). */
const FIRST_WINDOW = 14_600

/** A send that may be called off is handed down in pieces of this size, so that little is beyond recall. */
const PIECE = 65_536

interface Receiver extends Wait {
  readonly max: number
  /** For `recvInto`; else bytes of their own are made. */
  readonly target: Uint8Array | undefined
  readonly resolveLength: ((length: number) => void) | undefined
  readonly resolveBytes: ((bytes: Uint8Array) => void) | undefined
}

interface Sender extends Wait {
  readonly data: Uint8Array
  readonly resolve: () => void
  offset: number
}

/**
 * A connected socket: what each call means and in which order it is served, the same for every backend. The driver
 * below says what is readable, takes bytes, and calls `notify`.
 */
export class Stream {
  readonly driver: StreamDriver
  readonly #errors: SocketErrors
  readonly #receivers: WaitQueue<Receiver>
  readonly #senders: WaitQueue<Sender>
  /** Calls of shutdown and close that wait for the sends before them. */
  #afterSends: (() => void)[] = []
  #sendEnded = false
  #receiveEnded = false
  #finished = false
  #closing = false
  #closeCalled: Promise<void> | undefined
  /** Serving is under way, and whether something has changed since it looked. */
  #serving = false
  #changed = false
  #firstCloser: 'us' | 'peer' | undefined
  readonly #fins: ('us' | 'peer')[] = []
  #bytesSent = 0
  #bytesReceived = 0
  #record: CloseRecord | undefined
  #closed: Promise<CloseRecord> | undefined
  #resolveClosed: ((record: CloseRecord) => void) | undefined
  /** Called once, when the driver is done. */
  onDone: (() => void) | undefined

  constructor(driver: StreamDriver, errors: SocketErrors) {
    this.driver = driver
    this.#errors = errors
    this.#receivers = new WaitQueue(errors, () => driver.receiveInto(this.#receivers.first?.target))
    this.#senders = new WaitQueue(errors)
    driver.notify = () => this.#progress()
  }

  /** Closed or reset by this side: loops over it end. */
  get isReleased(): boolean {
    return this.#closing || this.driver.failure === 'ECONNABORTED'
  }

  get closed(): Promise<CloseRecord> {
    if (this.#closed === undefined) {
      if (this.#record !== undefined) return (this.#closed = Promise.resolve(this.#record))
      this.driver.holdUntilDone()
      this.#closed = new Promise((resolve) => (this.#resolveClosed = resolve))
    }
    return this.#closed
  }

  recv(max: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const wrong = lengthProblem(this.#errors, 'recv', max)
    if (wrong !== undefined) return Promise.reject(wrong)
    const fault = this.#receiveProblem(signal)
    if (fault !== undefined) return Promise.reject(fault)
    const got = this.#receivers.size === 0 ? this.#take(max) : undefined
    if (got !== undefined) return Promise.resolve(got)
    return new Promise((resolve, reject) => {
      this.#wait({
        call: 'recv',
        max,
        target: undefined,
        resolveLength: undefined,
        resolveBytes: resolve,
        reject,
        signal,
      })
    })
  }

  recvInto(target: Uint8Array, signal: AbortSignal | undefined): Promise<number> {
    if (!(target instanceof Uint8Array)) {
      return Promise.reject(this.#errors.invalid('recv', 'notBytes', { value: shown(target) }))
    }
    const wrong = lengthProblem(this.#errors, 'recv', target.length)
    if (wrong !== undefined) return Promise.reject(wrong)
    const fault = this.#receiveProblem(signal)
    if (fault !== undefined) return Promise.reject(fault)
    const got = this.#receivers.size === 0 ? this.#takeInto(target) : undefined
    if (got !== undefined) return Promise.resolve(got)
    return new Promise((resolve, reject) => {
      this.#wait({
        call: 'recv',
        max: 0,
        target,
        resolveLength: resolve,
        resolveBytes: undefined,
        reject,
        signal,
      })
    })
  }

  /** Why a receive must fail at once. What can still be read comes before why there is no more. */
  #receiveProblem(signal: AbortSignal | undefined): Error | undefined {
    if (signal?.aborted === true) return this.#errors.aborted('recv', signal)
    const fault = this.#receiveFault()
    if (fault === undefined || this.#receivers.size > 0) return undefined
    if (!this.#closing && (this.driver.readableLength > 0 || this.driver.endOfStream)) return undefined
    return this.#fail(fault, 'recv')
  }

  #wait(receiver: Receiver): void {
    this.#receivers.add(receiver)
    if (this.#receivers.size === 1) this.driver.receiveInto(receiver.target)
  }

  /** @returns False when there is nothing for this receiver yet, not even the end. */
  #serve(receiver: Receiver): boolean {
    if (receiver.target !== undefined) {
      const length = this.#takeInto(receiver.target)
      if (length === undefined) return false
      receiver.resolveLength?.(length)
      return true
    }
    const bytes = this.#take(receiver.max)
    if (bytes === undefined) return false
    receiver.resolveBytes?.(bytes)
    return true
  }

  /** @returns Up to `max` bytes, none at the end of the stream, or undefined when a receiver must wait (or fail). */
  #take(max: number): Uint8Array | undefined {
    const readable = this.#receiveEnded ? 0 : this.driver.readableLength
    if (readable === 0) return this.#takeInto(NOTHING) === undefined ? undefined : NOTHING
    const into = new Uint8Array(Math.min(max, readable))
    const length = this.#takeInto(into)
    return length === undefined || length === into.length ? into : into.subarray(0, length)
  }

  /** As `#take`, into `target`. @returns How many bytes, or undefined. */
  #takeInto(target: Uint8Array): number | undefined {
    const driver = this.driver
    if (this.#closing) return undefined
    if (this.#receiveEnded) return 0
    if (driver.readableLength === 0) return driver.endOfStream ? 0 : undefined
    const length = driver.read(target)
    this.#bytesReceived += length
    if (driver.done && driver.readableLength === 0) this.#end()
    return length
  }

  #receiveFault(): string | undefined {
    return this.#closing ? 'ECONNABORTED' : this.driver.failure
  }

  send(data: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(this.#errors.aborted('send', signal))
    const fault = this.#sendFault()
    if (fault !== undefined) return Promise.reject(this.#fail(fault, 'send'))
    if (data.length === 0) return DONE
    let offset = 0
    if (this.#senders.size === 0 && this.driver.flushed && signal === undefined) {
      offset = this.driver.write(data)
      this.#bytesSent += offset
      if (offset === data.length && this.driver.flushed) return DONE
    }
    return new Promise((resolve, reject) => {
      this.#senders.add({ call: 'send', data, offset, resolve, reject, signal })
      this.#progress()
    })
  }

  #sendFault(): string | undefined {
    return this.driver.failure ?? (this.#sendEnded ? 'EPIPE' : undefined)
  }

  /** FIN once every send called so far has been taken. */
  shutdownSend(): Promise<void> {
    const fault = this.driver.failure
    if (fault !== undefined) return Promise.reject(this.#fail('ENOTCONN', 'shutdown'))
    this.#sendEnded = true
    return this.#whenSent(() => this.#finish())
  }

  #finish(): void {
    this.driver.look()
    if (this.#finished || this.driver.failure !== undefined || this.driver.done) return
    this.#finished = true
    this.#firstCloser ??= this.#peerCloser() ?? 'us'
    this.driver.finish()
    this.#sawFin('us')
  }

  /** The peer's, where it has come, was there first. */
  #sawFin(by: 'us' | 'peer'): void {
    const fins = this.#fins
    if (!fins.includes('peer') && this.driver.peerClosed) fins.push('peer')
    if (by === 'us' && !fins.includes('us') && this.driver.failure === undefined) fins.push('us')
  }

  shutdownReceive(): void {
    if (this.#receiveEnded) return
    this.#receiveEnded = true
    this.driver.shutdownReceive()
    this.#progress()
  }

  close(): Promise<void> {
    this.#closeCalled ??= this.#close()
    return this.#closeCalled
  }

  #close(): Promise<void> {
    this.driver.look()
    this.#sendEnded = true
    this.#closing = true
    this.#receivers.rejectAll((wait) => this.#fail('ECONNABORTED', wait.call))
    const driver = this.driver
    driver.receiveInto(undefined)
    if (driver.failure !== undefined || driver.done) {
      this.#release()
      return DONE
    }
    // As Linux: closing with unread bytes is a RST at once, and what was to be sent is lost.
    if (driver.readableLength > 0) {
      this.#release()
      this.#senders.rejectAll((wait) => this.#fail('ECONNABORTED', wait.call))
      return DONE
    }
    return this.#whenSent(() => this.#release())
  }

  #release(): void {
    this.driver.look()
    this.#firstCloser ??= this.#peerCloser() ?? (this.driver.failure === undefined ? 'us' : undefined)
    const couldFinish = !this.driver.done
    this.#finished = true
    this.driver.release()
    // Where unread bytes waited a RST went out instead.
    this.#sawFin(couldFinish ? 'us' : 'peer')
    this.#progress()
  }

  reset(): void {
    const driver = this.driver
    driver.look()
    if (driver.done) return
    this.#closing = true
    this.#sendEnded = true
    this.#firstCloser ??= this.#peerCloser() ?? 'us'
    driver.receiveInto(undefined)
    driver.abort()
    this.#progress()
  }

  #whenSent(then: () => void): Promise<void> {
    if (this.#senders.size === 0 && this.driver.flushed) {
      then()
      return DONE
    }
    return new Promise((resolve) => {
      this.#afterSends.push(() => {
        then()
        resolve()
      })
    })
  }

  /** Serves whoever can be served now: called after every change below, also from within a call to the driver. */
  #progress(): void {
    this.#changed = true
    if (this.#serving) return
    this.#serving = true
    try {
      while (this.#changed) {
        this.#changed = false
        this.#serveAll()
      }
    } finally {
      this.#serving = false
    }
  }

  #serveAll(): void {
    const driver = this.driver
    this.#firstCloser ??= this.#peerCloser()
    this.#sawFin('peer')
    this.#serveReceivers()
    const failure = driver.failure
    if (failure === undefined && !driver.done) this.#pushSenders()
    else {
      const code = failure ?? 'EPIPE'
      if (this.#senders.size > 0) this.#senders.rejectAll((wait) => this.#fail(code, wait.call))
      this.#runAfterSends()
    }
    // After a RST the bytes before it can still be read: the story ends when they have been, or are given up.
    if (driver.done && (this.#closing || driver.readableLength === 0)) this.#end()
  }

  #serveReceivers(): void {
    const receivers = this.#receivers
    if (receivers.size === 0) return
    for (let head = receivers.first; head !== undefined && this.#serve(head); head = receivers.first) {
      receivers.shift()
    }
    if (receivers.size === 0) return
    this.driver.receiveInto(receivers.first?.target)
    const fault = this.#receiveFault()
    if (fault !== undefined) receivers.rejectAll((wait) => this.#fail(fault, wait.call))
  }

  #pushSenders(): void {
    const { driver } = this
    while (driver.flushed && driver.failure === undefined) {
      const head = this.#senders.first
      if (head === undefined) {
        this.#runAfterSends()
        return
      }
      if (head.offset === head.data.length) {
        this.#senders.shift()
        head.resolve()
        continue
      }
      // The piece is a copy when the call may be called off: its owner may then write over the bytes at once.
      const piece =
        head.signal === undefined
          ? head.data.subarray(head.offset)
          : head.data.slice(head.offset, head.offset + PIECE)
      const taken = driver.write(piece)
      if (taken === 0) return
      head.offset += taken
      head.done = head.offset
      this.#bytesSent += taken
    }
  }

  #runAfterSends(): void {
    if (this.#afterSends.length === 0) return
    const calls = this.#afterSends
    this.#afterSends = []
    for (const call of calls) call()
  }

  #peerCloser(): 'peer' | undefined {
    return this.driver.peerClosed || this.driver.failure === 'ECONNRESET' ? 'peer' : undefined
  }

  #end(): void {
    if (this.#record !== undefined) return
    const { failure, discarded, readableLength } = this.driver
    const reset = failure === 'ECONNRESET' || failure === 'ECONNABORTED'
    const bytesAcknowledged = this.driver.acknowledgedLength()
    // A FIN follows the last byte: while more is out than a first window, nobody can say that it has left.
    const isOut = this.#bytesSent - (bytesAcknowledged ?? this.#bytesSent) <= FIRST_WINDOW
    const isFinKnown = failure === undefined || isOut
    this.#record = {
      firstCloser:
        isFinKnown || this.#firstCloser === 'peer' || failure === 'ECONNABORTED'
          ? this.#firstCloser
          : undefined,
      fins: isFinKnown ? this.#fins : this.#fins.filter((by) => by === 'peer'),
      connected: true,
      how: failure === undefined ? 'fin' : reset ? 'reset' : 'error',
      error: failure,
      bytesSent: this.#bytesSent,
      bytesAcknowledged,
      bytesReceived: this.#bytesReceived,
      bytesUnread: discarded + readableLength,
    }
    this.#resolveClosed?.(this.#record)
    this.onDone?.()
    this.onDone = undefined
  }

  #fail(code: string, call: string): Error {
    return this.#errors.make(code, call, this.driver.remote)
  }
}
