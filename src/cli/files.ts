import { writeFile } from 'node:fs/promises'
import { labSentences as t } from '../lab/index.ts'
import { type CommandContext, UsageError } from './context.ts'
import { reasonOf } from './talk/files.ts'

/** Writes a file that the person named. @throws {UsageError} With the reason, in the person's language. */
export async function writeOrComplain(
  file: string,
  content: string | Uint8Array,
  context: CommandContext,
): Promise<void> {
  try {
    await writeFile(file, content)
  } catch (error) {
    throw new UsageError(context.say(t.cannotWrite, { file, why: reasonOf(error, context.lang) }))
  }
}
