import { own } from '../../base/index.ts'
import { closeSync, openSync, writeSync } from 'node:fs'
import { cliSentences as t, hexdump, type Lang, say, type Sentence } from '../../text/index.ts'
import type { CommandContext } from '../context.ts'
import { UsageError } from '../context.ts'
import type { TalkOptions } from '../options.ts'
import type { TimedEvent } from './events.ts'

/** The files that `-o` and `--hex-dump` asked for. */
export interface Files {
  take(event: TimedEvent): void
  close(): void
}

/** @throws UsageError when one cannot be opened. */
export function openFiles({ output, hexDump }: TalkOptions, context: CommandContext): Files {
  const received = output === undefined ? undefined : open(output, context)
  const dumped = hexDump === undefined ? undefined : open(hexDump, context)
  return {
    take: (event) => {
      if (event.type !== 'data' || event.bytes.length === 0) return
      if (received !== undefined && event.direction === 'in') writeAll(received, event.bytes)
      if (dumped !== undefined) writeAll(dumped, Buffer.from(dumpOf(event)))
    },
    close: () => {
      for (const file of [received, dumped]) if (file !== undefined) closeSync(file)
    },
  }
}

function open(file: string, context: CommandContext): number {
  try {
    return openSync(file, 'w')
  } catch (error) {
    throw new UsageError(context.say(t.fileProblem, { file, reason: reasonOf(error, context.lang) }))
  }
}

const REASONS: Readonly<Record<string, Sentence>> = {
  ENOENT: t.noSuchFile,
  ENOTDIR: t.noSuchFile,
  EISDIR: t.isFolder,
  EACCES: t.notAllowed,
  EPERM: t.notAllowed,
  EROFS: t.notAllowed,
  ENOSPC: t.diskFull,
}

/** @returns What the system says of a file, in words and by its code: `there is no such file or folder (ENOENT)`. */
export function reasonOf(error: unknown, lang: Lang): string {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  const words = own(REASONS, code)
  return words === undefined ? code : `${say(words, lang)} (${code})`
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
}

/** A heading with the time, the connection and the direction, then the bytes with their offsets in that direction. */
function dumpOf(event: Extract<TimedEvent, { type: 'data' }>): string {
  const arrow = event.direction === 'in' ? '<' : '>'
  return `${arrow} #${event.conn} ${event.time} ${event.bytes.length}\n${hexdump(event.bytes, { offset: event.offset })}\n`
}
