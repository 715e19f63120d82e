/** The kernel of this machine against the engine: every case, over a TUN device. */
export { type InteropCase, interopCases } from './cases/index.ts'
export { expertComplaints } from './expert.ts'
export { interopSentences } from './sentences.ts'
export { type OwnedWorld, makeWorld } from './world.ts'
