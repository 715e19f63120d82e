/** A search that lets the page breathe: a slice of time at once, and given up when another word is typed. */
import type { ConnectionTrace } from '../../../trace/index.ts'
import type { Matcher } from './filter.ts'

/** What has been found so far. */
export interface Matches {
  /** 1 for each segment that is meant. */
  readonly mask: Uint8Array
  readonly count: number
  /** How many segments have been looked at; all of them: it is done. */
  readonly searched: number
}

/** Less than a frame: what is typed and scrolled meanwhile is not felt to wait. */
const SLICE_MS = 8
/** A clock is read once for so many segments. */
const AT_ONCE = 64
/** What was found is drawn anew at most so often. */
const REPORT_MS = 120

/** The clock and the waiting, so that a test has its own. */
export interface SearchHost {
  readonly now: () => number
  /** Does something once the page has had its turn. */
  readonly later: (run: () => void) => void
}

/**
 * Looks through a connection. What fits in one slice is reported before it returns.
 *
 * @param report - Called with what was found, now and then, and of all of it at the end.
 * @returns Gives up: nothing is reported any more.
 */
export function searchSegments(
  { segments }: ConnectionTrace,
  matcher: Matcher,
  report: (matches: Matches) => void,
  host: SearchHost = pageHost,
): () => void {
  const all = segments.length
  const mask = new Uint8Array(all)
  let count = 0
  let searched = 0
  let reportedAt = Number.NEGATIVE_INFINITY
  let isGivenUp = false
  const slice = (): void => {
    if (isGivenUp) return
    const until = host.now() + SLICE_MS
    while (searched < all) {
      const end = Math.min(all, searched + AT_ONCE)
      for (; searched < end; searched++) {
        const segment = segments[searched]
        if (segment === undefined || !matcher(segment, searched)) continue
        mask[searched] = 1
        count++
      }
      if (host.now() >= until) break
    }
    const isDone = searched === all
    if (isDone || host.now() - reportedAt >= REPORT_MS) {
      reportedAt = host.now()
      report({ mask: isDone ? mask : mask.slice(), count, searched })
    }
    if (!isDone) host.later(slice)
  }
  slice()
  return () => {
    isGivenUp = true
  }
}

const pageHost: SearchHost = {
  now: () => performance.now(),
  later: (run) => void setTimeout(run),
}
