/** What needs the machine: the kernel backend of the sockets, Node's clothes for any socket, the real clock, entropy. */
export { entropyKey, entropyRandom, entropySeed } from './entropy.ts'
export { nameHolder } from './kernel-holder.ts'
export { kernelSockets } from './kernel-sockets.ts'
export type { KernelSocketsOptions } from './kernel-sockets.ts'
export { NodeSocket, toNodeSocket } from './node-socket.ts'
export { RealClock } from './real-clock.ts'
