import crypto from 'node:crypto'
import type { Random } from '../../base/index.ts'
import type { Patches } from '../patches.ts'
import { activeWorld } from '../world.ts'
import { realms } from './realms.ts'

type Done<Value> = (error: Error | null, value: Value) => void

/** `Math.random` and the random functions of node:crypto and WebCrypto draw from the simulation's seed. */
export function patchChance(patches: Patches): void {
  for (const realm of realms) {
    patches.value(realm.Math, 'random', (real) => () => activeWorld()?.chance.uniform() ?? real())
  }
  patches.value(crypto, 'randomBytes', (real) => (size: number, done?: Done<Buffer>) => {
    const chance = activeWorld()?.chance
    if (chance === undefined || !isLength(size)) return done ? real(size, done) : real(size)
    return answer(filled(chance, Buffer.alloc(size)), done)
  })
  patches.value(
    crypto,
    'randomFillSync',
    (real) => (view: NodeJS.ArrayBufferView, from?: number, count?: number) => {
      const chance = activeWorld()?.chance
      // Node checks the places; the bytes are ours.
      real(view as Uint8Array, from as number, count as number)
      if (chance !== undefined) filled(chance, part(view, from, count))
      return view
    },
  )
  patches.value(crypto, 'randomFill', (real) => (...args: [NodeJS.ArrayBufferView, ...unknown[]]) => {
    const chance = activeWorld()?.chance
    if (chance === undefined) return Reflect.apply(real, crypto, args)
    const done = args.pop() as Done<NodeJS.ArrayBufferView>
    const [view, from, count] = args as [NodeJS.ArrayBufferView, number?, number?]
    crypto.randomFillSync(view as Uint8Array, from, count)
    return answer(view, done)
  })
  patches.value(crypto, 'randomInt', (real) => (...args: [number, ...unknown[]]) => {
    const chance = activeWorld()?.chance
    const done = typeof args.at(-1) === 'function' ? (args.pop() as Done<number>) : undefined
    const [low, high] = args.length > 1 ? (args as [number, number]) : [0, args[0]]
    const isRange =
      Number.isSafeInteger(low) && Number.isSafeInteger(high) && high > low && high - low < 2 ** 48
    if (chance === undefined || !isRange)
      return Reflect.apply(real, crypto, done === undefined ? args : [...args, done])
    return answer(low + Math.floor(wide(chance) * (high - low)), done)
  })
  patches.value(crypto, 'randomUUID', (real) => (options?: crypto.RandomUUIDOptions) => {
    const chance = activeWorld()?.chance
    return chance === undefined ? real(options) : uuid(chance)
  })
  const { webcrypto } = crypto
  patches.value(webcrypto, 'getRandomValues', (real) => (view: NodeJS.ArrayBufferView) => {
    const chance = activeWorld()?.chance
    const given = real.call(webcrypto, view as Uint8Array)
    return chance === undefined ? given : (filled(chance, part(view)), view)
  })
  patches.value(webcrypto, 'randomUUID', (real) => () => {
    const chance = activeWorld()?.chance
    return chance === undefined ? real.call(webcrypto) : uuid(chance)
  })
}

function isLength(size: unknown): size is number {
  return typeof size === 'number' && Number.isInteger(size) && size >= 0 && size < 2 ** 31
}

/** As Node's: by its callback, later, when it has one. */
function answer<Value>(value: Value, done: Done<Value> | undefined): Value | undefined {
  if (done === undefined) return value
  process.nextTick(done, null, value)
  return undefined
}

function part(view: NodeJS.ArrayBufferView, from = 0, count?: number): Uint8Array {
  const size = 'BYTES_PER_ELEMENT' in view ? view.BYTES_PER_ELEMENT : 1
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  return bytes.subarray(from * size, count === undefined ? undefined : (from + count) * size)
}

function filled<Bytes extends Uint8Array>(chance: Random, bytes: Bytes): Bytes {
  for (let i = 0; i < bytes.length; i++) bytes[i] = chance.uint32() >>> 24
  return bytes
}

/** 0 to 1 with 48 random bits. */
function wide(chance: Random): number {
  return ((chance.uint32() >>> 8) * 2 ** 24 + (chance.uint32() >>> 8)) / 2 ** 48
}

/** RFC 9562 §5.4. */
function uuid(chance: Random): crypto.UUID {
  const bytes = filled(chance, Buffer.alloc(16))
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
