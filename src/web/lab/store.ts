import { batch, computed, effect, signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import {
  estimateRun,
  formatScenario,
  isLarge,
  momentsOf,
  parseScenario,
  ScenarioError,
  STANDARD_SCENARIO,
  type LabRun,
  type PacketChange,
  type RunCost,
  type Scenario,
} from '../../lab/index.ts'
import { go, route } from '../store/route.ts'
import { runInWorker, stopRuns } from '../run/index.ts'

/** What the run is laid beside. */
export type CompareMode = 'off' | 'last' | 'none'

/** The experiment that is shown, as the address of the page says; undefined: the address says nonsense. */
export const scenario = signal<Scenario>(STANDARD_SCENARIO)
export const problem = signal<ScenarioError | undefined>(undefined)
/** The run, the one it is compared with, and why there is none. */
export const run = signal<LabRun | undefined>(undefined)
export const other = signal<LabRun | undefined>(undefined)
export const failure = signal<unknown>(undefined)
export const isRunning = signal(false)
/** What the experiment would cost, when that is so much that it waits to be agreed to. */
export const costly = signal<RunCost | undefined>(undefined)
export const compare = signal<CompareMode>('last')

/** Where playback stands: how many of the moments have passed; all of them unless somebody plays or steps. */
export const place = signal(0)
export const isPlaying = signal(false)
export const stepBy = signal<'packets' | 'events'>('events')
export const stepsPerSecond = signal(5)
export const moments: ReadonlySignal<readonly number[]> = computed(() =>
  run.value === undefined ? [] : momentsOf(run.value, stepBy.value),
)

let version = 0
let asked = ''
/** The experiment that was agreed to, as a link. */
let agreed = ''

/** Reads the address of the page; once its experiment is another one, that is run. */
export function readAddress(): void {
  if (route.value.view !== 'lab') return
  const [, link = ''] = location.hash.split(/\?(.*)/s)
  try {
    const read = parseScenario(link)
    batch(() => {
      problem.value = undefined
      scenario.value = read
    })
    void start(read)
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    problem.value = error
  }
}

/** Another experiment: the page's address says it, so that it can be passed on and gone back from. */
export function choose(next: Scenario, how: 'push' | 'replace' = 'replace'): void {
  go(`#/lab?${formatScenario(next)}`, how)
}

/** The person agrees to what the experiment costs. */
export function runCostly(): void {
  agreed = formatScenario(scenario.value)
  asked = ''
  void start(scenario.value)
}

/** Does something to a packet, and repeats the run. */
export function addChange(change: PacketChange): void {
  if (compare.value === 'off') compare.value = 'last'
  choose({ ...scenario.value, changes: [...scenario.value.changes, change] }, 'push')
}

/** Takes one change back; the last one unless told. */
export function undo(index: number = scenario.value.changes.length - 1): void {
  choose({ ...scenario.value, changes: scenario.value.changes.filter((_change, at) => at !== index) }, 'push')
}

export function undoAll(): void {
  choose({ ...scenario.value, changes: [] }, 'push')
}

/** The experiment to compare with; undefined: none. */
function comparedWith(made: Scenario): Scenario | undefined {
  if (compare.value === 'off' || made.changes.length === 0) return undefined
  return { ...made, changes: compare.value === 'last' ? made.changes.slice(0, -1) : [] }
}

async function start(made: Scenario): Promise<void> {
  const beside = comparedWith(made)
  const key = `${formatScenario(made)} ${beside === undefined ? '' : formatScenario(beside)}`
  if (key === asked) return
  asked = key
  const cost = estimateRun(made)
  if (isLarge(cost) && agreed !== formatScenario(made)) {
    stopRuns()
    version++
    batch(() => {
      costly.value = cost
      isRunning.value = false
      failure.value = undefined
      run.value = undefined
      other.value = undefined
    })
    return
  }
  const turn = ++version
  // Only the newest is wanted: a slider makes many.
  stopRuns()
  batch(() => {
    isRunning.value = true
    failure.value = undefined
    costly.value = undefined
  })
  try {
    const [first, second] = await Promise.all([
      runInWorker(made),
      beside === undefined ? undefined : runInWorker(beside),
    ])
    if (turn !== version) return
    batch(() => {
      run.value = first
      other.value = second
      place.value = momentsOf(first, stepBy.value).length
      isPlaying.value = false
      isRunning.value = false
    })
  } catch (error) {
    if (turn !== version) return
    asked = ''
    batch(() => {
      failure.value = error
      isRunning.value = false
    })
  }
}

/** Keeps the run in step with the address and with what it is compared with; called once. */
export function followAddress(): () => void {
  return effect(() => {
    // Both are read so that a change of either is noticed.
    void compare.value
    readAddress()
  })
}

/** One step forward or back. */
export function step(by: 1 | -1): void {
  isPlaying.value = false
  place.value = Math.max(0, Math.min(moments.value.length, place.value + by))
}

export function togglePlay(): void {
  if (!isPlaying.value && place.value >= moments.value.length) place.value = 0
  isPlaying.value = !isPlaying.value
}
