/**
 * @param standing - The pages as they are committed.
 * @param now - The pages as the code has them.
 * @returns What is different, page by page: lines that went (-) and came (+), and what to do.
 */
export function difference(
  standing: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): string[] {
  const found = [...new Set([...standing.keys(), ...now.keys()])].sort().flatMap((name) => {
    const lines = changedLines(standing.get(name) ?? '', now.get(name) ?? '')
    return lines.length === 0 ? [] : [`docs/api/${name}`, ...lines]
  })
  if (found.length === 0) return []
  return [
    ...found,
    'The API has changed. If it is meant: npm run api:report, commit docs/api, and a line in CHANGELOG.md.',
  ]
}

/** Lines that only one of the two has, in their order; enough to see what a change is. */
function changedLines(before: string, after: string): string[] {
  if (before === after) return []
  const count = (text: string): Map<string, number> => {
    const lines = new Map<string, number>()
    for (const line of text.split('\n')) lines.set(line, (lines.get(line) ?? 0) + 1)
    return lines
  }
  const only = (text: string, other: Map<string, number>): string[] =>
    text.split('\n').filter((line) => {
      const left = other.get(line) ?? 0
      other.set(line, left - 1)
      return left <= 0
    })
  const gone = only(before, count(after)).map((line) => `  - ${line}`)
  const come = only(after, count(before)).map((line) => `  + ${line}`)
  return gone.length + come.length === 0 ? ['  the order is another'] : [...gone, ...come]
}
