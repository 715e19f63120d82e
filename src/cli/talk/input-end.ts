import type { Nanos } from '../../base/index.ts'
import { UsageError } from '../context.ts'
import { EXIT } from '../exit-code.ts'
import type { Session } from './session.ts'
import type { Conversation } from '../../talk/index.ts'

/** A peer that takes nothing for so long is not waited for with `-q`, however short that is. */
const PATIENCE: Nanos = 5_000_000_000

/**
 * `-q TIME`: leaves so long after the input has ended and all of it is acknowledged, so that a short time loses nothing.
 *
 * @param leave - Called then, unless the run has ended before.
 */
export async function quitAfterInput(
  session: Session,
  talk: Conversation,
  time: Nanos | undefined,
  leave: () => void,
): Promise<void> {
  if (time === undefined || session.isOver) return
  const patience = Math.max(time, PATIENCE)
  if (await talk.delivery.settled(talk.transport === 'tcp' ? patience : 0)) session.after(time, leave)
  else if (!session.isOver) {
    session.notTaken(talk, patience)
    session.end(EXIT.timeout, 'close')
  }
}

/**
 * The input could not be sent. What it is about is told: input that is not what the options say, or, after what the peer
 * had still sent, how the connection broke.
 *
 * @param peer - Resolves when nothing more is read from the peer.
 */
export async function sendFailed(
  session: Session,
  talk: Conversation,
  error: unknown,
  peer: Promise<void>,
): Promise<void> {
  if (error instanceof UsageError) {
    session.giveUp(EXIT.usage, 'SYNFIN_INPUT', error.message, 'close')
    return
  }
  if (talk.transport === 'tcp') await Promise.race([peer, session.ended])
  session.fail(error)
}
