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
 * one of their own side is under way. Linear, however many are under way at once.
 *
 * @param flights - Those that arrive.
 * @returns 1 for each that needs a row for each of its ends.
 */
export function findCrossing(flights: Flights): Uint8Array {
  const crossing = new Uint8Array(flights.count)
  lookBack(flights, crossing)
  lookAhead(flights, crossing)
  spread(flights, crossing)
  return crossing
}

/** What was sent before: one of the other side still under way, or one of its own that arrives later. */
function lookBack({ count, from, sent, arrived }: Flights, crossing: Uint8Array): void {
  const latest: [number, number] = [-1, -1]
  for (let i = 0; i < count; i++) {
    const side = from[i] as 0 | 1
    const arrives = arrived[i] as number
    if (latest[(1 - side) as 0 | 1] > (sent[i] as number) || latest[side] > arrives) crossing[i] = 1
    latest[side] = Math.max(latest[side], arrives)
  }
}

/** What is sent after: one of the other side before it arrives, or one of its own that arrives sooner. */
function lookAhead({ count, from, sent, arrived }: Flights, crossing: Uint8Array): void {
  const nextSent: [number, number] = [Infinity, Infinity]
  const soonest: [number, number] = [Infinity, Infinity]
  for (let i = count - 1; i >= 0; i--) {
    const side = from[i] as 0 | 1
    const arrives = arrived[i] as number
    if (nextSent[(1 - side) as 0 | 1] < arrives || soonest[side] < arrives) crossing[i] = 1
    nextSent[side] = sent[i] as number
    soonest[side] = Math.min(soonest[side], arrives)
  }
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
