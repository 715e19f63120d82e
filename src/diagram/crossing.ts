/** Segments' ways as places in the order of events, in the order of sending; one column for each fact. */
export interface Flights {
  readonly count: number
  /** 0: from the client, 1: from the server. */
  readonly from: Uint8Array
  /** Place of its sending, and of its arrival, among all events. */
  readonly sent: Int32Array
  readonly arrived: Int32Array
}

/**
 * Finds the segments that cannot be drawn as a straight arrow on one row: those that cross one from the other
 * side (each was sent before the other arrived), those overtaken or overtaking, and those sent while such a
 * one of their own side is under way.
 *
 * @param flights - Those that arrive.
 * @returns 1 for each that needs a row for each of its ends.
 */
export function findCrossing(flights: Flights): Uint8Array {
  const { count, from, sent, arrived } = flights
  const crossing = new Uint8Array(count)
  const underWay: number[] = []
  for (let i = 0; i < count; i++) {
    let kept = 0
    for (let k = 0; k < underWay.length; k++) {
      const other = underWay[k] as number
      if ((arrived[other] as number) <= (sent[i] as number)) continue
      underWay[kept++] = other
      if (from[other] !== from[i] || (arrived[other] as number) > (arrived[i] as number)) {
        crossing[other] = 1
        crossing[i] = 1
      }
    }
    underWay.length = kept
    underWay.push(i)
  }
  spread(flights, crossing)
  return crossing
}

/** A straight arrow below the start of a bent one of its side would seem to overtake it: bend it too. */
function spread({ count, from, sent, arrived }: Flights, crossing: Uint8Array): void {
  const bentUntil: [number, number] = [-1, -1]
  for (let i = 0; i < count; i++) {
    const side = from[i] as 0 | 1
    if ((sent[i] as number) < bentUntil[side]) crossing[i] = 1
    if (crossing[i] === 1) bentUntil[side] = Math.max(bentUntil[side], arrived[i] as number)
  }
}
