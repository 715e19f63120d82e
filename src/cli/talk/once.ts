import type { Nanos } from '../../base/index.ts'
import { uiSentences as u } from './sentences.ts'
import { type ExitCode, EXIT } from '../exit-code.ts'
import type { TalkOptions } from '../options.ts'
import { type Dial, dial } from './dial.ts'
import type { Expectation } from './expectation.ts'
import { type InputShape, pumpInput } from './input.ts'
import { quitAfterInput, sendFailed } from './input-end.ts'
import { SentFile } from './sent-file.ts'
import type { Session } from './session.ts'
import type { Conversation } from '../../talk/index.ts'

/** `synfin send`, beyond what every talk command has. */
export interface SendOptions extends TalkOptions {
  readonly sourcePort?: number
  readonly file?: string
  readonly expect?: string
  readonly expectHex?: Uint8Array
  readonly repeat?: number
  readonly every?: Nanos
}

/** What one run of `synfin send` is about. */
export interface Errand {
  /** What to send each time: bytes, a file, or the piped input and how it is read. */
  readonly input: Uint8Array | SentFile | InputShape
  readonly expectation: Expectation | undefined
  readonly options: SendOptions
}

/** UDP has no end of the answer: so long it is waited for, unless `-q` says otherwise. */
const UDP_ANSWER: Nanos = 1_000_000_000
/** A peer that keeps the connection open would be waited for for ever: so long an expected answer may take. */
const EXPECTED_ANSWER: Nanos = 5_000_000_000

/** Sends, finishes, prints the answer until the peer has finished too. */
export async function runOnce(session: Session, to: Dial, errand: Errand): Promise<ExitCode> {
  const { expectation, options } = errand
  const talk = await dial(session, to)
  if (talk === undefined) return session.finish(await session.ended, [])
  talk.isWatched = true
  await talk.open()
  session.watchIdle(talk, () => leave(session, talk, expectation, EXIT.timeout))
  talk.onText = (bytes, text) => expectation?.onData(bytes, text)
  session.firstInterrupt = () => {
    void talk.halfClose()
    if (talk.transport === 'udp' || options.every !== undefined) session.end(EXIT.interrupted, 'close')
  }
  const peer = receive(session, talk, expectation)
  const sent = deliver(session, talk, errand).catch((error: unknown) =>
    sendFailed(session, talk, error, peer),
  )
  // A peer that finished first still gets everything.
  void Promise.all([peer, sent]).then(() => leave(session, talk, expectation, EXIT.done))
  return session.finish(await session.ended, [talk])
}

async function receive(
  session: Session,
  talk: Conversation,
  expectation: Expectation | undefined,
): Promise<void> {
  try {
    await talk.receive()
    // It can no longer say what is expected of it.
    if (expectation?.isMet === false) leave(session, talk, expectation, EXIT.done)
  } catch (error) {
    session.fail(error)
  }
}

/** Nothing more will come: was what came what was expected? */
function leave(
  session: Session,
  { unreachable }: Conversation,
  expectation: Expectation | undefined,
  code: ExitCode,
): void {
  // Where nobody is, nothing was to be expected: that has been told.
  if (expectation === undefined || expectation.isMet || unreachable !== undefined) {
    session.end(code, 'close')
    return
  }
  const message = session.context.say(u.expectMissing, { expected: expectation.shown })
  session.giveUp(EXIT.expect, 'SYNFIN_EXPECT', message, 'close')
}

async function deliver(
  session: Session,
  talk: Conversation,
  { input, expectation, options }: Errand,
): Promise<void> {
  if (input instanceof Uint8Array || input instanceof SentFile) {
    const send = (): Promise<void> =>
      input instanceof SentFile ? input.sendTo(session, talk) : talk.send(input)
    await sendAgain(session, talk, send, expectation, options)
  } else {
    await pumpInput(session, input, () => [talk])
    await answered(session, talk, expectation, options)
  }
  if (session.isOver) return
  if (expectation !== undefined || options.sendOnly === true) {
    session.end(EXIT.done, 'close')
    return
  }
  if (options.shutdown && talk.transport === 'tcp') await talk.halfClose()
  const patience = options.quitAfter ?? (talk.transport === 'udp' ? UDP_ANSWER : undefined)
  void quitAfterInput(session, talk, patience, () => leave(session, talk, expectation, EXIT.done))
}

async function sendAgain(
  session: Session,
  talk: Conversation,
  send: () => Promise<void>,
  expectation: Expectation | undefined,
  { repeat, every, ...options }: SendOptions,
): Promise<void> {
  const times = repeat ?? (every === undefined ? 1 : Number.POSITIVE_INFINITY)
  for (let sent = 0; sent < times && !session.isOver; sent++) {
    if (sent > 0 && every !== undefined) await pause(session, every)
    if (session.isOver || talk.sendEnded) return
    if (sent > 0) expectation?.again()
    await send()
    await answered(session, talk, expectation, options)
  }
}

/** Waits until the expectation is met, or the run ends because it was not. */
async function answered(
  session: Session,
  talk: Conversation,
  expectation: Expectation | undefined,
  { quitAfter, idle }: SendOptions,
): Promise<void> {
  if (expectation === undefined) return
  const patience = quitAfter ?? (talk.transport === 'udp' ? UDP_ANSWER : (idle ?? EXPECTED_ANSWER))
  await Promise.race([talk.delivery.settled(EXPECTED_ANSWER), expectation.met(), session.ended])
  const alarm = session.after(patience, () => leave(session, talk, expectation, EXIT.done))
  await Promise.race([expectation.met(), session.ended])
  alarm.cancel()
}

function pause(session: Session, time: Nanos): Promise<void> {
  return new Promise((resolve) => {
    session.after(time, resolve)
    void session.ended.then(() => resolve())
  })
}
