import type { LossModel } from './path.ts'
import { PathError } from './path-error.ts'
import { formatPercent, looksLikeNumber, parseCount } from './path-units.ts'
import type { Words } from './path-words.ts'

/** What follows the word `loss`: one of the models, in netem's words. */

export const LOSS_EXAMPLE = "loss 1%', 'loss gemodel 1% 25%"

/** @throws {PathError} */
export function readLoss(words: Words): LossModel {
  const word = words.peek() ?? words.need('loss', LOSS_EXAMPLE)
  if (looksLikeNumber(word)) return { model: 'random', percent: words.percents('loss', LOSS_EXAMPLE, 1)[0] }
  words.next()
  switch (word) {
    case 'random':
      return { model: 'random', percent: words.percents('loss random', 'loss random 1%', 1)[0] }
    case 'nth':
      return { model: 'nth', n: parseCount(words.need('loss nth', 'loss nth 100'), 'loss nth') }
    case 'gemodel': {
      const values = words.percents('loss gemodel', 'loss gemodel 1% 25%', 4)
      return { model: 'gemodel', p: 0, ...named(['p', 'r', 'lossBad', 'lossGood'], values) }
    }
    case 'state': {
      const values = words.percents('loss state', 'loss state 1% 25%', 5)
      return { model: 'state', p13: 0, ...named(['p13', 'p31', 'p32', 'p23', 'p14'], values) }
    }
    default:
      throw new PathError('choice', {
        word,
        field: 'loss',
        allowed: ['1%', 'random 1%', 'nth 100', 'gemodel 1% 25%', 'state 1% 25%'],
      })
  }
}

export function formatLoss(loss: LossModel): string[] {
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

/** @throws {PathError} When the chances that leave one state are more than certain. */
export function checkLoss(loss: LossModel): void {
  if (loss.model !== 'state') return
  const { p13, p31 = 100 - p13, p32 = 0, p14 = 0 } = loss
  if (p13 + p14 > 100) throw new PathError('sum', { field: 'p13, p14' })
  if (p31 + p32 > 100) throw new PathError('sum', { field: 'p31, p32' })
}

function named<Key extends string>(keys: readonly Key[], values: readonly number[]): { [K in Key]?: number } {
  return Object.fromEntries(values.map((value, i) => [keys[i] as Key, value])) as { [K in Key]?: number }
}

/** Values up to the last that is given; a gap before it is filled with its default. */
function chances(values: readonly (number | undefined)[], defaults: readonly number[]): string[] {
  const last = values.findLastIndex((value) => value !== undefined)
  return values.slice(0, last + 1).map((value, i) => formatPercent(value ?? (defaults[i] as number)))
}
