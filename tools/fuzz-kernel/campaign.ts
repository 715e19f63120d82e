import { firstDifference, type Difference } from './compare.ts'
import { runOnEngine } from './engine-side.ts'
import { generate } from './generate.ts'
import { explain, type Explanation } from './known.ts'
import { raceLateTimers } from './late-timers.ts'
import type { Scenario } from './scenario.ts'
import { differenceText, scriptText } from './script-text.ts'
import { shrink } from './shrink.ts'
import type { Trace } from './trace.ts'

/** The kernel, however it is asked: what each scenario gives there, side by side. */
export interface Kernel {
  /** How many scenarios it runs at once. */
  readonly width: number
  run(scenarios: readonly Scenario[]): readonly Judged[]
  /** The same with traces of both sides for each, whatever `run` was content with. */
  examine(scenarios: readonly Scenario[]): readonly Judged[]
}

/** Where the two sides part, and the kernel's own trace. */
export interface Judged {
  readonly kernel: Trace
  readonly engine: Trace
  readonly difference: Difference | undefined
}

/** What came of one scenario. */
export type Finding =
  | { readonly class: 'same' | 'late timer' }
  | { readonly class: 'kernel' | 'known'; readonly explanation: Explanation }
  | Fault

interface Fault {
  readonly class: 'fault'
  readonly scenario: Scenario
  readonly judged: Judged & { readonly difference: Difference }
}

/** How often a difference must show: the machine may have been busy once. */
const TRIES = 3

/** Hears of each new kind of fault: its shortest script, and a name for it. */
export type FaultListener = (text: string, name: string) => void

export class Campaign {
  /** How many came of each class. */
  readonly #counts = new Map<string, number>()
  /** The seeds of faults that look alike. */
  readonly #faults = new Map<string, number[]>()
  readonly #kernel: Kernel
  readonly #onFault: FaultListener

  constructor(kernel: Kernel, onFault: FaultListener) {
    this.#kernel = kernel
    this.#onFault = onFault
  }

  get unexplained(): number {
    return [...this.#faults.values()].flat().length
  }

  /** Runs the scenarios of some seeds, and counts what came of them. */
  round(seeds: readonly number[]): void {
    for (const finding of this.#judge(seeds.map(generate))) {
      if (finding.class === 'fault') this.#keep(finding)
      else {
        const name = 'explanation' in finding ? explained(finding.explanation) : finding.class
        this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
      }
    }
  }

  /** @returns The counts of each class, and of each kind of fault. */
  summary(): readonly string[] {
    const total = sum(this.#counts.values()) + this.unexplained
    const line = ([name, count]: readonly [string, number]): string => `${String(count).padStart(6)} ${name}`
    const faults = [...this.#faults].map(([look, seeds]) =>
      line([`fault: ${look} (seeds ${seeds.join(', ')})`, seeds.length]),
    )
    return [`${total} scripts, ${this.unexplained} unexplained`, ...[...this.#counts].map(line), ...faults]
  }

  /** What is a fault only once is the machine's noise. */
  #judge(scenarios: readonly Scenario[]): readonly Finding[] {
    const findings = classified(scenarios, this.#kernel.run(scenarios))
    for (let turn = 1; turn < TRIES; turn++) {
      const open = [...findings.entries()].filter(([, found]) => found.class === 'fault')
      if (open.length === 0) break
      const again = this.#once(open.flatMap(([i]) => scenarios[i] ?? [])).values()
      for (const [i, found] of open) findings[i] = again.next().value ?? found
    }
    return findings
  }

  #once(scenarios: readonly Scenario[]): readonly Finding[] {
    return classified(scenarios, this.#kernel.examine(scenarios))
  }

  #keep({ scenario, judged }: Fault): void {
    const look = signature(judged.difference)
    const before = this.#faults.get(look)
    if (before !== undefined) {
      before.push(scenario.seed)
      return
    }
    this.#faults.set(look, [scenario.seed])
    const again = (candidates: readonly Scenario[]): readonly (Fault | undefined)[] =>
      this.#once(candidates).map((found) =>
        found.class === 'fault' && signature(found.judged.difference) === look ? found : undefined,
      )
    const shows = (candidates: readonly Scenario[]): readonly boolean[] =>
      again(candidates).map((found) => found !== undefined)
    const [small] = again([shrink(scenario, shows, this.#kernel.width)])
    const { judged: shown, scenario: script } = small ?? { judged, scenario }
    const heading = [`seed ${scenario.seed}`, ...differenceText(shown.difference)]
    this.#onFault(scriptText(script, shown.kernel, heading), `seed-${scenario.seed}`)
  }
}

function classified(scenarios: readonly Scenario[], judged: readonly Judged[]): Finding[] {
  return scenarios.flatMap((scenario, i) => {
    const one = judged[i]
    return one === undefined ? [] : [classify(scenario, one)]
  })
}

function sum(counts: Iterable<number>): number {
  let total = 0
  for (const count of counts) total += count
  return total
}

function explained({ class: kind, name, source }: Explanation): string {
  return `${kind === 'kernel' ? 'fault of the kernel' : 'known'}: ${name} (${source})`
}

/** @returns What the difference is, when there is one. */
export function classify(scenario: Scenario, judged: Judged): Finding {
  const { difference, engine, kernel } = judged
  if (difference === undefined) return { class: 'same' }
  const explanation = explain({ scenario, difference, engine, kernel })
  if (explanation !== undefined) return { class: explanation.class, explanation }
  try {
    for (const raced of raceLateTimers(scenario, kernel)) {
      if (raced.difference === undefined) return { class: 'late timer' }
      const why = explain({ scenario, ...raced, difference: raced.difference })
      if (why !== undefined) return { class: why.class, explanation: why }
    }
  } catch {
    // An engine that throws does what nobody does.
  }
  return { class: 'fault', scenario, judged: { ...judged, difference } }
}

/** Differences that look the same are taken for one until the first is mended. */
function signature({ kind, fields, engine, kernel }: Difference): string {
  const flags = (text: string): string => / > (\S+) /.exec(text)?.[1] ?? ''
  return [kind, fields.join(), flags(engine), flags(kernel)].join(' ')
}

/** @returns What the engine makes of a scenario at the kernel's times; what it throws is shown as the difference. */
export function judge(scenario: Scenario, kernel: Trace): Judged {
  try {
    const engine = runOnEngine(scenario, kernel.times)
    return { kernel, engine, difference: firstDifference(scenario, engine, kernel) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const difference: Difference = {
      at: 0,
      step: 0,
      kind: 'call',
      fields: ['error'],
      engine: message,
      kernel: '',
    }
    return { kernel, engine: { times: [], outcomes: [], sent: [] }, difference }
  }
}
