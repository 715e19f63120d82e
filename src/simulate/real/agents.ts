import http from 'node:http'
import https from 'node:https'
import { activeWorld } from '../world.ts'
import type { Patches } from '../patches.ts'
import { realms } from './realms.ts'

/** What undici keeps its default dispatcher under, in Node and as a package. */
const DISPATCHER = /^undici\.globalDispatcher\./

interface Dispatcher {
  destroy(): Promise<void>
}
type DispatcherClass = new () => Dispatcher

/**
 * The default agents of node:http, node:https and fetch while a simulation runs: its own, so that no connection of the
 * machine is used in it and none of its own afterwards.
 */
export class Agents {
  readonly #http = new http.Agent(optionsOf(http.globalAgent))
  readonly #https = new https.Agent(optionsOf(https.globalAgent))
  readonly #dispatchers: Dispatcher[] = []
  #giveBack: (() => void)[] = []

  /** Puts the simulation's agents in place. @returns Gives the machine's back. */
  use(): () => void {
    const before = { http: http.globalAgent, https: https.globalAgent }
    http.globalAgent = this.#http
    https.globalAgent = this.#https
    this.#giveBack = [
      () => {
        http.globalAgent = before.http
        https.globalAgent = before.https
      },
    ]
    this.useDispatchers()
    return () => {
      for (const back of this.#giveBack.splice(0)) back()
    }
  }

  /** Also those of undici, where it has been loaded. */
  useDispatchers(): void {
    for (const realm of realms) {
      for (const key of Object.getOwnPropertySymbols(realm)) {
        if (DISPATCHER.test(key.description ?? '')) this.#useOwn(realm, key)
      }
    }
  }

  #useOwn(realm: Record<symbol, Dispatcher>, key: symbol): void {
    const before = realm[key]
    if (before === undefined || this.#dispatchers.includes(before)) return
    const made = new (before.constructor as DispatcherClass)()
    this.#dispatchers.push(made)
    realm[key] = made
    this.#giveBack.push(() => (realm[key] = before))
  }

  /** Closes what they hold. */
  end(): void {
    this.#http.destroy()
    this.#https.destroy()
    for (const dispatcher of this.#dispatchers) void dispatcher.destroy().catch(() => undefined)
  }
}

/** Node loads fetch when it is first called, and with it the default dispatcher: then it is put in its place too. */
export function patchFetch(patches: Patches): void {
  for (const realm of realms) {
    patches.value(realm, 'fetch', (real) => async (...args: Parameters<typeof fetch>) => {
      const world = activeWorld()
      if (world !== undefined && !isLoaded()) {
        await real('data:,')
        world.agents.useDispatchers()
      }
      return real(...args)
    })
  }
}

/** What an agent was made with; not in its types. */
function optionsOf(agent: http.Agent): http.AgentOptions {
  return { ...(agent as http.Agent & { readonly options: http.AgentOptions }).options }
}

function isLoaded(): boolean {
  return realms.some((realm) =>
    Object.getOwnPropertySymbols(realm).some((key) => DISPATCHER.test(key.description ?? '')),
  )
}
