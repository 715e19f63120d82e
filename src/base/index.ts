/** What every room stands on: assertions kept in production, units, errors, seeded chance, small structures. */
export { assert, AssertionError, unreachable } from './assert.ts'
export type { Alarm, Clock } from './clock.ts'
export { Deque } from './deque.ts'
export { SynfinError } from './errors.ts'
export { Heap } from './heap.ts'
export { Random } from './random.ts'
export { MICROSECOND, MILLISECOND, NEVER, SECOND, millis, seconds } from './units.ts'
export type { BitsPerSecond, Millis, Nanos } from './units.ts'
