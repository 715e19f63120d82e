/**
 * @returns The candidate that was probably meant: at most a third of its letters differ (a letter changed, left out, put in,
 * or two changed over); undefined when none is near.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Infinity
  for (const candidate of candidates) {
    const distance = distanceOf(word, candidate)
    if (distance < least && distance <= Math.max(1, candidate.length / 3)) {
      best = candidate
      least = distance
    }
  }
  return best
}

/** Damerau's and Levenshtein's distance, each letter in one change at most. */
function distanceOf(one: string, other: string): number {
  const longest = 40
  if (one.length > longest || other.length > longest) return Infinity
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1]
      const cost = [at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (isSame ? 0 : 1)]
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) cost.push(at(before, j - 2) + 1)
      row.push(Math.min(...cost))
    }
    before = last
    last = row
  }
  return at(last, other.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
