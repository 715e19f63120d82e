import { type LineEnding, applyLineEnding, charset, parseHex } from '../../charset/index.ts'
import { cliSentences as t } from '../sentences/cli.ts'
import { InputError, visibleControls, sayError } from '../../say/index.ts'
import { uiSentences as u } from './sentences.ts'
import { UsageError } from '../context.ts'
import { reasonOf } from './files.ts'
import type { Session } from './session.ts'
import type { Conversation } from '../../talk/index.ts'

/** Over UDP so much of an input goes into one datagram: as ncat and socat cut it. */
export const DATAGRAM = 8192

/** How piped input becomes what is sent. */
export interface InputShape {
  /** Each line is hex. */
  readonly hex: boolean
  /** Input is UTF-8 text to be written in the talk's charset. */
  readonly asText: boolean
  /** Line ends become this; undefined leaves them as they are. */
  readonly eol: LineEnding | undefined
}

/**
 * Sends the piped input to these talks, as it comes, as fast as the slowest of them takes it.
 *
 * @param talks - To whom the next piece goes; nobody when the run is over.
 * @param post - How bytes go to one of them; `Conversation.send` unless told.
 * @returns Whether there was any input, once it has ended.
 * @throws UsageError when the input cannot be read, or is not what the options say it is; what `send` throws.
 */
export async function pumpInput(
  session: Session,
  shape: InputShape,
  talks: () => readonly Conversation[] | Promise<readonly Conversation[]>,
  post: (talk: Conversation, bytes: Uint8Array) => Promise<void> = (talk, bytes) => talk.send(bytes),
): Promise<boolean> {
  const convert = converter(shape, session)
  let any = false
  const begun = new Set<Conversation>()
  const send = async (pieces: readonly Piece[]): Promise<void> => {
    for (const piece of pieces) {
      const receivers = await talks()
      for (const talk of receivers) {
        begun.add(talk)
        talk.delivery.isUnderWay = true
      }
      await Promise.all(receivers.map((talk) => postAll(talk, piece(talk), post)))
    }
  }
  for await (const chunk of readInput(session)) {
    if (session.isOver) return any
    any = true
    await send(convert(chunk))
  }
  await send(convert(undefined))
  for (const { delivery } of begun) delivery.isUnderWay = false
  return any
}

/** @throws UsageError when it breaks off (a disk, a socket as stdin): that is no end, and must not pass for one. */
async function* readInput({ context }: Session): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of context.io.stdin) {
      yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array)
    }
  } catch (error) {
    throw new UsageError(context.say(t.readProblem, { file: 'stdin', reason: reasonOf(error, context.lang) }))
  }
}

/** What is too much for a datagram goes in several. */
async function postAll(
  talk: Conversation,
  bytes: Uint8Array,
  post: (talk: Conversation, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const size = talk.transport === 'udp' ? DATAGRAM : Infinity
  for (let at = 0; at < bytes.length; at += size) await post(talk, bytes.subarray(at, at + size))
}

type Piece = (talk: Conversation) => Uint8Array

/** @returns What turns a chunk of input into pieces; `undefined` is its end. */
function converter(shape: InputShape, session: Session): (chunk: Uint8Array | undefined) => Piece[] {
  const { hex, asText, eol } = shape
  if (hex) return hexConverter(session)
  if (!asText && eol === undefined) return (chunk) => (chunk === undefined ? [] : [() => chunk])
  const ends = new LineEnds(eol)
  // Bytes that are no text pass through a line-end conversion untouched: Latin-1 maps each byte to one character.
  const plain = charset('latin1')
  const reader = charset(asText ? 'utf-8' : 'latin1')?.decoder()
  if (plain === undefined || reader === undefined) throw new RangeError('latin1 and utf-8 are always there')
  return (chunk) => {
    const read = chunk === undefined ? reader.end() : reader.push(chunk)
    if (asText && reader.malformed > 0) throw new UsageError(session.context.say(u.inputNotText))
    const text = ends.push(read) + (chunk === undefined ? ends.end() : '')
    if (text === '') return []
    if (!asText) return [() => plain.encode(text).bytes]
    return [(talk) => encodeAll(text, talk, session)]
  }
}

function encodeAll(text: string, talk: Conversation, session: Session): Uint8Array {
  const { bytes, unencodable } = talk.charsets.encode(text)
  if (unencodable.length === 0) return bytes
  const characters = visibleControls([...new Set(unencodable)].join(' '))
  throw new UsageError(
    session.context.say(u.cannotWrite, { charset: talk.charsets.writes.toUpperCase(), characters }),
  )
}

/** Converts line ends in a stream: a CR at the end of a chunk waits for the LF that may follow. */
class LineEnds {
  readonly #wanted: LineEnding | undefined
  #held = ''

  constructor(wanted: LineEnding | undefined) {
    this.#wanted = wanted
  }

  push(text: string): string {
    if (this.#wanted === undefined) return text
    const all = this.#held + text
    const whole = all.endsWith('\r') ? all.slice(0, -1) : all
    this.#held = all.slice(whole.length)
    return applyLineEnding(whole, this.#wanted)
  }

  end(): string {
    const held = this.#held
    this.#held = ''
    return this.#wanted === undefined ? held : applyLineEnding(held, this.#wanted)
  }
}

/** Hex may be cut anywhere by a chunk's end: whole lines are read. */
function hexConverter(session: Session): (chunk: Uint8Array | undefined) => Piece[] {
  let held = ''
  const read = (text: string): Piece[] => {
    try {
      const bytes = parseHex(text)
      return bytes.length === 0 ? [] : [() => bytes]
    } catch (error) {
      throw error instanceof InputError ? new UsageError(sayError(error, session.context.lang)) : error
    }
  }
  return (chunk) => {
    const lines = (held + (chunk === undefined ? '\n' : Buffer.from(chunk).toString('latin1'))).split('\n')
    held = lines.pop() ?? ''
    return lines.flatMap(read)
  }
}
