const brand = Symbol.for('synfin.error')

/**
 * An error that a caller can act on. Match on `code`, which is stable; the message is for a person.
 * `instanceof` holds across two copies of the package.
 */
export class SynfinError extends Error {
  override readonly name: string = 'SynfinError'
  readonly code: string

  /**
   * @param code - Stable and upper case: a POSIX code (`ECONNREFUSED`) or `SYNFIN_…`.
   * @param message - One sentence for a person: what happened and what helps.
   */
  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.code = code
    Object.defineProperty(this, brand, { value: true })
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== SynfinError) return Function.prototype[Symbol.hasInstance].call(this, value)
    return typeof value === 'object' && value !== null && brand in value
  }
}
