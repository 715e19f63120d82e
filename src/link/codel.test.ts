import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../base/index.ts'
import {
  buildPacket,
  IpHeader,
  parseIpAddress,
  readIp,
  verifyIpChecksum,
  type IpAddress,
} from '../wire/index.ts'
import { VirtualClock } from './clock.ts'
import { CodelQueue } from './codel.ts'
import { Network } from '../net/index.ts'
import { Recorder } from './tap.ts'

/** Keeps `queue` filled with packets that each take a millisecond to leave, for `seconds`. @returns When each was dropped, ms. */
function overload(seconds: number, marks = false): { drops: number[]; marked: number; sojourn: number } {
  const drops: number[] = []
  let marked = 0
  let now = 0
  let sojourn = 0
  const queue = new CodelQueue<number>(5 * MILLISECOND, 100 * MILLISECOND, 1500, {
    mark: () => {
      if (marks) marked++
      return marks
    },
    drop: () => drops.push(now / MILLISECOND),
  })
  for (let i = 0; i < 50; i++) queue.push(now, 1000, now)
  for (; now < seconds * SECOND; now += MILLISECOND) {
    queue.push(now, 1000, now)
    sojourn = now - (queue.pop(now) ?? now)
  }
  return { drops, marked, sojourn: sojourn / MILLISECOND }
}

describe('CoDel (RFC 8289)', () => {
  it('lets a burst pass that is gone within an interval', () => {
    const drops: number[] = []
    const queue = new CodelQueue<number>(5 * MILLISECOND, 100 * MILLISECOND, 1500, {
      mark: () => false,
      drop: (id) => drops.push(id),
    })
    for (let i = 0; i < 90; i++) queue.push(i, 1000, 0)
    for (let i = 0; i < 90; i++) expect(queue.pop(i * MILLISECOND)).toBe(i)
    expect(queue.pop(SECOND)).toBeUndefined()
    expect(drops).toEqual([])
  })

  it('drops the first after an interval too long, and then by interval / sqrt(count)', () => {
    const { drops } = overload(1)
    // The first waits 5 ms at 5 ms; each drop lets one packet more leave, and the queue of 50 shortens by it.
    expect(drops[0]).toBe(106)
    const gaps = drops.slice(1, 6).map((time, i) => time - (drops[i] as number))
    gaps.forEach((gap, i) => {
      expect(Math.abs(gap - 100 / Math.sqrt(i + 1)), `gap ${i}: ${gap}`).toBeLessThanOrEqual(1)
    })
  })

  it('ends when the wait is below the target', () => {
    expect(overload(5).sojourn).toBeLessThanOrEqual(5)
  })

  it('marks instead of dropping where the sender takes marks', () => {
    const { drops, marked } = overload(1, true)
    expect(drops).toEqual([])
    expect(marked).toBeGreaterThan(10)
  })

  it('leaves the last packet alone however long it waited', () => {
    const queue = new CodelQueue<number>(5 * MILLISECOND, 100 * MILLISECOND, 1500, {
      mark: () => false,
      drop: () => expect.unreachable(),
    })
    for (let i = 0; i < 100; i++) {
      queue.push(i, 1500, i * SECOND)
      expect(queue.pop(i * SECOND + 50 * MILLISECOND)).toBe(i)
    }
  })
})

function flood(path: string, packets: number): { recorder: Recorder; clock: VirtualClock; ecn: number[] } {
  const clock = new VirtualClock()
  const network = new Network({ clock })
  const a = network.host('a')
  const b = network.host('b')
  network.link(a, b, { forward: path })
  const recorder = new Recorder()
  network.tap(recorder)
  const ecn: number[] = []
  const source = parseIpAddress(a.addresses[0] as string) as IpAddress
  const destination = parseIpAddress(b.addresses[0] as string) as IpAddress
  network.tap({
    decided({ bytes, to, fate }) {
      const ip = new IpHeader()
      readIp(bytes, 0, bytes.length, ip)
      expect(verifyIpChecksum(bytes, ip)).toBe(true)
      if (to === 'b' && fate?.kind === 'delivered') ecn.push(ip.trafficClass & 3)
    },
  })
  const bytes = buildPacket({
    source,
    destination,
    trafficClass: 2,
    udp: { sourcePort: 1, destinationPort: 2 },
    payload: new Uint8Array(972),
  })
  // One packet each 0.9 ms where the wire takes 1 ms.
  for (let i = 0; i < packets; i++) clock.at(i * 900_000, () => a.sendPacket(bytes))
  clock.runUntilIdle()
  return { recorder, clock, ecn }
}

describe('a path with CoDel', () => {
  it('lets packets through at the rate, in order, and after the delay', () => {
    const { recorder } = flood('delay 10ms rate 8mbit codel', 3)
    const arrivals = recorder.packets
      .filter(({ to }) => to === 'b')
      .map(({ arrival }) => (arrival ?? 0) / MILLISECOND)
    expect(arrivals).toEqual([11, 12, 13])
  })

  it('lets a burst pass at once, then keeps the rate', () => {
    for (const codel of ['', 'codel']) {
      const { recorder } = flood(`delay 10ms rate 8mbit burst 5000 ${codel}`, 60)
      const arrivals = recorder.packets
        .filter(({ to }) => to === 'b')
        .map(({ arrival, time }) => ((arrival ?? 0) - time) / MILLISECOND)
      // A millisecond each at the rate, one each 0.9 ms: the bucket of five lasts for 41 packets.
      expect(arrivals.slice(0, 41)).toEqual(arrivals.slice(0, 41).fill(10))
      expect(arrivals[50]).toBeCloseTo(11, 5)
    }
  })

  it('loses at the head what waits too long', () => {
    const { recorder } = flood('rate 8mbit codel', 2000)
    const lost = recorder.packets.filter(({ fate }) => fate === 'lost')
    expect(lost.length).toBeGreaterThan(20)
    expect(new Set(lost.map(({ why }) => why))).toEqual(new Set(['queue']))
  })

  it('marks packets of senders that take marks, with ecn', () => {
    const { recorder, ecn } = flood('rate 8mbit codel ecn', 2000)
    expect(recorder.packets.filter(({ to, fate }) => to === 'b' && fate === 'lost')).toEqual([])
    expect(ecn.filter((bits) => bits === 3).length).toBeGreaterThan(20)
  })

  it('marks instead of losing at random, with loss and ecn', () => {
    const { ecn } = flood('loss 10% ecn', 1000)
    expect(ecn.length).toBe(1000)
    expect(ecn.filter((bits) => bits === 3).length).toBeGreaterThan(70)
  })
})
