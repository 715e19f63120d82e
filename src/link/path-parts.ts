import type { Nanos } from '../base/index.ts'
import { formatLoss, LOSS_EXAMPLE, readLoss } from './loss-text.ts'
import type { DelayModel, JitterDistribution, Path, ReorderModel } from './path.ts'
import {
  formatNumbers,
  formatPercent,
  formatRate,
  formatTime,
  parseCount,
  parseNumbers,
  parsePercent,
  parseRate,
  parseTime,
} from './path-units.ts'
import type { Words } from './path-words.ts'

/** A path while it is read: what belongs to another part stands beside it until all is there. */
export type PathDraft = { -readonly [Key in keyof Path]: Path[Key] } & {
  distribution?: JitterDistribution
  gap?: number
  target?: Nanos
  interval?: Nanos
}

/** One word of the path language. */
export interface PathPart {
  /** How it is written, in words that need no translation. */
  readonly example: string
  /** Takes what follows the word. @throws {PathError} */
  read(words: Words, draft: PathDraft): void
  /** @returns The word and its values; none when the path has no such part, or when another part writes it. */
  write(path: Path): readonly string[]
}

const DISTRIBUTIONS: readonly JitterDistribution[] = ['uniform', 'normal', 'pareto', 'paretonormal']

/**
 * Every word of the path language, in the order in which a path is written. A new one is an entry here and a field of
 * `Path`, which `Impairment` or `Direction` obeys.
 */
export const PATH_PARTS: Readonly<Record<string, PathPart>> = {
  delay: {
    example: 'delay 40ms 10ms 25%',
    read(words, draft) {
      const time = parseTime(words.need('delay', this.example), 'delay')
      const jitter = words.number()
      const correlation = jitter === undefined ? undefined : words.number()
      draft.delay = {
        time,
        ...(jitter === undefined ? {} : { jitter: parseTime(jitter, 'delay JITTER') }),
        ...(correlation === undefined ? {} : { correlation: parsePercent(correlation, 'delay CORRELATION') }),
      }
    },
    write: ({ delay }) => (delay === undefined ? [] : formatDelay(delay)),
  },
  distribution: {
    example: 'delay 40ms 10ms distribution normal',
    read(words, draft) {
      draft.distribution = words.choice('distribution', this.example, DISTRIBUTIONS)
    },
    write: byAnother,
  },
  loss: {
    example: LOSS_EXAMPLE,
    read(words, draft) {
      draft.loss = readLoss(words)
    },
    write: ({ loss }) => (loss === undefined ? [] : ['loss', ...formatLoss(loss)]),
  },
  duplicate: {
    example: 'duplicate 0.5%',
    read(words, draft) {
      draft.duplicate = words.percents('duplicate', this.example, 1)[0]
    },
    write: ({ duplicate }) => (duplicate === undefined ? [] : ['duplicate', formatPercent(duplicate)]),
  },
  reorder: {
    example: 'delay 40ms reorder 25% 50% gap 5',
    read(words, draft) {
      const [percent, correlation] = words.percents('reorder', this.example, 2)
      draft.reorder = { percent, ...(correlation === undefined ? {} : { correlation }) }
    },
    write: ({ reorder }) => (reorder === undefined ? [] : formatReorder(reorder)),
  },
  gap: {
    example: 'delay 40ms reorder 25% gap 5',
    read(words, draft) {
      draft.gap = parseCount(words.need('gap', this.example), 'gap')
    },
    write: byAnother,
  },
  corrupt: {
    example: 'corrupt 0.1%',
    read(words, draft) {
      draft.corrupt = words.percents('corrupt', this.example, 1)[0]
    },
    write: ({ corrupt }) => (corrupt === undefined ? [] : ['corrupt', formatPercent(corrupt)]),
  },
  rate: {
    example: 'rate 10mbit',
    read(words, draft) {
      draft.rate = parseRate(words.need('rate', this.example))
    },
    write: ({ rate }) => (rate === undefined ? [] : ['rate', formatRate(rate)]),
  },
  burst: {
    example: 'rate 10mbit burst 15000',
    read(words, draft) {
      draft.burst = parseCount(words.need('burst', this.example), 'burst')
    },
    write: ({ burst }) => (burst === undefined ? [] : ['burst', String(burst)]),
  },
  limit: {
    example: 'limit 100',
    read(words, draft) {
      draft.limit = parseCount(words.need('limit', this.example), 'limit')
    },
    write: ({ limit }) => (limit === undefined ? [] : ['limit', String(limit)]),
  },
  codel: {
    example: 'rate 10mbit codel',
    read(_words, draft) {
      draft.codel = {}
    },
    write: ({ codel }) => (codel === undefined ? [] : formatCodel(codel)),
  },
  target: {
    example: 'rate 10mbit codel target 5ms',
    read(words, draft) {
      draft.target = parseTime(words.need('target', this.example), 'target')
    },
    write: byAnother,
  },
  interval: {
    example: 'rate 10mbit codel interval 100ms',
    read(words, draft) {
      draft.interval = parseTime(words.need('interval', this.example), 'interval')
    },
    write: byAnother,
  },
  ecn: {
    example: 'rate 10mbit codel ecn',
    read(_words, draft) {
      draft.ecn = true
    },
    write: ({ ecn }) => (ecn === true ? ['ecn'] : []),
  },
  order: {
    example: 'order fifo',
    read(words, draft) {
      draft.order = words.choice('order', this.example, ['free', 'fifo'])
    },
    write: ({ order }) => (order === undefined ? [] : ['order', order]),
  },
  drop: {
    example: 'drop 3,7-9',
    read(words, draft) {
      draft.drop = parseNumbers(words.need('drop', this.example), 'drop')
    },
    write: ({ drop = [] }) => (drop.length === 0 ? [] : ['drop', formatNumbers(drop)]),
  },
}

function byAnother(): readonly string[] {
  return []
}

function formatDelay({ time, jitter, correlation, distribution }: DelayModel): string[] {
  const parts = ['delay', formatTime(time)]
  if (jitter === undefined && correlation === undefined && distribution === undefined) return parts
  parts.push(formatTime(jitter ?? 0))
  if (correlation !== undefined) parts.push(formatPercent(correlation))
  if (distribution !== undefined) parts.push('distribution', distribution)
  return parts
}

function formatReorder({ percent, correlation, gap }: ReorderModel): string[] {
  const parts = ['reorder', formatPercent(percent)]
  if (correlation !== undefined) parts.push(formatPercent(correlation))
  if (gap !== undefined) parts.push('gap', String(gap))
  return parts
}

function formatCodel({ target, interval }: NonNullable<Path['codel']>): string[] {
  const parts = ['codel']
  if (target !== undefined) parts.push('target', formatTime(target))
  if (interval !== undefined) parts.push('interval', formatTime(interval))
  return parts
}
