import type { CliIo, Output } from '../io.ts'
import { wrapped } from '../terminal.ts'

/** Where a talk writes: what arrived to `out`, what there is to say to `note`. */
export interface Screen {
  /**
   * Received bytes or text. Waits when the reader of stdout is slow.
   *
   * @param tail - Shown behind the text until more comes: a half character. Only a prompt can take it back.
   */
  out(data: string | Uint8Array, tail?: string): void | Promise<void>
  /** A sentence, on lines of its own, broken between words; no control of it passes but colours. */
  note(line: string): void
  /** The columns of the terminal that notes go to; undefined when they go elsewhere. */
  readonly columns: number | undefined
  /** Resolves when stdout takes no more: undefined when nobody reads it any more (EPIPE), else why (ENOSPC). */
  readonly broken: Promise<string | undefined>
  /** Waits until everything is written, and releases the outputs. */
  finish(): Promise<void>
}

/** stdout and stderr as they are. */
export function plainScreen({ stdout, stderr }: CliIo): Screen {
  let gone = false
  let resolveBroken = (_code: string | undefined): void => undefined
  const broken = new Promise<string | undefined>((resolve) => (resolveBroken = resolve))
  const failed = (error: NodeJS.ErrnoException): void => {
    gone = true
    resolveBroken(error.code === 'EPIPE' ? undefined : (error.code ?? 'EIO'))
  }
  const out = (data: string | Uint8Array): void | Promise<void> => {
    if (gone) return undefined
    try {
      return write(stdout, data)
    } catch (error) {
      // Node 20 throws what goes wrong with a file.
      failed(error as NodeJS.ErrnoException)
      return undefined
    }
  }
  const quiet = (): void => undefined
  stdout.on('error', failed)
  stderr.on('error', quiet)
  const columns = (): number | undefined => (stderr.isTTY === true ? stderr.columns : undefined)
  return {
    broken,
    get columns() {
      return columns()
    },
    out,
    note: (line) => void stderr.write(`${wrapped(line, columns())}\n`),
    finish: async () => {
      if (!gone) await flushed(stdout)
      await flushed(stderr)
      stderr.off('error', quiet)
      if (!gone) stdout.off('error', failed)
    },
  }
}

function write(stream: Output, data: string | Uint8Array): void | Promise<void> {
  if (stream.write(data)) return undefined
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('error', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('error', done).on('close', done)
  })
}

function flushed(stream: Output): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) resolve()
    else stream.write('', () => resolve())
  })
}
