/** Captures that people ask about, written anew, and the answer to each. */
import { describe, expect, it } from 'vitest'
import { ACK, buildPacket, FIN, IpAddress, PSH, RST, SYN } from '../wire/index.ts'
import type { CapturedPacket } from '../capture/index.ts'
import { Talk } from '../trace/testing/talk.ts'
import { Tracker } from '../trace/index.ts'
import { adviseFinding, diagnose, explainFinding, type Finding } from './index.ts'

/** What is found, without where it was captured. */
function found(packets: readonly CapturedPacket[], dropped = 0): Finding[] {
  const tracker = new Tracker()
  for (const packet of packets) tracker.push(packet)
  tracker.end()
  const { connections, others } = tracker
  return diagnose({ connections, others, packets, dropped }).filter(({ id }) => id !== 'capture-point')
}

const brief = ({ id, side, confidence }: Finding): string => `${id} ${side} ${confidence}`
const said = (findings: readonly Finding[], lang: 'en' | 'zh'): string =>
  findings.map((finding) => explainFinding(finding, lang)).join('\n')

/** The handshake as a tap beside the client sees it. */
const opened = (server = 20): Talk =>
  new Talk()
    .add('client', 0, { flags: SYN, mss: 1_460, windowScale: 7, sackPermitted: true, window: 64_240 })
    .add('server', server, {
      flags: SYN | ACK,
      mss: 1_460,
      windowScale: 7,
      sackPermitted: true,
      window: 65_160,
    })
    .add('client', server + 0.1, { window: 502 })

describe('ports that the server still holds in TIME-WAIT', () => {
  const talk = new Talk()
    .fin('server', 0, { seq: 1, ack: 1 })
    .ack('client', 30, { seq: 1 })
    .fin('client', 31, { seq: 1 })
    .ack('server', 61)
  const attempts = [1_000, 13_000, 37_000, 73_000, 121_000]
  const packets = [...talk.packets]
  attempts.forEach((ms, i) => {
    const next = new Talk({ client: 900_000 - 1_000 * i, server: 5_000 })
    /** What the old connection had come to, counted from the new number. */
    const old = 1_002 - next.iss.client
    next.add('client', ms, { flags: SYN, mss: 1_460, seq: 0 })
    next.add('server', ms + 30, { flags: ACK, seq: 2, ack: old })
    next.add('client', ms + 30.1, { flags: RST, seq: old })
    packets.push(...next.packets)
  })
  const last = new Talk({ client: 77_000, server: 9_000_000 }).open(181_000, 30)
  packets.push(...last.packets)
  const findings = found(packets)

  it('are five failed attempts, and one that succeeds', () => {
    const failed = findings.filter(({ id }) => id === 'time-wait-reuse')
    expect(failed.map(brief)).toEqual(Array.from({ length: 5 }, () => 'time-wait-reuse server certain'))
    expect(failed.reduce((sum, { cost }) => sum + cost, 0)).toBe(180_000_000_000)
    expect(findings.filter(({ connection }) => connection === 6)).toEqual([])
  })

  it('are told in both languages', () => {
    expect(said(findings, 'en')).toContain('still holds the last one on these ports in TIME-WAIT')
    expect(said(findings, 'zh')).toContain('前一个连接仍在 TIME-WAIT')
  })
})

describe('zero-window probes', () => {
  const talk = opened().data('server', 100, 1_460).ack('client', 120, { window: 7 }).data('server', 350, 896)
  talk.ack('client', 351, { window: 0 })
  for (const ms of [620, 1_160, 2_240, 4_400, 8_720]) {
    talk.add('server', ms, { seq: 2_356, window: 508 }).ack('client', ms + 0.1, { window: 0 })
  }
  talk.ack('client', 11_470, { window: 502 }).data('server', 11_490, 1_460)
  const findings = found(talk.packets)

  it('are not keep-alives: the receiver is the slow one, for as long as its window was 0', () => {
    expect(findings.map(brief)).toEqual(['zero-window client certain'])
    expect(findings[0]).toMatchObject({ cost: 11_119_000_000, values: { probes: 5 } })
    expect(said(findings, 'en')).toMatch(/client's program did not read for 11.1 s.*5 times.*not keep-alives/)
    expect(said(findings, 'zh')).toMatch(/客户端的程序有 11.1 s 没有读取数据.*探测了 5 次.*不是保活/)
  })
})

describe('ICMP fragmentation needed', () => {
  const talk = opened().data('client', 100, 200).ack('server', 120).data('server', 130, 1_460)
  const quoted = talk.packets.at(-1)
  talk.data('server', 130.1, 300)
  const at = (last: number): IpAddress => new IpAddress(Uint8Array.of(10, 0, 0, last))
  const body = quoted?.bytes.subarray(0, 28) ?? new Uint8Array()
  const icmp = buildPacket({
    source: at(9),
    destination: at(2),
    icmp: { kind: 'packet-too-big', mtu: 1_446, body },
  })
  talk.packets.push({ time: 131_000_000, bytes: icmp })
  talk.ack('client', 150, { sack: [[1_461, 1_761]] })
  talk.data('server', 151, 1_406, { seq: 1 }).data('server', 151.1, 54, { seq: 1_407 }).ack('client', 171)
  const findings = found(talk.packets)

  it('is tied to its connection, and explains what was retransmitted: no loss, no congestion', () => {
    expect(findings.map(brief)).toEqual(['mtu-icmp path certain'])
    expect(findings[0]?.values).toMatchObject({ mtu: 1_446, router: '10.0.0.9', pieces: '1406 54' })
    expect(said(findings, 'en')).toMatch(/MTU is 1,446.*pieces of 1406 and 54.*No congestion/)
    expect(said(findings, 'zh')).toMatch(/MTU 为 1,446 字节.*长度 1406 和 54.*不是拥塞/)
  })
})

describe('Nagle and the delayed ACK', () => {
  const talk = opened(1.9)
  for (let i = 0; i < 6; i++) {
    const ms = 10 + 53.6 * i
    talk
      .data('client', ms, 180)
      .ack('server', ms + 40.2)
      .data('client', ms + 40.3, 100)
    talk.data('server', ms + 42.5, 150).ack('client', ms + 43.6)
  }
  const findings = found(talk.packets)

  it('cost 40 ms each time, and one write mends it', () => {
    expect(findings.map(brief)).toEqual(['nagle-delayed-ack client certain'])
    expect(findings[0]).toMatchObject({ values: { count: 6, each: 38_300_000 } })
    expect(said(findings, 'en')).toContain('(Nagle)')
    expect(said(findings, 'zh')).toContain('Nagle 算法')
    expect(findings.map((finding) => adviseFinding(finding, 'en'))).toEqual([
      expect.stringContaining('TCP_NODELAY'),
    ])
  })

  it('are not blamed on a program that pauses', () => {
    const slow = opened(1.9)
    for (let i = 0; i < 6; i++) slow.data('client', 10 + 60 * i, 180).ack('server', 52 + 60 * i)
    expect(found(slow.packets)).toEqual([])
  })
})

describe('a mirrored port', () => {
  const twice = (v6: boolean, change?: (bytes: Uint8Array) => void): CapturedPacket[] => {
    const talk = new Talk(undefined, v6)
      .open(0, 20)
      .data('client', 30, 300)
      .ack('server', 50)
      .data('server', 60, 1_460)
    talk.ack('client', 60.2).fin('client', 70).fin('server', 90).ack('client', 90.1)
    return talk.packets.flatMap((packet) => {
      const bytes = packet.bytes.slice()
      change?.(bytes)
      return [packet, { ...packet, bytes, time: packet.time + 3_000 }]
    })
  }

  it.each([
    { what: 'IPv4', packets: twice(false), says: 'a mirrored port' },
    { what: 'IPv6, without identification', packets: twice(true), says: 'a mirrored port' },
    {
      what: 'before and behind a router',
      packets: twice(false, (bytes) => void (bytes[8] = 63)),
      says: '1 hop apart',
    },
  ])('shows every packet twice, and nobody retransmits: $what', ({ packets, says }) => {
    const findings = found(packets)
    expect(findings.map(brief)).toEqual(['duplicate-capture capture certain'])
    expect(findings[0]?.values).toMatchObject({ count: packets.length / 2 })
    expect(said(findings, 'en')).toContain(says)
    expect(said(findings, 'zh')).toContain('不是重传')
  })

  it('is not one where the path doubles a packet now and then', () => {
    const talk = opened().data('client', 30, 300).ack('server', 50)
    for (let i = 0; i < 10; i++) talk.data('server', 60 + 20 * i, 1_000).ack('client', 60.1 + 20 * i)
    const copy = talk.packets[7]
    if (copy !== undefined) talk.packets.splice(9, 0, { ...copy, time: copy.time + 5_000_000 })
    expect(found(talk.packets).map(brief)).toEqual(['duplicated-by-path path likely'])
  })
})

describe('an ACK of what was never seen', () => {
  const talk = opened()
  for (let i = 0; i < 10; i++)
    if (i !== 3 && i !== 4) talk.data('client', 100 + i, 1_460, { seq: 1 + 1_460 * i })
  for (let i = 2; i <= 10; i += 2) talk.ack('server', 119 + i, { ack: 1 + 1_460 * i })
  talk.fin('client', 200).fin('server', 220).ack('client', 221)
  const findings = found(talk.packets)

  it('shows what only the capture missed', () => {
    expect(findings.map(brief)).toEqual(['missing-from-capture capture certain'])
    expect(findings[0]?.values).toMatchObject({ bytes: 2_920, sent: 14_600, who: 'client' })
    expect(said(findings, 'en')).toMatch(/2,920 bytes of 14,600.*network lost nothing/)
    expect(said(findings, 'zh')).toMatch(/14,600 字节中有 2,920 字节只是没有抓到/)
  })
})

describe('a RST in the name of the server', () => {
  const talk = opened().data('client', 100, 517)
  talk.add('server', 103, { flags: RST | ACK, window: 0, hopLimit: 249, id: 54_321 })
  talk.ack('server', 120, { hopLimit: 52 }).data('server', 121, 1_400, { hopLimit: 52 })
  talk.add('client', 121.1, { flags: RST })
  const findings = found(talk.packets)

  it('is told from its own by its hops, its haste, and that the server goes on', () => {
    expect(findings.map(brief)).toEqual(['injected-reset path certain'])
    expect(findings[0]?.values).toMatchObject({ hopLimit: 249, hopLimitBefore: 52, after: 3_000_000 })
    expect(said(findings, 'en')).toContain('did not come from the server, which went on answering')
    expect(said(findings, 'zh')).toContain('RST 不是服务器发出的')
  })

  it('is its own where nothing speaks against it', () => {
    const own = opened()
      .data('client', 100, 517)
      .ack('server', 120)
      .add('server', 140, { flags: RST | ACK })
    expect(found(own.packets).map(brief)).toEqual(['reset-unread-data server likely'])
  })
})

describe('a client that ignores the answer', () => {
  const talk = new Talk()
  for (const ms of [0, 1_001, 3_020]) {
    talk
      .add('client', ms, { flags: SYN, seq: 0, mss: 1_460 })
      .add('server', ms + 0.1, { flags: SYN | ACK, seq: 0, ack: 1 })
  }
  it('makes one attempt: no port is reused', () => {
    const findings = found(talk.packets)
    expect(findings.map(brief)).toEqual(['syn-ack-ignored client likely'])
    expect(said(findings, 'en')).toMatch(/One attempt, its SYN sent 3 times.*3 SYN-ACKs/)
    expect(said(findings, 'zh')).toMatch(/一次连接尝试，SYN 发了 3 次/)
  })
})

describe('a peer that is gone', () => {
  const talk = opened().data('client', 100, 10).ack('server', 120)
  talk.add('client', 60_100, { seq: 10, window: 502 }).ack('server', 60_120)
  for (let i = 0; i < 5; i++) talk.add('client', 120_100 + 10_000 * i, { seq: 10, window: 502 })
  talk.add('client', 170_100, { flags: RST | ACK })
  it('does not answer keep-alives: forgotten between the last answer and the first question in vain', () => {
    const findings = found(talk.packets)
    expect(findings.map(brief)).toEqual(['dead-peer server certain'])
    expect(findings[0]?.values).toMatchObject({ count: 5, heard: 60_120_000_000, asked: 120_100_000_000 })
    expect(said(findings, 'en')).toMatch(/last heard of at 60.1 s, asked in vain 5 times.*gave up \(RST\)/)
    expect(said(findings, 'zh')).toMatch(/最后一次应答在 60.1 s.*5 次保活均无应答.*放弃（RST）/)
  })
})

describe('a window that cannot grow', () => {
  const talk = new Talk()
    .add('client', 0, { flags: SYN, mss: 1_460, window: 64_240 })
    .add('server', 18, { flags: SYN | ACK, mss: 1_460, window: 17_520 })
    .add('client', 18.1, { window: 64_240 })
  for (let flight = 0; flight < 8; flight++) {
    const ms = 100 + 18.7 * flight
    for (let i = 0; i < 12; i++) talk.data('client', ms + 0.02 * i, 1_460)
    talk.ack('server', ms + 18.5, { window: 17_520 })
  }
  const findings = found(talk.packets)
  it('is the ceiling: window by round trip', () => {
    expect(findings.map(brief)).toEqual(['window-ceiling server certain', 'no-window-scaling server certain'])
    expect(findings[0]?.values).toMatchObject({ window: 17_520, rtt: 18_700_000, rate: 936_898 })
    expect(said(findings, 'en')).toMatch(
      /17,520 bytes in 18.7 ms is 937 kB\/s.*\n.*Neither end offered window scaling/,
    )
    expect(said(findings, 'zh')).toMatch(/每 18.7 ms 最多 17,520 字节，即 937 kB\/s/)
  })
})

describe('a SYN that goes once more after its answer', () => {
  const talk = new Talk()
    .add('client', 0, { flags: SYN, mss: 1_460, seq: 0 })
    .add('server', 0.4, { flags: SYN | ACK, mss: 1_460, seq: 0, ack: 1 })
    .add('client', 3_002, { flags: SYN, mss: 1_460, seq: 0 })
    .add('server', 3_002.5, { flags: SYN | ACK, mss: 1_460, seq: 0, ack: 1 })
    .add('client', 3_372, { seq: 1, ack: 1 })
  it('shows that the answer was lost beyond the capture', () => {
    const findings = found(talk.packets)
    expect(findings.map(brief)).toEqual(['syn-ack-lost path likely'])
    expect(said(findings, 'en')).toContain('lost between this capture and the client')
    expect(said(findings, 'zh')).toContain('在抓包点与客户端之间丢失')
  })
})

describe('a FIN whose first sending was not seen', () => {
  const talk = opened().fin('client', 100).add('server', 120, { seq: 2, window: 508 })
  talk.add('server', 330, { flags: FIN | ACK, seq: 1, window: 508 }).ack('client', 330.1, { ack: 2 })
  it('is a repetition of which nobody knows how long it waited', () => {
    const findings = found(talk.packets)
    expect(findings.map(brief)).toEqual(['rto path likely'])
    expect(findings[0]?.cost).toBe(0)
    expect(said(findings, 'en')).toContain('how long it waited is not known')
    expect(said(findings, 'zh')).toContain('无从得知')
  })
})

describe('a capture that is cut short', () => {
  it('says how many packets are, and that its own program lost some', () => {
    const talk = opened().data('client', 30, 300, { flags: PSH | ACK })
    const cut = talk.packets.map((packet) => ({
      ...packet,
      bytes: packet.bytes.subarray(0, 46),
      originalLength: packet.bytes.length,
    }))
    const findings = found(cut, 7)
    expect(findings.map(brief)).toEqual([
      'capture-drops capture certain',
      'truncated-payload capture certain',
    ])
    expect(findings[1]?.values).toEqual({ count: 3 })
  })
})
