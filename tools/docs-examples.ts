/** An example of the documentation: a block of TypeScript that a reader copies into a file of his own. */
export interface DocsExample {
  /** The page and the line. */
  readonly name: string
  readonly code: string
  /** It runs by itself: no `no-run` behind its `ts`, which is for what waits for a peer, a file or rights. */
  readonly runs: boolean
  /** It shows a room, not the package: an import of `../src/`. */
  readonly isInternal: boolean
}

/** @returns The blocks of a page, in order. */
export function examplesIn(page: string, text: string): DocsExample[] {
  return [...text.matchAll(/^```ts( no-run)?\n([\s\S]*?)^```$/gm)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length
    const code = match[2] ?? ''
    return {
      name: `${page.replaceAll(/[/.]/g, '-')}-${line}`,
      code,
      runs: match[1] === undefined,
      isInternal: code.includes("from '../src/"),
    }
  })
}

/**
 * @returns What an example says it prints, line by line: the comment behind a `console.log(…)`, or those in the lines below it
 *   (and below the end of its block). A comment may go on in words behind what is printed.
 */
export function saidOutput(code: string): string[] {
  const lines = code.split('\n')
  return lines.flatMap((line, i) => {
    if (!line.includes('console.log(')) return []
    const beside = /\) \/\/ (.+)$/.exec(line)?.[1]
    if (beside !== undefined) return [beside]
    const below = lines.slice(i + 1)
    while (below[0] === '}') below.shift()
    const end = below.findIndex((next) => !next.startsWith('// '))
    return below.slice(0, end === -1 ? undefined : end).map((next) => next.slice(3))
  })
}

/** @returns What was said and not printed, or printed otherwise; undefined when all is as said. */
export function outputFault(code: string, printed: string): string | undefined {
  const said = saidOutput(code)
  const lines = printed.split('\n')
  let from = 0
  for (const line of said) {
    const at = lines.findIndex((out, i) => i >= from && out !== '' && line.trim().startsWith(out.trim()))
    if (at === -1) return `says "${line}", printed:\n${printed}`
    from = at + 1
  }
  return undefined
}
