import type { Nanos } from './units.ts'

/** A call that waits for its time. */
export interface Alarm {
  /** Cancels the call; harmless when it has already been made. */
  cancel(): void
}

/**
 * Where time comes from. The virtual one is in `net/`, the machine's in `host/`; nothing else knows the time.
 */
export interface Clock {
  /** @returns Nanoseconds since the clock's own start, an integer that never goes back. */
  now(): Nanos
  /** Calls `fn` once, at `time` or as soon after it as the clock can; never from within this call. */
  at(time: Nanos, fn: () => void): Alarm
}
