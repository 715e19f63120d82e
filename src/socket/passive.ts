import type { ListenerDriver, StreamDriver } from './driver.ts'
import type { SocketErrors } from './errors.ts'
import { type Wait, WaitQueue } from './wait-queue.ts'

interface Accepter extends Wait {
  readonly resolve: (client: StreamDriver) => void
}

/** A listening socket: who waits in accept, over a driver that holds the queue of finished handshakes. */
export class Passive {
  readonly driver: ListenerDriver
  readonly #errors: SocketErrors
  readonly #accepters: WaitQueue<Accepter>
  #closed = false

  constructor(driver: ListenerDriver, errors: SocketErrors) {
    this.driver = driver
    this.#errors = errors
    this.#accepters = new WaitQueue(errors)
    driver.notify = () => this.#progress()
  }

  accept(signal: AbortSignal | undefined): Promise<StreamDriver> {
    if (signal?.aborted === true) return Promise.reject(this.#errors.aborted('accept', signal))
    if (this.#closed) return Promise.reject(this.#gone())
    if (this.#accepters.size === 0) {
      const failure = this.#failure()
      if (failure !== undefined) return Promise.reject(failure)
      const client = this.driver.accept()
      if (client !== undefined) return Promise.resolve(client)
    }
    return new Promise((resolve, reject) => {
      this.#accepters.add({ call: 'accept', resolve, reject, signal })
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.driver.close()
    this.#accepters.rejectAll(() => this.#gone())
  }

  #progress(): void {
    while (this.#accepters.size > 0) {
      const failure = this.#failure()
      if (failure !== undefined) {
        this.#accepters.shift()?.reject(failure)
        continue
      }
      const client = this.driver.accept()
      if (client === undefined) return
      this.#accepters.shift()?.resolve(client)
    }
  }

  #failure(): Error | undefined {
    const failure = this.driver.takeFailure()
    return failure && this.#errors.refusing(failure.code, failure.refused, this.driver.local)
  }

  #gone(): Error {
    return this.#errors.make('ECONNABORTED', 'accept', this.driver.local)
  }
}
