import type { Nanos } from '../../base/index.ts'
import type { ConnectionTrace, Side, TracedSegment } from '../../trace/index.ts'
import { ACK, FIN, RST, SYN, type TcpState } from '../../wire/index.ts'
import type { LabCall, LabRun } from '../types.ts'
import type { Evidence } from './evidence.ts'

/** A run contradicts a claim; the message says what it shows instead. */
export class ClaimFailed extends Error {
  override readonly name = 'ClaimFailed'
}

/** What a segment is above all. */
export type What = 'SYN' | 'SYN-ACK' | 'RST' | 'FIN' | 'data' | 'ACK'

/** @returns What a segment is: a FIN may carry data, data carries an ACK. */
export function whatIs({ flags, length }: TracedSegment): What {
  if ((flags & RST) !== 0) return 'RST'
  if ((flags & SYN) !== 0) return (flags & ACK) === 0 ? 'SYN' : 'SYN-ACK'
  if ((flags & FIN) !== 0) return 'FIN'
  return length > 0 ? 'data' : 'ACK'
}

/** What a check looks at: the runs of a lesson. What it finds is its evidence. */
export class Look {
  readonly evidence: Evidence[] = []
  readonly #runs: ReadonlyMap<string, LabRun>

  constructor(runs: ReadonlyMap<string, LabRun>) {
    this.#runs = runs
  }

  /** @param id - Which run; absent: the first. */
  at(id?: string, connection = 0): Exhibit {
    const [first = ''] = this.#runs.keys()
    const run = this.#runs.get(id ?? first)
    if (run === undefined) throw new ClaimFailed(`the lesson has no run ${id}`)
    return new Exhibit(run, connection, (packet) => this.evidence.push({ run: id ?? first, packet }))
  }

  /** @throws {ClaimFailed} Unless it is so. */
  that(isSo: boolean, otherwise: string): void {
    if (!isSo) throw new ClaimFailed(otherwise)
  }
}

/** One connection of one run. */
export class Exhibit {
  readonly run: LabRun
  readonly #connection: number
  readonly #citePacket: (packet: number) => void

  constructor(run: LabRun, connection: number, cite: (packet: number) => void) {
    this.run = run
    this.#connection = connection
    this.#citePacket = cite
  }

  get trace(): ConnectionTrace {
    const trace = this.run.traces[this.#connection]
    if (trace === undefined) throw new ClaimFailed(`the run has no connection ${this.#connection}`)
    return trace
  }

  /** Names segments as evidence. */
  cite(...segments: readonly TracedSegment[]): void {
    for (const { packet } of segments) this.#citePacket(packet)
  }

  /** Names a packet as evidence. */
  citePacket(packet: number): void {
    this.#citePacket(packet)
  }

  /** All segments of one kind; nothing is cited. */
  all(from: Side, what: What): TracedSegment[] {
    return this.trace.segments.filter((segment) => segment.from === from && whatIs(segment) === what)
  }

  /** The first segment of one kind, behind another, cited. @throws {ClaimFailed} When there is none. */
  one(from: Side, what: What, after?: TracedSegment): TracedSegment {
    const found = this.all(from, what).find((segment) => after === undefined || segment.packet > after.packet)
    if (found === undefined) throw new ClaimFailed(`the ${from} sent no ${what}`)
    this.cite(found)
    return found
  }

  /** The only segment of one kind. @throws {ClaimFailed} When there is none, or more. */
  single(from: Side, what: What): TracedSegment {
    const all = this.all(from, what)
    if (all.length > 1) throw new ClaimFailed(`the ${from} sent ${all.length} ${what}s`)
    return this.one(from, what)
  }

  /** A call as the program made it. @throws {ClaimFailed} When it did not. */
  call(side: Side, begins: string, nth = 0): LabCall {
    const calls = this.run.calls.filter((call) => call.side === side && call.text.startsWith(begins))
    const call = calls[nth]
    if (call === undefined) throw new ClaimFailed(`the ${side} did not call ${begins}`)
    return call
  }

  /** The states that an end went through. */
  states(side: Side): TcpState[] {
    return this.trace.stateChanges.filter((change) => change.side === side).map((change) => change.to)
  }

  /** Ends TIME-WAIT takes: when the program's socket was wholly done. */
  doneAt(side: Side): Nanos | undefined {
    return this.run.events.find((event) => event.side === side && event.type === 'close')?.time
  }
}

/** @returns Milliseconds with as many decimals as say something. */
export function ms(time: Nanos): string {
  const value = time / 1_000_000
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1)
}
