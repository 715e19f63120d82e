import { closeSync, fstatSync, openSync, read } from 'node:fs'
import { promisify } from 'node:util'
import { cliSentences as t } from '../sentences/cli.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { reasonOf } from './files.ts'
import { DATAGRAM } from './input.ts'
import type { Session } from './session.ts'
import type { Conversation } from '../../talk/index.ts'

/** So much is read at once; one piece is read while the one before is sent, so memory stays as it is. */
const PIECE = 262_144

const readPiece = promisify(read)

/** A file that is sent as it is, piece by piece, from its beginning each time. */
export class SentFile {
  readonly #file: string
  readonly #descriptor: number
  readonly #isRegular: boolean
  readonly #context: CommandContext

  /**
   * @param isRepeated - It is to be sent more than once.
   * @throws {UsageError} When it cannot be opened, or is to be repeated and is no regular file: a pipe is read only once.
   */
  constructor(file: string, isRepeated: boolean, context: CommandContext) {
    this.#file = file
    this.#context = context
    try {
      this.#descriptor = openSync(file, 'r')
      const status = fstatSync(this.#descriptor)
      if (status.isDirectory()) throw Object.assign(new Error(file), { code: 'EISDIR' })
      this.#isRegular = status.isFile()
    } catch (error) {
      throw this.#problem(t.fileProblem, error)
    }
    if (!this.#isRegular && isRepeated) {
      throw new UsageError(context.say(t.conflict, { one: `--file ${file}`, other: '--repeat' }))
    }
  }

  /** @throws {UsageError} When it cannot be read; what `send` throws. */
  async sendTo(session: Session, talk: Conversation): Promise<void> {
    const size = talk.transport === 'udp' ? DATAGRAM : PIECE
    const buffers = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)] as const
    let [filling, sending] = buffers
    let at = 0
    let next = this.#read(filling, at)
    for (;;) {
      const length = await next
      talk.delivery.isUnderWay = length > 0
      if (length === 0) return
      at += length
      ;[sending, filling] = [filling, sending]
      if (session.isOver) {
        // The file was to arrive as a whole.
        talk.delivery.missed += length
        return
      }
      next = this.#read(filling, at)
      // Should sending fail, nobody waits for this read any more.
      next.catch(() => undefined)
      await talk.send(sending.subarray(0, length))
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  async #read(into: Buffer, at: number): Promise<number> {
    try {
      const position = this.#isRegular ? at : null
      return (await readPiece(this.#descriptor, into, 0, into.length, position)).bytesRead
    } catch (error) {
      throw this.#problem(t.readProblem, error)
    }
  }

  #problem(sentence: typeof t.fileProblem | typeof t.readProblem, error: unknown): UsageError {
    const { say, lang } = this.#context
    return new UsageError(say(sentence, { file: this.#file, reason: reasonOf(error, lang) }))
  }
}
