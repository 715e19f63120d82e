import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { drillSentences as t } from '../../drill/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { reasonOf } from '../talk/files.ts'

/** @returns The scripts that were named, and all `*.pkt` files of the folders, in order of name. @throws {UsageError} */
export async function findScripts(
  paths: readonly string[],
  context: CommandContext,
): Promise<readonly string[]> {
  const files: string[] = []
  for (const path of paths) {
    const found = await scriptsIn(path, context)
    if (found.length === 0) throw new UsageError(context.say(t.noScripts, { path }))
    files.push(...found)
  }
  return files
}

async function scriptsIn(path: string, { say, lang }: CommandContext): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path]
    const names = await readdir(path, { recursive: true })
    return names
      .filter((name) => name.endsWith('.pkt'))
      .sort()
      .map((name) => join(path, name))
  } catch (error) {
    throw new UsageError(say(t.cannotRead, { path, why: reasonOf(error, lang) }))
  }
}
