/**
 * How the cost of a run grows with its size, as the exponent k of "n items cost n to the k": 1 is linear, 2 quadratic.
 * Two sizes eight times apart tell the two apart (8 times the cost, or 64) though caches and a busy machine change each
 * figure by half. The least of some tries in turn counts; they end as soon as the answer is plain.
 */
const SPAN = 8
const TRIES = 10

/** Above linear with a logarithm and the caches, far below quadratic: eight times the size, 22 times the cost. */
export const LINEAR = 1.5
/** Beyond doubt: more tries would only take long. */
const QUADRATIC = 1.8

/** CPU time in microseconds: what others do on the machine counts less than in wall time. */
export function cost(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return Math.max(1, user + system)
}

/**
 * @param largest The larger size; the smaller is an eighth of it.
 * @param make Prepares a run of a size; only the run is measured.
 * @returns The exponent.
 */
export function growth(largest: number, make: (size: number) => () => void): number {
  const small = make(Math.floor(largest / SPAN))
  const large = make(largest)
  let [least, most] = [Infinity, Infinity]
  let exponent = Infinity
  // The first try of each warms up: alone it never decides.
  for (let i = 0; i < 2 || (i < TRIES && exponent >= LINEAR && exponent < QUADRATIC); i++) {
    least = Math.min(least, cost(small))
    most = Math.min(most, cost(large))
    exponent = Math.log(most / least) / Math.log(SPAN)
  }
  return exponent
}
