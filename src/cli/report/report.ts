/** What a machine reads of a run: checks, each of which passed or did not. JUnit and SARIF are two ways to write it. */
export interface Report {
  /** The command, `synfin drill`. */
  readonly tool: string
  readonly checks: readonly Check[]
  /** What a rule is about, by its name; every rule of a check stands here. */
  readonly rules: Readonly<Record<string, string>>
}

/** One thing that was checked. */
export interface Check {
  /** What it belongs to: a script, a lesson, an experiment, a capture. */
  readonly suite: string
  readonly name: string
  /** `error`: it could not be checked. `skip`: it says nothing of this program. */
  readonly outcome: 'pass' | 'fail' | 'skip' | 'error'
  /** Which kind of check it is, one of the report's `rules`. */
  readonly rule: string
  /** Why it did not pass, in a sentence; absent when it did. */
  readonly message?: string | undefined
  /** More about it: the line of the script, the packets. */
  readonly details?: string | undefined
  /** Seconds that it lasted, in virtual time; absent: it has no duration of its own. */
  readonly seconds?: number | undefined
  /** Where it stands, for a person's editor. Lines and columns from 1. */
  readonly place?: Place | undefined
}

interface Place {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
}
