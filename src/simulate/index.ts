/** A network for tests in virtual time: hosts, paths, and unchanged programs of Node on them. */
export { install } from './real/install.ts'
export { checkDeterminism, seeds, simulate } from './simulate.ts'
export { simulateSentences, reportSentences } from './sentences.ts'
export type { SimulatedHost } from './simulated-host.ts'
export { type Served, Simulation, type SimulateOptions } from './simulation.ts'
export type { Time } from './time.ts'
export type { BothWays, Hosts } from './topology.ts'
