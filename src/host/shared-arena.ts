/**
 * One buffer for every connection: libuv reads into it, and what a waiting `recv` does not take at once is copied
 * out before the next read. So 10,000 idle connections hold no buffer, and a bulk transfer makes no garbage.
 */
export const ARRIVALS: Buffer = Buffer.allocUnsafeSlow(262_144)
/** A receiver's own buffer is read into directly from this size on: smaller ones would cost more reads. */
const DIRECT_FROM = 16_384

/** Whose last read lies in the buffer. */
export interface ArenaReader {
  /** It has been taken, and its receiver has come back. */
  readonly isServed: boolean
  /** All microtasks of the read are done: the buffer is needed for the next. */
  settle(): void
}

let unsettled: ArenaReader | undefined
const DONE: Promise<void> = Promise.resolve()

/** @returns Whether the next read may come. */
export function allIsSettled(): boolean {
  return unsettled === undefined
}

/** Calls `settle` after the callers that were waiting for the read, and before libuv reads again; not when all is served by then. */
export function settleAfterMicrotasks(reading: ArenaReader): void {
  unsettled = reading
  void DONE.then(settleSoon)
}

/** Runs after the waiting callers. If that is not enough, a tick: Node runs it once no microtask is left. */
function settleSoon(): void {
  if (unsettled?.isServed === true) unsettled = undefined
  else process.nextTick(settleNow)
}

function settleNow(): void {
  const reading = unsettled
  unsettled = undefined
  reading?.settle()
}

/** @returns Whether libuv may fill a receiver's buffer: large enough, and memory that cannot shrink under it. */
export function mayBeReadInto(buffer: Uint8Array): boolean {
  if (buffer.length < DIRECT_FROM || !(buffer.buffer instanceof ArrayBuffer)) return false
  return (buffer.buffer as ArrayBuffer & { readonly resizable?: boolean }).resizable !== true
}
