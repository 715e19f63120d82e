import { describe, expect, it } from 'vitest'
import { SECOND } from '../base/index.ts'
import { PathMtuCache } from './path-mtu-cache.ts'

describe('what is known of the MTU of paths', () => {
  it('only gets less, for ten minutes, each destination by itself', () => {
    const cache = new PathMtuCache()
    expect(cache.get('192.0.2.1', 0)).toBeUndefined()
    cache.learn('192.0.2.1', 1200, 0)
    cache.learn('192.0.2.1', 1400, SECOND)
    expect(cache.get('192.0.2.1', SECOND)).toBe(1200)
    expect(cache.get('192.0.2.2', SECOND)).toBeUndefined()
    cache.learn('192.0.2.1', 1000, 599 * SECOND)
    expect(cache.get('192.0.2.1', 601 * SECOND)).toBe(1000)
    expect(cache.get('192.0.2.1', 1200 * SECOND)).toBeUndefined()
    cache.learn('192.0.2.1', 1400, 1200 * SECOND)
    expect(cache.get('192.0.2.1', 1200 * SECOND)).toBe(1400)
  })

  it('is bounded', () => {
    const cache = new PathMtuCache()
    for (let i = 0; i < 5_000; i++) cache.learn(`host${i}`, 1200, 0)
    expect(cache.get('host0', 0)).toBeUndefined()
    expect(cache.get('host4999', 0)).toBe(1200)
  })
})
