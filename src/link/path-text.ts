import { own } from '../base/index.ts'
import { checkLoss } from './loss-text.ts'
import { PathError } from './path-error.ts'
import { PATH_PARTS, type PathDraft } from './path-parts.ts'
import { looksLikeNumber } from './path-units.ts'
import { Words } from './path-words.ts'
import type { Path } from './path.ts'

/**
 * Reads a path as it is written for netem: `delay 40ms 10ms distribution normal loss 1% rate 10mbit limit 100`.
 * Parts may stand in any order. The empty text is a clean path.
 *
 * @throws {PathError} One line that names the bad word and what is allowed there.
 */
export function parsePath(text: string): Path {
  const words = new Words(text)
  const draft: PathDraft = {}
  const seen = new Set<string>()
  for (let word = words.next(); word !== undefined; word = words.next()) {
    const part = own(PATH_PARTS, word)
    if (part === undefined) {
      throw new PathError('unknownWord', { word, allowed: Object.keys(PATH_PARTS) })
    }
    if (seen.has(word)) throw new PathError('twice', { word })
    seen.add(word)
    part.read(words, draft)
    const more = words.peek()
    if (looksLikeNumber(more))
      throw new PathError('extra', { word: more, field: word, allowed: part.example })
  }
  return finish(draft)
}

/** @returns The path in the words of `parsePath`, parts in a fixed order; the empty text for a clean path. */
export function formatPath(path: Path): string {
  return Object.values(PATH_PARTS)
    .flatMap((part) => part.write(path))
    .join(' ')
}

/** Puts each part where it belongs; what no word alone can show is checked here. */
function finish({ distribution, gap, target, interval, ...path }: PathDraft): Path {
  if (distribution !== undefined) {
    if (path.delay?.jitter === undefined) {
      throw new PathError('needsDelay', {
        field: 'distribution',
        allowed: `delay 40ms 10ms distribution ${distribution}`,
      })
    }
    path.delay = { ...path.delay, distribution }
  }
  if (gap !== undefined) {
    if (path.reorder === undefined) throw new PathError('needsReorder', { allowed: exampleOf('gap') })
    path.reorder = { ...path.reorder, gap }
  }
  if (target !== undefined || interval !== undefined) {
    const field = target === undefined ? 'interval' : 'target'
    if (path.codel === undefined) throw new PathError('needsCodel', { field, allowed: exampleOf(field) })
    path.codel = {
      ...(target === undefined ? {} : { target }),
      ...(interval === undefined ? {} : { interval }),
    }
  }
  checkTogether(path)
  return path
}

function checkTogether(path: Path): void {
  if (path.reorder !== undefined && (path.delay === undefined || path.delay.time === 0)) {
    throw new PathError('needsDelay', { field: 'reorder', allowed: 'delay 40ms reorder 25%' })
  }
  for (const field of ['codel', 'burst'] as const) {
    if (path[field] === undefined || path.rate !== undefined) continue
    throw new PathError('needsRate', { field, allowed: exampleOf(field) })
  }
  if (path.ecn === true && path.codel === undefined && path.loss === undefined) {
    throw new PathError('needsMarker', { allowed: exampleOf('ecn') })
  }
  if (path.loss !== undefined) checkLoss(path.loss)
}

function exampleOf(word: string): string {
  return own(PATH_PARTS, word)?.example ?? word
}

/**
 * Holds a path that a program made to the same rules, by reading what it would be written as.
 *
 * @returns The path as `parsePath` gives it.
 * @throws {PathError} As `parsePath`.
 */
export function checkPath(path: Path): Path {
  return parsePath(formatPath(path))
}

/** @returns A checked path from text or from an object; a clean one when absent. @throws {PathError} */
export function readPath(path: Path | string | undefined): Path {
  if (path === undefined) return {}
  return typeof path === 'string' ? parsePath(path) : checkPath(path)
}
