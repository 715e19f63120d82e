/** What needs the machine: the real clock, the kernel backend of the sockets. */
export { kernelSockets } from './kernel-sockets.ts'
export type { KernelSocketsOptions } from './kernel-sockets.ts'
