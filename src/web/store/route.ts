import { signal } from '@preact/signals'

export const viewNames = ['talk', 'wire', 'lab', 'learn'] as const
export type ViewName = (typeof viewNames)[number]

/** Where the page is: `#/talk`, `#/wire/3`, `#/lab?seed=1`, `#/learn/handshake`; `start` is the empty page. */
export interface PageRoute {
  readonly view: ViewName | 'start'
  /** What follows the view's name: `3`, `handshake`; '' when nothing does. */
  readonly rest: string
  readonly query: URLSearchParams
}

export function parseRoute(hash: string): PageRoute {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#\/?/, ''), '?')
  const [name = '', rest = ''] = splitOnce(path, '/')
  const view = viewNames.find((known) => known === name) ?? 'start'
  return { view, rest: decode(rest), query: new URLSearchParams(query) }
}

function splitOnce(text: string, at: string): readonly string[] {
  const place = text.indexOf(at)
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const route = signal<PageRoute>(parseRoute(location.hash))

addEventListener('hashchange', () => (route.value = parseRoute(location.hash)))

/**
 * Goes to a place in the page.
 *
 * @param hash - `#/lab?seed=1`.
 * @param how - `replace` leaves no step in the browser's history: for what changes with every slider.
 */
export function go(hash: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') location.hash = hash
  else history.replaceState(history.state, '', hash)
  route.value = parseRoute(hash)
}
