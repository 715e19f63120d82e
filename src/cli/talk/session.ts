import { type Alarm, type Nanos, SynfinError } from '../../base/index.ts'
import { type Lang, sayDuration, sayError } from '../../say/index.ts'
import { uiSentences as u } from './sentences.ts'
import type { SocketBackend } from '../../socket/index.ts'
import type { ConversationSocket } from '../../talk/index.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, EXIT } from '../exit-code.ts'
import type { TalkOptions } from '../options.ts'
import { Charsets } from '../../talk/index.ts'
import { paint } from '../terminal.ts'
import { answerLine } from './answer-line.ts'
import type { Tell } from './compose.ts'
import type { EventSink, TimedEvent } from '../../talk/index.ts'
import { type Files, openFiles, reasonOf } from './files.ts'
import { Prompt } from './prompt.ts'
import { plainScreen, type Screen } from './screen.ts'
import { Conversation } from '../../talk/index.ts'
import { Transcript } from '../../talk/index.ts'
import { viewOf, type ViewChoice } from './view.ts'

/** How a run of a talk command comes to its end; the first reason given counts. */
export interface RunEnding {
  readonly code: ExitCode
  /** What becomes of the connections: FIN, RST, or they are gone already. */
  readonly how: 'close' | 'reset' | 'gone'
}

/** So long a close waits for the peer's FIN, once it has everything, before the program leaves it to the kernel. */
const LINGER: Nanos = 500_000_000

/** One run of a talk command: its outputs, its events, its clock, and its end. */
export class Session {
  readonly context: CommandContext
  readonly options: TalkOptions
  readonly sockets: SocketBackend
  readonly screen: Screen
  /** Undefined unless the input is a terminal. */
  readonly prompt: Prompt | undefined
  readonly transcript: Transcript | undefined
  /** Aborts when the run ends by force, or before a connection stands. */
  readonly forced: AbortController = new AbortController()
  readonly ended: Promise<RunEnding>
  /** What `/enc` said, for connections that come later. */
  encoding: string | undefined
  /** What the first Ctrl-C does. */
  firstInterrupt: () => void = () => this.end(EXIT.interrupted, 'gone')
  readonly emit: EventSink
  readonly #files: Files
  readonly #serves: boolean
  #outputIsLost = false
  readonly #wantsText: boolean
  readonly #alarms = new Set<Alarm>()
  readonly #signals: (() => void)[] = []
  #settle: (ending: RunEnding) => void = () => undefined
  #ending: RunEnding | undefined
  #interrupts = 0
  /** What did not reach its peers, of all talks that are over. */
  readonly #lost = { count: 0, reached: 0, offered: 0, hasAnswers: false }
  /** Talks that got automatic answers. */
  readonly #answered = new WeakSet<Conversation>()
  /** Our output is closed (EPIPE): its reader has had enough. */
  #readerIsGone = false
  #limitAlarm: Alarm | undefined
  #number = 0

  /** @param view - How received data is shown; `needsText`: it is read as text besides (`--expect`); `tellsPeerFin`: the peer's FIN leaves us something to do. */
  constructor(
    context: CommandContext,
    options: TalkOptions,
    view: Pick<ViewChoice, 'shape' | 'numbered'> & {
      readonly needsText?: boolean
      readonly tellsPeerFin?: boolean
      /** Output that cannot be written is told, and the clients are served all the same. */
      readonly serves?: boolean
    },
  ) {
    const { io, lang } = context
    this.context = context
    this.options = options
    this.sockets = io.sockets(lang)
    this.#serves = view.serves === true
    this.#files = openFiles(options, context, (file, error, count) => {
      const reason = reasonOf(error, lang)
      this.#cannotWrite(codeOf(error), context.say(u.fileProblem, { file, reason, count }))
    })
    this.prompt = io.stdin.isTTY === true ? new Prompt(io) : undefined
    this.screen = this.prompt ?? plainScreen(io)
    this.transcript = this.prompt === undefined ? undefined : new Transcript()
    this.#wantsText = view.shape !== 'bytes' || view.needsText === true || this.transcript !== undefined
    this.ended = new Promise((resolve) => (this.#settle = resolve))
    const loudness = options.quiet === true ? 0 : options.verbose === true ? 2 : 1
    const show = viewOf({
      ...view,
      reachedAt: context.reachedAt ?? '127.0.0.1',
      lang,
      say: context.say,
      screen: this.screen,
      hex: options.hex === true,
      isUdp: options.udp === true,
      tells: { ourFin: this.prompt !== undefined, peerFin: view.tellsPeerFin === true },
      dropsData: options.sendOnly === true,
      loudness,
      color: wantsColor(context, options),
    })
    this.emit = (event) => this.#take({ ...event, time: new Date(io.wallMillis()).toISOString() }, show)
    void this.screen.broken.then((code) => this.#outputFailed(code))
    this.#signals.push(io.onSignal('SIGTERM', () => this.end(EXIT.terminated, 'reset')))
    this.#signals.push(io.onSignal('SIGINT', () => this.interrupt()))
    if (options.maxTime !== undefined) this.#limit(options.maxTime)
  }

  get isOver(): boolean {
    return this.#ending !== undefined
  }

  /** Ends the run; the first call counts, but for a reset, which ends the wait for the peer to have everything. */
  end(code: ExitCode, how: RunEnding['how']): void {
    if (this.#ending !== undefined) {
      if (how !== 'reset') return
      this.#ending = { code, how }
      this.forced.abort()
      return
    }
    const interrupted = this.#interrupts > 0 && code === EXIT.done
    this.#ending = { code: interrupted ? EXIT.interrupted : code, how }
    if (how === 'reset') this.forced.abort()
    this.#settle(this.#ending)
  }

  /**
   * Something failed: says so, and ends the run with the code that fits.
   *
   * @param isTold - The close event of a talk tells a reset already; before there is a talk, nothing else does.
   */
  fail(error: unknown, isTold: 'told by its talk' | 'told by nobody' = 'told by its talk'): void {
    if (this.isOver) return
    const { code, message, exit } = explain(error, this.context.lang)
    if (exit !== EXIT.reset || isTold === 'told by nobody')
      void this.emit({ type: 'error', conn: 0, code, message, exit })
    this.end(exit, 'gone')
  }

  /** Gives up with a sentence: a time-out, an expectation that was not met. */
  giveUp(exit: ExitCode, code: string, message: string, how: RunEnding['how']): void {
    if (this.isOver && how !== 'reset') return
    void this.emit({ type: 'error', conn: 0, code, message, exit })
    this.end(exit, how)
  }

  /** Ctrl-C or SIGINT: the first does what fits the moment, the second resets. */
  interrupt(): void {
    this.#interrupts++
    if (this.#interrupts === 1 && !this.isOver) this.firstInterrupt()
    else this.end(EXIT.interrupted, 'reset')
  }

  /** A sentence for the person at the prompt. */
  readonly tell: Tell = (sentence, args) => this.screen.note(this.context.say(sentence, args))

  /** Calls `fn` once, `time` from now, unless the run ends first. */
  after(time: Nanos, fn: () => void): Alarm {
    const { clock } = this.context.io
    const alarm = clock.at(clock.now() + time, () => {
      this.#alarms.delete(alarm)
      if (!this.isOver) fn()
    })
    this.#alarms.add(alarm)
    return {
      cancel: () => {
        this.#alarms.delete(alarm)
        alarm.cancel()
      },
    }
  }

  newConversation(socket: ConversationSocket, role: 'client' | 'server'): Conversation {
    const { encoding, sendEncoding, recvEncoding, udp } = this.options
    const told = this.encoding
    const charsets = new Charsets(told ?? recvEncoding ?? encoding, told ?? sendEncoding ?? encoding)
    const transport = udp === true ? 'udp' : 'tcp'
    const talk = new Conversation({
      number: ++this.#number,
      socket,
      transport,
      role,
      charsets,
      clock: this.context.io.clock,
      onEvent: this.emit,
      textIn: this.#wantsText ? this.context.lang : undefined,
    })
    void talk.closed.then(() => this.#account(talk))
    return talk
  }

  /** An automatic answer is to go to this client: what it does not get counts as what was typed, the exit code tells. */
  willAnswer(talk: Conversation): void {
    talk.isWatched = true
    this.#answered.add(talk)
  }

  /** It has gone: a line at the prompt. */
  showAnswer(talk: Conversation, bytes: Uint8Array): void {
    const { quiet, json, hex } = this.options
    if (this.prompt === undefined || quiet === true || json === true) return
    const line = answerLine(talk, bytes, hex === true, this.context.say)
    this.screen.note(paint(line, 2, wantsColor(this.context, this.options)))
  }

  #account(talk: Conversation): void {
    const { delivery, isWatched } = talk
    if (!isWatched || !delivery.lost) return
    this.#lost.hasAnswers ||= this.#answered.has(talk)
    this.#lost.count++
    this.#lost.reached += delivery.reached ?? 0
    this.#lost.offered += delivery.offered + delivery.missed
  }

  /** `-i`: calls `silent` when nothing has moved for that long. */
  watchIdle(talk: Conversation, silent: () => void): void {
    const { idle } = this.options
    if (idle === undefined) return
    const check = (): void => {
      if (talk.isClosing || talk.state === 'CLOSED') return
      const left = talk.lastActivity + idle - this.context.io.clock.now()
      if (left > 0) {
        this.after(left, check)
        return
      }
      void talk.mark('idle', sayDuration(idle))
      silent()
    }
    this.after(idle, check)
  }

  /** Closes or resets what is left, waits for it as long as that makes sense, and releases the machine's resources. */
  async finish(ending: RunEnding, talks: readonly Conversation[]): Promise<ExitCode> {
    for (const alarm of this.#alarms) alarm.cancel()
    // A second Ctrl-C, SIGTERM and --max-time end this wait.
    if (ending.how === 'close' && ending.code !== EXIT.timeout) {
      await Promise.all(talks.map((talk) => this.#deliver(talk)))
    }
    this.#limitAlarm?.cancel()
    const { clock } = this.context.io
    const closed = talks.map(async (talk) => {
      if (this.#ending?.how === 'reset') talk.reset()
      else await talk.close().catch(() => undefined)
      await talk.closed
    })
    let lingering: Alarm | undefined
    const patience = new Promise<void>((resolve) => (lingering = clock.at(clock.now() + LINGER, resolve)))
    await Promise.race([Promise.all(closed), patience])
    lingering?.cancel()
    await Promise.all(talks.map((talk) => talk.leave()))
    for (const off of this.#signals) off()
    this.#files.close()
    const code = await this.#judge(this.#ending ?? ending, talks)
    await this.screen.finish()
    return code === EXIT.done && this.#outputIsLost ? EXIT.usage : code
  }

  async #deliver(talk: Conversation): Promise<void> {
    const { idle } = this.options
    // The reader of our output has had enough: a peer that only sends is not waited for.
    const patience = this.#readerIsGone ? LINGER : idle
    if ((await talk.deliver(patience)) || this.#readerIsGone || idle === undefined) return
    this.notTaken(talk, idle)
    this.#ending = { code: EXIT.timeout, how: 'close' }
  }

  /** Says that a peer has been waited for long enough. */
  notTaken({ delivery }: Conversation, time: Nanos): void {
    const { reached = 0, offered } = delivery
    const message = this.context.say(u.notTaken, { time: sayDuration(time), reached, offered })
    const exit = EXIT.timeout
    void this.emit({ type: 'error', conn: 0, code: 'SYNFIN_UNDELIVERED', message, exit })
  }

  /** The exit code: what was taken from the input, or answered, and did not arrive is told unless another reason has been. */
  async #judge({ code }: RunEnding, talks: readonly Conversation[]): Promise<ExitCode> {
    // Each such report has been told.
    if (code === EXIT.done && talks.some(({ unreachable }) => unreachable !== undefined)) return EXIT.network
    const { count, reached, offered, hasAnswers } = this.#lost
    if (count === 0 || this.#readerIsGone || (code !== EXIT.done && code !== EXIT.reset)) return code
    const exit = EXIT.undelivered
    const message = this.context.say(hasAnswers ? u.undeliveredAnswers : u.undelivered, { reached, offered })
    await this.emit({ type: 'error', conn: 0, code: 'SYNFIN_UNDELIVERED', message, exit })
    return exit
  }

  /** Nobody reads our output any more: that is no failure. A full disk is one. */
  #outputFailed(code: string | undefined): void {
    this.#readerIsGone = code === undefined
    if (code === undefined) this.end(EXIT.done, 'close')
    else
      this.#cannotWrite(
        code,
        this.context.say(u.outputProblem, { reason: reasonOf(code, this.context.lang) }),
      )
  }

  /** What was received is lost to its reader: that ends a client, and a server's exit code tells it. */
  #cannotWrite(code: string, message: string): void {
    this.#outputIsLost = true
    void this.emit({ type: 'error', conn: 0, code, message, exit: EXIT.usage })
    if (!this.#serves) this.end(EXIT.usage, 'close')
  }

  #limit(time: Nanos): void {
    const { clock } = this.context.io
    this.#limitAlarm = clock.at(clock.now() + time, () => {
      const message = this.context.say(this.options.udp === true ? u.maxTimeUdp : u.maxTime, {
        time: sayDuration(time),
      })
      this.giveUp(EXIT.timeout, 'SYNFIN_MAX_TIME', message, 'reset')
    })
  }

  #take(event: TimedEvent, show: (event: TimedEvent) => void | Promise<void>): void | Promise<void> {
    this.#files.take(event)
    this.transcript?.take(event)
    return show(event)
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'EIO'
}

/** A code and a sentence for what went wrong, and the exit code for it. An unknown error is a bug: it is thrown on. */
function explain(
  error: unknown,
  lang: Lang,
): {
  readonly code: string
  readonly message: string
  readonly exit: ExitCode
} {
  if (!(error instanceof SynfinError)) throw error
  return { code: error.code, message: sayError(error, lang), exit: exitOf(error.code) }
}

const local: ReadonlySet<string> = new Set([
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'EINVAL',
  'ENOTFOUND',
  'EMFILE',
  'ENFILE',
  'EMSGSIZE',
])

/** The exit code for a failed socket call: ncat's 0, 1, 2, and 3 for a reset, 4 for a time-out. */
export function exitOf(code: string): ExitCode {
  if (code === 'ECONNRESET' || code === 'EPIPE') return EXIT.reset
  if (code === 'ETIMEDOUT') return EXIT.timeout
  return local.has(code) ? EXIT.usage : EXIT.network
}

function wantsColor({ io }: CommandContext, { color }: TalkOptions): boolean {
  if (color !== 'auto') return color === 'always'
  if ((io.env['NO_COLOR'] ?? '') !== '') return false
  if ((io.env['FORCE_COLOR'] ?? '') !== '') return io.env['FORCE_COLOR'] !== '0'
  return io.stdout.isTTY === true && io.stderr.isTTY === true && io.env['TERM'] !== 'dumb'
}
