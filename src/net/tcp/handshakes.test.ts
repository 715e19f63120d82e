import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../../base/index.ts'
import {
  ACK,
  flagNames,
  parseIpAddress,
  RST,
  SYN,
  type IpAddress,
  buildPacket,
  parsePacket,
  type PacketDescription,
} from '../../wire/index.ts'
import { Network, type Host, type Outside, type TcpListenerEndpoint } from '../index.ts'
import { VirtualClock } from '../../link/index.ts'

const HERE = '192.0.2.1'
const ip = (text: string): IpAddress => parseIpAddress(text) as IpAddress

type Fields = NonNullable<PacketDescription['tcp']>

/** A host, and a test in the place of everyone else. */
class Outsider {
  readonly clock = new VirtualClock()
  readonly host: Host
  readonly outside: Outside
  sent: { at: number; line: string; seq: number; tsVal: number; port: number }[] = []

  constructor() {
    const network = new Network({ clock: this.clock })
    this.host = network.host('here', { addresses: [HERE] })
    this.outside = network.outside(this.host, {
      send: (bytes) => {
        const { tcp } = parsePacket(bytes.slice())
        if (tcp === undefined) return
        const { seq, ack, flags, mss, windowScale, tsVal, destinationPort } = tcp
        const options = `${mss >= 0 ? ` mss ${mss}` : ''}${windowScale >= 0 ? ` wscale ${windowScale}` : ''}`
        this.sent.push({
          at: this.clock.now() / MILLISECOND,
          line: `${flagNames(flags).join(',')} ack ${ack}${options}`,
          seq,
          tsVal,
          port: destinationPort,
        })
      },
    })
  }

  /** A segment from a client, whose numbers begin at 1,000. */
  arrive(flags: number, more: Fields = {}, text = '', from = '10.0.0.9'): void {
    const tcp: Fields = { sourcePort: 40_000, destinationPort: 80, flags, seq: 1_000, window: 8_000, ...more }
    this.outside.receive(
      buildPacket({ source: ip(from), destination: ip(HERE), tcp, payload: new TextEncoder().encode(text) }),
    )
    this.clock.runUntil(this.clock.now() + MILLISECOND)
  }

  taken(): string[] {
    const lines = this.sent.map(({ line }) => line)
    this.sent = []
    return lines
  }
}

function listening(backlog = 1): { here: Outsider; listener: TcpListenerEndpoint } {
  const here = new Outsider()
  return { here, listener: here.host.listenTcp({ local: { port: 80 }, backlog }) }
}

describe('a handshake before its connection', () => {
  it('is no connection yet, and becomes one with its ACK', () => {
    const { here, listener } = listening()
    here.arrive(SYN, { mss: 1460 })
    expect(here.host.connections).toEqual([])
    expect([listener.synQueueLength, listener.acceptQueueLength]).toEqual([1, 0])
    const [synAck] = here.sent
    here.arrive(ACK, { seq: 1_001, ack: ((synAck?.seq ?? 0) + 1) >>> 0 })
    expect([listener.synQueueLength, listener.acceptQueueLength]).toEqual([0, 1])
    expect(listener.accept()?.state).toBe('ESTABLISHED')
  })
  it('sends the SYN-ACK again after 1, 2, 4, 8 and 16 s, and is given up 32 s later', () => {
    const { here, listener } = listening(8)
    here.arrive(SYN, { mss: 1460 })
    here.clock.runUntilIdle()
    expect(here.sent.map(({ at }) => Math.round(at / 1000))).toEqual([0, 1, 3, 7, 15, 31])
    expect(here.clock.now()).toBe(63 * SECOND)
    expect(listener.synQueueLength).toBe(0)
  })
  it('answers the SYN again, at most twice a second', () => {
    const { here } = listening()
    here.arrive(SYN, { mss: 1460 })
    here.arrive(SYN, { mss: 1460 })
    here.arrive(SYN, { mss: 1460 })
    expect(here.taken()).toHaveLength(2)
    here.clock.runUntil(600 * MILLISECOND)
    here.arrive(SYN, { mss: 1460 })
    expect(here.taken()).toHaveLength(1)
  })
  it('a RST with another number than the next is asked about, one outside the window is dropped (RFC 5961 §3.2)', () => {
    const { here, listener } = listening()
    here.arrive(SYN, { mss: 1460 })
    here.taken()
    here.arrive(RST, { seq: 1_500 })
    expect(here.taken()).toEqual(['ACK ack 1001'])
    here.arrive(RST, { seq: 500_000 })
    expect([here.taken(), listener.synQueueLength]).toEqual([[], 1])
    here.arrive(RST, { seq: 1_001 })
    expect(listener.synQueueLength).toBe(0)
  })
  it('an ACK of what was not sent is answered with a RST, and ends nothing', () => {
    const { here, listener } = listening()
    here.arrive(SYN, { mss: 1460 })
    here.taken()
    here.arrive(ACK, { seq: 1_001, ack: 5 })
    expect([here.taken(), listener.synQueueLength]).toEqual([['RST ack 0'], 1])
  })
  it('TCP_DEFER_ACCEPT: the bare ACK is let fall, data opens the connection', () => {
    const { here, listener } = listening()
    listener.options.set('deferAccept', 3 * SECOND)
    here.arrive(SYN, { mss: 1460 })
    const ack = ((here.sent[0]?.seq ?? 0) + 1) >>> 0
    here.arrive(ACK, { seq: 1_001, ack })
    here.clock.runUntil(800 * MILLISECOND)
    expect([listener.synQueueLength, listener.acceptQueueLength]).toEqual([1, 0])
    here.arrive(ACK, { seq: 1_001, ack }, 'A')
    expect(listener.accept()?.readableLength).toBe(1)
  })
  it('tcp_abort_on_overflow: a RST when the accept queue is full', () => {
    const { here } = listening(0)
    here.host.configureTcp({ abortOnOverflow: true, synCookies: 0 })
    const roomy = here.host.listenTcp({ local: { port: 81 }, backlog: 0, synBacklog: 8 })
    for (const port of [1, 2]) here.arrive(SYN, { mss: 1460, sourcePort: port, destinationPort: 81 })
    const acks = here.sent.map(({ seq }) => (seq + 1) >>> 0)
    here.taken()
    acks.forEach((ack, i) => here.arrive(ACK, { seq: 1_001, ack, sourcePort: i + 1, destinationPort: 81 }))
    expect([roomy.acceptQueueLength, here.taken()]).toEqual([1, ['RST ack 0']])
  })
  it('a listener that closes forgets its handshakes in silence', () => {
    const { here, listener } = listening()
    here.arrive(SYN, { mss: 1460 })
    here.taken()
    listener.close()
    here.clock.runUntilIdle()
    expect(here.taken()).toEqual([])
    here.arrive(ACK, { seq: 1_001, ack: 77 })
    expect(here.taken()).toEqual(['RST ack 0'])
  })
})

describe('SYN cookies (RFC 4987 §3.6)', () => {
  const full = (more: Fields = {}): ReturnType<typeof listening> => {
    const made = listening(1)
    made.here.arrive(SYN, { mss: 1460, sourcePort: 1 })
    made.here.taken()
    made.here.arrive(SYN, { mss: 1400, sourcePort: 2, windowScale: 10, sackPermitted: true, ...more })
    return made
  }
  it('answer when the queue is full, and keep nothing', () => {
    const { here, listener } = full()
    expect(listener.synQueueLength).toBe(1)
    const [cookie] = here.sent
    here.arrive(ACK, { seq: 1_001, ack: ((cookie?.seq ?? 0) + 1) >>> 0, sourcePort: 2 })
    const endpoint = listener.accept()
    expect(endpoint?.state).toBe('ESTABLISHED')
    // The MSS is rounded down to one of four; without timestamps the rest is lost.
    expect(endpoint?.info()).toMatchObject({ tcpi_snd_mss: 1300, tcpi_options: 0 })
    expect(here.host.tcpStatistics).toMatchObject({ SyncookiesSent: 1, SyncookiesRecv: 1 })
  })
  it('with timestamps bring back window scale and SACK', () => {
    const { here, listener } = full({ hasTimestamps: true, tsVal: 900 })
    const [cookie] = here.sent
    here.arrive(ACK, {
      seq: 1_001,
      ack: ((cookie?.seq ?? 0) + 1) >>> 0,
      sourcePort: 2,
      hasTimestamps: true,
      tsVal: 910,
      tsEcr: cookie?.tsVal ?? 0,
    })
    expect(listener.accept()?.info()).toMatchObject({
      tcpi_snd_wscale: 10,
      tcpi_snd_mss: 1288,
      tcpi_options: 7,
    })
  })
  it('that were guessed, or are older than two minutes, are answered with a RST', () => {
    const { here, listener } = full()
    const ack = ((here.sent[0]?.seq ?? 0) + 1) >>> 0
    here.taken()
    here.arrive(ACK, { seq: 1_001, ack: (ack ^ 0x100) >>> 0, sourcePort: 2 })
    expect(here.taken()).toEqual(['RST ack 0'])
    here.clock.runUntil(130 * SECOND)
    here.taken()
    here.arrive(ACK, { seq: 1_001, ack, sourcePort: 2 })
    expect([here.taken(), listener.acceptQueueLength]).toEqual([['RST ack 0'], 0])
  })
  it('are not sent when they are switched off: the SYN is let fall', () => {
    const here = new Outsider()
    here.host.configureTcp({ synCookies: 0 })
    here.host.listenTcp({ local: { port: 80 }, backlog: 1 })
    here.arrive(SYN, { mss: 1460, sourcePort: 1 })
    here.taken()
    here.arrive(SYN, { mss: 1460, sourcePort: 2 })
    expect([here.taken(), here.host.tcpStatistics.ListenDrops]).toEqual([[], 1])
  })
})
