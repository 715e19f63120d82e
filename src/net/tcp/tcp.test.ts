import { describe, expect, it } from 'vitest'
import { MILLISECOND, Random, SECOND } from '../../base/index.ts'
import type { ConnectionEvent } from '../../tcp/index.ts'
import {
  ACK,
  buildPacket,
  FIN,
  parseIpAddress,
  parsePacket,
  RST,
  seqDiff,
  SYN,
  type IpAddress,
} from '../../wire/index.ts'
import { VirtualClock, type Link, type LinkOptions, Recorder, type RecordedPacket } from '../../link/index.ts'
import type { Host } from '../host.ts'
import { Network } from '../network.ts'
import type { OpenOptions } from './open-options.ts'
import type { TcpEndpoint, TcpListenerEndpoint } from '../types.ts'

interface World {
  clock: VirtualClock
  a: Host
  b: Host
  link: Link
  recorder: Recorder
}

const V4 = '192.0.2.2'
const V6 = '2001:db8::2'

function world(options: LinkOptions = {}, seed = 1): World {
  const clock = new VirtualClock()
  const network = new Network({ clock, seed })
  const a = network.host('a', { addresses: ['192.0.2.1', '2001:db8::1'] })
  const b = network.host('b', { addresses: [V4, V6] })
  const link = network.link(a, b, options)
  const recorder = new Recorder()
  network.tap(recorder)
  return { clock, a, b, link, recorder }
}

const SYN_ACK = SYN | ACK

function flagsOf(packets: readonly RecordedPacket[]): (number | undefined)[] {
  return packets.map(({ bytes }) => parsePacket(bytes).tcp?.flags)
}

const ip = (text: string): IpAddress => parseIpAddress(text) as IpAddress

/** A packet that any other stack would take: its form and its checksums. */
function isSound(bytes: Uint8Array): boolean {
  const { problems, checksums } = parsePacket(bytes)
  return problems.length === 0 && checksums.ip !== false && checksums.transport === true
}

function eventsOf(endpoint: TcpEndpoint): string[] {
  const seen: string[] = []
  endpoint.onEvent = (event: ConnectionEvent) => {
    seen.push(event.type === 'closed' ? `closed:${event.reason}` : event.type)
  }
  return seen
}

function mustAccept(listener: TcpListenerEndpoint): TcpEndpoint {
  const endpoint = listener.accept()
  if (endpoint === undefined) throw new Error('nothing waits to be accepted')
  return endpoint
}

function readAll(endpoint: TcpEndpoint): Uint8Array {
  const bytes = new Uint8Array(endpoint.readableLength)
  expect(endpoint.read(bytes)).toBe(bytes.length)
  return bytes
}

/** Client and server, connected, within 1 s of virtual time. */
function connected(
  here: World,
  options: Partial<OpenOptions> = {},
): { client: TcpEndpoint; server: TcpEndpoint; listener: TcpListenerEndpoint } {
  const listener = here.b.listenTcp({ local: { port: 80 } })
  const client = here.a.openTcp({ remote: { address: V4, port: 80 }, ...options })
  here.clock.runUntil(here.clock.now() + SECOND)
  return { client, server: mustAccept(listener), listener }
}

describe('a connection', () => {
  it.each([
    ['IPv4', V4, '192.0.2.1'],
    ['IPv6', V6, '2001:db8::1'],
  ])('over %s: three segments, data, four segments', (_, address, own) => {
    const here = world({ path: 'delay 10ms' })
    const listener = here.b.listenTcp({ local: { port: 80 } })
    const client = here.a.openTcp({ remote: { address, port: 80 } })
    const events = eventsOf(client)
    here.clock.runUntil(30 * MILLISECOND)
    expect(flagsOf(here.recorder.packets)).toEqual([SYN, SYN_ACK, ACK])
    const server = mustAccept(listener)
    expect(client.remote).toEqual({ address, port: 80 })
    expect(server.remote).toEqual(client.local)
    expect(server.local).toEqual(client.remote)
    expect(client.local.address).toBe(own)
    expect(client.local.port).toBeGreaterThanOrEqual(32_768)

    client.send(new TextEncoder().encode('hello'))
    here.clock.runUntil(SECOND)
    expect(new TextDecoder().decode(readAll(server))).toBe('hello')
    expect(client.acknowledgedLength).toBe(5)
    client.close()
    here.clock.runUntil(2 * SECOND)
    expect(server.endOfStream).toBe(true)
    server.close()
    here.clock.runUntilIdle()
    expect([client.error, server.error]).toEqual([undefined, undefined])
    expect(events).toEqual(expect.arrayContaining(['established', 'time-wait', 'closed:finished']))
    expect(events.at(-1)).toBe('closed:finished')
    expect(here.recorder.packets.every(({ bytes }) => isSound(bytes))).toBe(true)
    // TIME-WAIT: the client was first to close.
    expect(here.clock.now()).toBeGreaterThan(60 * SECOND)
  })

  it('announces the MSS of the link', () => {
    const here = world({ mtu: 1_280 })
    here.b.listenTcp({ local: { port: 80 } })
    here.a.openTcp({ remote: { address: V4, port: 80 } })
    here.a.openTcp({ remote: { address: V6, port: 80 } })
    here.clock.runUntil(SECOND)
    const mss = here.recorder.packets
      .map(({ bytes }) => parsePacket(bytes).tcp)
      .filter((tcp) => tcp?.flags === SYN)
    expect(mss.map((tcp) => tcp?.mss)).toEqual([1_240, 1_220])
  })

  it.each(['127.0.0.1', '127.8.8.8', '::1', '192.0.2.2', '0.0.0.0', V6])('to itself at %s', (address) => {
    const here = world()
    const listener = here.b.listenTcp({ local: { port: 80 } })
    const client = here.b.openTcp({ remote: { address, port: 80 } })
    here.clock.runUntil(SECOND)
    const server = mustAccept(listener)
    const data = Uint8Array.from({ length: 50_000 }, (_, i) => i)
    expect(client.send(data)).toBe(50_000)
    here.clock.runUntil(2 * SECOND)
    expect(server.readableLength).toBe(data.length)
    expect(readAll(server).every((byte, i) => byte === data[i])).toBe(true)
    expect(here.recorder.packets.every(({ link }) => link === 'lo')).toBe(true)
    expect(client.state).toBe('ESTABLISHED')
  })

  it('with checksums offloaded writes none', () => {
    const here = world({ checksums: false })
    const { client, server } = connected(here)
    client.send(new Uint8Array(10_000).fill(7))
    here.clock.runUntil(2 * SECOND)
    expect(readAll(server)).toHaveLength(10_000)
    expect(here.recorder.packets.some(({ bytes }) => isSound(bytes))).toBe(false)
  })
})

describe('refusal', () => {
  it.each([V4, V6, '127.0.0.1'])('a closed port at %s answers with RST', (address) => {
    const here = world()
    const client = here.a.openTcp({ remote: { address, port: 80 } })
    const events = eventsOf(client)
    here.clock.runUntilIdle()
    expect(flagsOf(here.recorder.packets)).toEqual([SYN, RST | ACK])
    expect(events).toEqual(['closed:refused'])
    expect(client.error).toBe('ECONNREFUSED')
  })

  it('nobody there at all: time-out', () => {
    const here = world({ forward: 'loss 100%' })
    const client = here.a.openTcp({ remote: { address: V4, port: 80 } })
    here.clock.runUntilIdle()
    expect(client.error).toBe('ETIMEDOUT')
    expect(flagsOf(here.recorder.packets).every((flags) => flags === SYN)).toBe(true)
  })

  it('closing a listener leaves the accepted alone, resets those that wait, refuses new ones', () => {
    const here = world()
    const { client, server, listener } = connected(here)
    const waiting = here.a.openTcp({ remote: { address: V4, port: 80 } })
    here.clock.runUntil(here.clock.now() + SECOND)
    listener.close()
    const late = here.a.openTcp({ remote: { address: V4, port: 80 } })
    here.clock.runUntil(here.clock.now() + SECOND)
    expect(waiting.error).toBe('ECONNRESET')
    expect(late.error).toBe('ECONNREFUSED')
    client.send(new Uint8Array(3))
    here.clock.runUntil(here.clock.now() + SECOND)
    expect(readAll(server)).toHaveLength(3)
    listener.close()
  })

  it('says what cannot be opened', () => {
    const here = world()
    const refused = (run: () => unknown, code: string): void =>
      expect(run).toThrow(expect.objectContaining({ code }))
    const remote = { address: V4, port: 80 }
    refused(() => here.a.openTcp({ remote: { address: '203.0.113.1', port: 80 } }), 'ENETUNREACH')
    refused(() => here.a.openTcp({ remote, local: { address: '192.0.2.9' } }), 'EADDRNOTAVAIL')
    refused(() => here.a.openTcp({ remote, local: { address: '2001:db8::1' } }), 'EINVAL')
    refused(() => here.a.openTcp({ remote: { address: V4, port: 0 } }), 'EINVAL')
    refused(() => here.a.openTcp({ remote: { address: V4, port: 70_000 } }), 'EINVAL')
    refused(() => here.a.openTcp({ remote: { address: 'b', port: 80 } }), 'EINVAL')
    refused(() => here.b.listenTcp({ local: { address: '192.0.2.1', port: 80 } }), 'EADDRNOTAVAIL')
    refused(() => here.b.listenTcp({ local: { port: 80 }, backlog: -1 }), 'EINVAL')
    here.b.listenTcp({ local: { port: 80 } })
    refused(() => here.b.listenTcp({ local: { port: 80 } }), 'EADDRINUSE')
    refused(() => here.b.bindTcp({ address: V4, port: 80 }), 'EADDRINUSE')
  })
})

describe('the listen queues', () => {
  it('hold one more than the backlog; then the last ACK and new SYNs are as if lost', () => {
    const here = world()
    const listener = here.b.listenTcp({ local: { port: 80 }, backlog: 1, synBacklog: 8 })
    const open = (): TcpEndpoint => here.a.openTcp({ remote: { address: V4, port: 80 } })
    const clients = [open(), open(), open()]
    here.clock.runUntil(500 * MILLISECOND)
    // All three SYNs came while there was room; two fill the queue, the third's last ACK is dropped.
    expect([listener.acceptQueueLength, listener.synQueueLength]).toEqual([2, 1])
    // That client knows nothing of it.
    expect(clients.map(({ state }) => state)).toEqual(['ESTABLISHED', 'ESTABLISHED', 'ESTABLISHED'])
    const fourth = open()
    here.clock.runUntil(900 * MILLISECOND)
    expect(fourth.state).toBe('SYN-SENT')
    expect(listener.synQueueLength).toBe(1)
    // The SYN-ACK is retransmitted, and again the answer is dropped.
    here.clock.runUntil(2_500 * MILLISECOND)
    const sent = flagsOf(here.recorder.packets)
    expect(sent.filter((flags) => flags === SYN_ACK)).toHaveLength(4)
    expect(listener.acceptQueueLength).toBe(2)
    // Room: the next SYN-ACK brings the third in, the next SYN the fourth.
    expect(listener.accept()).toBeDefined()
    expect(listener.accept()).toBeDefined()
    here.clock.runUntil(8 * SECOND)
    expect([listener.acceptQueueLength, listener.synQueueLength]).toEqual([2, 0])
    expect(fourth.state).toBe('ESTABLISHED')
  })

  it('give a handshake up that is never finished', () => {
    const here = world({ forward: 'drop 2-100' })
    const listener = here.b.listenTcp({ local: { port: 80 } })
    here.a.openTcp({ remote: { address: V4, port: 80 } }).abort()
    here.clock.runUntil(SECOND)
    expect(listener.synQueueLength).toBe(1)
    here.clock.runUntilIdle()
    expect([listener.synQueueLength, listener.acceptQueueLength]).toEqual([0, 0])
  })

  it('refuse more unfinished handshakes than the SYN queue holds', () => {
    const here = world({ forward: 'drop 3-1000' })
    here.b.configureTcp({ synCookies: 0 })
    const listener = here.b.listenTcp({ local: { port: 80 }, synBacklog: 1 })
    here.a.openTcp({ remote: { address: V4, port: 80 } })
    here.a.openTcp({ remote: { address: V4, port: 80 } })
    here.clock.runUntil(500 * MILLISECOND)
    expect(listener.synQueueLength).toBe(1)
  })

  it('forget a handshake that the client resets', () => {
    const here = world({ back: 'delay 100ms' })
    const listener = here.b.listenTcp({ local: { port: 80 } })
    const client = here.a.openTcp({ remote: { address: V4, port: 80 } })
    here.clock.runUntil(MILLISECOND)
    expect(listener.synQueueLength).toBe(1)
    const reset = buildPacket({
      source: ip('192.0.2.1'),
      destination: ip(V4),
      tcp: {
        sourcePort: client.local.port,
        destinationPort: 80,
        flags: RST,
        seq: (client.snapshot().iss + 1) % 2 ** 32,
      },
    })
    here.a.sendPacket(reset)
    here.clock.runUntil(2 * MILLISECOND)
    expect([listener.synQueueLength, listener.acceptQueueLength]).toEqual([0, 0])
    // The port and the 4-tuple are free again: what the client says next meets no connection.
    here.clock.runUntil(SECOND)
    expect(client.error).toBe('ECONNRESET')
  })

  it('prefer the listener of the address to that of all', () => {
    const here = world()
    const all = here.b.listenTcp({ local: { address: '0.0.0.0', port: 80 } })
    const six = here.b.listenTcp({ local: { address: V6, port: 80 } })
    here.a.openTcp({ remote: { address: V6, port: 80 } })
    here.clock.runUntil(SECOND)
    expect([all.acceptQueueLength, six.acceptQueueLength]).toEqual([0, 1])
    const refused = here.b.openTcp({ remote: { address: '::1', port: 80 } })
    here.clock.runUntil(2 * SECOND)
    expect(refused.error).toBe('ECONNREFUSED')
  })
})

describe('ports', () => {
  it('a bound port is a client’s or a listener’s', () => {
    const here = world()
    const bound = here.b.bindTcp({ address: V4, port: 0 })
    expect(bound.local.port).toBeGreaterThanOrEqual(32_768)
    const listener = here.b.listenTcp({ local: bound })
    expect(listener.local).toEqual(bound.local)
    const own = here.a.bindTcp({ port: 1_234 })
    const client = here.a.openTcp({ local: own, remote: bound.local })
    expect(client.local).toEqual({ address: '192.0.2.1', port: 1_234 })
    here.clock.runUntil(SECOND)
    expect(listener.acceptQueueLength).toBe(1)
    expect(() => here.a.openTcp({ local: own, remote: bound.local })).toThrow(
      expect.objectContaining({ code: 'EINVAL' }),
    )
    const spare = here.a.bindTcp({ port: 4_000 }, false)
    expect(() => here.a.bindTcp({ port: 4_000 })).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
    spare.close()
    here.a.bindTcp({ port: 4_000 }).close()
  })

  it('TIME-WAIT holds a port, unless SO_REUSEADDR is set', () => {
    const here = world()
    const { client, server, listener } = connected(here)
    server.close()
    here.clock.runUntil(2 * SECOND)
    client.close()
    listener.close()
    here.clock.runUntil(3 * SECOND)
    expect(server.state).toBe('TIME-WAIT')
    expect(() => here.b.listenTcp({ local: { port: 80 }, reuseAddress: false })).toThrow(
      expect.objectContaining({ code: 'EADDRINUSE' }),
    )
    here.b.listenTcp({ local: { port: 80 } }).close()
    here.clock.runUntil(100 * SECOND)
    here.b.listenTcp({ local: { port: 80 }, reuseAddress: false })
  })

  it('a new SYN takes the place of a connection in TIME-WAIT', () => {
    const here = world()
    const { client, server, listener } = connected(here, { local: { port: 5_555 }, reuseAddress: true })
    server.close()
    here.clock.runUntil(2 * SECOND)
    client.close()
    here.clock.runUntil(3 * SECOND)
    expect([client.state, server.state]).toEqual(['CLOSED', 'TIME-WAIT'])
    const events = eventsOf(server)
    const again = here.a.openTcp({ local: { port: 5_555 }, remote: { address: V4, port: 80 } })
    here.clock.runUntil(4 * SECOND)
    expect(again.state).toBe('ESTABLISHED')
    expect(mustAccept(listener).remote.port).toBe(5_555)
    expect(events).toEqual(['closed:finished'])
  })

  it('and begins beyond the last number of the old one, however fast that was (RFC 9293 §3.6.1)', () => {
    const here = world()
    const { client, server, listener } = connected(here, { local: { port: 5_555 }, reuseAddress: true })
    const target = new Uint8Array(1 << 20)
    let left = 4_000_000
    const fill = (): void => {
      while (left > 0 && server.writableLength > 0)
        left -= server.send(new Uint8Array(Math.min(left, 65_536)))
      if (left === 0) server.close()
    }
    server.onEvent = ({ type }) => {
      if (type === 'writable') fill()
    }
    client.onEvent = ({ type }) => {
      while (client.read(target) > 0);
      if (type === 'peer-closed') client.close()
    }
    fill()
    while (server.state !== 'TIME-WAIT' || client.state !== 'CLOSED') here.clock.step()
    const { iss, snd } = server.snapshot()
    const again = here.a.openTcp({ local: { port: 5_555 }, remote: { address: V4, port: 80 } })
    here.clock.runUntil(here.clock.now() + SECOND)
    expect(again.state).toBe('ESTABLISHED')
    expect(seqDiff(mustAccept(listener).snapshot().iss, (iss + snd.nxt) >>> 0)).toBeGreaterThan(0)
  })

  it('but only if somebody listens: else TIME-WAIT answers', () => {
    const here = world()
    const { client, server, listener } = connected(here, { local: { port: 5_555 }, reuseAddress: true })
    server.close()
    here.clock.runUntil(2 * SECOND)
    client.close()
    here.clock.runUntil(3 * SECOND)
    listener.close()
    const before = here.recorder.packets.length
    here.a.openTcp({ local: { port: 5_555 }, remote: { address: V4, port: 80 } })
    here.clock.runUntil(4 * SECOND - 1)
    expect(flagsOf(here.recorder.packets.slice(before)).slice(0, 3)).toEqual([SYN, ACK, RST])
  })

  it('the timestamps of a host go on from connection to connection, so TIME-WAIT always takes the next', () => {
    const here = world()
    const listener = here.b.listenTcp({ local: { port: 80 } })
    for (let round = 1; round <= 8; round++) {
      const client = here.a.openTcp({ local: { port: 5_555 }, remote: { address: V4, port: 80 } })
      here.clock.runUntil((3 * round - 2) * SECOND)
      expect(client.state).toBe('ESTABLISHED')
      const server = mustAccept(listener)
      server.close()
      here.clock.runUntil((3 * round - 1) * SECOND)
      client.close()
      here.clock.runUntil(3 * round * SECOND)
      expect(server.state).toBe('TIME-WAIT')
    }
    const syns = here.recorder.packets
      .map(({ bytes }) => parsePacket(bytes).tcp)
      .filter((tcp) => tcp?.flags === SYN)
    const stamps = syns.map((syn) => syn?.tsVal ?? 0)
    // One SYN each, none retransmitted; three seconds apart by the sender's own clock.
    expect(stamps.slice(1).map((stamp, i) => (stamp - (stamps[i] ?? 0)) >>> 0)).toEqual([
      3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000,
    ])
  })

  it('a client’s own TIME-WAIT keeps its 4-tuple', () => {
    const here = world()
    const { client, server } = connected(here, { local: { port: 5_555 }, reuseAddress: true })
    client.close()
    here.clock.runUntil(2 * SECOND)
    server.close()
    here.clock.runUntil(3 * SECOND)
    expect(client.state).toBe('TIME-WAIT')
    const remote = { address: V4, port: 80 }
    expect(() => here.a.openTcp({ local: { port: 5_555 }, remote })).toThrow(
      expect.objectContaining({ code: 'EADDRINUSE' }),
    )
    expect(() => here.a.openTcp({ local: { port: 5_555 }, remote, reuseAddress: true })).toThrow(
      expect.objectContaining({ code: 'EADDRNOTAVAIL' }),
    )
  })
})

describe('letting go', () => {
  it('release is a FIN when everything was read', () => {
    const here = world()
    const { client, server } = connected(here)
    client.release()
    here.clock.runUntil(2 * SECOND)
    expect(server.endOfStream).toBe(true)
    server.release()
    here.clock.runUntil(3 * SECOND)
    expect(server.error).toBeUndefined()
    expect(flagsOf(here.recorder.packets).some((flags = 0) => (flags & RST) !== 0)).toBe(false)
  })

  it('and a RST when bytes wait unread', () => {
    const here = world()
    const { client, server } = connected(here)
    server.send(new Uint8Array(5))
    here.clock.runUntil(2 * SECOND)
    client.release()
    here.clock.runUntil(3 * SECOND)
    expect(server.error).toBe('ECONNRESET')
    expect(flagsOf(here.recorder.packets).some((flags = 0) => (flags & FIN) !== 0)).toBe(false)
  })

  it('or come later', () => {
    const here = world()
    const { client, server } = connected(here)
    client.release()
    here.clock.runUntil(2 * SECOND)
    expect(server.state).toBe('CLOSE-WAIT')
    server.send(new Uint8Array(5))
    here.clock.runUntil(3 * SECOND)
    expect(server.error).toBe('ECONNRESET')
  })

  it('abort is a RST at once', () => {
    const here = world()
    const { client, server } = connected(here)
    client.send(new Uint8Array(5))
    here.clock.runUntil(2 * SECOND)
    client.abort()
    here.clock.runUntil(3 * SECOND)
    expect(client.error).toBe('ECONNABORTED')
    expect(server.error).toBe('ECONNRESET')
  })
})

describe('ICMP', () => {
  it.each([
    ['host', 'EHOSTUNREACH'],
    ['net', 'ENETUNREACH'],
    ['port', 'ECONNREFUSED'],
  ] as const)('%s unreachable ends a handshake with %s', (reason, code) => {
    const here = world({ forward: 'loss 100%' })
    const client = here.a.openTcp({ remote: { address: V4, port: 80 } })
    const body = here.recorder.packets.at(0)?.bytes.slice() ?? new Uint8Array()
    const answer = (quoted: Uint8Array): Uint8Array =>
      buildPacket({
        source: ip(V4),
        destination: ip('192.0.2.1'),
        icmp: { kind: 'unreachable', reason, body: quoted },
      })
    // An error for a number that was never sent is somebody's invention (RFC 5927 §4.1).
    const forged = body.slice()
    forged[25] = (forged.at(25) ?? 0) ^ 0x55
    here.b.sendPacket(answer(forged))
    here.clock.runUntil(MILLISECOND)
    expect(client.state).toBe('SYN-SENT')
    // A quote of 8 bytes after the IP header is enough (RFC 792).
    here.b.sendPacket(answer(body.subarray(0, 28)))
    here.clock.runUntil(2 * MILLISECOND)
    expect(client.error).toBe(code)
  })

  it('packet too big: the connection goes on with smaller segments', () => {
    const here = world({ path: 'delay 5ms' })
    const { client, server } = connected(here)
    here.link.setMtu(1_000)
    const data = Uint8Array.from({ length: 60_000 }, (_, i) => i * 7)
    client.send(data)
    here.clock.runUntil(here.clock.now() + 30 * SECOND)
    expect(server.readableLength).toBe(data.length)
    expect(readAll(server).every((byte, i) => byte === data[i])).toBe(true)
    expect(here.recorder.packets.some(({ why }) => why === 'mtu')).toBe(true)
    const late = here.recorder.packets.filter(({ from, fate }) => from === 'a' && fate === 'delivered')
    expect(Math.max(...late.map(({ bytes }) => bytes.length))).toBe(1_000)
  })
})

/** Moves `data` through a connection, writing and reading as room allows; both ends close. */
function transfer(
  here: World,
  data: Uint8Array,
): { received: Uint8Array; client: TcpEndpoint; server?: TcpEndpoint } {
  const listener = here.b.listenTcp({ local: { port: 80 } })
  const client = here.a.openTcp({ remote: { address: V4, port: 80 } })
  const received = new Uint8Array(data.length)
  let sent = 0
  let got = 0
  let server: TcpEndpoint | undefined
  const write = (): void => {
    if (client.state !== 'ESTABLISHED') return
    while (sent < data.length) {
      const taken = client.send(data.subarray(sent, sent + 65_536))
      if (taken === 0) return
      sent += taken
    }
    client.close()
  }
  client.onEvent = ({ type }) => {
    if (type === 'established' || type === 'writable') write()
  }
  const read = (): void => {
    if (server === undefined) return
    while (server.readableLength > 0) got += server.read(received.subarray(got))
    if (server.endOfStream) server.close()
  }
  listener.onPending = () => {
    server = listener.accept()
    if (server !== undefined) server.onEvent = read
    read()
  }
  here.clock.runUntilIdle()
  expect(got).toBe(data.length)
  return server === undefined ? { received, client } : { received, client, server }
}

describe('a bad path', () => {
  const random = new Random(1)
  const data = Uint8Array.from({ length: 300_000 }, () => random.below(256))
  const paths = [
    'delay 20ms loss 5%',
    'delay 20ms loss gemodel 1% 25%',
    'delay 20ms 10ms distribution normal duplicate 5%',
    'delay 20ms reorder 20% corrupt 3%',
    'delay 20ms rate 10mbit limit 20',
    'delay 10ms 5ms loss 5% duplicate 5% reorder 10% corrupt 5% rate 20mbit limit 50',
  ]

  it.each(paths)('%s: every byte arrives once and in order', (path) => {
    const here = world({ path }, 11)
    const { received, client, server } = transfer(here, data)
    expect(received.every((byte, i) => byte === data[i])).toBe(true)
    expect([client.error, server?.error]).toEqual([undefined, undefined])
  })

  it('the same seed gives the same packets, byte for byte', () => {
    const run = (seed: number): readonly RecordedPacket[] => {
      const here = world({ path: paths.at(-1) ?? '' }, seed)
      transfer(here, data)
      return here.recorder.packets
    }
    const first = run(3)
    expect(run(3)).toEqual(first)
    expect(run(4)).not.toEqual(first)
  })
})

it('a host lists its connections, whatever their state', () => {
  const here = world()
  const { client, server, listener } = connected(here)
  here.a.openTcp({ remote: { address: V4, port: 81 } })
  expect(here.a.connections.map(({ state }) => state).sort()).toEqual(['ESTABLISHED', 'SYN-SENT'])
  expect(here.b.connections).toEqual([server])
  client.close()
  here.clock.runUntil(2 * SECOND)
  server.close()
  listener.close()
  here.clock.runUntil(3 * SECOND)
  expect(here.a.connections.map(({ state }) => state)).toEqual(['TIME-WAIT'])
  here.clock.runUntilIdle()
  expect([...here.a.connections, ...here.b.connections]).toEqual([])
})

it('10,000 idle connections cost no time', () => {
  const clock = new VirtualClock()
  const network = new Network({ clock })
  const a = network.host('a')
  const b = network.host('b')
  network.link(a, b, { path: 'delay 1ms' })
  b.configureTcp({ maxBacklog: 10_000 })
  const listener = b.listenTcp({ local: { port: 80 }, backlog: 10_000 })
  const clients = Array.from({ length: 10_000 }, () =>
    a.openTcp({ remote: { address: '10.0.0.2', port: 80 } }),
  )
  clock.runUntil(SECOND)
  expect(listener.acceptQueueLength).toBe(10_000)
  expect(clients.every(({ state }) => state === 'ESTABLISHED')).toBe(true)
  expect(clock.pending).toBe(0)
  expect(clock.runUntil(3_600 * SECOND)).toBe(0)
})
