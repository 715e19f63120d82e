import { closeSync, openSync, writeSync } from 'node:fs'
import { cliSentences as t } from '../sentences/cli.ts'
import { hexdump } from '../../charset/index.ts'
import { type Lang, sayError, systemReason } from '../../say/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import type { TalkOptions } from '../options.ts'
import type { TimedEvent } from '../../talk/index.ts'

/** The files that `-o` and `--hex-dump` asked for. */
export interface Files {
  take(event: TimedEvent): void
  close(): void
}

/** @param length - Bytes that the file holds. */
type Failed = (file: string, error: unknown, length: number) => void

/**
 * @param failed - Told once for each file that cannot be written any more (a full disk): it is given up then.
 * @throws UsageError when one cannot be opened.
 */
export function openFiles({ output, hexDump }: TalkOptions, context: CommandContext, failed: Failed): Files {
  const received = output === undefined ? undefined : new OutputFile(output, context, failed)
  const dumped = hexDump === undefined ? undefined : new OutputFile(hexDump, context, failed)
  return {
    take: (event) => {
      if (event.type !== 'data' || event.bytes.length === 0) return
      if (event.direction === 'in') received?.write(event.bytes)
      dumped?.write(Buffer.from(dumpOf(event)))
    },
    close: () => {
      for (const file of [received, dumped]) file?.close()
    },
  }
}

class OutputFile {
  readonly #file: string
  readonly #failed: Failed
  #length = 0
  /** Undefined once it is closed, or given up. */
  #descriptor: number | undefined

  constructor(file: string, context: CommandContext, failed: Failed) {
    this.#file = file
    this.#failed = failed
    this.#descriptor = open(file, context)
  }

  write(bytes: Uint8Array): void {
    this.#try((descriptor) => {
      for (let at = 0; at < bytes.length;) {
        const taken = writeSync(descriptor, bytes, at)
        at += taken
        this.#length += taken
      }
    })
  }

  /** A network's file system tells a full disk here. */
  close(): void {
    this.#try((descriptor) => {
      this.#descriptor = undefined
      closeSync(descriptor)
    })
  }

  #try(act: (descriptor: number) => void): void {
    const descriptor = this.#descriptor
    if (descriptor === undefined) return
    try {
      act(descriptor)
    } catch (error) {
      this.#descriptor = undefined
      this.#failed(this.#file, error, this.#length)
    }
  }
}

function open(file: string, context: CommandContext): number {
  try {
    return openSync(file, 'w')
  } catch (error) {
    throw new UsageError(context.say(t.fileProblem, { file, reason: reasonOf(error, context.lang) }))
  }
}

/** @returns What the system says of a file, in words and by its code: `there is no such file or folder (ENOENT)`. */
export function reasonOf(error: unknown, lang: Lang): string {
  return sayError(systemReason(error), lang)
}

/** A heading with the time, the connection and the direction, then the bytes with their offsets in that direction. */
function dumpOf(event: Extract<TimedEvent, { type: 'data' }>): string {
  const arrow = event.direction === 'in' ? '<' : '>'
  return `${arrow} #${event.conn} ${event.time} ${event.bytes.length}\n${hexdump(event.bytes, { offset: event.offset })}\n`
}
