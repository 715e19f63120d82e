import { randomBytes } from 'node:crypto'
import { Random } from '../base/index.ts'

/** @returns 32 bits from the system's entropy: a seed for a run that shall differ from the last; print it to run it again. */
export function entropySeed(): number {
  return randomBytes(4).readUInt32LE(0)
}

/** @returns Seeded random numbers whose seed comes from the system. */
export function entropyRandom(): Random {
  return new Random(entropySeed())
}

/** @returns A 16-byte secret from the system, for initial sequence numbers (RFC 6528). */
export function entropyKey(): Uint8Array {
  return new Uint8Array(randomBytes(16))
}
