import { ACK, RST, SYN } from '../../src/wire/index.ts'
import type { Difference } from './compare.ts'
import type { Scenario } from './scenario.ts'
import type { Trace } from './trace.ts'

/** What explains a difference. */
export interface Explanation {
  readonly name: string
  /** `kernel`: the RFC is on the engine's side; `known`: the two may differ here. */
  readonly class: 'kernel' | 'known'
  /** Where it is written. */
  readonly source: string
}

interface Case {
  readonly scenario: Scenario
  readonly difference: Difference
  readonly engine: Trace
  readonly kernel: Trace
}

interface Rule extends Explanation {
  readonly holds: (found: Case) => boolean
}

/** @returns The first rule that the difference falls under; undefined when nothing explains it. */
export function explain(found: Case): Explanation | undefined {
  return RULES.find(({ holds }) => holds(found))
}

const RULES: readonly Rule[] = [
  {
    name: 'SYN-ACK of a simultaneous open repeats all options of the SYN',
    class: 'kernel',
    source: 'RFC 7323 §2.2 and §3.2, RFC 2018 §2: options that the other SYN did not have are not answered',
    holds: ({ scenario, difference }) =>
      isClient(scenario) && / S\. /.test(difference.engine) && / S\. /.test(difference.kernel),
  },
  {
    name: 'a segment without ACK, SYN and RST is dropped before its sequence number is looked at',
    class: 'kernel',
    source: 'RFC 9293 §3.10.7.4, first check: what is outside the window is answered with an ACK',
    holds: ({ scenario, engine, kernel }) =>
      scenario.steps.some(({ action }, i) => {
        if (action.name !== 'segment' || (action.flags & (ACK | SYN | RST)) !== 0) return false
        const answers = ({ times, sent }: Trace): number =>
          sent.filter(({ at }) => at >= (times[i] ?? 0) && at < (times[i + 1] ?? Infinity)).length
        return answers(engine) > answers(kernel)
      }),
  },
  {
    name: 'tcp_info of a socket says CLOSE while its connection is in TIME-WAIT',
    class: 'known',
    source:
      'net/ipv4/tcp_minisocks.c, tcp_time_wait: a small socket of its own keeps the state, the other is done',
    holds: ({ difference: { fields, engine, kernel } }) =>
      fields.join() === 'tcpi_state' && /tcpi_state == 6/.test(engine) && /tcpi_state == 7/.test(kernel),
  },
]

function isClient({ steps }: Scenario): boolean {
  return steps.some(({ action }) => action.name === 'connect')
}
