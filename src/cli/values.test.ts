import { describe, expect, it } from 'vitest'
import { commandContext, UsageError } from './context.ts'
import type { CliIo } from './io.ts'
import { parsePort, parseTarget, parseTime, showAddress } from './values.ts'

const context = commandContext({ env: {} } as CliIo, 'en', () => undefined)

describe('a time', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1.5', 1500],
    ['0', 0],
  ])('%s is %i milliseconds', (text, millis) => {
    expect(parseTime(text, '-w', context)).toBe(millis * 1_000_000)
  })

  it.each(['', 's', '-1s', '5 s', '1d', '5sec', '1e3', '600h', 'NaN'])('%j is none', (text) => {
    expect(() => parseTime(text, '-w', context)).toThrow(UsageError)
  })
})

describe('a target', () => {
  it.each([
    [undefined, undefined, {}],
    ['host', '80', { host: 'host', port: 80 }],
    ['host:80', undefined, { host: 'host', port: 80 }],
    [':80', undefined, { host: undefined, port: 80 }],
    ['80', undefined, { port: 80 }],
    ['host', undefined, { host: 'host' }],
    ['::1', '80', { host: '::1', port: 80 }],
    ['[::1]', '80', { host: '::1', port: 80 }],
    ['[::1]:80', undefined, { host: '::1', port: 80 }],
    ['::1', undefined, { host: '::1' }],
    ['1.2.3.4:5', undefined, { host: '1.2.3.4', port: 5 }],
  ])('%s %s', (first, second, target) => {
    expect(parseTarget(first, second, 1, context)).toEqual(target)
  })

  it.each(['host:', 'host:x', '[::1]:', '[::1', '', 'h:70000'])('%j is refused', (text) => {
    expect(() => parseTarget(text, undefined, 1, context)).toThrow(UsageError)
  })

  it('takes port 0 only where a free one may be asked for', () => {
    expect(parsePort('0', 0, context)).toBe(0)
    expect(() => parsePort('0', 1, context)).toThrow(UsageError)
  })

  it('is shown with IPv6 in brackets', () => {
    expect(showAddress({ address: '::1', port: 80 })).toBe('[::1]:80')
    expect(showAddress({ address: '1.2.3.4', port: 80 })).toBe('1.2.3.4:80')
  })
})
