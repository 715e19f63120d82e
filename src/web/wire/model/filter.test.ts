import { describe, expect, it } from 'vitest'
import { runConnection } from '../../../lab/index.ts'
import type { ConnectionTrace } from '../../../trace/index.ts'
import { indexOfBytes, parseFilter } from './filter.ts'

describe('parseFilter', () => {
  const found = (trace: ConnectionTrace, query: string, preview?: string): number[] => {
    const matcher = parseFilter(query, {
      lang: 'en',
      preview: preview === undefined ? undefined : () => preview,
    })
    if (matcher === undefined) return [-1]
    return trace.segments.flatMap((segment, i) => (matcher(segment, i) ? [i] : []))
  }
  const run = runConnection({ drop: { client: [3] }, message: new TextEncoder().encode('hello GET / there') })

  it('finds by flags, kinds, sides, fates', async () => {
    const { trace } = await run
    const where = (test: (segment: ConnectionTrace['segments'][number]) => boolean): number[] =>
      trace.segments.flatMap((segment, i) => (test(segment) ? [i] : []))
    expect(found(trace, 'syn')).toEqual([0, 1])
    expect(found(trace, 'SYN ack')).toEqual([1])
    expect(found(trace, 'syn -ack')).toEqual([0])
    expect(found(trace, 'lost')).toEqual(where(({ fate }) => fate === 'lost'))
    expect(found(trace, 'retransmission')).toEqual(where(({ kinds }) => kinds.includes('retransmission')))
    expect(found(trace, 'tlp client')).toEqual(where(({ cause }) => cause === 'tlp'))
    expect(found(trace, 'fin server')).toEqual(
      where(({ from, flags }) => from === 'server' && (flags & 1) === 1),
    )
    expect(found(trace, 'handshake-ack')).toEqual([2])
  })

  it('finds by numbers', async () => {
    const { trace } = await run
    expect(found(trace, '#2')).toEqual([1])
    expect(found(trace, 'len>5 len<=17 client lost')).toHaveLength(1)
    expect(found(trace, `seq=${trace.segments[0]?.seq}`)).toEqual([0])
    expect(found(trace, `${trace.segments[1]?.seq}`)).toContain(1)
    expect(found(trace, 'win>999999')).toEqual([])
  })

  it('finds what is carried, byte by byte and as it reads', async () => {
    const { trace } = await run
    const carrying = trace.segments.flatMap(({ length, from }, i) =>
      length > 0 && from === 'client' ? [i] : [],
    )
    expect(found(trace, 'HELLO')).toEqual(carrying)
    expect(found(trace, '"get / there"')).toEqual(carrying)
    expect(found(trace, '"hello there"')).toEqual([])
    expect(found(trace, '收到', '收到消息').length).toBeGreaterThan(0)
  })

  it('an empty search means everything', async () => {
    const { trace } = await run
    expect(found(trace, '   ')).toEqual([-1])
  })
})

describe('indexOfBytes', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  it('finds ASCII in either case, other bytes as they are', () => {
    expect(indexOfBytes(bytes('abcABD'), bytes('abd'))).toBe(3)
    expect(indexOfBytes(bytes('aab'), bytes('ab'))).toBe(1)
    expect(indexOfBytes(bytes('ab'), bytes('abc'))).toBe(-1)
    expect(indexOfBytes(bytes('你好'), bytes('好'))).toBe(3)
  })
})
