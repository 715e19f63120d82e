import { charset, formatHex } from '../../charset/index.ts'
import type { Conversation } from '../../talk/index.ts'
import type { CommandContext } from '../context.ts'
import { showAddress } from '../values.ts'
import { uiSentences as u } from './sentences.ts'

/** So much of an answer is shown. */
const MOST_BYTES = 400
const MOST_CHARACTERS = 160

/** @returns The line at the listener's prompt about what has been answered automatically: its beginning, on one line. */
export function answerLine(
  { number: n, charsets, socket }: Conversation,
  bytes: Uint8Array,
  hex: boolean,
  say: CommandContext['say'],
): string {
  const some = bytes.subarray(0, MOST_BYTES)
  // `auto` has chosen one for writing by now; the answer is in that.
  const whole = hex ? formatHex(some) : (charset(charsets.writes)?.decoder().push(some) ?? '')
  const [line = '', ...more] = whole.trimEnd().split(/\r?\n/)
  const characters = Array.from(line)
  const isCut = more.length > 0 || characters.length > MOST_CHARACTERS || some.length < bytes.length
  const text = `${characters.slice(0, MOST_CHARACTERS).join('')}${isCut ? '…' : ''}`
  return say(u.answered, { n, remote: showAddress(socket.remoteAddress), text })
}
