import type { Alarm, Clock, Nanos } from '../base/index.ts'
import type { CloseRecord } from '../socket/index.ts'
import type { ConversationSocket } from './conversation-socket.ts'

/** How often the peer's acknowledgements are looked at while bytes are on their way. */
const LOOK: Nanos = 20_000_000
/** When somebody waits for the last of them: at first, and at most. */
const SOON: { readonly first: Nanos; readonly most: Nanos } = { first: 1_000_000, most: 50_000_000 }

const SELDOM: Nanos = 1_000_000_000

interface Waiter {
  readonly patience: Nanos | undefined
  readonly since: Nanos
  readonly resolve: (wasDelivered: boolean) => void
}

/**
 * What has become of the bytes that a conversation has sent. The send buffer of the kernel holds megabytes: bytes are delivered
 * when the peer's TCP has acknowledged them. Where the platform does not tell (not Linux, UDP) everything here is
 * `undefined`, and nothing is waited for.
 */
export class Delivery {
  /** Bytes given to `send`, whether they could be sent or not. */
  offered = 0
  /** Bytes that could not even be given to `send`, because the peer had gone. */
  missed = 0
  /** A send was refused or broken off, or the connection was while there was more to send. */
  failed = false
  /** What is to be sent has begun and has not ended. */
  isUnderWay = false
  /** Of the offered bytes, at least so many are acknowledged. */
  acknowledged: number | undefined = undefined
  readonly #socket: ConversationSocket
  readonly #clock: Clock
  readonly #moved: () => void
  readonly #waiters = new Set<Waiter>()
  #alarm: Alarm | undefined
  #pause: Nanos = SOON.first
  #calm: Nanos = LOOK
  #lastMoved: Nanos = 0
  #lastLook: Nanos = Number.NEGATIVE_INFINITY
  #isOver = false
  /** It ended otherwise than with FIN. */
  #isBroken = false
  /** This end resets it: the person has chosen the moment, so what the peer's TCP has counts as arrived. */
  #isOurReset = false

  /** @param moved - Called when the peer has acknowledged more. */
  constructor(socket: ConversationSocket, clock: Clock, moved: () => void) {
    this.#socket = socket
    this.#clock = clock
    this.#moved = moved
  }

  /**
   * Of the offered bytes, at least so many have reached the peer: its TCP once all is closed, which keeps them for its
   * program; else its program, as a RST destroys what that has not read. (Its TCP when no more is known.)
   */
  get reached(): number | undefined {
    if (this.#isOver && !this.#isBroken) return this.acknowledged
    return this.#socket.readByPeerLength() ?? this.acknowledged
  }

  /** Bytes are not known to have reached the peer: those that were offered and those that were missed. */
  get lost(): boolean {
    if (this.missed > 0 || this.failed) return true
    const count = this.#isBroken ? this.reached : this.acknowledged
    return count !== undefined && count < this.offered
  }

  /**
   * Bytes are being sent, and what becomes of them is to be known even if the peer resets: looks at once, as a peer near
   * by has acknowledged a little already, and then from time to time.
   */
  watch(): void {
    if (this.#isOver) return
    const now = this.#clock.now()
    if (now - this.#lastLook >= LOOK) {
      this.#alarm?.cancel()
      this.#look()
    } else this.#alarm ??= this.#clock.at(now + LOOK, () => this.#look())
  }

  /**
   * Waits for the peer to acknowledge everything, as long as it goes on doing so; call it when the sends have been taken.
   *
   * @param patience - So long without any acknowledgement is too long; undefined waits for ever.
   * @returns False when the patience was over; true when all is delivered, the connection is over, or nothing is known.
   */
  settled(patience?: Nanos): Promise<boolean> {
    if (this.#isOver) return Promise.resolve(true)
    return new Promise((resolve) => {
      this.#waiters.add({ patience, since: this.#clock.now(), resolve })
      this.#pause = SOON.first
      this.#alarm?.cancel()
      this.#look()
    })
  }

  /** This end is about to reset the connection: looks once more before that. */
  ourReset(): void {
    if (this.#isOver || this.#isOurReset) return
    this.#isOurReset = true
    this.#alarm?.cancel()
    this.#look()
  }

  /** The connection is over. */
  over({ bytesAcknowledged, how }: Pick<CloseRecord, 'bytesAcknowledged'> & { readonly how: string }): void {
    this.#isOver = true
    this.#isBroken = how !== 'fin' && how !== 'left' && how !== 'datagrams' && !this.#isOurReset
    if (this.isUnderWay && (this.#isBroken || this.#isOurReset)) this.failed = true
    this.acknowledged = bytesAcknowledged
    this.#alarm?.cancel()
    this.#answerWaiters(() => true)
  }

  #look(): void {
    this.#alarm = undefined
    const now = this.#clock.now()
    this.#lastLook = now
    const acknowledged = this.#socket.acknowledgedLength()
    if (acknowledged !== undefined && acknowledged > (this.acknowledged ?? 0)) {
      this.#lastMoved = now
      this.#moved()
    }
    this.acknowledged = acknowledged
    if (this.#isOver || acknowledged === undefined || acknowledged >= this.offered) {
      this.#answerWaiters(() => true)
      this.#seeItRead()
      return
    }
    this.#calm = LOOK
    this.#answerWaiters(({ patience, since }) =>
      patience !== undefined && now - Math.max(since, this.#lastMoved) >= patience ? false : undefined,
    )
    this.#alarm = this.#clock.at(now + (this.#waiters.size > 0 ? this.#pause : LOOK), () => this.#look())
    this.#pause = Math.min(this.#pause * 2, SOON.most)
  }

  /** All is acknowledged: whether the peer's program reads it, if that can be seen, is worth a look ever more seldom. */
  #seeItRead(): void {
    if (this.#isOver || (this.#socket.readByPeerLength() ?? Infinity) >= this.offered) return
    this.#alarm = this.#clock.at(this.#clock.now() + this.#calm, () => this.#look())
    this.#calm = Math.min(this.#calm * 2, SELDOM)
  }

  #answerWaiters(answer: (waiter: Waiter) => boolean | undefined): void {
    for (const waiter of this.#waiters) {
      const result = answer(waiter)
      if (result === undefined) continue
      this.#waiters.delete(waiter)
      waiter.resolve(result)
    }
  }
}
