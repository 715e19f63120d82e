import type { Side } from '../trace/index.ts'

/** A segment's way as two places in the order of events. */
export interface Flight {
  readonly from: Side
  /** Place of its sending, and of its arrival, among all events. */
  readonly sent: number
  readonly arrived: number
}

/**
 * Finds the segments that cannot be drawn as a straight arrow on one row: those that cross one from the other
 * side (each was sent before the other arrived), those overtaken or overtaking, and those sent while such a
 * one of their own side is under way.
 *
 * @param flights - Those that arrive, in the order of sending.
 * @returns The indices of the ones that need a row for each end.
 */
export function findCrossing(flights: readonly Flight[]): Set<number> {
  const crossing = new Set<number>()
  let underWay: number[] = []
  for (let i = 0; i < flights.length; i++) {
    const flight = flights[i] as Flight
    underWay = underWay.filter((other) => (flights[other] as Flight).arrived > flight.sent)
    for (const other of underWay) {
      const before = flights[other] as Flight
      if (before.from !== flight.from || before.arrived > flight.arrived) crossing.add(other).add(i)
    }
    underWay.push(i)
  }
  spread(flights, crossing)
  return crossing
}

/** A straight arrow below the start of a bent one of its side would seem to overtake it: bend it too. */
function spread(flights: readonly Flight[], crossing: Set<number>): void {
  let bentUntil: Record<Side, number> = { client: -1, server: -1 }
  for (let i = 0; i < flights.length; i++) {
    const flight = flights[i] as Flight
    if (flight.sent < bentUntil[flight.from]) crossing.add(i)
    if (crossing.has(i)) {
      bentUntil = { ...bentUntil, [flight.from]: Math.max(bentUntil[flight.from], flight.arrived) }
    }
  }
}
