import crypto from 'node:crypto'
import zlib from 'node:zlib'
import type { Patches } from '../patches.ts'
import { activeWorld } from '../world.ts'
import { realms } from './realms.ts'

/**
 * Work that Node does in real time: files, names, compression, keys. While any is under way virtual time stands still, so
 * that how long it takes does not show. Files and names are seen among Node's own requests; what runs in its pool of threads
 * is not, and is counted by the calls that begin it.
 */
let underWay = 0

/** Node's names of the requests that end by themselves. */
const REQUESTS = /^(?:FSReq|FileHandle|CloseReq|GetAddrInfoReq|GetNameInfoReq|Query\w*Req|DirHandle)/

/** What of the program is real: what keeps virtual time still, and what does not. */
export interface RealWork {
  /** Requests that are under way and will end. */
  readonly requests: number
  /** Callbacks of `setImmediate` that are due. */
  readonly immediates: number
  /** Other kinds of Node's resources: child processes, real sockets, pipes, workers. */
  readonly others: readonly string[]
}

/** @returns What is under way now. */
export function realWork(): RealWork {
  let requests = underWay
  let immediates = 0
  const others: string[] = []
  for (const name of process.getActiveResourcesInfo()) {
    if (REQUESTS.test(name)) requests++
    else if (name === 'Immediate') immediates++
    else if (name !== 'Timeout') others.push(name)
  }
  return { requests, immediates, others }
}

/** A call that works elsewhere and calls back. */
function counted<Call extends (...args: never[]) => unknown>(real: Call): Call {
  const replaced = function replaced(this: unknown, ...args: unknown[]): unknown {
    const done = args.at(-1)
    if (activeWorld() === undefined || typeof done !== 'function') return Reflect.apply(real, this, args)
    const settle = begin()
    const finish = (...results: unknown[]): unknown => {
      settle()
      return Reflect.apply(done, undefined, results) as unknown
    }
    try {
      return Reflect.apply(real, this, [...args.slice(0, -1), finish])
    } catch (error) {
      settle()
      throw error
    }
  }
  return replaced as unknown as Call
}

/** @returns Ends the work that begins now; twice is harmless. */
function begin(): () => void {
  let isUnderWay = true
  underWay++
  return () => {
    if (isUnderWay) underWay--
    isUnderWay = false
  }
}

/** A call whose promise tells its end. */
function promised<Call extends (...args: never[]) => Promise<unknown>>(real: Call): Call {
  const replaced = function replaced(this: unknown, ...args: unknown[]): Promise<unknown> {
    const result = Reflect.apply(real, this, args) as Promise<unknown>
    if (activeWorld() === undefined) return result
    const settle = begin()
    return result.finally(settle)
  }
  return replaced as unknown as Call
}

const KEY_WORK = [
  'scrypt',
  'pbkdf2',
  'hkdf',
  'generateKey',
  'generateKeyPair',
  'generatePrime',
  'checkPrime',
  'sign',
  'verify',
] as const
const WEB_KEY_WORK = [
  'decrypt',
  'deriveBits',
  'deriveKey',
  'digest',
  'encrypt',
  'exportKey',
  'generateKey',
  'importKey',
  'sign',
  'unwrapKey',
  'verify',
  'wrapKey',
] as const

/** What all streams of node:zlib inherit. */
interface ZlibPrototype {
  _transform: (chunk: unknown, encoding: unknown, done: () => void) => void
}

/** node:crypto's slow calls, the compiler of WebAssembly (fetch has a parser in it), and every chunk that node:zlib works on. */
export function patchWork(patches: Patches): void {
  for (const name of KEY_WORK) patches.value(crypto, name, (real) => counted(real as never))
  const subtle = Object.getPrototypeOf(crypto.webcrypto.subtle) as Record<string, never>
  for (const name of WEB_KEY_WORK) patches.value(subtle, name, (real) => promised(real))
  for (const realm of realms) {
    const { WebAssembly } = realm as unknown as { WebAssembly: Record<string, never> }
    for (const name of ['compile', 'instantiate']) patches.value(WebAssembly, name, (real) => promised(real))
  }
  const shared = Object.getPrototypeOf(Object.getPrototypeOf(zlib.Gzip.prototype)) as ZlibPrototype
  patches.value(shared, '_transform', (real) => {
    return function replaced(
      this: NodeJS.EventEmitter,
      chunk: unknown,
      encoding: unknown,
      done: () => void,
    ): void {
      if (activeWorld() === undefined) return real.call(this, chunk, encoding, done)
      const settle = begin()
      this.once('close', settle)
      return real.call(this, chunk, encoding, (...results: []) => {
        settle()
        this.off('close', settle)
        done(...results)
      })
    }
  })
}
