import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../../base/index.ts'
import type { OptionSpec } from '../language/types.ts'
import { ScriptFlow } from './flow.ts'
import { readRawOptions, writeRawOptions } from './raw-options.ts'
import { TimestampMap } from './timestamps.ts'
import { givesUpAt, isInTime, toleranceFor } from './timing.ts'

const uint32 = fc.integer({ min: 0, max: 0xffffffff })

describe('the numbers of a script', () => {
  it('are those of the SYNs on segments with SYN, and count from them on all others', () => {
    const flow = new ScriptFlow('open', 8080, 49152)
    flow.learnRemote(123)
    flow.learnLocal(0, 0xffffffff)
    expect(flow.remoteToLive(123, true)).toBe(123)
    expect(flow.remoteToLive(1, false)).toBe(124)
    expect(flow.remoteToScript(124, true)).toBe(124)
    expect(flow.localToLive(0, true)).toBe(0xffffffff)
    expect(flow.localToLive(1, false)).toBe(0)
    expect(flow.localToScript(0, true)).toBe(1)
  })

  it('keep the first number of the scripted side', () => {
    const flow = new ScriptFlow('open', 1, 2)
    flow.learnRemote(100)
    flow.learnRemote(500)
    expect(flow.remoteToLive(1, false)).toBe(101)
  })

  it('come back to what they were', () => {
    fc.assert(
      fc.property(uint32, uint32, uint32, fc.boolean(), (script, live, number, isSyn) => {
        const flow = new ScriptFlow('open', 1, 2)
        flow.learnLocal(script, live)
        flow.learnRemote(script)
        expect(flow.localToScript(flow.localToLive(number, isSyn), isSyn)).toBe(number)
        expect(flow.remoteToScript(flow.remoteToLive(number, isSyn), isSyn)).toBe(number)
      }),
    )
  })
})

describe('timestamps', () => {
  it('are compared by how far they are from the first', () => {
    const map = new TimestampMap()
    expect(map.error(100, 77_000)).toBe(0)
    map.sent(100, 77_000)
    expect(map.error(150, 77_050)).toBe(0)
    expect(map.error(150, 77_053)).toBe(3)
    expect(map.toScript(77_020)).toBe(120)
  })

  it('are echoed as they were sent last', () => {
    const map = new TimestampMap()
    expect(map.echo(9, false)).toBe(9)
    map.sent(100, 77_000)
    map.sent(200, 77_111)
    map.sent(200, 77_112)
    expect(map.echo(100, false)).toBe(77_000)
    expect(map.echo(200, false)).toBe(77_112)
    expect(map.echo(150, false)).toBeUndefined()
    expect(map.echo(150, true)).toBe(77_056)
  })
})

describe('times', () => {
  const usual = { toleranceMicros: 4_000, tolerancePercent: 12.5 }

  it('may be off by 4 ms, or by an eighth of the time since the event before', () => {
    expect(toleranceFor(usual, 0)).toBe(4 * MILLISECOND)
    expect(toleranceFor(usual, 10 * MILLISECOND)).toBe(4 * MILLISECOND)
    expect(toleranceFor(usual, SECOND)).toBe(125 * MILLISECOND)
  })

  it('may not be too early either', () => {
    const expected = { from: SECOND, until: SECOND, previous: 0.9 * SECOND }
    const at = (ms: number): boolean => isInTime(usual, expected, ms * MILLISECOND)
    expect([987, 988, 1000, 1012, 1013].map(at)).toEqual([false, true, true, true, false])
  })

  it('have windows, which the tolerance widens at both ends', () => {
    const expected = { from: 100 * MILLISECOND, until: 200 * MILLISECOND, previous: 0 }
    const at = (ms: number): boolean => isInTime(usual, expected, ms * MILLISECOND)
    expect([87, 88, 150, 225, 226].map(at)).toEqual([false, true, true, true, false])
  })

  it('are waited for in whole seconds, and two more', () => {
    expect(givesUpAt({ from: 0, until: 3.9 * SECOND, previous: 0 }, SECOND)).toBe(6 * SECOND)
  })
})

describe('options as they stand in a header', () => {
  const map = { seq: (value: number): number => value, echo: (value: number): number => value }

  it('keep their order and their padding', () => {
    const options: readonly OptionSpec[] = [
      { kind: 'nop' },
      { kind: 'mss', value: 1460 },
      { kind: 'wscale', value: 8 },
      { kind: 'sackOK' },
      { kind: 'TS', val: 5, ecr: 6 },
      { kind: 'eol' },
      { kind: 'FO', cookie: new Uint8Array([1, 2, 3, 4]) },
      { kind: 'sack', blocks: [[1, 2]] },
    ]
    const bytes = writeRawOptions(options, map)
    expect([...bytes.subarray(0, 8)]).toEqual([1, 2, 4, 0x05, 0xb4, 3, 3, 8])
    expect(readRawOptions(bytes)).toEqual(options)
  })

  it('can be read again whatever they are', () => {
    const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
      fc.uint8Array({ minLength: length, maxLength: length })
    const option = fc.oneof(
      fc.constantFrom<OptionSpec>({ kind: 'nop' }, { kind: 'eol' }, { kind: 'sackOK' }),
      fc.record({ kind: fc.constant('mss' as const), value: fc.integer({ min: 0, max: 65_535 }) }),
      fc.record({ kind: fc.constant('TS' as const), val: uint32, ecr: uint32 }),
      fc.record({ kind: fc.constant('md5' as const), digest: bytes(16) }),
      fc.record({ kind: fc.constantFrom('FO' as const, 'FOEXP' as const), cookie: bytes(8) }),
      fc.record({
        kind: fc.constant('ECN' as const),
        order: fc.constantFrom('e0b' as const, 'e1b' as const),
        counters: fc.array(fc.integer({ min: 0, max: 0xffffff }), { maxLength: 3 }),
      }),
    )
    fc.assert(
      fc.property(fc.array(option, { maxLength: 6 }), (options) => {
        expect(readRawOptions(writeRawOptions(options, map))).toEqual(options)
      }),
    )
  })

  it('are refused when they are cut short', () => {
    expect(readRawOptions(new Uint8Array([2, 4, 5]))).toBeUndefined()
    expect(readRawOptions(new Uint8Array([2, 0]))).toBeUndefined()
  })
})
