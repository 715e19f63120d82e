import type { Arrival, Scenario, Step } from './scenario.ts'

/** Tells of each scenario whether it still shows what is looked for. They are run side by side. */
export type Reproduces = (scenarios: readonly Scenario[]) => readonly boolean[]

/**
 * Takes away from a scenario, piece by piece, all that the difference does not need: steps, settings, waits, numbers.
 *
 * @param width - How many candidates are tried at once.
 * @returns The shortest that still shows it, so that no single piece more can be taken away.
 */
export function shrink(scenario: Scenario, reproduces: Reproduces, width: number): Scenario {
  let best = scenario
  for (;;) {
    const smaller = firstOf(candidates(best), reproduces, width)
    if (smaller === undefined) return best
    best = smaller
  }
}

/** The first, and so the smallest, candidate that reproduces. */
function firstOf(all: readonly Scenario[], reproduces: Reproduces, width: number): Scenario | undefined {
  for (let from = 0; from < all.length; from += width) {
    const batch = all.slice(from, from + width)
    const found = reproduces(batch).indexOf(true)
    if (found >= 0) return batch[found]
  }
  return undefined
}

/** @returns Scenarios that are each a little less, those that are least first. */
export function candidates(scenario: Scenario): readonly Scenario[] {
  const { steps } = scenario
  // What is watched for a shorter time is done with sooner: first that.
  const found: Scenario[] = TAILS.filter((tail) => tail < scenario.tail).map((tail) => ({
    ...scenario,
    tail,
  }))
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = steps.length - size; at >= 0; at -= size) found.push(without(scenario, at, size))
  }
  if (scenario.ipVersion === 'ipv6') found.push({ ...scenario, ipVersion: 'ipv4' })
  for (const name of Object.keys(scenario.sysctls)) {
    const usual = USUAL_SYSCTLS[name] ?? 1
    if (scenario.sysctls[name] !== usual) {
      found.push({ ...scenario, sysctls: { ...scenario.sysctls, [name]: usual } })
    }
  }
  for (const [i, step] of steps.entries()) {
    for (const simpler of simplerSteps(step)) found.push({ ...scenario, steps: steps.with(i, simpler) })
  }
  return found
}

const USUAL_SYSCTLS: Readonly<Record<string, number>> = { tcp_timestamps: 0, tcp_early_retrans: 3 }
const TAILS = [10, 60, 250, 600]

/** The time that the steps took is left to the one after them. */
function without(scenario: Scenario, at: number, size: number): Scenario {
  const { steps, tail } = scenario
  const time = steps.slice(at, at + size).reduce((sum, { after }) => sum + after, 0)
  const rest = steps.slice(at + size)
  const [next] = rest
  if (next === undefined) return { ...scenario, steps: steps.slice(0, at), tail: tail + time }
  return {
    ...scenario,
    steps: [...steps.slice(0, at), { ...next, after: next.after + time }, ...rest.slice(1)],
  }
}

function simplerSteps(step: Step): readonly Step[] {
  const { after, action } = step
  const shorter = [0, 10, 20, 50, 100].filter((time) => time < after).slice(0, 2)
  const found: Step[] = shorter.map((time) => ({ ...step, after: time }))
  if (action.name === 'segment')
    for (const simpler of simplerArrivals(action)) found.push({ after, action: simpler })
  if (action.name === 'send' && action.length > 1) found.push({ after, action: { ...action, length: 1 } })
  if (action.name === 'send' && action.flags.length > 0)
    found.push({ after, action: { ...action, flags: [] } })
  return found
}

function simplerArrivals(arrival: Arrival): readonly Arrival[] {
  const found: Arrival[] = []
  if (arrival.options.length > 0) found.push({ ...arrival, options: [] })
  for (const length of [0, 1]) if (length < arrival.length) found.push({ ...arrival, length })
  if (arrival.window !== 65_535) found.push({ ...arrival, window: 65_535 })
  return found
}
