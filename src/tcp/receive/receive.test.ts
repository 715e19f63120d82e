import { describe, expect, it } from 'vitest'
import { millis, MILLISECOND, SECOND } from '../../base/index.ts'
import { ACK, PSH } from '../../wire/index.ts'
import { LINUX_SETTINGS, withSettings } from '../settings.ts'
import { OneEnd } from '../testing/one-end.ts'
import { Pair, pattern } from '../testing/pair.ts'
import { newReceiveMemory } from './receive-memory.ts'
import { newSackBlocks, type SackBlocks } from './sack-blocks.ts'
import { truesizeOf } from './truesize.ts'

describe('memory, measured on Linux 6.18 with packets through a TUN device', () => {
  it.each([
    [100, 832],
    [200, 1_280],
    [500, 1_280],
    [1_000, 2_304],
    [1_500, 2_304],
    [2_000, 4_352],
    [4_000, 8_448],
    [8_000, 12_544],
    [10_000, 12_544],
    [16_000, 20_736],
    [20_000, 20_736],
    [30_000, 33_024],
  ])('%i bytes of text in IPv4 take %i bytes (SK_MEMINFO_RMEM_ALLOC)', (text, memory) => {
    expect(truesizeOf(text + 40)).toBe(memory)
  })
  it('short packets are copied behind the last one while there is room', () => {
    const memory = newReceiveMemory(100_000, false)
    memory.queue(10, 10, 832, 150)
    memory.queue(110, 100, 832, 50)
    expect(memory.used).toBe(832)
    memory.queue(210, 100, 832, 50)
    expect(memory.used).toBe(2 * 832)
    memory.read(109)
    expect(memory.used).toBe(2 * 832)
    memory.read(110)
    expect(memory.used).toBe(832)
    memory.read(210)
    expect([memory.used, memory.isEmpty]).toEqual([0, true])
  })
  it('what waits can be packed together', () => {
    const memory = newReceiveMemory(100_000, false)
    for (let i = 1; i <= 50; i++) memory.queue(i * 100, 100, 1_280, 0)
    memory.collapse(5_000)
    expect(memory.used).toBe(2 * 4_352)
    memory.read(5_000)
    expect(memory.used).toBe(0)
  })
})

/** SO_RCVBUF 20,000 without window scale, and one packet of segments of 1,000 bytes. */
function afterOne(text: number): { end: OneEnd; lines: string[] } {
  const end = OneEnd.established({ receiveBuffer: 20_000, ipHeaderLength: 20 }, { mss: 1_460 })
  end.arrive({ flags: ACK | PSH, seq: 1, ack: 1, text, segmentSize: text > 1_000 ? 1_000 : 0 })
  return { end, lines: end.sent() }
}

describe('the window, as Linux 6.18 was seen to offer it', () => {
  it('begins as whole segments, and keeps one in reserve', () => {
    const end = OneEnd.established({ receiveBuffer: 20_000 })
    expect(end.connection.info(0)).toMatchObject({ tcpi_rcv_wnd: 18_980, tcpi_rcv_ssthresh: 18_540 })
  })
  it.each([
    [500, 18_480],
    [1_000, 17_980],
    [1_400, 21_000],
    [2_000, 16_980],
    [4_000, 14_980],
    [8_000, 17_000],
    [10_000, 21_000],
  ])('%i bytes, unread: acknowledged at once with window %i', (text, window) => {
    const { end, lines } = afterOne(text)
    expect(lines).toEqual([`ACK 1+0 ack ${text + 1}`])
    expect(end.segments[0]?.window).toBe(window)
  })
  it.each([
    [16_000, 14_000],
    [20_000, 18_000],
    [30_000, 6_000],
  ])(
    '%i bytes fill more than half of it: that ends the quick ACKs; 40 ms later window %i',
    (text, window) => {
      const { end, lines } = afterOne(text)
      expect(lines).toEqual([])
      expect(end.waitUntil(SECOND)).toEqual([`40 ACK 1+0 ack ${text + 1}`])
      expect(end.segments.at(-1)?.window).toBe(window)
    },
  )
  it('has scale 7 with Linux’s memory, 8 with 15 MiB, 0 when it is not wanted', () => {
    const scaleOf = (receiveMemory: readonly [number, number, number]): number => {
      const settings = withSettings(LINUX_SETTINGS, { receiveMemory })
      return OneEnd.synSent({ windowScaling: true, settings }).segments[0]?.windowScale ?? -1
    }
    expect(scaleOf(LINUX_SETTINGS.receiveMemory)).toBe(7)
    expect(scaleOf([4_096, 540_000, 15 * 1024 * 1024])).toBe(8)
    expect(OneEnd.synSent().segments[0]?.windowScale).toBe(-1)
  })
  it('never moves back, unless the host lets it (tcp_shrink_window)', () => {
    const settings = withSettings(LINUX_SETTINGS, {
      shrinkWindow: true,
      receiveMemory: [4_096, 32_768, 1 << 25],
    })
    const end = OneEnd.established(
      { windowScaling: true, settings, ipHeaderLength: 20 },
      { mss: 1_000, wscale: 7 },
    )
    const windows: number[] = []
    for (const [seq, text] of [
      [1, 10_000],
      [10_001, 1_023],
    ] as const) {
      end.arrive({ flags: ACK | PSH, seq, ack: 1, text, segmentSize: 1_000 })
      end.sent()
      end.waitUntil(end.now + SECOND)
      windows.push(end.segments.at(-1)?.window ?? 0)
    }
    // In units of 1,024: the edge moves from 25,361 back to 24,336.
    expect(windows).toEqual([15, 13])
    end.arrive({ flags: ACK | PSH, seq: 11_024, ack: 1, text: 14_337 })
    expect(end.connection.readableLength).toBe(25_360)
  })
})

describe('tuning', () => {
  it('the buffer grows with what is read in a round trip, up to tcp_rmem (dynamic right-sizing)', () => {
    const pair = new Pair({ sendBuffer: 1 << 23 }, {}, () => [50 * MILLISECOND]).connect()
    expect(pair.b.connection.getOption('receiveBuffer')).toBe(131_072)
    pair.send(pair.a, pattern(2_500_000))
    pair.runTo(10 * SECOND)
    expect(pair.b.received.length).toBe(2_500_000)
    const grown = pair.b.connection.getOption('receiveBuffer')
    expect(grown).toBeGreaterThan(500_000)
    expect(grown).toBeLessThanOrEqual(6 * 1024 * 1024)
  })
  it('not when the user has set its size, nor when the host says no', () => {
    for (const more of [
      { receiveBuffer: 65_536 },
      { settings: withSettings(LINUX_SETTINGS, { moderateReceiveBuffer: false }) },
    ]) {
      const pair = new Pair({}, more, () => [50 * MILLISECOND]).connect()
      pair.send(pair.a, pattern(200_000))
      pair.runTo(20 * SECOND)
      expect(pair.b.connection.getOption('receiveBuffer')).toBe(131_072)
    }
  })
})

describe('delayed ACKs adapt (Linux icsk_ack.ato)', () => {
  it('to 40 ms while segments come fast, longer when one was waited for in vain', () => {
    const end = OneEnd.established()
    end.connection.setOption('quickAck', false, 0)
    const ato = (): number => end.connection.info(end.now).tcpi_ato / 1000
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 10 })
    expect([end.waitUntil(millis(100)), ato()]).toEqual([['40 ACK 1+0 ack 11'], 40])
    end.arrive({ flags: ACK, seq: 11, ack: 1, text: 10 })
    end.sent()
    end.waitUntil(millis(300))
    end.arrive({ flags: ACK, seq: 21, ack: 1, text: 10 })
    end.sent()
    end.waitUntil(millis(600))
    expect(ato()).toBeGreaterThanOrEqual(40)
  })
  it('TCP_QUICKACK sends an ACK that waits, once all has been read', () => {
    const end = OneEnd.established()
    end.connection.setOption('quickAck', false, 0)
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 10 })
    end.connection.setOption('quickAck', true, end.now)
    expect(end.sent()).toEqual([])
    end.connection.setOption('quickAck', false, end.now)
    end.connection.read(new Uint8Array(10), end.now)
    expect(end.sent()).toEqual([])
    end.connection.setOption('quickAck', true, end.now)
    expect(end.sent()).toEqual(['ACK 1+0 ack 11'])
    expect(end.connection.getOption('quickAck')).toBe(true)
  })
  it('a read that empties the buffer acknowledges what was pushed', () => {
    const end = OneEnd.established()
    end.connection.setOption('quickAck', false, 0)
    end.connection.setOption('quickAck', true, 0)
    for (let i = 0; i < 40; i++) {
      end.arrive({ flags: ACK, seq: 1 + i * 10, ack: 1, text: 10 })
      end.sent()
      end.read()
    }
    end.arrive({ flags: ACK | PSH, seq: 401, ack: 1, text: 10 })
    expect(end.sent()).toEqual([])
    end.read()
    expect(end.sent()).toEqual(['ACK 1+0 ack 411'])
  })
})

describe('SACK blocks to report', () => {
  const blocks = (b: SackBlocks): number[][] =>
    Array.from({ length: b.count }, (_, i) => [b.left(i), b.right(i)])
  it('the one that grew is first; those that it reaches become part of it; four are remembered', () => {
    const b = newSackBlocks()
    for (const [l, r] of [
      [10, 20],
      [30, 40],
      [50, 60],
      [70, 80],
      [90, 99],
    ] as const)
      b.add(l, r)
    expect(blocks(b)).toEqual([
      [90, 99],
      [70, 80],
      [50, 60],
      [30, 40],
    ])
    b.add(40, 50)
    expect(blocks(b)).toEqual([
      [30, 60],
      [90, 99],
      [70, 80],
    ])
    b.removeBefore(70)
    expect(blocks(b)).toEqual([[90, 99]])
    expect(b.highest).toBe(99)
  })
  it('a duplicate is reported once; another joins it only when it touches it', () => {
    const b = newSackBlocks()
    b.extendDuplicate(10, 20)
    b.extendDuplicate(20, 30)
    b.extendDuplicate(50, 60)
    expect([b.dsackLeft, b.dsackRight, b.total]).toEqual([10, 30, 1])
  })
})
