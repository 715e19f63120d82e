import { SynfinError, type Reason, type ReasonArgs } from '../base/index.ts'

/** What a person typed is not what was asked for; says where. Code `SYNFIN_BAD_INPUT`. */
export class InputError extends SynfinError {
  override readonly name = 'InputError'
  /** Where in the typed text, in characters from 1. */
  readonly position: number

  /** @param index - Where in the typed text, in UTF-16 units from 0. */
  constructor(reason: Reason, text: string, index: number, args: ReasonArgs = {}) {
    const position = Array.from(text.slice(0, index)).length + 1
    super('SYNFIN_BAD_INPUT', reason, { position, ...args })
    this.position = position
  }
}
