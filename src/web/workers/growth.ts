/** How much a file may become before the person is asked. */

const GIB = 1024 ** 3
/** A capture compresses to a tenth; what becomes a hundred times as much was made for that. */
const MOST_RATIO = 100
/** Less than this harms nobody, however well it was compressed. */
const HARMLESS = 16 * 1024 * 1024

/** Watches what a file becomes; once the person has agreed, they are asked again at twice as much. */
export class Growth {
  #agreed = 0

  /** @returns Whether to ask before going on. @param grown - Bytes so far. @param taken - Of the file's own. */
  isTooMuch(grown: number, taken: number): boolean {
    const isLarge = grown > GIB
    const isBlown = grown > HARMLESS && grown > MOST_RATIO * taken
    return (isLarge || isBlown) && grown > 2 * this.#agreed
  }

  agree(grown: number): void {
    this.#agreed = grown
  }
}
