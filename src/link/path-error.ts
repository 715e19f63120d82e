import { SynfinError, own } from '../base/index.ts'

/**
 * What can be wrong with a path, and the sentence that says it. `{word}` is the word at fault, `{field}` the part of
 * the path it stands in, `{allowed}` words that would be right: nothing in them needs a translation.
 */
export const PATH_PROBLEMS = {
  unknownWord: "'{word}' is not a part of a path; the parts are {allowed}.",
  twice: "'{word}' is given twice.",
  missing: "'{field}' needs a value, such as '{allowed}'.",
  time: "'{word}' is not a time for '{field}': write a number and its unit, us, ms or s, such as 40ms (an hour at most).",
  percent: "'{word}' is not a chance for '{field}': write a percentage from 0% to 100%, such as 1% or 0.5%.",
  rate: "'{word}' is not a rate: write a number and its unit, bit, kbit, mbit or gbit, such as 10mbit (not 0).",
  count: "'{word}' is not a number for '{field}': write a whole number from 1.",
  numbers: "'{word}' is not a list of packets for '{field}': write their numbers from 1, such as 3 or 3,7-9.",
  choice: "'{word}' is not a choice for '{field}': write one of {allowed}.",
  extra: "'{word}' is too much for '{field}': it is written as in '{allowed}'.",
  needsDelay: "'{field}' needs a delay, such as '{allowed}'.",
  needsReorder: "'gap' needs a reorder before it, such as '{allowed}'.",
  needsRate: "'{field}' speaks of the queue before a rate: it needs a rate, such as '{allowed}'.",
  needsCodel: "'{field}' belongs to codel, such as '{allowed}'.",
  needsMarker: "'ecn' marks what loss or codel would drop: it needs one of them, such as '{allowed}'.",
  sum: 'The chances {field} leave one state together: their sum may not be above 100%.',
} as const

/** The stable name of a problem, by which it is translated. */
export type PathProblem = keyof typeof PATH_PROBLEMS

/** The words that fill the places; several where one of them may be chosen. */
export type PathArgs = Readonly<Record<string, string | readonly string[]>>

/** A path that is not one: `problem` and `args` for a translation, `message` in English. Its code is SYNFIN_PATH. */
export class PathError extends SynfinError {
  override readonly name = 'PathError'
  readonly problem: PathProblem
  readonly args: PathArgs

  constructor(problem: PathProblem, args: PathArgs) {
    super(
      'SYNFIN_PATH',
      PATH_PROBLEMS[problem].replace(/\{(\w+)\}/g, (place, name: string) => {
        const value = own(args, name) ?? place
        return typeof value === 'string' ? value : value.join(', ')
      }),
    )
    this.problem = problem
    this.args = args
  }
}
