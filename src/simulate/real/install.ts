import { Patches } from '../patches.ts'
import { patchFetch } from './agents.ts'
import { patchChance } from './chance.ts'
import { patchClocks } from './clocks.ts'
import { patchNames, patchNetwork } from './network.ts'
import { patchTimers } from './timers.ts'
import { patchWork } from './work.ts'

const patches = new Patches()
patchTimers(patches)
patchClocks(patches)
patchChance(patches)
patchNetwork(patches)
patchNames(patches)
patchWork(patches)
patchFetch(patches)

/**
 * Puts the simulation's functions in the place of Node's: timers, clocks, chance, sockets, names. Outside of a run they do
 * what Node's do. A run does it by itself; call it in a setup file, before what keeps Node's functions as it is loaded
 * (`const { randomFillSync } = require('crypto')`), so that this too draws from the seed.
 */
export function install(): void {
  patches.install()
}

/** Gives Node's back, once it was called as often as `install`. */
export function uninstall(): void {
  patches.uninstall()
}
