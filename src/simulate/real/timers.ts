import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Alarm, millis } from '../../base/index.ts'
import type { Patches } from '../patches.ts'
import { activeWorld, currentHost, onHost, type World } from '../world.ts'
import { abortError } from './node-errors.ts'
import { realms } from './realms.ts'

type Callback = (...args: unknown[]) => void

/** As Node: what is no delay, or too long, is 1 ms. */
const LONGEST = 2 ** 31 - 1
let lastId = 2 ** 40

/** A timer in virtual time, in the shape of Node's `Timeout`. */
class VirtualTimeout {
  readonly #world: World
  readonly #fire: () => void
  readonly #delay: number
  readonly #repeats: boolean
  readonly #id = lastId++
  #alarm: Alarm | undefined
  #isReferenced = true

  constructor(world: World, call: () => void, delay: unknown, repeats: boolean) {
    const wanted = Number(delay)
    this.#world = world
    this.#delay = wanted >= 1 && wanted <= LONGEST ? Math.trunc(wanted) : 1
    this.#repeats = repeats
    const host = currentHost(world)
    const life = host.life
    this.#fire = () => {
      this.#alarm = undefined
      // The program of a host that has crashed does nothing any more.
      if (host.life !== life) return
      if (this.#repeats) this.refresh()
      onHost(host, call)
    }
    known.set(this.#id, this)
    this.refresh()
  }

  refresh(): this {
    this.#alarm?.cancel()
    const { clock } = this.#world
    this.#alarm = clock.at(clock.now() + millis(this.#delay), this.#fire)
    return this
  }

  close(): this {
    this.#alarm?.cancel()
    this.#alarm = undefined
    known.delete(this.#id)
    return this
  }

  ref(): this {
    this.#isReferenced = true
    return this
  }

  unref(): this {
    this.#isReferenced = false
    return this
  }

  hasRef(): boolean {
    return this.#isReferenced
  }

  [Symbol.toPrimitive](): number {
    return this.#id
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** By the number that stands for it: `clearTimeout(+timer)` is allowed. */
const known = new Map<number, VirtualTimeout>()

function clear(timer: unknown): boolean {
  const found = timer instanceof VirtualTimeout ? timer : known.get(Number(timer))
  found?.close()
  return found !== undefined
}

/** Forgets the timers of a simulation that has ended. */
export function forgetTimers(): void {
  known.clear()
}

interface TimerOptions {
  readonly signal?: AbortSignal
}

/** Resolves after so long in virtual time; rejects as Node's when its signal aborts. */
function sleep(
  world: World,
  delay: unknown,
  value: unknown,
  { signal }: TimerOptions = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      timer.close()
      reject(abortError(signal))
    }
    const timer = new VirtualTimeout(
      world,
      () => {
        signal?.removeEventListener('abort', stop)
        timer.close()
        resolve(value)
      },
      delay,
      false,
    )
    if (signal?.aborted === true) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}

async function* ticks(
  world: World,
  delay: unknown,
  value: unknown,
  options: TimerOptions = {},
): AsyncGenerator {
  for (;;) yield await sleep(world, delay, value, options)
}

function virtualTimer(repeats: boolean) {
  return (real: (...args: never[]) => unknown) => {
    const replaced = (call: Callback, delay?: number, ...args: unknown[]): unknown => {
      const world = activeWorld()
      if (world === undefined) return Reflect.apply(real, undefined, [call, delay, ...args])
      if (typeof call !== 'function') return Reflect.apply(real, undefined, [call, delay])
      const timer = new VirtualTimeout(
        world,
        () => {
          if (!repeats) known.delete(Number(timer))
          call(...args)
        },
        delay,
        repeats,
      )
      return timer
    }
    if (!repeats) {
      Object.defineProperty(replaced, promisify.custom, {
        value: (delay: number, value: unknown, options?: TimerOptions) =>
          timersPromises.setTimeout(delay, value, options),
      })
    }
    return replaced
  }
}

function clearing(real: (timer: never) => void) {
  return (timer: unknown): void => {
    if (!clear(timer)) real(timer as never)
  }
}

/** `setTimeout`, `setInterval`, their promises and `AbortSignal.timeout`. `setImmediate` stays: no time passes for it. */
export function patchTimers(patches: Patches): void {
  for (const target of [...realms, timers]) {
    patches.value(target, 'setTimeout', virtualTimer(false))
    patches.value(target, 'setInterval', virtualTimer(true))
    patches.value(target, 'clearTimeout', clearing)
    patches.value(target, 'clearInterval', clearing)
  }
  patches.value(
    timersPromises,
    'setTimeout',
    (real) => (delay: number, value: unknown, options: TimerOptions) => {
      const world = activeWorld()
      return world === undefined ? real(delay, value, options) : sleep(world, delay, value, options)
    },
  )
  patches.value(
    timersPromises,
    'setInterval',
    (real) => (delay: number, value: unknown, options: TimerOptions) => {
      const world = activeWorld()
      return world === undefined ? real(delay, value, options) : ticks(world, delay, value, options)
    },
  )
  patches.value(timersPromises.scheduler, 'wait', (real) => (delay: number, options: TimerOptions) => {
    const world = activeWorld()
    return world === undefined ? real(delay, options) : sleep(world, delay, undefined, options)
  })
  for (const realm of realms) {
    patches.value(realm.AbortSignal, 'timeout', (real) => (delay: number) => {
      const world = activeWorld()
      if (world === undefined) return real.call(realm.AbortSignal, delay)
      const controller = new realm.AbortController()
      const timer = new VirtualTimeout(
        world,
        () => {
          timer.close()
          controller.abort(new realm.DOMException('The operation was aborted due to timeout', 'TimeoutError'))
        },
        delay,
        false,
      )
      return controller.signal
    })
  }
}
