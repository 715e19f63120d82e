/** Reads a capture file beside the page: pcap or pcapng, also compressed with gzip. */
import { CaptureReader } from '../../trace/index.ts'
import { packBatch } from './packet-batch.ts'
import type { PacketBatch } from './packet-batch.ts'
import type { CaptureProblem } from '../../trace/index.ts'

/** What the worker tells. */
export type CaptureMessage =
  | { readonly type: 'packets'; readonly batch: PacketBatch; readonly read: number }
  | {
      readonly type: 'end'
      readonly problems: readonly CaptureProblem[]
      readonly startTime: bigint | undefined
      readonly frames: number
      readonly skipped: number
    }
  | { readonly type: 'failed'; readonly why: 'gzip' | 'read'; readonly reason: string }

addEventListener('message', (event: MessageEvent<File>) => {
  void read(event.data)
})

async function read(file: File): Promise<void> {
  let isGzip = false
  try {
    const head = new Uint8Array(await file.slice(0, 2).arrayBuffer())
    isGzip = head[0] === 0x1f && head[1] === 0x8b
    const counted = countBytes(file.stream())
    const stream = isGzip ? counted.stream.pipeThrough(new DecompressionStream('gzip')) : counted.stream
    const reader = new CaptureReader()
    const chunks = stream.getReader()
    for (;;) {
      const { done, value } = await chunks.read()
      if (done) break
      const packets = reader.push(value)
      const { batch, moved } = packBatch(packets)
      tell({ type: 'packets', batch, read: counted.bytes() / Math.max(1, file.size) }, moved)
    }
    reader.end()
    const { problems, startTime, frames, skipped } = reader
    tell({ type: 'end', problems, startTime, frames, skipped })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    tell({ type: 'failed', why: isGzip ? 'gzip' : 'read', reason })
  }
}

/** The file's own bytes as they go by: what progress is measured by. */
function countBytes(stream: ReadableStream<Uint8Array<ArrayBuffer>>): {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
  readonly bytes: () => number
} {
  let bytes = 0
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.length
      controller.enqueue(chunk)
    },
  })
  return { stream: stream.pipeThrough(counter), bytes: () => bytes }
}

function tell(message: CaptureMessage, transfer: ArrayBuffer[] = []): void {
  postMessage(message, { transfer })
}
