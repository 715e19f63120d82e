import { parseHex } from '../../charset/index.ts'
import { InputError, sayError } from '../../say/index.ts'
import { charsetName } from '../../talk/index.ts'
import { cliSentences as t } from '../sentences/cli.ts'
import { type CommandContext, UsageError } from '../context.ts'

/** @returns `auto`, or the name by which synfin calls the charset. @throws UsageError */
export function readCharsetName(value: string, { say }: CommandContext): string {
  const name = charsetName(value)
  if (name === undefined) throw new UsageError(say(t.badEncoding, { value }))
  return name
}

/** Bytes that a person wrote as hex. @throws UsageError */
export function readHex(value: string, { lang }: CommandContext): Uint8Array {
  try {
    return parseHex(value)
  } catch (error) {
    throw error instanceof InputError ? new UsageError(sayError(error, lang)) : error
  }
}
