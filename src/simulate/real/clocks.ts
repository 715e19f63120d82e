import { MILLISECOND } from '../../base/index.ts'
import type { Patches } from '../patches.ts'
import { activeWorld, type World } from '../world.ts'
import { realms } from './realms.ts'

/** `Date`, `performance.now` and `process.hrtime` tell the simulation's time. */
export function patchClocks(patches: Patches): void {
  for (const realm of realms) {
    patches.value(realm, 'Date', virtualDate)
    const { performance } = realm
    patches.value(performance, 'now', (real) => () => {
      const world = activeWorld()
      return world === undefined ? real.call(performance) : world.clock.now() / MILLISECOND
    })
    patches.getter(performance, 'timeOrigin', (real) => () => activeWorld()?.epoch ?? real.call(performance))
  }
  patches.value(process, 'hrtime', (real) => {
    const hrtime = (before?: [number, number]): [number, number] => {
      const world = activeWorld()
      if (world === undefined) return real(before)
      const [seconds, nanos] = before ?? [0, 0]
      const since = BigInt(world.clock.now()) - (BigInt(seconds) * 1_000_000_000n + BigInt(nanos))
      const whole = since / 1_000_000_000n
      const part = Number(since - whole * 1_000_000_000n)
      return part < 0 ? [Number(whole) - 1, part + 1_000_000_000] : [Number(whole), part]
    }
    const bigint = (): bigint => {
      const world = activeWorld()
      return world === undefined ? real.bigint() : BigInt(world.clock.now())
    }
    return Object.assign(hrtime, { bigint })
  })
}

/** @returns The time of day in milliseconds since 1970. */
export function virtualNow({ epoch, clock }: World): number {
  return epoch + Math.floor(clock.now() / MILLISECOND)
}

/** A `Date` that is Node's in all but what time it is: dates of either are instances of both. */
function virtualDate(real: DateConstructor): DateConstructor {
  return new Proxy(real, {
    apply(target) {
      const world = activeWorld()
      return world === undefined ? target() : new target(virtualNow(world)).toString()
    },
    construct(target, args, newTarget) {
      const world = activeWorld()
      const given = world !== undefined && args.length === 0 ? [virtualNow(world)] : args
      return Reflect.construct(target, given, newTarget) as object
    },
    get(target, key, receiver) {
      if (key !== 'now') return Reflect.get(target, key, receiver) as unknown
      return now
    },
  })

  function now(): number {
    const world = activeWorld()
    return world === undefined ? real.now() : virtualNow(world)
  }
}
