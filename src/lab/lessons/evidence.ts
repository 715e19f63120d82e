/** A packet that shows that a claim holds. */
export interface Evidence {
  /** Which run, and which of its packets. */
  readonly run: string
  readonly packet: number
}
