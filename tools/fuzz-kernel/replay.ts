import { readFileSync } from 'node:fs'
import { classify, judge } from './campaign.ts'
import type { Scenario } from './scenario.ts'
import type { Trace } from './trace.ts'

/** A scenario and what the kernel made of it. */
export interface Recording {
  readonly scenario: Scenario
  readonly kernel: Trace
}

/** Prints the seeds of the recordings with which this engine no longer agrees: `planted.ts` runs it in a copy. */
function replay(file: string): void {
  const recordings = JSON.parse(readFileSync(file, 'utf8')) as readonly Recording[]
  for (const { scenario, kernel } of recordings) {
    if (classify(scenario, judge(scenario, kernel)).class === 'fault') console.log(scenario.seed)
  }
}

const [, program, file] = process.argv
if (program === import.meta.filename && file !== undefined) replay(file)
