import { PathError } from './path-error.ts'
import { looksLikeNumber, parsePercent } from './path-units.ts'

/** The words of a path's text, one after the other. */
export class Words {
  readonly #words: readonly string[]
  #at = 0

  constructor(text: string) {
    this.#words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '')
  }

  peek(): string | undefined {
    return this.#words[this.#at]
  }

  next(): string | undefined {
    return this.#words[this.#at++]
  }

  /** @returns The next word, which must be there. @param example - Shown when it is not. @throws {PathError} */
  need(field: string, example: string): string {
    const word = this.next()
    if (word === undefined) throw new PathError('missing', { field, allowed: example })
    return word
  }

  /** @returns The next word when it is a number, taken; undefined, left standing, when it is not. */
  number(): string | undefined {
    return looksLikeNumber(this.peek()) ? this.next() : undefined
  }

  /** @returns One percentage to `most` of them. @throws {PathError} */
  percents(field: string, example: string, most: number): [number, ...number[]] {
    const values: [number, ...number[]] = [parsePercent(this.need(field, example), field)]
    for (let word = values.length < most ? this.number() : undefined; word !== undefined;) {
      values.push(parsePercent(word, field))
      word = values.length < most ? this.number() : undefined
    }
    return values
  }

  /** @returns The next word, which must be one of `choices`. @throws {PathError} */
  choice<Choice extends string>(field: string, example: string, choices: readonly Choice[]): Choice {
    const word = this.need(field, example)
    const choice = choices.find((name) => name === word)
    if (choice === undefined) throw new PathError('choice', { word, field, allowed: choices })
    return choice
  }
}
