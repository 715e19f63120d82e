import { say, type Sentence, type SentenceArgs } from '../../say/index.ts'

/** What came of a script in one variant. */
export type Verdict = 'pass' | 'fail' | 'unsupported'

/** A script that does not pass: thrown where it is found out, caught by the runner. */
class Ending extends Error {
  readonly verdict: Exclude<Verdict, 'pass'>
  readonly sentence: Sentence
  readonly args: SentenceArgs

  constructor(verdict: Exclude<Verdict, 'pass'>, sentence: Sentence, args: SentenceArgs) {
    super(say(sentence, 'en', args))
    this.verdict = verdict
    this.sentence = sentence
    this.args = args
  }
}

/** The stack did something else than the script says. */
export class DrillFailure extends Ending {
  override readonly name: string = 'DrillFailure'

  constructor(sentence: Sentence, args: SentenceArgs = {}) {
    super('fail', sentence, args)
  }
}

/** The script needs what the engine, or the drill, does not have. */
export class DrillUnsupported extends Ending {
  override readonly name: string = 'DrillUnsupported'

  constructor(sentence: Sentence, args: SentenceArgs = {}) {
    super('unsupported', sentence, args)
  }
}

export type { Ending }
