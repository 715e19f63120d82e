import type { Descriptor } from './descriptor.ts'

/** What a call gives back. */
export interface Result {
  /** -1 for an error. */
  readonly value: number
  readonly errno?: string
  /** A new descriptor, which gets the number that the script has for it. */
  readonly descriptor?: Descriptor
  /** What the call has written to its arguments is not what the script has: what was expected and what came. */
  readonly differs?: { readonly what: string; readonly expected: string; readonly came: string } | undefined
}

/** A call under way: tried again whenever something has happened. @returns undefined while it would block. */
export type Attempt = () => Result | undefined

/** @returns The result of a call that has failed. */
export function fails(errno: string): Result {
  return { value: -1, errno }
}

export const DONE: Result = { value: 0 }
