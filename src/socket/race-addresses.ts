import { type Alarm, millis, type Nanos } from '../base/index.ts'
import type { ConnectAttempt, StreamDriver } from './driver.ts'

/** RFC 8305 §8: how long an attempt has before the next one begins beside it. */
export const ATTEMPT_DELAY: Nanos = millis(250)

/** What a race needs. */
export interface Race {
  /** Begins a connection to one address. What it throws counts as a failed attempt. */
  readonly attempt: (address: string) => ConnectAttempt
  /** Calls a function after a while: the clock is handed in. */
  readonly after: (delay: Nanos, run: () => void) => Alarm
}

/**
 * Connects to one of several addresses of a name as RFC 8305 §5 says ("happy eyeballs"): the families take turns, the
 * next address is tried when one fails or has not answered for 250 ms, all go on side by side, the first to connect wins
 * and the others are cancelled. When all fail, the first address's failure is reported.
 *
 * @param addresses - As the resolver ordered them (RFC 6724); its first family goes first.
 */
export function raceAddresses(addresses: readonly string[], { attempt, after }: Race): ConnectAttempt {
  const waiting = interleaved(addresses)
  const running = new Map<string, ConnectAttempt>()
  const failures = new Map<string, unknown>()
  const [first] = waiting
  let alarm: Alarm | undefined
  let isOver = false
  const end = (winner?: string): void => {
    isOver = true
    alarm?.cancel()
    for (const [address, attempted] of running) if (address !== winner) attempted.cancel()
  }
  const connected = new Promise<StreamDriver>((resolve, reject) => {
    const lost = (address: string, error: unknown): void => {
      running.delete(address)
      failures.set(address, error)
      if (isOver) return
      if (waiting.length > 0) next()
      else if (running.size === 0) {
        end()
        reject(failures.get(first as string))
      }
    }
    const next = (): void => {
      alarm?.cancel()
      const address = waiting.shift()
      if (address === undefined) return
      let begun: ConnectAttempt
      try {
        begun = attempt(address)
      } catch (error) {
        lost(address, error)
        return
      }
      running.set(address, begun)
      if (waiting.length > 0) alarm = after(ATTEMPT_DELAY, next)
      begun.connected.then(
        (driver) => {
          // Two may connect in one turn: the second has lost.
          if (isOver) return driver.abort()
          end(address)
          resolve(driver)
        },
        (error: unknown) => lost(address, error),
      )
    }
    next()
  })
  return { connected, cancel: () => end() }
}

/** RFC 8305 §4: the families take turns, each in its own order. */
function interleaved(addresses: readonly string[]): string[] {
  const isSix = (address: string): boolean => address.includes(':')
  const begin = isSix(addresses[0] ?? '')
  const one = addresses.filter((address) => isSix(address) === begin)
  const other = addresses.filter((address) => isSix(address) !== begin)
  return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => [one[at], other[at]])
    .flat()
    .filter((address) => address !== undefined)
}
