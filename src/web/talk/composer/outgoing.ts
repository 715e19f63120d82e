import type { ConnectionInfo } from '../../../protocol/index.ts'
import { toBase64, type Charset } from '../../../charset/index.ts'
import { talkSentences as s } from '../sentences.ts'
import { t } from '../../store/settings.ts'
import { toast } from '../../store/toasts.ts'
import { showCharset } from '../charset-options.ts'
import { ask } from '../ask.ts'
import { draftBytes, type Draft } from './draft.ts'
import { replyCharset } from './reply-charset.ts'

export interface Repeat {
  readonly everyMillis: number
  readonly times?: number
}

/** A file goes in pieces of this size, so that one message never grows too large. */
const FILE_PIECE = 1024 * 1024

/**
 * Sends a draft: to each in the charset that it is written to.
 *
 * @returns False when nothing was sent; the person has seen why.
 */
export async function sendDraft(
  draft: Draft,
  to: readonly ConnectionInfo[],
  repeat?: Repeat,
): Promise<boolean> {
  const groups = new Map<string, { readonly charset: Charset; readonly conns: number[] }>()
  for (const connection of to) {
    const charset = await replyCharset(connection)
    const group = groups.get(charset.name) ?? { charset, conns: [] }
    group.conns.push(connection.conn)
    groups.set(charset.name, group)
  }
  const letters = [...groups.values()].map(({ charset, conns }) => ({
    charset,
    conns,
    ...draftBytes(draft, charset),
  }))
  const wrong = letters.find(({ unencodable }) => unencodable.length > 0)
  if (wrong !== undefined) {
    const characters = [...new Set(wrong.unencodable)].join(' ')
    toast(t(s.unencodable, { charset: showCharset(wrong.charset.name), characters }), 'bad')
    return false
  }
  const done = await Promise.all(letters.map(({ conns, bytes }) => sendBytes(bytes, conns, repeat)))
  return done.some(Boolean)
}

/** @returns Whether it went to somebody. */
export async function sendBytes(bytes: Uint8Array, to: readonly number[], repeat?: Repeat): Promise<boolean> {
  const answer = await ask('send', {
    to: [...to],
    base64: toBase64(bytes),
    ...(repeat === undefined ? {} : { repeat }),
  })
  for (const { conn, error } of answer?.failed ?? [])
    toast(t(s.sendFailed, { conn, reason: error.message }), 'bad')
  return (answer?.sent.length ?? 0) > 0
}

/** Sends a file as it is, piece by piece. @returns False when it stopped half-way. */
export async function sendFile(
  file: File,
  to: readonly number[],
  report: (done: number) => void,
): Promise<boolean> {
  for (let at = 0; at < file.size; at += FILE_PIECE) {
    const piece = new Uint8Array(await file.slice(at, at + FILE_PIECE).arrayBuffer())
    if (!(await sendBytes(piece, to))) return false
    report(Math.min(file.size, at + FILE_PIECE))
  }
  return true
}
