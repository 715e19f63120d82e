/** What is wrong with some bytes, and where. Bad packets are normal input: they are answered, never thrown. */
export interface WireProblem {
  /** From the start of the bytes given, always within them or at their end. */
  readonly offset: number
  /** The header's field, as `tcp.dataOffset`. */
  readonly field: string
  /** One plain sentence. */
  readonly message: string
}

/** @returns The problem, so that a parser can `return problem(...)`. */
export function problem(offset: number, field: string, message: string): WireProblem {
  return { offset, field, message }
}
