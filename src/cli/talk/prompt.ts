import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline'
import { displayWidth } from '../../say/index.ts'
import type { CliIo, Output } from '../io.ts'
import { wrapped } from '../terminal.ts'
import { type Screen, plainScreen } from './screen.ts'

const PROMPT = '> '
/** An unfinished line longer than this many rows is left as it stands. */
const OPEN_ROWS = 8

/** What the person at the prompt does. */
export interface PromptUser {
  line(text: string): void
  /** Ctrl-D on an empty line. */
  end(): void
  /** Ctrl-C. */
  interrupt(): void
  complete(line: string): string[]
}

/** The prompt of a terminal: what arrives is drawn above the line that is being typed, which stays whole. */
export class Prompt implements Screen {
  readonly broken: Promise<string | undefined>
  readonly #io: CliIo
  readonly #terminal: Output
  readonly #plain: Screen
  readonly #dataHere: boolean
  #user: PromptUser | undefined
  #line: Interface | undefined
  #history: string[] = []
  /** The last line of received text, while it has no end; it grows in place. */
  #open = ''
  #tail = ''
  #finished = false
  #stopHearing: (() => void) | undefined

  constructor(io: CliIo) {
    this.#io = io
    this.#plain = plainScreen(io)
    this.broken = this.#plain.broken
    this.#dataHere = io.stdout.isTTY === true
    this.#terminal = this.#dataHere ? io.stdout : io.stderr
  }

  get columns(): number | undefined {
    return this.#terminal.columns
  }

  /** Asks one question. @returns undefined when the person ended it with Ctrl-D or Ctrl-C. */
  ask(question: string): Promise<string | undefined> {
    const asking = createInterface({
      input: this.#io.stdin,
      output: this.#terminal,
      terminal: true,
      historySize: 0,
    })
    return new Promise((resolve) => {
      asking.once('close', () => resolve(undefined))
      asking.once('SIGINT', () => asking.close())
      asking.on('SIGTSTP', () => {
        stopJob(this.#io)
        asking.prompt(true)
      })
      asking.question(question, (answer) => {
        resolve(answer.trim())
        asking.close()
      })
    })
  }

  start(user: PromptUser): void {
    this.#user = user
    this.#stopHearing = this.#io.onSignal('SIGCONT', () => this.#cameBack())
    this.#begin()
  }

  out(data: string | Uint8Array, tail = ''): void | Promise<void> {
    if (!this.#dataHere || this.#line === undefined || typeof data !== 'string') return this.#plain.out(data)
    if (data === '' && tail === this.#tail) return undefined
    this.#lift()
    const text = this.#open + data
    const cut = text.lastIndexOf('\n') + 1
    this.#open = text.slice(cut)
    this.#tail = tail
    this.#terminal.write(text.slice(0, cut))
    if (this.#openText() !== '') this.#terminal.write(`${this.#openText()}\n`)
    if (this.#rows(this.#openText()) > OPEN_ROWS) this.#settle()
    this.#redraw()
    return undefined
  }

  note(line: string): void {
    if (this.#line === undefined || this.#finished) {
      this.#plain.note(line)
      return
    }
    this.#lift()
    const begun = this.#open === '' ? '' : `${this.#open}\n`
    this.#open = ''
    // A half character goes on waiting, below the line.
    this.#terminal.write(
      `${begun}${wrapped(line, this.columns)}\n${this.#tail === '' ? '' : `${this.#tail}\n`}`,
    )
    this.#redraw()
  }

  async finish(): Promise<void> {
    this.#finished = true
    this.#stopHearing?.()
    if (this.#line !== undefined) {
      this.#lift()
      this.#line.close()
      this.#line = undefined
    }
    await this.#plain.finish()
  }

  #begin(): void {
    const line = createInterface({
      input: this.#io.stdin,
      output: this.#terminal,
      terminal: true,
      prompt: PROMPT,
      history: this.#history,
      historySize: 500,
      completer: (text: string): [string[], string] => [this.#user?.complete(text) ?? [], text],
    })
    this.#line = line
    line.on('history', (history: string[]) => (this.#history = history))
    line.on('line', (text) => {
      this.#settle()
      this.#user?.line(text)
      if (!this.#finished) line.prompt()
    })
    line.on('SIGINT', () => this.#user?.interrupt())
    line.on('SIGTSTP', () => stopJob(this.#io))
    line.on('close', () => {
      if (this.#finished) return
      // Ctrl-D closes readline's interface; the commands go on in a new one.
      this.#settle()
      this.#begin()
      this.#user?.end()
    })
    line.prompt()
  }

  /**
   * The program goes on after a stop, Ctrl-Z or anybody's SIGSTOP. The shell has given the terminal its own
   * mode meanwhile, which Node does not know: only a change makes it set the mode again. What stood above the typed line
   * is somewhere further up now.
   */
  #cameBack(): void {
    if (this.#line === undefined || this.#finished) return
    this.#io.stdin.setRawMode?.(false)
    this.#io.stdin.setRawMode?.(true)
    this.#settle()
    cursorTo(this.#terminal, 0)
    clearScreenDown(this.#terminal)
    this.#redraw()
  }

  #openText(): string {
    return this.#open + this.#tail
  }

  /** The unfinished line is finished with: what comes goes below it. */
  #settle(): void {
    this.#open = ''
    this.#tail = ''
  }

  #rows(text: string): number {
    return text === '' ? 0 : Math.max(1, Math.ceil(displayWidth(text) / (this.#terminal.columns ?? 80)))
  }

  /** Takes the typed line, and the unfinished received one above it, off the screen. */
  #lift(): void {
    const rows = (this.#line?.getCursorPos().rows ?? 0) + this.#rows(this.#openText())
    if (rows > 0) moveCursor(this.#terminal, 0, -rows)
    cursorTo(this.#terminal, 0)
    clearScreenDown(this.#terminal)
  }

  #redraw(): void {
    if (this.#line === undefined || this.#finished) return
    // readline believes that its line still stands where it was drawn last.
    ;(this.#line as unknown as { prevRows: number }).prevRows = 0
    this.#line.prompt(true)
  }
}

/**
 * Ctrl-Z, which a terminal in raw mode leaves to us. readline would stop this process alone, and under npx the shell
 * would never get its terminal back. A group without a shell to bring it back is not stopped, and goes on at once.
 */
function stopJob({ stdin, stopJob: stop }: CliIo): void {
  stdin.setRawMode?.(false)
  stop()
  stdin.setRawMode?.(true)
}
