import { SynfinError } from '../base/index.ts'

/**
 * What can be wrong with a path, and the sentence that says it. `{word}` is the word at fault, `{field}` the part of
 * the path it stands in, `{allowed}` what would be right.
 */
export const PATH_PROBLEMS = {
  'unknown-word': "'{word}' is not a part of a path; the parts are {allowed}.",
  twice: "'{word}' is given twice.",
  missing: "'{field}' needs {allowed}.",
  time: "'{word}' is not a time for {field}: write a number and its unit, {allowed}.",
  percent: "'{word}' is not a chance for {field}: write a percentage from 0% to 100%, such as {allowed}.",
  rate: "'{word}' is not a rate: write a number and its unit, {allowed}.",
  count: "'{word}' is not a number for {field}: write {allowed}.",
  choice: "'{word}' is not a choice for {field}: write {allowed}.",
  extra: "'{word}' is too much for {field}: it takes {allowed}.",
  'needs-delay': "'{field}' needs a delay, such as {allowed}.",
  'needs-reorder': "'gap' needs {allowed} before it.",
  'sum-over-one': 'The chances {field} leave one state together: their sum may not be above 100%.',
} as const

/** The stable name of a problem, by which it is translated. */
export type PathProblem = keyof typeof PATH_PROBLEMS

/** A path that is not one: `problem` and `args` for a translation, `message` in English. Its code is SYNFIN_PATH. */
export class PathError extends SynfinError {
  override readonly name = 'PathError'
  readonly problem: PathProblem
  readonly args: Readonly<Record<string, string>>

  constructor(problem: PathProblem, args: Readonly<Record<string, string>>) {
    super(
      'SYNFIN_PATH',
      PATH_PROBLEMS[problem].replace(/\{(\w+)\}/g, (place, name: string) => args[name] ?? place),
    )
    this.problem = problem
    this.args = args
  }
}
