/** What is known of the peer's urgent byte (Linux urg_data). */
export type UrgentState =
  /** None has been announced, or it has been read past. */
  | 'none'
  /** Announced, not yet arrived. */
  | 'coming'
  /** Arrived, and not yet taken out of turn. */
  | 'here'
  /** Taken out of turn (MSG_OOB). */
  | 'taken'

/**
 * The peer's urgent byte: as in Linux the last one of the urgent data (RFC 6093 §3.1), a mark in the stream at which reads
 * stop. Unless it is wanted in line (SO_OOBINLINE) reads leave it out, and it is taken by itself.
 */
export class UrgentByte {
  #state: UrgentState = 'none'
  #mark = 0
  #byte = 0

  get state(): UrgentState {
    return this.#state
  }

  /** Position of the byte; says nothing while there is none. */
  get mark(): number {
    return this.#mark
  }

  /** Whether the byte lies at `position`: the next read begins there (SIOCATMARK). */
  isAt(position: number): boolean {
    return this.#state !== 'none' && this.#mark === position
  }

  /** Whether a byte at `mark` is news: later than the one before. */
  isNews(mark: number): boolean {
    return this.#state === 'none' || mark > this.#mark
  }

  /** A byte at `mark` has been announced. */
  announce(mark: number): void {
    this.#state = 'coming'
    this.#mark = mark
  }

  /** Text from `left` on has come: the byte is in it, or still to come. @returns Whether it has come with this. */
  arrive(left: number, payload: Uint8Array, offset: number, length: number): boolean {
    const at = this.#mark - left
    if (this.#state !== 'coming' || at < 0 || at >= length) return false
    this.#state = 'here'
    this.#byte = payload[offset + at] as number
    return true
  }

  /** Reads have come to `position`: behind the byte it is forgotten. */
  passed(position: number): void {
    if (this.#state !== 'none' && position > this.#mark) this.#state = 'none'
  }

  /** @returns The byte, if it is here. @param keep - It stays to be taken (MSG_PEEK). */
  take(keep: boolean): number | undefined {
    if (this.#state !== 'here') return undefined
    if (!keep) this.#state = 'taken'
    return this.#byte
  }

  /** No connection, no byte. */
  reset(): void {
    this.#state = 'none'
  }
}
