/** A broken invariant of synfin itself: never a peer's doing, never a user's. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/**
 * Holds an invariant, in production too: a broken engine must stop, not send wrong bytes.
 *
 * @param condition - What must hold.
 * @param message - What did not hold, for whoever reads the report.
 * @throws {AssertionError} When `condition` is false.
 */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}

/**
 * Marks a branch that no value can reach; the compiler checks that none can.
 *
 * @throws {AssertionError} Always.
 */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${String(value)}`)
}
