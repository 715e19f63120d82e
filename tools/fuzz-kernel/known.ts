import { ACK, FIN, RST, SYN } from '../../src/wire/index.ts'
import type { Difference } from './compare.ts'
import type { Arrival, Scenario } from './scenario.ts'
import { lateBy, NOISE, TICK } from './timer-wheel.ts'
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
        return answersTo(engine, i).length > answersTo(kernel, i).length
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
  {
    name: 'tcp_info of a connection that is gone tells of losses',
    class: 'known',
    source:
      'net/ipv4/tcp.c: tcp_write_queue_purge leaves the counts of marks, tcp_disconnect begins cwnd and ssthresh anew',
    holds: ({ difference: { kind, fields, kernel } }) =>
      kind === 'call' &&
      fields.length > 0 &&
      fields.every((field) => OF_THE_PATH.includes(field)) &&
      /tcpi_state == 7/.test(kernel),
  },
  {
    name: 'the window of TIME-WAIT overflows its field without scaling',
    class: 'kernel',
    source:
      'RFC 9293 §3.1: 16 bits; net/ipv4/tcp_minisocks.c, tcp_time_wait keeps what the buffer has grown to',
    holds: ({ difference: { fields, engine, kernel } }) =>
      fields.join() === 'window' && / win 65535/.test(engine) && !/ win 65535/.test(kernel),
  },
  {
    name: 'the fast path takes text whose ACK is too old',
    class: 'kernel',
    source:
      'RFC 5961 §5.2: the segment is discarded; net/ipv4/tcp_input.c, tcp_rcv_established queues it first',
    holds: (found) => {
      const { difference, engine, kernel } = found
      const [ours, theirs] = [acknowledgedBy(engine, difference), acknowledgedBy(kernel, difference)]
      return arrivalsBefore(found).some((arrival) => {
        const left = position(arrival.seq)
        const isTheDifference =
          left <= ours && ours < left + arrival.length && left + arrival.length <= theirs
        return arrival.length > 0 && isTheDifference && isOldAck(found, arrival)
      })
    },
  },
  {
    name: 'TS.Recent and the timestamp of a segment whose ACK is old',
    class: 'known',
    source:
      'RFC 7323 §5.3 R3 takes it; net/ipv4/tcp_input.c: the fast path takes it, tcp_ack after old_ack does not',
    holds: (found) => {
      const { fields, engine, kernel } = found.difference
      const bare = (text: string): string => text.replace(/^\S+ | ecr \d+/g, '').replace(/TS val \d+/, '')
      if (!fields.includes('options') || bare(engine) !== bare(kernel)) return false
      const [ours, theirs] = [numberOf(engine, 'ecr'), numberOf(kernel, 'ecr')]
      return arrivalsBefore(found).some(
        (arrival) =>
          arrival.options.some(
            (option) => Number(/TS val (\d+)/.exec(option)?.[1]) === Math.max(ours, theirs),
          ) && isOldAck(found, arrival),
      )
    },
  },
  {
    name: 'SYN-RECEIVED of a simultaneous open takes an ACK that acknowledges nothing',
    class: 'kernel',
    source:
      'RFC 9293 §3.10.7.4, fifth check: SND.UNA < SEG.ACK, else a RST; net/ipv4/tcp_input.c, tcp_ack takes it',
    holds: (found) =>
      isClient(found.scenario) && arrivalAt(found)?.ack === 0 && / > R 0:0/.test(found.difference.engine),
  },
  {
    name: 'TIME-WAIT answers with a timestamp that nobody has agreed on',
    class: 'kernel',
    source:
      'RFC 7323 §3.2: only once both SYNs have it; net/ipv4/tcp_minisocks.c, tcp_check_req keeps one of the last ACK',
    holds: ({ difference: { fields, engine, kernel }, kernel: { sent } }) =>
      fields.join() === 'options' &&
      !/ TS val /.test(engine) &&
      / TS val /.test(kernel) &&
      sent.every(
        ({ segment: { flags, options } }) =>
          (flags & SYN) === 0 || options?.every(({ kind }) => kind !== 'TS') === true,
      ),
  },
  {
    name: 'shutdown in SYN-RECEIVED waits for the handshake',
    class: 'known',
    source: 'RFC 9293 §3.10.4: the FIN goes; net/ipv4/tcp.c, tcp_shutdown leaves it to tcp_rcv_state_process',
    holds: ({ scenario, difference: { step, engine } }) => {
      const action = scenario.steps[step]?.action
      return (
        isClient(scenario) &&
        action?.name === 'shutdown' &&
        action.how !== 'SHUT_RD' &&
        / > F\. 1:1/.test(engine)
      )
    },
  },
  {
    name: 'text over the FIN of the peer moves RCV.NXT in CLOSE-WAIT',
    class: 'kernel',
    source:
      'RFC 9293 §3.10.7.4, seventh: it is ignored; net/ipv4/tcp_input.c, tcp_rcv_state_process queues it',
    holds: (found) => {
      const [engine, kernel] = [
        numberOf(found.difference.engine, 'ack'),
        numberOf(found.difference.kernel, 'ack'),
      ]
      const fin = engine - 1
      const end = ({ seq, length }: Arrival): number => position(seq) + length
      return (
        kernel > engine &&
        arrivalsBefore(found).some((arrival) => (arrival.flags & FIN) !== 0 && end(arrival) === fin) &&
        arrivalsBefore(found).some((arrival) => position(arrival.seq) <= fin && end(arrival) > fin)
      )
    },
  },
  {
    name: 'a SYN in the window of a half-open connection is answered with a RST',
    class: 'kernel',
    source:
      'RFC 9293 §3.10.7.4, fourth check: back to LISTEN; net/ipv4/tcp_minisocks.c, tcp_check_req, embryonic_reset',
    holds: (found) =>
      !isClient(found.scenario) &&
      found.scenario.steps.slice(0, found.difference.step + 1).some(({ action }, i) => {
        if (action.name !== 'segment' || (action.flags & (SYN | RST)) !== SYN) return false
        const [ours, theirs] = [answersTo(found.engine, i), answersTo(found.kernel, i)]
        return ours.length === 0 && theirs.length === 1 && ((theirs[0]?.segment.flags ?? 0) & RST) !== 0
      }),
  },
  {
    name: 'how many segments leave together, and so which are pushed, is counted from the least RTT',
    class: 'known',
    source: 'net/ipv4/tcp_output.c, tcp_tso_autosize; a RTT of microseconds is the noise of the machine',
    holds: ({ difference: { fields, engine, kernel } }) =>
      fields.join() === 'flags' && engine.replace(/^\S+ > P?/, '') === kernel.replace(/^\S+ > P?/, ''),
  },
  {
    name: 'what an ACK calls for again leaves before the text that came with it is taken',
    class: 'known',
    source: 'net/ipv4/tcp_input.c: tcp_ack, tcp_xmit_recovery, and then tcp_data_queue',
    holds: (found) => {
      const { fields, engine, kernel, at } = found.difference
      const [ours, theirs] = [numberOf(engine, 'ack'), numberOf(kernel, 'ack')]
      const again = found.kernel.sent.find((one) => Math.abs(one.at - at) <= NOISE && one.segment.length > 0)
      const isAgain = found.kernel.sent.some(
        ({ at: before, segment }) => before < (again?.at ?? 0) && segment.seq === again?.segment.seq,
      )
      return (
        fields.every((field) => field === 'ack' || field === 'window' || field === 'options') &&
        ours > theirs &&
        isAgain &&
        arrivalsBefore(found).some(({ seq, length }) => length > 0 && position(seq) + length === ours)
      )
    },
  },
  {
    name: 'whether a unit waits until it can be larger is decided by microseconds of the RTT',
    class: 'known',
    source: 'net/ipv4/tcp_output.c, tcp_tso_should_defer',
    holds: ({ difference: { at, kind, kernel }, engine, kernel: { sent } }) => {
      const early = sent.find(
        (one) => Math.abs(one.at - at) <= NOISE && kernel.includes(` ${one.segment.seq}:`),
      )
      if (kind === 'call' || kind === 'time' || early === undefined || early.segment.length === 0)
        return false
      const reached = Math.max(
        ...engine.sent
          .filter((one) => one.at <= at + NOISE)
          .map(({ segment }) => segment.seq + segment.length),
      )
      return (
        early.segment.seq === reached &&
        engine.sent.some(
          ({ at: later, segment }) => later > at + NOISE && segment.seq === reached && segment.length > 0,
        )
      )
    },
  },
  {
    name: 'TCP_USER_TIMEOUT ends a connection when a timer that is late finds it over',
    class: 'known',
    source:
      'net/ipv4/tcp_timer.c, tcp_clamp_rto_to_user_timeout; kernel/time/timer.c, "Level Offset Granularity"',
    holds: ({ scenario, difference: { at, engine }, kernel }) => {
      const set = scenario.steps
        .map(({ action }) => action)
        .find((action) => action.name === 'setsockopt' && action.option === 'SOL_TCP, TCP_USER_TIMEOUT')
      if (set?.name !== 'setsockopt' || !/ > R|ETIMEDOUT|tcpi_state == 7/.test(engine)) return false
      const [limit, late] = [set.value * 1e6, lateBy(set.value * 1e6) + NOISE]
      return kernel.sent.some((one, i) => {
        const isAgain = kernel.sent
          .slice(0, i)
          .some(({ segment }) => segment.seq === one.segment.seq && segment.length > 0)
        return isAgain && at >= one.at + limit - late && at <= one.at + limit + late
      })
    },
  },
  {
    name: 'the window of the SYN-ACK of a simultaneous open is scaled',
    class: 'kernel',
    source:
      'RFC 7323 §2.2: not in a segment with SYN; net/ipv4/tcp_input.c, tcp_rcv_state_process, TCP_SYN_RECV',
    holds: (found) => {
      const before = arrivalsBefore(found)
      const own = before.find(({ flags }) => (flags & (SYN | ACK)) === SYN)
      const answer = before.find(({ flags }) => (flags & (SYN | ACK)) === (SYN | ACK))
      const scales = own?.options.some((option) => /wscale [1-9]/.test(option)) === true
      const { at } = found.difference
      const furthest = ({ sent }: Trace, until: number): number =>
        Math.max(...sent.filter((one) => one.at <= until).map(({ segment }) => segment.seq + segment.length))
      const edge = 1 + (answer?.window ?? Infinity)
      return (
        isClient(found.scenario) &&
        scales &&
        furthest(found.kernel, at + NOISE) > edge &&
        furthest(found.engine, at - 1) <= edge
      )
    },
  },
  {
    name: 'the 500 ms between two answers to what is invalid are counted in ticks',
    class: 'known',
    source: 'net/ipv4/tcp_input.c, __tcp_oow_rate_limited: tcp_jiffies32',
    holds: ({ difference: { at, kind, engine, kernel: text }, engine: ours }) => {
      const isBare = (line: string): boolean => / > \. (\d+):\1\(0\) /.test(line)
      if (kind === 'call' || kind === 'time' || !(isBare(engine) || isBare(text))) return false
      return ours.sent.some((one) => Math.abs(at - one.at - 500e6) <= TICK + NOISE)
    },
  },
  {
    name: 'each ACK puts off the override of a window that is small',
    class: 'kernel',
    source:
      'RFC 9293 §3.8.6.2.1: its time-out runs from when data was held back; net/ipv4/tcp_input.c, tcp_ack_probe',
    holds: ({ difference: { at, kind, engine }, kernel: { sent } }) =>
      (kind === 'extra' || kind === 'time') &&
      / > P\. /.test(engine) &&
      sent.every(
        (one) => one.at >= at || !engine.includes(` ${one.segment.seq}:`) || one.segment.length === 0,
      ) &&
      sent.every((one) => one.at < at - 200e6 || one.at > at || one.segment.length === 0),
  },
  {
    name: 'a RST in SYN-RECEIVED of a simultaneous open is ECONNRESET',
    class: 'kernel',
    source: 'RFC 9293 §3.10.7.4, second check: "connection refused"; net/ipv4/tcp_input.c, tcp_reset',
    holds: ({ scenario, difference: { engine, kernel } }) =>
      isClient(scenario) &&
      ((/ECONNREFUSED/.test(engine) && /ECONNRESET/.test(kernel)) ||
        (/SO_ERROR, \[111\]/.test(engine) && /SO_ERROR, \[104\]/.test(kernel))),
  },
  {
    name: 'text and FIN of a SYN-ACK are dropped',
    class: 'kernel',
    source:
      'RFC 9293 §3.10.7.3, fourth check: they are processed; net/ipv4/tcp_input.c, tcp_rcv_synsent_state_process',
    holds: (found) =>
      isClient(found.scenario) &&
      arrivalsBefore(found).some(
        ({ flags, length }) => (flags & (SYN | ACK)) === (SYN | ACK) && (length > 0 || (flags & FIN) !== 0),
      ) &&
      numberOf(found.difference.engine, 'ack') > numberOf(found.difference.kernel, 'ack'),
  },
]

const OF_THE_PATH: readonly string[] = [
  'tcpi_state',
  'tcpi_ca_state',
  'tcpi_sacked',
  'tcpi_lost',
  'tcpi_retrans',
  'tcpi_snd_cwnd',
  'tcpi_snd_ssthresh',
]

/** What was sent between a step and the next. */
function answersTo({ times, sent }: Trace, step: number): Trace['sent'] {
  return sent.filter(({ at }) => at >= (times[step] ?? 0) && at < (times[step + 1] ?? Infinity))
}

/** The segment that came in at the step of the difference. */
function arrivalAt({ scenario, difference }: Case): Arrival | undefined {
  const action = scenario.steps[difference.step]?.action
  return action?.name === 'segment' ? action : undefined
}

/** What had come in by then. */
function arrivalsBefore({ scenario, difference }: Case): readonly Arrival[] {
  return scenario.steps
    .slice(0, difference.step + 1)
    .flatMap(({ action }) => (action.name === 'segment' ? [action] : []))
}

/** Its ACK is below one that came before it. */
function isOldAck(found: Case, arrival: Arrival): boolean {
  const all = arrivalsBefore(found)
  const highest = Math.max(
    1,
    ...all.slice(0, all.indexOf(arrival)).map(({ ack = 0 }) => (ack < FAR ? ack : 0)),
  )
  return arrival.ack !== undefined && (arrival.ack < highest || arrival.ack >= FAR)
}

/** Numbers from here on are below 0. */
const FAR = 0x8000_0000

/** The highest number that had been acknowledged at the difference. */
function acknowledgedBy({ sent }: Trace, { at }: Difference): number {
  const before = sent.filter((one) => one.at <= at + NOISE && (one.segment.flags & SYN) === 0)
  return Math.max(0, ...before.map(({ segment }) => position(segment.ack)))
}

/** @returns A number of a script as a position: half of them lie before 0. */
function position(number: number): number {
  return number | 0
}

/** The number after a word of a segment's text; NaN for none. */
function numberOf(text: string, word: string): number {
  return Number(new RegExp(` ${word} (\\d+)`).exec(text)?.[1])
}

function isClient({ steps }: Scenario): boolean {
  return steps.some(({ action }) => action.name === 'connect')
}
