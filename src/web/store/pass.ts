import * as v from 'valibot'
import { entered } from '../../protocol/index.ts'
import { remember, remembered } from './storage.ts'

/**
 * What lets this page in at its workbench. The link that opened it carries a token, which is exchanged for a key. The
 * browser keeps the key for pages of this address and port alone, so a reload, another tab and a bookmark come in
 * with it; it is sent by this page only, never by the browser itself as a cookie is.
 */
let key = remembered('key')
/** Not exchanged yet. */
let token: string | undefined

/** Takes the token from the address bar, so that it stays neither there nor in what is copied from there. */
export function takeToken(): void {
  const address = new URL(location.href)
  token = address.searchParams.get('token') ?? undefined
  if (token === undefined) return
  address.searchParams.delete('token')
  history.replaceState(history.state, '', address)
}

/** @returns The key; undefined when this page has none. A token that is refused leaves the key from before. */
export async function pass(): Promise<string | undefined> {
  if (token === undefined) return key
  const answer = await fetch('api/enter', { method: 'POST', body: JSON.stringify({ token }) }).catch(
    () => undefined,
  )
  // No answer: the token is still good, and is tried again.
  if (answer === undefined) return key
  token = undefined
  const given = v.safeParse(entered, await answer.json().catch(() => undefined))
  if (given.success) {
    key = given.output.key
    remember('key', key)
  }
  return key
}

/** @returns The header that shows the key. */
export function passHeaders(): Record<string, string> {
  return key === undefined ? {} : { Authorization: `Bearer ${key}` }
}
