import { sayError, systemReason } from '../say/index.ts'
import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { workbenchSentences as w } from '../workbench/index.ts'
import { type CommandContext, UsageError } from './context.ts'

/** The environment's name for the token. */
export const TOKEN_VARIABLE = 'SYNFIN_TOKEN'
/** Of a file with a token; a longer one is none. */
const FILE_BYTES = 1_000

/**
 * The person's own token: from a file that only they can read, or from the environment. Never from an argument, which
 * every user of the machine sees in the list of programs.
 *
 * @param file - That of `--token-file`; it goes before the environment.
 * @returns Undefined when there is none.
 * @throws {UsageError}
 */
export function tokenOf(file: string | undefined, context: CommandContext): string | undefined {
  const { io, say } = context
  const token = file === undefined ? io.env[TOKEN_VARIABLE] : readPrivate(file, context).trim()
  if (token === undefined || (file === undefined && token === '')) return undefined
  if (!/^[\w-]{16,200}$/.test(token)) {
    throw new UsageError(say(w.badToken, { from: file ?? TOKEN_VARIABLE }))
  }
  return token
}

function readPrivate(file: string, { say, lang }: CommandContext): string {
  let handle: number | undefined
  try {
    handle = openSync(file, 'r')
    const stat = fstatSync(handle, { bigint: true })
    if (!isPrivate(stat)) throw new UsageError(say(w.tokenFileOpen, { file }))
    const bytes = Buffer.alloc(FILE_BYTES)
    return bytes.toString('utf8', 0, readSync(handle, bytes, 0, FILE_BYTES, 0))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(say(w.tokenFileFailed, { file, why: sayError(systemReason(error), lang) }))
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

/** Windows has its own lists of who may read; Node does not expose them. */
function isPrivate({ mode }: BigIntStats): boolean {
  return process.platform === 'win32' || (mode & 0o077n) === 0n
}
