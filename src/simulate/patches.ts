import { syncBuiltinESMExports } from 'node:module'

/** One property of an object of Node's, and what stands in its place while a simulation runs. */
interface Patch {
  readonly target: object
  readonly key: PropertyKey
  readonly original: PropertyDescriptor | undefined
  readonly replaced: PropertyDescriptor
}

/**
 * Properties that are replaced together and given back together. What is put in place asks `activeWorld()` and does what
 * Node does when there is none, as a program may keep a function that it was once given.
 */
export class Patches {
  readonly #wanted: (() => Patch)[] = []
  #inPlace: Patch[] = []
  #installed = 0

  /** @param make - Given the value that is there, makes the one that stands in its place. */
  value<Target extends object, Key extends keyof Target>(
    target: Target,
    key: Key,
    make: (original: Target[Key]) => unknown,
  ): void {
    this.#wanted.push(() => {
      const original = Object.getOwnPropertyDescriptor(target, key)
      const { enumerable = true } = original ?? {}
      const value = make(target[key])
      return { target, key, original, replaced: { value, enumerable, configurable: true, writable: true } }
    })
  }

  /** As `value`, for a property that is computed each time it is read. */
  getter<Target extends object, Key extends keyof Target>(
    target: Target,
    key: Key,
    make: (original: (this: Target) => Target[Key]) => (this: Target) => unknown,
  ): void {
    this.#wanted.push(() => {
      const original = Object.getOwnPropertyDescriptor(target, key)
      const found = original ?? inheritedDescriptor(target, key)
      const get = make(function original(this: Target): Target[Key] {
        return (found?.get ? found.get.call(this) : found?.value) as Target[Key]
      })
      const { enumerable = true } = found ?? {}
      return { target, key, original, replaced: { get, enumerable, configurable: true } }
    })
  }

  /** Puts all in place; as often as it was called, it is to be taken away. */
  install(): void {
    if (this.#installed++ > 0) return
    for (const want of this.#wanted) {
      const patch = want()
      Object.defineProperty(patch.target, patch.key, patch.replaced)
      this.#inPlace.push(patch)
    }
    syncBuiltinESMExports()
  }

  /** Gives all back as it was, in reverse order. */
  uninstall(): void {
    if (--this.#installed > 0) return
    for (const { target, key, original } of this.#inPlace.toReversed()) {
      if (original === undefined) Reflect.deleteProperty(target, key)
      else Object.defineProperty(target, key, original)
    }
    this.#inPlace = []
    syncBuiltinESMExports()
  }
}

function inheritedDescriptor(target: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, key)
    if (found !== undefined) return found
  }
  return undefined
}
