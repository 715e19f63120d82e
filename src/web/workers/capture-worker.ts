/**
 * Reads a capture file beside the page: pcap or pcapng, also compressed with gzip. It reads on when the page has taken
 * what it was asked, so that nothing piles up between the two.
 */
import { CaptureReader, type CaptureProblem } from '../../capture/index.ts'
import { isGzip, plainPieces, unpackedPieces } from './capture-bytes.ts'
import { Growth } from './growth.ts'
import { packBatch, type PacketBatch } from './packet-batch.ts'

/** What the page posts: which file, and then each time that it may read on. */
export type CaptureOrder = File | 'go on'

/** What the worker posts. It waits for `go on` behind `packets` and `ask`. */
export type CaptureMessage =
  | { readonly type: 'packets'; readonly batch: PacketBatch; readonly read: number }
  /** `taken` bytes of the file have become `grown`: is that meant? */
  | { readonly type: 'ask'; readonly grown: number; readonly taken: number }
  | {
      readonly type: 'end'
      readonly problems: readonly CaptureProblem[]
      readonly startTime: bigint | undefined
      readonly frames: number
      readonly skipped: number
    }
  | { readonly type: 'failed'; readonly why: 'gzip' | 'read'; readonly reason: string }

let goOn: (() => void) | undefined

addEventListener('message', ({ data }: MessageEvent<CaptureOrder>) => {
  if (data === 'go on') goOn?.()
  else void read(data)
})

async function read(file: File): Promise<void> {
  let isPacked = false
  try {
    isPacked = await isGzip(file)
    const reader = new CaptureReader()
    const growth = new Growth()
    let grown = 0
    for await (const { bytes, taken } of isPacked ? unpackedPieces(file) : plainPieces(file)) {
      grown += bytes.length
      if (growth.isTooMuch(grown, taken)) {
        await post({ type: 'ask', grown, taken })
        growth.agree(grown)
      }
      const { batch, moved } = packBatch(reader.push(bytes))
      await post({ type: 'packets', batch, read: taken / file.size }, moved)
      if (reader.isBroken) break
    }
    reader.end()
    const { problems, startTime, frames, skipped } = reader
    postMessage({ type: 'end', problems, startTime, frames, skipped } satisfies CaptureMessage)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    postMessage({ type: 'failed', why: isPacked ? 'gzip' : 'read', reason } satisfies CaptureMessage)
  }
}

/** Posts a message, and waits until it has been taken. */
function post(message: CaptureMessage, transfer: ArrayBuffer[] = []): Promise<void> {
  return new Promise((resolve) => {
    goOn = resolve
    postMessage(message, { transfer })
  })
}
