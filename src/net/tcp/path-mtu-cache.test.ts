import { describe, expect, it } from 'vitest'
import { SECOND } from '../../base/index.ts'
import { PathMtuCache } from './path-mtu-cache.ts'

describe('what is known of the MTU of paths', () => {
  it('only gets less, for ten minutes, each destination by itself', () => {
    const cache = new PathMtuCache({ minPathMtu: 552 })
    expect(cache.get('192.0.2.1', 0)).toBeUndefined()
    cache.learn('192.0.2.1', 4, 1200, 0)
    cache.learn('192.0.2.1', 4, 1400, SECOND)
    expect(cache.get('192.0.2.1', SECOND)?.mtu).toBe(1200)
    expect(cache.get('192.0.2.2', SECOND)).toBeUndefined()
    cache.learn('192.0.2.1', 4, 1000, 599 * SECOND)
    expect(cache.get('192.0.2.1', 601 * SECOND)?.mtu).toBe(1000)
    expect(cache.get('192.0.2.1', 1200 * SECOND)).toBeUndefined()
    cache.learn('192.0.2.1', 4, 1400, 1200 * SECOND)
    expect(cache.get('192.0.2.1', 1200 * SECOND)?.mtu).toBe(1400)
  })

  it('is bounded', () => {
    const cache = new PathMtuCache({ minPathMtu: 552 })
    for (let i = 0; i < 5_000; i++) cache.learn(`host${i}`, 4, 1200, 0)
    expect(cache.get('host0', 0)).toBeUndefined()
    expect(cache.get('host4999', 0)?.mtu).toBe(1200)
  })

  it('believes no IPv4 path narrower than min_pmtu: there routers may fragment; and no IPv6 path below 1,280', () => {
    const cache = new PathMtuCache({ minPathMtu: 552 })
    for (const mtu of [0, 68, 551]) {
      expect(cache.learn(`to${mtu}`, 4, mtu, 0)).toMatchObject({ mtu: 552, mayFragment: true })
    }
    expect(cache.learn('to552', 4, 552, 0)).toMatchObject({ mtu: 552, mayFragment: false })
    expect(cache.learn('2001:db8::1', 6, 1_279, 0)).toBeUndefined()
    expect(cache.get('2001:db8::1', 0)).toBeUndefined()
    expect(cache.learn('2001:db8::1', 6, 1_280, 0)).toMatchObject({ mtu: 1_280, mayFragment: false })
  })
})
