import { SynfinError } from '../../base/index.ts'
import type { SocketAddress } from '../../socket/index.ts'
import type { Side } from '../../trace/index.ts'
import type { RunJournal, Page } from '../journal.ts'
import type { Scenario } from '../scenario/types.ts'
import type { LabEnd, LabProgram } from '../types.ts'
import { Received, type StepContext } from './steps.ts'

/** What all programs of a run share. */
export interface Stage {
  readonly scenario: Scenario
  readonly journal: RunJournal
  readonly programs: ProgramRun[]
  /** The server's address, of the IP version asked for. */
  readonly address: string
}

/** One program: each call is noted as it is made or, where it waits, as it returns. */
export abstract class ProgramRun implements StepContext {
  readonly side: Side
  readonly role: LabProgram['role']
  readonly number: number
  readonly page: Page
  readonly received: Received = new Received()
  readonly stage: Stage
  protected local: SocketAddress | undefined
  protected remote: SocketAddress | undefined
  protected end: Omit<LabEnd, 'received'> = { outcome: 'waiting', error: undefined, record: undefined }
  #call = ''

  constructor(side: Side, role: LabProgram['role'], stage: Stage) {
    this.side = side
    this.role = role
    this.stage = stage
    this.number = 1 + stage.programs.filter((other) => other.role === role).length
    this.page = stage.journal.pageOf(side, stage.programs.length)
    stage.programs.push(this)
  }

  get encoding(): string {
    return this.stage.scenario.encoding
  }

  /** How it ended, so far. */
  get summary(): LabProgram {
    const { side, role, number, local, remote } = this
    return { side, role, number, local, remote, ...this.end, received: this.received.whole() }
  }

  /** It has come to its end, or a call of it has failed. */
  get isOver(): boolean {
    return this.end.outcome !== 'waiting'
  }

  /** Names the call that is made next, for the case that it fails. */
  calls(text: string): void {
    this.#call = text
  }

  /** Names the call and notes it: for calls that do not wait. */
  protected notes(text: string): void {
    this.#call = text
    this.page.call(text)
  }

  /** Runs the program; it never rejects for what the network did. */
  async run(): Promise<void> {
    try {
      await this.talk()
      this.end = { ...this.end, outcome: 'done' }
      this.stage.journal.activity++
      await this.wholeEnd()
    } catch (error) {
      if (!(error instanceof SynfinError)) throw error
      this.page.failed(this.#call, error.code)
      this.end = { ...this.end, outcome: 'failed', error: error.code }
      await this.giveUp()
      await this.wholeEnd()
    }
  }

  protected abstract talk(): Promise<void>
  /** Lets go of every socket after a failure. */
  protected abstract giveUp(): Promise<void>
  /** Resolves when the sockets that were closed are wholly done. */
  protected abstract wholeEnd(): Promise<void>
}
