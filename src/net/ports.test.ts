import { describe, expect, it } from 'vitest'
import { Random } from '../base/index.ts'
import { IpHeader, parseIpAddress, type IpAddress } from '../wire/index.ts'
import { bindingOf } from './binding.ts'
import { EPHEMERAL_FIRST, EPHEMERAL_LAST, PortTable, type PortHolder } from './ports.ts'
import { tupleOf, TupleTable, type TupleEntry } from './tcp/tuple-table.ts'

const ip = (text: string): IpAddress => parseIpAddress(text) as IpAddress
const holder = (address: string | undefined, port: number, more: Partial<PortHolder> = {}): PortHolder => ({
  binding: bindingOf(address, port),
  reuse: false,
  listening: false,
  picked: false,
  ...more,
})

describe('PortTable', () => {
  const inUse = (first: PortHolder, second: PortHolder): boolean => {
    const ports = new PortTable(new Random(1))
    ports.hold(first)
    try {
      ports.check(second.binding, second.reuse)
      return false
    } catch (error) {
      expect(error).toMatchObject({ code: 'EADDRINUSE' })
      return true
    }
  }

  it('lets two share a port only at different addresses', () => {
    expect(inUse(holder('192.0.2.1', 80), holder('192.0.2.1', 80))).toBe(true)
    expect(inUse(holder('192.0.2.1', 80), holder('192.0.2.2', 80))).toBe(false)
    expect(inUse(holder('192.0.2.1', 80), holder('192.0.2.1', 81))).toBe(false)
    expect(inUse(holder('0.0.0.0', 80), holder('192.0.2.2', 80))).toBe(true)
    expect(inUse(holder('0.0.0.0', 80), holder('2001:db8::1', 80))).toBe(false)
    expect(inUse(holder('::', 80), holder('192.0.2.2', 80))).toBe(true)
    expect(inUse(holder(undefined, 80), holder('0.0.0.0', 80))).toBe(true)
  })

  it('or with SO_REUSEADDR on both, while neither listens', () => {
    const reuse = { reuse: true }
    expect(inUse(holder('::', 80, reuse), holder('::', 80, reuse))).toBe(false)
    expect(inUse(holder('::', 80), holder('::', 80, reuse))).toBe(true)
    expect(inUse(holder('::', 80, reuse), holder('::', 80))).toBe(true)
    expect(inUse(holder('::', 80, { reuse: true, listening: true }), holder('::', 80, reuse))).toBe(true)
  })

  it('picks client ports in the range of Linux, each once, and starts elsewhere for each peer and seed', () => {
    const ports = new PortTable(new Random(1))
    const picked = Array.from({ length: 100 }, () => ports.pickFor(7, () => true))
    expect(new Set(picked).size).toBe(100)
    for (const port of picked) {
      expect(port).toBeGreaterThanOrEqual(EPHEMERAL_FIRST)
      expect(port).toBeLessThanOrEqual(EPHEMERAL_LAST)
    }
    const first = (seed: number, peer: number): number =>
      new PortTable(new Random(seed)).pickFor(peer, () => true)
    expect(first(1, 7)).toBe(picked[0])
    expect(new Set([first(1, 7), first(1, 8), first(2, 7), first(3, 7)]).size).toBe(4)
  })

  it('leaves out ports that are bound or busy, and says when none is left', () => {
    const ports = new PortTable(new Random(1))
    for (let port = EPHEMERAL_FIRST; port <= EPHEMERAL_LAST; port++) {
      if (port !== 40_000 && port !== 50_000) ports.hold(holder('192.0.2.1', port))
    }
    ports.hold(holder('192.0.2.1', 50_000, { picked: true }))
    const picked = [ports.pickFor(1, () => true), ports.pickFor(1, () => true)]
    expect(picked.toSorted((a, b) => a - b)).toEqual([40_000, 50_000])
    expect(ports.pickFor(2, (port) => port !== 40_000)).toBe(50_000)
    expect(() => ports.pickFor(2, () => false)).toThrow(expect.objectContaining({ code: 'EADDRNOTAVAIL' }))
    expect(ports.pickFree()).toBe(40_000)
    const last = holder('192.0.2.1', 40_000)
    ports.hold(last)
    expect(() => ports.pickFree()).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
    ports.release(last)
    expect(ports.pickFree()).toBe(40_000)
  })
})

describe('TupleTable', () => {
  class Entry implements TupleEntry {
    nextInBucket: TupleEntry | undefined = undefined
    readonly tuple: Uint32Array
    constructor(tuple: Uint32Array) {
      this.tuple = tuple
    }
  }
  const words = (tuple: Uint32Array, version: 4 | 6): [Uint32Array, IpHeader] => {
    const header = new IpHeader()
    header.version = version
    header.sourceOffset = version === 4 ? 12 : 8
    header.payloadOffset = version === 4 ? 20 : 40
    const packet = new Uint32Array(16)
    packet.set(tuple, header.sourceOffset >> 2)
    return [packet, header]
  }

  it('finds every connection by its packets, whatever the IP version, and no other', () => {
    const table = new TupleTable<Entry>()
    const entries: [Entry, 4 | 6][] = []
    for (let port = 1; port <= 2_000; port++) {
      const four = new Entry(tupleOf(ip('192.0.2.2'), port, ip('192.0.2.1'), 80))
      const six = new Entry(tupleOf(ip('2001:db8::2'), port, ip('2001:db8::1'), 80))
      for (const [entry, version] of [
        [four, 4],
        [six, 6],
      ] as const) {
        table.add(entry)
        entries.push([entry, version])
      }
    }
    expect(table.size).toBe(4_000)
    for (const [entry, version] of entries) {
      expect(table.find(...words(entry.tuple, version))).toBe(entry)
      expect(table.get(entry.tuple)).toBe(entry)
    }
    expect(table.get(tupleOf(ip('192.0.2.2'), 80, ip('192.0.2.1'), 1))).toBeUndefined()
    for (const [entry, version] of entries.filter((_, i) => i % 3 === 0)) {
      table.delete(entry)
      table.delete(entry)
      expect(table.find(...words(entry.tuple, version))).toBeUndefined()
    }
    for (const [i, [entry]] of entries.entries()) {
      expect(table.get(entry.tuple)).toBe(i % 3 === 0 ? undefined : entry)
    }
  })
})
