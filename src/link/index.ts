/** Paths and links: delay, loss, rate, queues, impairments, taps; the virtual clock. Nothing of TCP. */
export { type RunLimits, VirtualClock } from './clock.ts'
export type { Direction, LinkEnd, NetworkCore, PacketEdit, WireState } from './direction.ts'
export { Link, type LinkOptions } from './link.ts'
export { PathError } from './path-error.ts'
export { checkPath, formatPath, parsePath, readPath } from './path-text.ts'
export type { DelayModel, JitterDistribution, LossModel, Path, ReorderModel } from './path.ts'
export { linkSentences, pathSentences, type PathProblem } from './sentences.ts'
export {
  type Fate,
  type LossReason,
  type PacketRecord,
  type RecordedPacket,
  Recorder,
  type Tap,
} from './tap.ts'
export { type Timer, createTimer } from './timer.ts'
