interface Watch {
  readonly calls: Set<() => void>
  readonly listener: () => void
}

const watched = new WeakMap<AbortSignal, Watch>()

/**
 * Calls `fn` once when a signal aborts. One signal may hold thousands of sockets: it gets a single listener, so
 * that no platform takes them for a leak.
 *
 * @returns What calls the watch off; harmless afterwards.
 */
export function onAbort(signal: AbortSignal, fn: () => void): () => void {
  const watch = watched.get(signal) ?? begin(signal)
  const call = (): void => fn()
  watch.calls.add(call)
  return () => {
    if (!watch.calls.delete(call) || watch.calls.size > 0) return
    signal.removeEventListener('abort', watch.listener)
    watched.delete(signal)
  }
}

/**
 * Waits no longer than a signal allows; what is waited for goes on.
 *
 * @param error - Made when the signal aborts.
 */
export function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
  error: () => Error,
): Promise<Value> {
  if (signal.aborted) {
    // Nobody looks at it any more.
    promise.catch(() => undefined)
    return Promise.reject(error())
  }
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => reject(error()))
    promise.then(
      (value) => {
        stop()
        resolve(value)
      },
      (cause: Error) => {
        stop()
        reject(cause)
      },
    )
  })
}

function begin(signal: AbortSignal): Watch {
  const calls = new Set<() => void>()
  const listener = (): void => {
    watched.delete(signal)
    const all = [...calls]
    calls.clear()
    for (const call of all) call()
  }
  const watch = { calls, listener }
  signal.addEventListener('abort', listener, { once: true })
  watched.set(signal, watch)
  return watch
}
