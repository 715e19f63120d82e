/** `synfin/test`: a network for tests, in virtual time. Hosts, paths, faults, and unchanged programs of Node on them. */
export { checkDeterminism, install, seeds, simulate, type Simulation } from '../simulate/index.ts'
