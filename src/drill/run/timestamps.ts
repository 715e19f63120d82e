import { seqAdd, seqDiff } from '../../wire/index.ts'

/**
 * Timestamps as a script numbers them and as the stack under test does. The first one that the stack sends ties both
 * together; all that follow are compared by how far they are from it.
 */
export class TimestampMap {
  #base: { readonly script: number; readonly live: number } | undefined
  /** Live values by the script's. */
  readonly #sent = new Map<number, number>()

  /** The stack has sent `live` where the script says `script`. */
  sent(script: number, live: number): void {
    this.#base ??= { script, live }
    this.#sent.set(script, live)
  }

  /** @returns What the script would call `live`; `live` itself before the first. */
  toScript(live: number): number {
    return this.#base === undefined ? live : seqAdd(this.#base.script, seqDiff(live, this.#base.live))
  }

  /** @returns By how many ticks `live` is off from what `script` makes one expect; 0 for the first. */
  error(script: number, live: number): number {
    if (this.#base === undefined) return 0
    return seqDiff(seqDiff(live, this.#base.live), seqDiff(script, this.#base.script))
  }

  /**
   * @param scaled - A value that was never sent is taken as far from those that were as the script has it.
   * @returns What the script's `ecr` stands for; undefined when it was never sent.
   */
  echo(script: number, scaled: boolean): number | undefined {
    // Before anything was sent there is nothing to echo: what stands there is what goes out.
    if (this.#base === undefined) return script
    const exact = this.#sent.get(script)
    if (exact !== undefined || !scaled) return exact
    return this.#interpolate(script)
  }

  #interpolate(script: number): number {
    const known = [...this.#sent].sort(([a], [b]) => a - b)
    const after = known.find(([at]) => at > script)
    const before = known.findLast(([at]) => at < script)
    const [fromScript, fromLive] = (before ?? after) as [number, number]
    const [toScript, toLive] = (after ?? before) as [number, number]
    const rate = toScript === fromScript ? 1 : seqDiff(toLive, fromLive) / (toScript - fromScript)
    return seqAdd(fromLive, Math.round((script - fromScript) * rate))
  }
}
