import type { Waiting } from './types.ts'

/** What a web stream needs of a connection. */
interface Ends<Chunk> {
  readonly encoding: string | undefined
  recv(max?: number): Promise<Chunk>
  send(data: Chunk | Uint8Array, options?: Waiting): Promise<void>
  shutdown(how: 'send' | 'receive'): Promise<void>
  reset(): void
}

/** @returns What comes: read when somebody asks, never ahead, so that `recv` beside it misses nothing. */
export function readableOf<Chunk extends Uint8Array | string>(ends: Ends<Chunk>): ReadableStream<Chunk> {
  return new ReadableStream<Chunk>(
    {
      async pull(controller) {
        const chunk = await ends.recv()
        if (chunk.length > 0) controller.enqueue(chunk)
        else controller.close()
      },
      // Where the connection is over there is nothing to be dropped.
      cancel: () => ends.shutdown('receive').catch(() => undefined),
    },
    { highWaterMark: 0 },
  )
}

/** @returns What goes: `close` is the FIN, `abort` the RST; a write is done when it is in the send buffer. */
export function writableOf<Chunk extends Uint8Array | string>(
  ends: Ends<Chunk>,
): WritableStream<Chunk | Uint8Array> {
  return new WritableStream<Chunk | Uint8Array>({
    write: (chunk) => ends.send(chunk),
    close: () => ends.shutdown('send'),
    abort: () => ends.reset(),
  })
}
