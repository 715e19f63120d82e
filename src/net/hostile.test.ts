import { describe, expect, it } from 'vitest'
import { MILLISECOND, Random, SECOND } from '../base/index.ts'
import {
  ACK,
  buildPacket,
  parseIpAddress,
  parsePacket,
  RST,
  SYN,
  type IcmpDescription,
  type IpAddress,
  type Packet,
  type PacketDescription,
} from '../wire/index.ts'
import { Network, type Host, type Outside, type TcpEndpoint } from './index.ts'
import { VirtualClock } from '../link/index.ts'

const HERE = '192.0.2.1'
const PEER = '198.51.100.7'
const ip = (text: string): IpAddress => parseIpAddress(text) as IpAddress

type Fields = NonNullable<PacketDescription['tcp']>

/** A host with an accepted connection from PEER port 5,000, whose numbers begin at 1,000. */
class Victim {
  readonly clock = new VirtualClock()
  readonly host: Host
  readonly outside: Outside
  readonly sent: Packet[] = []
  readonly iss: number
  readonly endpoint: TcpEndpoint

  constructor(syn: Fields = {}) {
    const network = new Network({ clock: this.clock })
    this.host = network.host('here', { addresses: [HERE] })
    this.outside = network.outside(this.host, {
      send: (bytes) => void this.sent.push(parsePacket(bytes.slice())),
    })
    const listener = this.host.listenTcp({ local: { port: 80 } })
    this.segment({ flags: SYN, seq: 1_000, mss: 1460, ...syn })
    this.iss = this.sent[0]?.tcp?.seq ?? 0
    this.segment({ flags: ACK, seq: 1_001, ack: this.number(1) })
    this.endpoint = listener.accept() as TcpEndpoint
    this.sent.length = 0
  }

  /** Our number on the wire of a position. */
  number(position: number): number {
    return (this.iss + position) >>> 0
  }

  /** As if from the peer. */
  segment(tcp: Fields, payload: Uint8Array = new Uint8Array(0)): void {
    const fields = { sourcePort: 5_000, destinationPort: 80, window: 60_000, ...tcp }
    this.outside.receive(buildPacket({ source: ip(PEER), destination: ip(HERE), tcp: fields, payload }))
    this.clock.runUntil(this.clock.now() + 1)
  }

  wait(time: number): void {
    this.clock.runUntil(this.clock.now() + time)
  }
}

describe('a blind attacker, who knows the addresses and the ports (RFC 5961)', () => {
  it('a RST: one in the window is asked about, at most twice a second, all others are dropped (§3)', () => {
    const victim = new Victim()
    const guesses = new Random(1)
    for (let i = 0; i < 20_000; i++) {
      const seq = guesses.uint32()
      if (seq !== 1_001) victim.segment({ flags: RST, seq })
    }
    for (let seq = 1_002; seq < 30_000; seq += 7) victim.segment({ flags: RST, seq })
    expect(victim.endpoint.state).toBe('ESTABLISHED')
    expect(victim.sent.length).toBeLessThanOrEqual(1)
    victim.wait(SECOND)
    for (let i = 0; i < 10; i++) {
      victim.segment({ flags: RST, seq: 5_000 + i })
      victim.wait(200 * MILLISECOND)
    }
    expect(victim.endpoint.state).toBe('ESTABLISHED')
    expect(victim.sent.length).toBeLessThanOrEqual(5)
    // The peer himself, asked, answers with the number he was told, and is believed.
    expect(victim.sent.at(-1)?.tcp?.ack).toBe(1_001)
    victim.segment({ flags: RST, seq: 1_001 })
    expect(victim.endpoint.error).toBe('ECONNRESET')
  })
  it('a SYN, wherever: a challenge ACK, and nothing more (§4)', () => {
    const victim = new Victim()
    const guesses = new Random(2)
    for (let i = 0; i < 5_000; i++) victim.segment({ flags: SYN, seq: guesses.uint32(), mss: 1460 })
    victim.segment({ flags: SYN, seq: 1_001, mss: 1460 })
    expect(victim.endpoint.state).toBe('ESTABLISHED')
    expect(victim.sent.map(({ tcp }) => tcp?.flags)).toEqual([ACK])
  })
  it('data with a guessed ACK number is not taken (§5)', () => {
    const victim = new Victim()
    victim.endpoint.send(new Uint8Array(1_000))
    victim.wait(MILLISECOND)
    victim.segment({ flags: ACK, seq: 1_001, ack: victim.number(1_001) })
    const guesses = new Random(3)
    const evil = new Uint8Array(10).fill(66)
    for (let i = 0; i < 20_000; i++) {
      const ack = guesses.uint32()
      const isInRange = (ack - victim.number(0)) >>> 0 <= 1_001
      if (!isInRange) victim.segment({ flags: ACK, seq: 1_001, ack }, evil)
    }
    expect([victim.endpoint.state, victim.endpoint.readableLength]).toEqual(['ESTABLISHED', 0])
    expect(victim.endpoint.acknowledgedLength).toBe(1_000)
    // A segment without the ACK bit says nothing at all.
    victim.segment({ flags: 0, seq: 1_001 }, evil)
    expect(victim.endpoint.readableLength).toBe(0)
  })
  it('ICMP errors about numbers that are not under way are counted, and those that are end nothing (RFC 5927)', () => {
    const victim = new Victim()
    victim.endpoint.send(new Uint8Array(1_000))
    victim.wait(MILLISECOND)
    const error = (seq: number, reason: 'port' | 'host', mtu?: number): void => {
      const quoted = buildPacket({
        source: ip(HERE),
        destination: ip(PEER),
        tcp: { sourcePort: 80, destinationPort: 5_000, seq, flags: ACK },
      })
      const icmp: IcmpDescription =
        mtu === undefined
          ? { kind: 'unreachable', reason, body: quoted }
          : { kind: 'packet-too-big', mtu, body: quoted }
      victim.outside.receive(buildPacket({ source: ip(PEER), destination: ip(HERE), icmp }))
      victim.clock.runUntil(victim.clock.now() + 1)
    }
    const guesses = new Random(4)
    for (let i = 0; i < 1_000; i++) error(guesses.uint32(), 'port', i % 2 === 0 ? 576 : undefined)
    const { tcpi_snd_mss: mss } = victim.endpoint.info()
    expect([victim.endpoint.state, mss]).toEqual(['ESTABLISHED', 1460])
    expect(victim.host.tcpStatistics.OutOfWindowIcmps).toBe(1_000)
    error(victim.number(1), 'port')
    error(victim.number(1), 'host')
    expect(victim.endpoint.state).toBe('ESTABLISHED')
  })
  it('the challenge ACKs of a whole host are limited, and how many they are cannot be told (CVE-2016-5696)', () => {
    const seen = new Set<number>()
    const victim = new Victim()
    victim.host.configureTcp({ challengeAckLimit: 20, invalidRateLimit: 0 })
    for (let second = 1; second <= 6; second++) {
      victim.clock.runUntil(second * SECOND)
      victim.sent.length = 0
      for (let i = 0; i < 100; i++) victim.segment({ flags: RST, seq: 2_000 + i })
      seen.add(victim.sent.length)
      expect(victim.sent.length).toBeGreaterThanOrEqual(10)
      expect(victim.sent.length).toBeLessThan(30)
    }
    expect(seen.size).toBeGreaterThan(1)
  })
  it('a signed segment that nobody expects is dropped without an answer (RFC 2385)', () => {
    const victim = new Victim()
    const unknownOptions = [{ kind: 19, data: new Uint8Array(16) }]
    victim.segment({ flags: ACK, seq: 1_001, ack: victim.number(1), unknownOptions }, new Uint8Array(3))
    expect([victim.endpoint.readableLength, victim.sent.length]).toEqual([0, 0])
    expect(victim.host.tcpStatistics.TCPMD5Unexpected).toBe(1)
  })
})

describe('peers that take and do not give', () => {
  it('a flood of SYNs fills the queue and no more, and a client with a cookie gets in', () => {
    const clock = new VirtualClock()
    const network = new Network({ clock })
    const host = network.host('here', { addresses: [HERE] })
    const client = network.host('client', { addresses: [PEER] })
    network.link(host, client)
    const outside = network.outside(host, { send: () => undefined, addresses: ['10.0.0.0/8'] })
    const listener = host.listenTcp({ local: { port: 80 }, backlog: 100 })
    for (let i = 0; i < 5_000; i++) {
      const source = ip(`10.0.${i >> 8}.${i & 255}`)
      const tcp = { sourcePort: 2_000, destinationPort: 80, flags: SYN, seq: i, mss: 1460 }
      outside.receive(buildPacket({ source, destination: ip(HERE), tcp }))
    }
    clock.runUntil(MILLISECOND)
    expect([listener.synQueueLength, host.connections.length]).toEqual([100, 0])
    const late = client.openTcp({ remote: { address: HERE, port: 80 } })
    clock.runUntil(SECOND)
    expect([late.state, listener.accept()?.state]).toEqual(['ESTABLISHED', 'ESTABLISHED'])
    // Given up: nothing of it is left.
    clock.runUntil(120 * SECOND)
    expect(listener.synQueueLength).toBe(0)
  })
  it('a peer that never reads holds back what fits the send buffer, and is probed ever more rarely', () => {
    const victim = new Victim()
    victim.segment({ flags: ACK, seq: 1_001, ack: victim.number(1), window: 0 })
    let taken = 0
    const piece = new Uint8Array(100_000)
    for (let i = 0; i < 100; i++) taken += victim.endpoint.send(piece)
    expect(taken).toBeLessThan(5_000_000)
    victim.wait(600 * SECOND)
    const probes = victim.sent.filter(({ tcp }) => tcp !== undefined)
    expect(probes.length).toBeLessThan(20)
    expect(victim.sent.every(({ tcp }) => tcp?.payloadLength === 0)).toBe(true)
  })
  it('windows of one byte are not filled byte by byte (RFC 9293 §3.8.6.2.1)', () => {
    const victim = new Victim()
    victim.endpoint.send(new Uint8Array(1_000))
    victim.wait(10 * MILLISECOND)
    victim.sent.length = 0
    let next = 1_001
    victim.segment({ flags: ACK, seq: 1_001, ack: victim.number(next), window: 1 })
    victim.endpoint.send(new Uint8Array(10_000))
    for (let i = 0; i < 50; i++) {
      victim.wait(100 * MILLISECOND)
      for (const { tcp } of victim.sent.splice(0)) if (tcp !== undefined) next += tcp.payloadLength
      victim.segment({ flags: ACK, seq: 1_001, ack: victim.number(next), window: 1 })
    }
    const acknowledged = next - 1_001
    // In 5 s a byte for each probe, no more.
    expect(acknowledged).toBeLessThan(30)
  })
  it('a peer that leaves a hole cannot make the receiver keep more than its buffer', () => {
    const victim = new Victim({ windowScale: 7, sackPermitted: true })
    victim.endpoint.setOption('receiveBuffer', 100_000)
    const text = new Uint8Array(1_000)
    for (let i = 0; i < 2_000; i++)
      victim.segment({ flags: ACK, seq: 1_101 + i * 1_000, ack: victim.number(1) }, text)
    const { outOfOrder } = victim.endpoint.snapshot()
    const kept = outOfOrder.reduce((sum, { left, right }) => sum + right - left, 0)
    expect(kept).toBeLessThan(200_000)
    expect(victim.endpoint.state).toBe('ESTABLISHED')
  })
})
