import { describe, expect, it } from 'vitest'
import { millis, seconds } from '../base/index.ts'
import { LINUX_SETTINGS, withSettings } from './settings.ts'
import { newSocketOptions, type SocketOptions } from './socket-options.ts'

describe('settings of a host', () => {
  it('replaces what is given and keeps the rest', () => {
    const changed = withSettings(LINUX_SETTINGS, { synRetries: 2, receiveMemory: [1, 2, 3] })
    expect(changed).toEqual({ ...LINUX_SETTINGS, synRetries: 2, receiveMemory: [1, 2, 3] })
  })
  it('refuses what it does not have, other types, and figures out of range', () => {
    const bad =
      (changes: object): (() => unknown) =>
      () =>
        withSettings(LINUX_SETTINGS, changes)
    expect(bad({ speed: 1 })).toThrow(/no setting 'speed'/)
    expect(bad({ sack: 1 })).toThrow(/'sack' is a boolean, not a number/)
    expect(bad({ ecn: 3 })).toThrow(/'ecn' must be a whole number from 0 to 2, not 3/)
    expect(bad({ finTimeout: -1 })).toThrow(/finTimeout/)
    expect(bad({ receiveMemory: [1, 2] })).toThrow(/three whole numbers/)
  })
})

describe('options of a socket', () => {
  const options = (): SocketOptions => newSocketOptions(LINUX_SETTINGS)
  it('read as the host has them until they are set', () => {
    const o = options()
    const read = [o.get('synCount'), o.get('linger2'), o.get('keepAliveIdle'), o.get('congestionControl')]
    expect(read).toEqual([6, seconds(60), seconds(7200), 'cubic'])
    expect([o.get('sendBuffer'), o.get('receiveBuffer')]).toEqual([16_384, 131_072])
    o.set('synCount', 3)
    expect(o.get('synCount')).toBe(3)
  })
  it('double the buffers, between a floor and the cap of the host, as Linux', () => {
    const o = options()
    const set = (value: number): number => {
      o.set('receiveBuffer', value)
      return o.get('receiveBuffer')
    }
    expect([set(10_000), set(1), set(1 << 30)]).toEqual([20_000, 2304, 8 * 1024 * 1024])
    o.set('sendBuffer', 1)
    expect(o.get('sendBuffer')).toBe(4608)
  })
  it('round TCP_DEFER_ACCEPT to retransmissions of the SYN-ACK: 1, 3, 7, 15 s', () => {
    const o = options()
    const set = (value: number): number => {
      o.set('deferAccept', seconds(value))
      return o.get('deferAccept') / seconds(1)
    }
    expect([0, 1, 2, 3, 4, 8, 20].map(set)).toEqual([0, 1, 3, 3, 7, 15, 31])
  })
  it('refuse what Linux refuses with EINVAL', () => {
    const o = options()
    expect(() => o.set('maxSegment', 87)).toThrow(/'maxSegment' must be a whole number from 88/)
    expect(() => o.set('maxSegment', 32_768)).toThrow(/maxSegment/)
    expect(() => o.set('keepAliveCount', 128)).toThrow(/keepAliveCount/)
    expect(() => o.set('keepAliveIdle', seconds(40_000))).toThrow(/keepAliveIdle/)
    expect(() => o.set('synCount', 0)).toThrow(/synCount/)
    expect(() => o.set('noDelay', 1 as unknown as boolean)).toThrow(/true or false/)
  })
  it('are copied whole, and the copy is its own', () => {
    const o = options()
    o.set('synCount', 4)
    o.set('linger', millis(5))
    const copy = o.copy()
    expect([copy.get('synCount'), copy.get('linger')]).toEqual([4, millis(5)])
    copy.set('synCount', 5)
    expect(o.get('synCount')).toBe(4)
  })
})
