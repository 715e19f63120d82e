/** What a bench case gives back: one line of the table. */
export interface Figure {
  /** What was measured. */
  readonly name: string
  /** The measured value, in `unit`. */
  readonly value: number
  readonly unit: string
  /** The same thing done by a peer in the same run; absent when there is none or it is not installed. */
  readonly peer?: { readonly name: string; readonly value: number }
  /** What is asked for: of the ratio to the peer when there is one, else of the value. */
  readonly goal?: { readonly atLeast?: number; readonly atMost?: number; readonly of: 'ratio' | 'value' }
}

/** A bench case: runs its peers beside it, several rounds, and gives medians. */
export interface Bench {
  readonly name: string
  /** @param smoke - True: as little work as shows that it runs. */
  run(smoke: boolean): Promise<Figure[]>
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** @returns The ratio to the peer, or undefined. */
export function ratio({ value, peer }: Figure): number | undefined {
  return peer === undefined || !(peer.value > 0) ? undefined : value / peer.value
}

/** @returns True or false for a figure with a goal that could be judged. */
export function met(figure: Figure): boolean | undefined {
  const { goal } = figure
  const judged = goal?.of === 'ratio' ? ratio(figure) : figure.value
  if (goal === undefined || judged === undefined) return undefined
  return (
    judged >= (goal.atLeast ?? Number.NEGATIVE_INFINITY) &&
    judged <= (goal.atMost ?? Number.POSITIVE_INFINITY)
  )
}

function short(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

/** @returns The figures as a Markdown table, fit for docs/benchmarks.md. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, peer, goal } = figure
    const share = ratio(figure)
    const bound = goal?.atLeast === undefined ? `≤ ${short(goal?.atMost ?? 0)}` : `≥ ${short(goal.atLeast)}`
    const asked =
      goal === undefined
        ? ''
        : `${goal.of} ${bound}: ${met(figure) === true ? 'met' : met(figure) === false ? '**missed**' : '?'}`
    const beside = peer === undefined ? '' : `${peer.name}: ${short(peer.value)}`
    return `| ${name} | ${short(value)} ${unit} | ${beside} | ${share === undefined ? '' : share.toFixed(2)} | ${asked} |`
  })
  return [
    '| what | synfin | peer in the same run | ratio | goal |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}
