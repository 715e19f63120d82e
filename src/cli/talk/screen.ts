import type { CliIo, Output } from '../io.ts'

/** Where a talk writes: what arrived to `out`, what there is to say to `note`. */
export interface Screen {
  /**
   * Received bytes or text. Waits when the reader of stdout is slow.
   *
   * @param tail - Shown behind the text until more comes: a half character. Only a prompt can take it back.
   */
  out(data: string | Uint8Array, tail?: string): void | Promise<void>
  /** A sentence, on a line of its own. */
  note(line: string): void
  /** Resolves when nobody reads stdout any more (EPIPE). */
  readonly broken: Promise<void>
  /** Waits until everything is written, and lets go of the outputs. */
  finish(): Promise<void>
}

/** stdout and stderr as they are. */
export function plainScreen({ stdout, stderr }: CliIo): Screen {
  let gone = false
  let tellBroken = (): void => undefined
  const broken = new Promise<void>((resolve) => (tellBroken = resolve))
  const failed = (): void => {
    gone = true
    tellBroken()
  }
  const quiet = (): void => undefined
  stdout.on('error', failed)
  stderr.on('error', quiet)
  return {
    broken,
    out: (data) => (gone ? undefined : write(stdout, data)),
    note: (line) => void stderr.write(`${line}\n`),
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
