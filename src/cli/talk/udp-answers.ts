import { isOwnAddress } from '../../host/index.ts'
import { type SocketAddress } from '../../socket/index.ts'
import { answerPauseText, AnswerGuard } from '../../talk/index.ts'
import { uiSentences as u } from './sentences.ts'
import { showAddress } from '../values.ts'
import type { Session } from './session.ts'
import type { Conversation } from '../../talk/index.ts'

/**
 * Which datagrams a server answers by itself. Nobody has shown that a datagram's sender is its sender, so who is on
 * another machine gets an answer only when one was asked for, and no answers go round and round.
 */
export class UdpAnswers {
  readonly #session: Session
  readonly #guard: AnswerGuard
  readonly #goesBeyond: boolean
  /** Of each client, whether its address may have answers at all. */
  readonly #isNear = new WeakMap<Conversation, boolean>()
  #isReported = false

  /** @param goesBeyond - Answers were asked for, so they go to other machines too. */
  constructor(session: Session, goesBeyond: boolean) {
    const { io, lang, reachedAt } = session.context
    this.#session = session
    this.#goesBeyond = goesBeyond
    this.#guard = new AnswerGuard({
      clock: io.clock,
      // Behind a TUN device we are the engine, and the machine is the peer.
      isOwnAddress: reachedAt === undefined ? isOwnAddress : (address) => address === reachedAt,
      paused: (pause) => this.#report(0, answerPauseText(pause, lang)),
    })
  }

  /** The server listens there. */
  own(local: SocketAddress | undefined): void {
    if (local !== undefined) this.#guard.own(local)
  }

  /** To be asked before each automatic answer. */
  allows(talk: Conversation): boolean {
    const remote = talk.socket.remoteAddress
    return remote !== undefined && this.#reaches(talk, remote) && this.#guard.allows(remote)
  }

  #reaches(talk: Conversation, remote: SocketAddress): boolean {
    if (this.#goesBeyond) return true
    const known = this.#isNear.get(talk)
    if (known !== undefined) return known
    const isNear = isOwnAddress(remote.address)
    this.#isNear.set(talk, isNear)
    if (!isNear && !this.#isReported) {
      this.#isReported = true
      this.#report(talk.number, this.#session.context.say(u.answersHere, { remote: showAddress(remote) }))
    }
    return isNear
  }

  #report(conn: number, detail: string): void {
    void this.#session.emit({ type: 'mark', conn, mark: 'unanswered', detail })
  }
}
