import { PathError } from './path-error.ts'
import { type Nanos, own } from '../base/index.ts'
import type { DelayModel, JitterDistribution, LossModel, Path, ReorderModel } from './path.ts'
import {
  formatNumbers,
  formatPercent,
  formatRate,
  formatTime,
  looksLikeNumber,
  parseCount,
  parseNumbers,
  parsePercent,
  parseRate,
  parseTime,
} from './path-units.ts'

const PARTS =
  'delay, distribution, loss, duplicate, reorder, gap, corrupt, rate, burst, limit, codel, target, interval, ecn, order, drop'
const DISTRIBUTIONS: readonly JitterDistribution[] = ['uniform', 'normal', 'pareto', 'paretonormal']

type Draft = { -readonly [Key in keyof Path]: Path[Key] } & {
  distribution?: JitterDistribution
  gap?: number
  target?: Nanos
  interval?: Nanos
}

/**
 * Reads a path as it is written for netem: `delay 40ms 10ms distribution normal loss 1% rate 10mbit limit 100`.
 * Parts may stand in any order. The empty text is a clean path.
 *
 * @throws {PathError} One line that names the bad word and what is allowed there.
 */
export function parsePath(text: string): Path {
  const words = new Words(text)
  const draft: Draft = {}
  const seen = new Set<string>()
  for (let part = words.next(); part !== undefined; part = words.next()) {
    const read = own(READERS, part)
    if (read === undefined) throw new PathError('unknownWord', { word: part, allowed: PARTS })
    if (seen.has(part)) throw new PathError('twice', { word: part })
    seen.add(part)
    read(words, draft)
    if (looksLikeNumber(words.peek())) throw tooMuch(part, words.peek() as string)
  }
  return finish(draft)
}

/** @returns The path in the words of `parsePath`, parts in a fixed order; the empty text for a clean path. */
export function formatPath(path: Path): string {
  const parts: string[] = []
  if (path.delay !== undefined) parts.push(...formatDelay(path.delay))
  if (path.loss !== undefined) parts.push('loss', ...formatLoss(path.loss))
  if (path.duplicate !== undefined) parts.push('duplicate', formatPercent(path.duplicate))
  if (path.reorder !== undefined) parts.push(...formatReorder(path.reorder))
  if (path.corrupt !== undefined) parts.push('corrupt', formatPercent(path.corrupt))
  if (path.rate !== undefined) parts.push('rate', formatRate(path.rate))
  if (path.burst !== undefined) parts.push('burst', String(path.burst))
  if (path.limit !== undefined) parts.push('limit', String(path.limit))
  if (path.codel !== undefined) {
    parts.push('codel')
    if (path.codel.target !== undefined) parts.push('target', formatTime(path.codel.target))
    if (path.codel.interval !== undefined) parts.push('interval', formatTime(path.codel.interval))
  }
  if (path.ecn === true) parts.push('ecn')
  if (path.order !== undefined) parts.push('order', path.order)
  if (path.drop !== undefined && path.drop.length > 0) parts.push('drop', formatNumbers(path.drop))
  return parts.join(' ')
}

/** The words of the text, one after the other. */
class Words {
  readonly #words: readonly string[]
  #at = 0

  constructor(text: string) {
    this.#words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '')
  }

  peek(): string | undefined {
    return this.#words[this.#at]
  }

  next(): string | undefined {
    return this.#words[this.#at++]
  }

  /** @returns The next word, which must be there. */
  need(field: string): string {
    const word = this.next()
    if (word === undefined) throw new PathError('missing', { field, allowed: own(EXAMPLES, field) ?? '' })
    return word
  }

  /** @returns The next word when it is a number, taken; undefined, left standing, when it is not. */
  number(): string | undefined {
    return looksLikeNumber(this.peek()) ? this.next() : undefined
  }

  /** Up to `most` percentages. */
  percents(field: string, most: number): number[] {
    const values = [parsePercent(this.need(field), field)]
    for (let word = values.length < most ? this.number() : undefined; word !== undefined;) {
      values.push(parsePercent(word, field))
      word = values.length < most ? this.number() : undefined
    }
    return values
  }
}

const READERS: Readonly<Record<string, (words: Words, draft: Draft) => void>> = {
  delay(words, draft) {
    const time = parseTime(words.need('delay'), 'delay')
    const jitter = words.number()
    const correlation = jitter === undefined ? undefined : words.number()
    draft.delay = {
      time,
      ...(jitter === undefined ? {} : { jitter: parseTime(jitter, 'delay JITTER') }),
      ...(correlation === undefined ? {} : { correlation: parsePercent(correlation, 'delay CORRELATION') }),
    }
  },
  distribution(words, draft) {
    draft.distribution = choose(words, 'distribution', DISTRIBUTIONS)
  },
  loss(words, draft) {
    draft.loss = readLoss(words)
  },
  duplicate(words, draft) {
    draft.duplicate = words.percents('duplicate', 1)[0] as number
  },
  reorder(words, draft) {
    const [percent = 0, correlation] = words.percents('reorder', 2)
    draft.reorder = { percent, ...(correlation === undefined ? {} : { correlation }) }
  },
  gap(words, draft) {
    draft.gap = parseCount(words.need('gap'), 'gap')
  },
  corrupt(words, draft) {
    draft.corrupt = words.percents('corrupt', 1)[0] as number
  },
  rate(words, draft) {
    draft.rate = parseRate(words.need('rate'))
  },
  burst(words, draft) {
    draft.burst = parseCount(words.need('burst'), 'burst')
  },
  limit(words, draft) {
    draft.limit = parseCount(words.need('limit'), 'limit')
  },
  codel(_words, draft) {
    draft.codel = {}
  },
  target(words, draft) {
    draft.target = parseTime(words.need('target'), 'target')
  },
  interval(words, draft) {
    draft.interval = parseTime(words.need('interval'), 'interval')
  },
  ecn(_words, draft) {
    draft.ecn = true
  },
  order(words, draft) {
    draft.order = choose(words, 'order', ['free', 'fifo'])
  },
  drop(words, draft) {
    draft.drop = parseNumbers(words.need('drop'), 'drop')
  },
}

/** How each part is written, in words that need no translation. */
const EXAMPLES: Readonly<Record<string, string>> = {
  delay: 'delay 40ms 10ms 25%',
  distribution: 'delay 40ms 10ms distribution normal',
  loss: "loss 1%', 'loss gemodel 1% 25%",
  'loss random': 'loss random 1%',
  'loss nth': 'loss nth 100',
  'loss gemodel': 'loss gemodel 1% 25%',
  'loss state': 'loss state 1% 25%',
  duplicate: 'duplicate 0.5%',
  reorder: 'delay 40ms reorder 25% 50% gap 5',
  gap: 'delay 40ms reorder 25% gap 5',
  corrupt: 'corrupt 0.1%',
  rate: 'rate 10mbit',
  burst: 'rate 10mbit burst 15000',
  limit: 'limit 100',
  codel: 'rate 10mbit codel',
  target: 'rate 10mbit codel target 5ms',
  interval: 'rate 10mbit codel interval 100ms',
  ecn: 'rate 10mbit codel ecn',
  order: 'order fifo',
  drop: 'drop 3,7-9',
}

function tooMuch(part: string, word: string): PathError {
  return new PathError('extra', { word, field: part, allowed: own(EXAMPLES, part) ?? '' })
}

function choose<Choice extends string>(words: Words, field: string, choices: readonly Choice[]): Choice {
  const word = words.need(field)
  const choice = choices.find((name) => name === word)
  if (choice === undefined) throw new PathError('choice', { word, field, allowed: choices })
  return choice
}

function readLoss(words: Words): LossModel {
  const word = words.peek() ?? words.need('loss')
  if (looksLikeNumber(word)) return { model: 'random', percent: words.percents('loss', 1)[0] as number }
  words.next()
  switch (word) {
    case 'random':
      return { model: 'random', percent: words.percents('loss random', 1)[0] as number }
    case 'nth':
      return { model: 'nth', n: parseCount(words.need('loss nth'), 'loss nth') }
    case 'gemodel': {
      const values = words.percents('loss gemodel', 4)
      return { model: 'gemodel', p: 0, ...named(['p', 'r', 'lossBad', 'lossGood'], values) }
    }
    case 'state': {
      const values = words.percents('loss state', 5)
      return { model: 'state', p13: 0, ...named(['p13', 'p31', 'p32', 'p23', 'p14'], values) }
    }
    default:
      throw new PathError('choice', {
        word,
        field: 'loss',
        allowed: '1%, random 1%, nth 100, gemodel 1% 25%, state 1% 25%',
      })
  }
}

function named<Key extends string>(keys: readonly Key[], values: readonly number[]): { [K in Key]?: number } {
  return Object.fromEntries(values.map((value, i) => [keys[i] as Key, value])) as { [K in Key]?: number }
}

function finish({ distribution, gap, target, interval, ...path }: Draft): Path {
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
    if (path.reorder === undefined)
      throw new PathError('needsReorder', { allowed: 'delay 40ms reorder 25% gap 5' })
    path.reorder = { ...path.reorder, gap }
  }
  if (target !== undefined || interval !== undefined) {
    const field = target === undefined ? 'interval' : 'target'
    if (path.codel === undefined)
      throw new PathError('needsCodel', { field, allowed: own(EXAMPLES, field) ?? '' })
    path.codel = {
      ...(target === undefined ? {} : { target }),
      ...(interval === undefined ? {} : { interval }),
    }
  }
  checkTogether(path)
  return path
}

/** What no word alone can show. */
function checkTogether(path: Path): void {
  if (path.reorder !== undefined && (path.delay === undefined || path.delay.time === 0)) {
    throw new PathError('needsDelay', { field: 'reorder', allowed: 'delay 40ms reorder 25%' })
  }
  for (const field of ['codel', 'burst'] as const) {
    if (path[field] === undefined || path.rate !== undefined) continue
    throw new PathError('needsRate', { field, allowed: own(EXAMPLES, field) ?? '' })
  }
  if (path.ecn === true && path.codel === undefined && path.loss === undefined) {
    throw new PathError('needsMarker', { allowed: 'rate 10mbit codel ecn' })
  }
  if (path.loss?.model === 'state') {
    const { p13, p31 = 100 - p13, p32 = 0, p14 = 0 } = path.loss
    if (p13 + p14 > 100) throw new PathError('sum', { field: 'p13, p14' })
    if (p31 + p32 > 100) throw new PathError('sum', { field: 'p31, p32' })
  }
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

function formatDelay({ time, jitter, correlation, distribution }: DelayModel): string[] {
  const parts = ['delay', formatTime(time)]
  if (jitter === undefined && correlation === undefined && distribution === undefined) return parts
  parts.push(formatTime(jitter ?? 0))
  if (correlation !== undefined) parts.push(formatPercent(correlation))
  if (distribution !== undefined) parts.push('distribution', distribution)
  return parts
}

function formatLoss(loss: LossModel): string[] {
  switch (loss.model) {
    case 'random':
      return [formatPercent(loss.percent)]
    case 'nth':
      return ['nth', String(loss.n)]
    case 'gemodel': {
      const { p, r, lossBad, lossGood } = loss
      return ['gemodel', ...chances([p, r, lossBad, lossGood], [p, 100 - p, 100, 0])]
    }
    default: {
      const { p13, p31, p32, p23, p14 } = loss
      return ['state', ...chances([p13, p31, p32, p23, p14], [p13, 100 - p13, 0, 100, 0])]
    }
  }
}

/** Values up to the last that is given; a gap before it is filled with its default. */
function chances(values: readonly (number | undefined)[], defaults: readonly number[]): string[] {
  const last = values.findLastIndex((value) => value !== undefined)
  return values.slice(0, last + 1).map((value, i) => formatPercent(value ?? (defaults[i] as number)))
}

function formatReorder({ percent, correlation, gap }: ReorderModel): string[] {
  const parts = ['reorder', formatPercent(percent)]
  if (correlation !== undefined) parts.push(formatPercent(correlation))
  if (gap !== undefined) parts.push('gap', String(gap))
  return parts
}
