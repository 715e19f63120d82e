import { uiSentences as u } from './sentences.ts'
import { type ExitCode, EXIT } from '../exit-code.ts'
import { type TalkOptions, lineEnd } from '../options.ts'
import { clientCommands } from './client-commands.ts'
import { Composer } from './compose.ts'
import { type Dial, dial } from './dial.ts'
import { type InputShape, pumpInput } from './input.ts'
import { quitAfterInput, sendFailed } from './input-end.ts'
import type { Prompt } from './prompt.ts'
import type { Session } from './session.ts'
import { sendTyped } from './shared-commands.ts'
import { SlashCommands } from './slash.ts'
import type { Conversation } from '../../talk/index.ts'
import type { ViewChoice } from './view.ts'

/** `synfin connect`, beyond what every talk command has. */
export interface ConnectCommandOptions extends TalkOptions {
  readonly keepHalfOpen?: true
  readonly sourcePort?: number
}

/** Bytes pass untouched into a pipe or file, unless text was asked for: by `--decode`, or by naming a charset. */
export function receivedShape(options: TalkOptions, isTerminal: boolean): ViewChoice['shape'] {
  if (options.json === true) return 'json'
  if (isTerminal) return 'terminal'
  const charset = options.recvEncoding ?? options.encoding
  return (options.decode ?? charset !== 'auto') ? 'text' : 'bytes'
}

/** The same for piped input. UTF-8 for UTF-8 is left untouched. */
export function inputShape(options: TalkOptions): InputShape {
  const charset = options.sendEncoding ?? options.encoding
  const asText = options.decode ?? (charset !== 'auto' && charset !== 'utf-8')
  return { hex: options.hex === true, asText, eol: lineEnd(options, undefined) }
}

/** One connection, from the first SYN to the exit code: a prompt when the input is a terminal, a pipe otherwise. */
export async function runClient(
  session: Session,
  to: Dial,
  options: ConnectCommandOptions,
): Promise<ExitCode> {
  const talk = await dial(session, to)
  if (talk === undefined) return session.finish(await session.ended, [])
  talk.isWatched = true
  await talk.open()
  session.firstInterrupt = () => interrupted(session, talk)
  session.watchIdle(talk, () => session.end(EXIT.timeout, 'close'))
  const input = { ended: options.recvOnly === true }
  const peer = listenTo(session, talk, options, input)
  if (options.recvOnly !== true) {
    if (session.prompt === undefined) void pipeIn(session, talk, options, input, peer)
    else startPrompt(session, session.prompt, talk, options)
  }
  return session.finish(await session.ended, [talk])
}

/** Ctrl-C once: FIN, and wait for the peer's; over UDP there is nothing to wait for. */
function interrupted(session: Session, talk: Conversation): void {
  if (talk.transport === 'udp' || talk.peerEnded || talk.isOver) {
    session.end(EXIT.interrupted, 'close')
    return
  }
  // The peer's FIN comes behind what it has sent.
  if (talk.isPaused) void talk.resume()
  void session.emit({
    type: 'mark',
    conn: talk.number,
    mark: 'interrupt',
    detail: session.context.say(u.interruptedOnce),
  })
  void talk.halfClose()
}

/** Reads until the peer's FIN or RST, and decides what that means. */
async function listenTo(
  session: Session,
  talk: Conversation,
  options: ConnectCommandOptions,
  input: { ended: boolean },
): Promise<void> {
  try {
    await talk.receive()
  } catch (error) {
    session.fail(error)
    return
  }
  const isPrompt = session.prompt !== undefined && options.recvOnly !== true
  // A peer that finished first still gets everything, as from nc and ncat: only the input's own end is ours.
  const inputOpen = isPrompt ? !talk.sendEnded : !input.ended
  if (inputOpen && !talk.sendEnded) {
    if (!isPrompt && !session.isOver && options.quiet !== true) session.tell(u.inputGoesOn)
    // Nothing is read any more, and nothing may ever be sent: what breaks it now is heard of here alone.
    void talk.closed.then(() => {
      if (talk.record?.error === undefined) return
      session.end(talk.record.how === 'reset' ? EXIT.reset : EXIT.network, 'gone')
    })
    return
  }
  session.end(EXIT.done, 'close')
}

/** Piped input: sent as it comes; its end is our FIN, and receiving goes on. */
async function pipeIn(
  session: Session,
  talk: Conversation,
  options: ConnectCommandOptions,
  input: { ended: boolean },
  peer: Promise<void>,
): Promise<void> {
  try {
    await pumpInput(session, inputShape(options), () => [talk])
  } catch (error) {
    await sendFailed(session, talk, error, peer)
    return
  }
  input.ended = true
  if (options.sendOnly === true || talk.peerEnded) {
    session.end(EXIT.done, 'close')
    return
  }
  if (options.shutdown && talk.transport === 'tcp') await talk.halfClose()
  await quitAfterInput(session, talk, options.quitAfter, () => session.end(EXIT.done, 'close'))
}

function startPrompt(
  session: Session,
  prompt: Prompt,
  talk: Conversation,
  options: ConnectCommandOptions,
): void {
  const { lang } = session.context
  const note = (line: string): void => session.screen.note(line)
  const composer = new Composer({
    hex: options.hex === true,
    eol: lineEnd(options, 'lf'),
    lang,
    tell: session.tell,
    note,
  })
  const slash = new SlashCommands(clientCommands(session, talk, composer), lang, session.tell, session.screen)
  if (options.quiet !== true)
    note(session.context.say(talk.transport === 'udp' ? u.promptHintUdp : u.promptHint))
  prompt.start({
    complete: (line) => slash.complete(line),
    interrupt: () => session.interrupt(),
    end: () => slash.inOrder(() => inputEnded(session, talk, options)),
    line: (text) => slash.take(text, (line) => sendTyped(session, talk, composer.line(line)(talk))),
  })
}

/** Ctrl-D: half-close, and receiving goes on; when the peer has finished too, nothing is left to do. */
async function inputEnded(
  session: Session,
  talk: Conversation,
  options: ConnectCommandOptions,
): Promise<void> {
  if (talk.transport === 'udp' || talk.peerEnded || options.sendOnly === true) session.end(EXIT.done, 'close')
  else if (options.shutdown) await talk.halfClose()
  await quitAfterInput(session, talk, options.quitAfter, () => session.end(EXIT.done, 'close'))
}
