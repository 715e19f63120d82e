import net from 'node:net'

/**
 * The global objects that programs see. A test runner may have put the tests into a context of their own (Jest, Vitest's
 * vmThreads): there `globalThis` is the context's, while Node's own code has another.
 */
export const realms: readonly (typeof globalThis)[] = [
  ...new Set([globalThis, net.connect.constructor('return globalThis')() as typeof globalThis]),
]
