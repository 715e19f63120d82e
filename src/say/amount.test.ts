import { describe, expect, it } from 'vitest'
import { sayDuration, sayDurations, sayNumber, sayPercent, saySize } from './amount.ts'
import { sayList } from './list.ts'

describe('an amount', () => {
  it('has its thousands apart, in both languages', () => {
    expect([0, 999, 1000, 370_290, 1_234_567.5].map((value) => sayNumber(value, 'en'))).toEqual([
      '0',
      '999',
      '1,000',
      '370,290',
      '1,234,567.5',
    ])
    expect(sayNumber(370_290, 'zh')).toBe('370,290')
  })

  it('in per cent has three digits', () => {
    expect([0, 0.05, 0.123_45, 0.999_99, 1, 0.0005].map((share) => sayPercent(share))).toEqual([
      '0%',
      '5%',
      '12.3%',
      '100%',
      '100%',
      '0.05%',
    ])
  })

  it('of time in a column has one unit and one number of decimals', () => {
    expect(sayDurations([12_345_678, 1_200_000, 0])).toEqual(['12.35 ms', '\u20071.20 ms', '\u20070.00 ms'])
    expect(sayDurations([2_000_000_000, 20_000])).toEqual(['2.0000000 s', '0.0000200 s'])
    expect(sayDurations([50, 7])).toEqual(['50 ns', '\u20077 ns'])
    expect(sayDurations([-2_000_000, 500_000])).toEqual(['-2.000 ms', '\u20070.500 ms'])
    expect(sayDurations([0])).toEqual(['0 ns'])
    expect(sayDurations([])).toEqual([])
  })

  it('of time has three digits and a unit that suits, or two whole units', () => {
    const s = 1_000_000_000
    const spans: readonly (readonly [number, string])[] = [
      [0, '0 ns'],
      [999, '999 ns'],
      [1_500, '1.5 µs'],
      [999_600, '1 ms'],
      [80_000_000, '80 ms'],
      [123_456_789, '123 ms'],
      [1.25 * s, '1.25 s'],
      [45.36 * s, '45.4 s'],
      [99.4 * s, '99.4 s'],
      [99.96 * s, '1 min 40 s'],
      [120 * s, '2 min'],
      [125 * s, '2 min 5 s'],
      [3_599.6 * s, '1 h'],
      [5_400 * s, '1 h 30 min'],
      [86_399 * s, '1 d'],
      [273_600 * s, '3 d 4 h'],
      [-1.5 * s, '-1.5 s'],
    ]
    for (const [span, said] of spans) expect(sayDuration(span)).toBe(said)
  })

  it('of bytes has three digits and a decimal unit', () => {
    expect([0, 1, 512, 1000, 1_536, 999_999, 20_000_000, 1.5e9].map((size) => saySize(size))).toEqual([
      '0 B',
      '1 B',
      '512 B',
      '1 kB',
      '1.54 kB',
      '1 MB',
      '20 MB',
      '1.5 GB',
    ])
  })
})

describe('a list', () => {
  it('is joined as each language does', () => {
    expect(sayList(['a'], 'en')).toBe('a')
    expect(sayList(['a', 'b'], 'en')).toBe('a and b')
    expect(sayList(['a', 'b', 'c'], 'en', 'or')).toBe('a, b or c')
    expect(sayList(['客户端', '服务器'], 'zh')).toBe('客户端和服务器')
    expect(sayList(['甲', '乙', '丙'], 'zh', 'or')).toBe('甲、乙或丙')
    expect(sayList([], 'zh')).toBe('')
  })

  it('in Chinese keeps a space between Chinese and Latin', () => {
    expect(sayList(['utf-8', 'gbk', 'big5'], 'zh')).toBe('utf-8、gbk 和 big5')
    expect(sayList(['SYN', '确认'], 'zh')).toBe('SYN 和确认')
    expect(sayList(['快速重传 2 个', 'TLP'], 'zh', 'or')).toBe('快速重传 2 个或 TLP')
  })
})
