import { AUTO, SAME } from '../../store/charset-choice.ts'
import { charsetsOf } from '../../store/charsets.ts'
import { signal } from '@preact/signals'
import { charset, type Charset, fromBase64 } from '../../../charset/index.ts'
import type { ConnectionInfo } from '../../../protocol/index.ts'
import { workbench } from '../../store/workbench.ts'
import { Reader } from '../transcript/reader.ts'

/** So much of what came last tells `auto` what the peer writes. */
const ENOUGH_BYTES = 64 * 1024

/** In which charset a connection is written to: as chosen, or in the peer's own. */
export async function replyCharset(connection: ConnectionInfo): Promise<Charset> {
  const { conn, bytesReceived } = connection
  const choice = charsetsOf(conn)
  const name = choice.writes === SAME ? choice.reads : choice.writes
  const named = name === AUTO ? undefined : charset(name)
  if (named !== undefined) return named
  const known = knownCharset(conn)
  if (known !== undefined || bytesReceived === 0) return known ?? new Reader(choice).writes
  const length = Math.min(ENOUGH_BYTES, bytesReceived)
  const { base64 } = await workbench.request('bytes', {
    conn,
    direction: 'in',
    offset: bytesReceived - length,
    length,
  })
  const reader = new Reader(choice)
  reader.read('in', fromBase64(base64) ?? new Uint8Array(0))
  return reader.writes
}

/** The same for the connection that is looked at, from what is shown of it; undefined for another. */
export function knownCharset(conn: number): Charset | undefined {
  const { value } = writesHere
  return value?.conn === conn ? charset(value.name) : undefined
}

const writesHere = signal<{ readonly conn: number; readonly name: string } | undefined>(undefined)

/** Notes the charset in which a connection is written to, as its view has it. */
export function noteWrites(conn: number, name: string): void {
  const { value } = writesHere
  if (value?.conn !== conn || value.name !== name) writesHere.value = { conn, name }
}
