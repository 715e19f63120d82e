/** What every platform synfin runs on has, declared here because a neutral room loads neither DOM nor Node types. */
interface EventTarget {}
interface AbortSignal extends EventTarget {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
interface AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare var AbortController: { prototype: AbortController; new (): AbortController }
// oxlint-disable-next-line typescript/no-explicit-any -- as the platforms declare it
interface ReadableStream<R = any> {
  readonly locked: boolean
  cancel(reason?: unknown): Promise<void>
}
declare var ReadableStream: {
  prototype: ReadableStream
  new <R>(
    source: {
      pull?(controller: { enqueue(chunk: R): void; close(): void }): Promise<void> | void
      cancel?(): Promise<void> | void
    },
    strategy?: { highWaterMark?: number },
  ): ReadableStream<R>
}
// oxlint-disable-next-line typescript/no-explicit-any -- as the platforms declare it
interface WritableStream<W = any> {
  readonly locked: boolean
  close(): Promise<void>
}
declare var WritableStream: {
  prototype: WritableStream
  new <W>(sink: { write(chunk: W): Promise<void>; close(): Promise<void>; abort(): void }): WritableStream<W>
}
