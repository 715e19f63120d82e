import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PathError } from './path-error.ts'
import { PATH_PARTS } from './path-parts.ts'
import { checkPath, formatPath, parsePath } from './path-text.ts'
import type { LossModel, Path } from './path.ts'

describe('parsePath', () => {
  it('reads every part', () => {
    const text =
      'delay 40ms 10ms 25% distribution normal loss 1% duplicate 0.5% reorder 25% 50% gap 5 corrupt 0.1% ' +
      'rate 10mbit limit 100 order free drop 3,7-9'
    const path: Path = {
      delay: { time: 40e6, jitter: 10e6, correlation: 25, distribution: 'normal' },
      loss: { model: 'random', percent: 1 },
      duplicate: 0.5,
      reorder: { percent: 25, correlation: 50, gap: 5 },
      corrupt: 0.1,
      rate: 10e6,
      limit: 100,
      order: 'free',
      drop: [3, 7, 8, 9],
    }
    expect(parsePath(text)).toEqual(path)
    expect(formatPath(path)).toBe(text)
  })

  it.each<[string, Path]>([
    ['', {}],
    ['  delay   1.5s ', { delay: { time: 1_500_000_000 } }],
    ['delay 250us', { delay: { time: 250_000 } }],
    ['LOSS 1%', { loss: { model: 'random', percent: 1 } }],
    ['loss random 1%', { loss: { model: 'random', percent: 1 } }],
    ['loss nth 100', { loss: { model: 'nth', n: 100 } }],
    ['loss gemodel 1%', { loss: { model: 'gemodel', p: 1 } }],
    ['loss gemodel 1% 25% 70% 0.1%', { loss: { model: 'gemodel', p: 1, r: 25, lossBad: 70, lossGood: 0.1 } }],
    [
      'loss state 1% 20% 3% 40% 0.5%',
      { loss: { model: 'state', p13: 1, p31: 20, p32: 3, p23: 40, p14: 0.5 } },
    ],
    ['rate 512kbit', { rate: 512_000 }],
    ['rate 1.5gbit', { rate: 1_500_000_000 }],
    ['rate 9600bit', { rate: 9_600 }],
    ['rate 10mbit codel', { rate: 10e6, codel: {} }],
    [
      'rate 10mbit codel target 1ms interval 20ms ecn',
      { rate: 10e6, codel: { target: 1e6, interval: 20e6 }, ecn: true },
    ],
    ['drop 5,1,5', { drop: [1, 5] }],
    ['distribution pareto delay 40ms 10ms', { delay: { time: 40e6, jitter: 10e6, distribution: 'pareto' } }],
  ])('reads %j', (text, path) => {
    expect(parsePath(text)).toEqual(path)
  })

  it.each<[string, string]>([
    ['dealy 40ms', "'dealy' is not a part of a path; the parts are delay, "],
    ['red', "'red' is not a part of a path"],
    ['codel', "'codel' speaks of the queue before a rate: it needs a rate, such as 'rate 10mbit codel'"],
    ['rate 10mbit target 5ms', "'target' belongs to codel"],
    ['rate 10mbit codel target', "'target' needs a value, such as 'rate 10mbit codel target 5ms'"],
    ['rate 10mbit interval 5ms', "'interval' belongs to codel"],
    [
      'burst 15000',
      "'burst' speaks of the queue before a rate: it needs a rate, such as 'rate 10mbit burst 15000'",
    ],
    ['rate 10mbit burst 15kb', "'15kb' is not a number for 'burst'"],
    ['rate 10mbit ecn', "'ecn' marks what loss or codel would drop"],
    ['rate 10mbit codel 5ms', "'5ms' is too much for 'codel'"],
    ['constructor', "'constructor' is not a part of a path"],
    ['delay', "'delay' needs a value, such as 'delay 40ms 10ms 25%'"],
    ['delay 40', "'40' is not a time for 'delay': write a number and its unit"],
    ['delay -1ms', "'-1ms' is not a time for 'delay'"],
    ['delay 40m', "'40m' is not a time for 'delay'"],
    ['delay 2h', "'2h' is not a time"],
    ['delay 1ms 1ms 1% 1%', "'1%' is too much for 'delay'"],
    ['delay 40ms 10%', "'10%' is not a time for 'delay JITTER'"],
    ['delay 1ms delay 2ms', "'delay' is given twice"],
    [
      'delay 1ms distribution normal',
      "'distribution' needs a delay, such as 'delay 40ms 10ms distribution normal'",
    ],
    ['delay 1ms 1ms distribution gauss', 'write one of uniform, normal, pareto, paretonormal'],
    ['loss', "'loss' needs a value, such as 'loss 1%', 'loss gemodel 1% 25%'"],
    ['loss 1', "'1' is not a chance for 'loss': write a percentage"],
    ['loss 101%', "'101%' is not a chance for 'loss'"],
    ['loss 1% 25%', "'25%' is too much for 'loss': it is written as in 'loss 1%', 'loss gemodel 1% 25%'"],
    ['loss burst 1%', "'burst' is not a choice for 'loss'"],
    ['loss nth 0', "'0' is not a number for 'loss nth'"],
    ['loss gemodel 1% 2% 3% 4% 5%', "'5%' is too much for 'loss'"],
    ['loss state 60% 10% 10% 10% 50%', 'p13, p14'],
    ['loss state 1% 60% 50%', 'p31, p32'],
    ['reorder 25%', "'reorder' needs a delay"],
    ['delay 1ms gap 5', "'gap' needs a reorder before it"],
    ['rate 0mbit', "'0mbit' is not a rate"],
    ['rate 10', "'10' is not a rate: write a number and its unit"],
    ['rate 10mbps', "'10mbps' is not a rate"],
    ['limit 1.5', "'1.5' is not a number for 'limit'"],
    ['order sorted', "'sorted' is not a choice for 'order': write one of free, fifo"],
    ['drop 0', "'0' is not a list of packets for 'drop'"],
    ['drop 9-7', "'9-7' is not a list of packets for 'drop'"],
    ['drop 1 2', "'2' is too much for 'drop'"],
  ])('refuses %j', (text, message) => {
    expect(() => parsePath(text)).toThrow(PathError)
    expect(() => parsePath(text)).toThrow(message)
    const error = caught(() => parsePath(text))
    expect(error.message).not.toContain('\n')
    expect(error.message).not.toContain('{')
  })
})

it.each(Object.entries(PATH_PARTS))('%s: its example is read, and written back', (word, { example }) => {
  for (const text of example.split("', '")) {
    const path = parsePath(text)
    expect(formatPath(path).split(' ')).toContain(word)
    expect(parsePath(formatPath(path))).toEqual(path)
  }
})

describe('a path made by a program', () => {
  it.each<[string, Path]>([
    ['a rate of zero', { rate: 0 }],
    ['no number', { duplicate: Number.NaN }],
    ['a negative delay', { delay: { time: -1 } }],
    ['reordering without delay', { reorder: { percent: 25 } }],
    ['a fraction of a packet', { limit: 0.5 }],
  ])('is held to the same rules: %s', (_, path) => {
    expect(() => checkPath(path)).toThrow(PathError)
  })
})

const percent = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 0, max: 10_000 }).map((n) => n / 100),
  fc.double({ min: 0, max: 100, noNaN: true }).map((n) => Math.abs(n)),
)
const half = percent.map((n) => n / 2)
const time = fc.oneof(
  fc.integer({ min: 1, max: 3_600_000 }).map((us) => us * 1_000),
  fc.integer({ min: 1, max: 1e12 }),
)
const chance = fc.option(percent, { nil: undefined })
const count = fc.integer({ min: 1, max: 1e9 })
const loss: fc.Arbitrary<LossModel> = fc.oneof(
  percent.map((value) => ({ model: 'random' as const, percent: value })),
  count.map((n) => ({ model: 'nth' as const, n })),
  fc
    .tuple(percent, chance)
    .map(([p, r]) => ({ model: 'gemodel' as const, p, ...(r === undefined ? {} : { r }) })),
  fc.tuple(percent, percent, percent, percent).map(([p, r, lossBad, lossGood]) => ({
    model: 'gemodel' as const,
    p,
    r,
    lossBad,
    lossGood,
  })),
  fc.tuple(half, half, half, percent, half).map(([p13, p31, p32, p23, p14]) => ({
    model: 'state' as const,
    p13,
    p31,
    p32,
    p23,
    p14,
  })),
)
const delay = fc.oneof(
  time.map((value) => ({ time: value })),
  fc
    .tuple(time, time, percent, fc.constantFrom('uniform', 'normal', 'pareto', 'paretonormal'))
    .map(([value, jitter, correlation, distribution]) => ({
      time: value,
      jitter,
      correlation,
      distribution,
    })),
) as fc.Arbitrary<NonNullable<Path['delay']>>
const path = fc.record(
  {
    delay,
    loss,
    duplicate: percent,
    reorder: fc.tuple(percent, percent, count).map(([value, correlation, gap]) => ({
      percent: value,
      correlation,
      gap,
    })),
    corrupt: percent,
    rate: fc.integer({ min: 1, max: 1e12 }),
    limit: count,
    order: fc.constantFrom('free' as const, 'fifo' as const),
    drop: fc
      .uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1 })
      .map((numbers) => numbers.sort((a, b) => a - b)),
  },
  { requiredKeys: ['delay'] },
) as fc.Arbitrary<Path>
const codelPath = fc
  .tuple(path, fc.record({ target: time, interval: time }, { requiredKeys: [] }), fc.boolean())
  .map(([value, codel, ecn]) => ({
    ...value,
    rate: value.rate ?? 1,
    codel,
    ...(ecn ? { ecn, burst: 3000 } : {}),
  })) as fc.Arbitrary<Path>

it('prints what reads back as the same path', () => {
  fc.assert(
    fc.property(fc.oneof(path, codelPath), (value) => {
      expect(parsePath(formatPath(value))).toEqual(value)
    }),
    { numRuns: 500 },
  )
})

it('answers any text with a path or with a PathError', () => {
  const word = fc.constantFrom(
    'delay',
    'loss',
    'nth',
    'gemodel',
    'rate',
    '1%',
    '40ms',
    '10mbit',
    '5',
    'gap',
    'reorder',
    'drop',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join(' ')),
      ),
      (text) => {
        const outcome = attempt(() => parsePath(text))
        const right =
          outcome instanceof Error
            ? outcome instanceof PathError
            : formatPath(parsePath(formatPath(outcome))) === formatPath(outcome)
        expect(right).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})

function attempt<Value>(run: () => Value): Value | Error {
  try {
    return run()
  } catch (error) {
    return error as Error
  }
}

function caught(run: () => unknown): Error {
  const outcome = attempt(run)
  if (outcome instanceof Error) return outcome
  throw new Error('nothing was thrown')
}
