import { own } from './own.ts'

/** A sentence in every language, with places such as `{port}`, and the name by which code knows it. */
export interface Reason {
  /** Stable; what the reason is called in code. */
  readonly name: string
  /** The sentence in English. */
  readonly en: string
  /** The sentence in Chinese. */
  readonly zh: string
}

/** A reason and what fills its places: all that is needed to say it in a person's language. */
export interface Explanation {
  readonly reason: Reason
  readonly args: ReasonArgs
}

/** What a place is filled with: a text, a number, the items of a list, or an explanation of its own. */
export type ReasonArg = string | number | readonly string[] | Explanation
/** What fills the places of a reason, by their names. */
export type ReasonArgs = Readonly<Record<string, ReasonArg>>

/** Declares the reasons of a room by name; the compiler asks for each in both languages. */
export function reasons<Name extends string>(
  group: Readonly<Record<Name, { readonly en: string; readonly zh: string }>>,
): Readonly<Record<Name, Reason>> {
  const named = Object.entries<{ readonly en: string; readonly zh: string }>(group).map(
    ([name, sentence]) => [name, { name, ...sentence }],
  )
  return Object.fromEntries(named) as Readonly<Record<Name, Reason>>
}

const brand = Symbol.for('synfin.error')

/**
 * An error that a caller can act on: a code, a reason and its arguments. Match on `code`, which is stable. Whoever
 * shows it to a person says its reason in their language (`sayError` of `say/`); `message` is for logs, in English.
 * `instanceof` holds across two copies of the package.
 */
export class SynfinError extends Error implements Explanation {
  /** The class's name. */
  override readonly name: string = 'SynfinError'
  /** Stable and upper case: a POSIX code or `SYNFIN_…`. */
  readonly code: string
  /** The sentence, in every language. */
  readonly reason: Reason
  /** What fills its places. */
  readonly args: ReasonArgs

  /**
   * @param code - Stable and upper case: a POSIX code (`ECONNREFUSED`) or `SYNFIN_…`.
   * @param reason - What happened and what helps.
   */
  constructor(code: string, reason: Reason, args: ReasonArgs = {}, options?: { readonly cause?: unknown }) {
    super(inEnglish({ reason, args }), options)
    this.code = code
    this.reason = reason
    this.args = args
    Object.defineProperty(this, brand, { value: true })
  }

  /** Also true for an error of another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== SynfinError) return Function.prototype[Symbol.hasInstance].call(this, value)
    return typeof value === 'object' && value !== null && brand in value
  }
}

/** The plain form of what `say/` does for a person: no thousands apart, no list in words. */
function inEnglish({ reason, args }: Explanation): string {
  return reason.en.replace(/\{(\w+)(?:\|([^{}|]*))?(?:\|([^{}|]*))?\}/g, (place, name, one, many) => {
    const given = own(args, name)
    if (given === undefined) return place
    const value = textOf(given)
    if (one === undefined || one === 'or') return value
    return (given === 1 ? one : (many ?? one)).replaceAll('#', () => value)
  })
}

function textOf(given: ReasonArg): string {
  if (typeof given === 'string' || typeof given === 'number') return String(given)
  return 'reason' in given ? inEnglish(given) : given.join(', ')
}
