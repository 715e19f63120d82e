import { describe, expect, it } from 'vitest'
import { MILLISECOND, seconds } from '../base/index.ts'
import { buildPacket, parseIpAddress, parsePacket, type IpAddress } from '../wire/index.ts'
import { VirtualClock, Recorder } from '../link/index.ts'
import type { Host } from './host.ts'
import { Network } from './network.ts'
import type { Outside, OutsideOptions } from './outside.ts'

const ip = (text: string): IpAddress => parseIpAddress(text) as IpAddress
const HERE = '192.0.2.1'
const THERE = '198.51.100.7'

interface World {
  clock: VirtualClock
  network: Network
  host: Host
  outside: Outside
  left: Uint8Array[]
  recorder: Recorder
}

function world(options: Partial<OutsideOptions> = {}): World {
  const clock = new VirtualClock()
  const network = new Network({ clock })
  const host = network.host('here', { addresses: [HERE, '2001:db8::1'] })
  const left: Uint8Array[] = []
  const outside = network.outside(host, { send: (bytes) => left.push(bytes.slice()), ...options })
  const recorder = new Recorder()
  network.tap(recorder)
  return { clock, network, host, outside, left, recorder }
}

const echo = (source: string, destination: string): Uint8Array =>
  buildPacket({
    source: ip(source),
    destination: ip(destination),
    icmp: { kind: 'echo-request', identifier: 1, sequence: 2, body: new Uint8Array(40) },
  })

/** Two networks that know nothing of each other, joined by their outside devices. */
function twoNetworks(options: Partial<OutsideOptions> = {}): { clock: VirtualClock; a: Host; b: Host } {
  const clock = new VirtualClock()
  const [one, two] = [new Network({ clock, seed: 1 }), new Network({ clock, seed: 2 })]
  const a = one.host('a', { addresses: [HERE, '2001:db8::1'] })
  const b = two.host('b', { addresses: [THERE, '2001:db8::2'] })
  const atA: Outside = one.outside(a, { ...options, send: (bytes) => atB.receive(bytes) })
  const atB: Outside = two.outside(b, { send: (bytes) => atA.receive(bytes) })
  return { clock, a, b }
}

describe('an outside device', () => {
  it('answers an echo request from anywhere', () => {
    const { clock, outside, left, recorder } = world()
    outside.receive(echo(THERE, HERE))
    expect(left).toEqual([])
    clock.runUntilIdle()
    const [answer] = left.map((bytes) => parsePacket(bytes))
    expect(answer).toMatchObject({ icmp: { kind: 'echo-reply' }, checksums: { transport: true } })
    expect(recorder.packets.map(({ link, from, to, fate }) => [link, from, to, fate])).toEqual([
      ['here-outside', 'outside', 'here', 'delivered'],
      ['here-outside', 'here', 'outside', 'delivered'],
    ])
  })

  it.each([THERE, '2001:db8::2'])('carries a connection of two stacks to %s over a bad path', (address) => {
    const { clock, a, b } = twoNetworks({ path: 'delay 5ms 2ms loss 2% duplicate 1% corrupt 1%' })
    const listener = b.listenTcp({ local: { port: 80 } })
    const sent = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) >> 3)
    const client = a.openTcp({ remote: { address, port: 80 } })
    let at = 0
    const push = (): void => {
      at += client.send(sent.subarray(at))
      if (at === sent.length) client.close()
    }
    client.onEvent = ({ type }) => {
      if (type === 'established' || type === 'writable') push()
    }
    const got: number[] = []
    listener.onPending = () => {
      const server = listener.accept()
      if (server === undefined) return
      const part = new Uint8Array(65_536)
      const pull = (): void => {
        for (let n = server.read(part); n > 0; n = server.read(part)) got.push(...part.subarray(0, n))
        if (server.endOfStream) server.close()
      }
      server.onEvent = pull
      pull()
    }
    clock.runUntil(seconds(60))
    expect(Uint8Array.from(got)).toEqual(sent)
    // A duplicate of its last ACK may meet a server that is gone, whose RST ends TIME-WAIT (RFC 1337).
    expect(client.error).toBeUndefined()
  })

  it('has its own path in each direction, which can change', () => {
    const { clock, outside, left, recorder } = world({ forward: 'delay 30ms', back: 'drop 1' })
    outside.receive(echo(THERE, HERE))
    outside.receive(echo(THERE, HERE))
    clock.runUntilIdle()
    expect(clock.now()).toBe(30 * MILLISECOND)
    expect(left).toHaveLength(1)
    expect(recorder.packets[0]).toMatchObject({ fate: 'lost', why: 'script' })
    outside.link.setPath('loss 100%')
    outside.receive(echo(THERE, HERE))
    clock.runUntilIdle()
    expect(left).toHaveLength(1)
  })

  it('lets out what was corrupted, and says that it was', () => {
    const { clock, host, left, recorder } = world({ forward: 'corrupt 100%' })
    host.sendPacket(echo(HERE, THERE))
    clock.runUntilIdle()
    expect(left).toHaveLength(1)
    expect(left[0]).not.toEqual(echo(HERE, THERE))
    expect(recorder.packets[0]).toMatchObject({ fate: 'lost', why: 'corrupt' })
  })

  it('says "packet too big" outwards and inwards', () => {
    const { clock, host, outside, left, recorder } = world({ mtu: 600 })
    const big = (source: string, destination: string): Uint8Array =>
      buildPacket({
        source: ip(source),
        destination: ip(destination),
        udp: { sourcePort: 1, destinationPort: 2 },
        payload: new Uint8Array(800),
      })
    outside.receive(big(THERE, HERE))
    clock.runUntilIdle()
    expect(left.map((bytes) => parsePacket(bytes).icmp)).toMatchObject([{ kind: 'packet-too-big', mtu: 600 }])
    host.sendPacket(big(HERE, THERE))
    clock.runUntilIdle()
    expect(left).toHaveLength(1)
    expect(recorder.packets.filter(({ why }) => why === 'mtu')).toHaveLength(2)
  })

  it('takes no packet that pretends to come from the host itself, or goes to its loopback', () => {
    const { clock, outside, left } = world()
    for (const [source, destination] of [
      [HERE, HERE],
      ['127.0.0.1', HERE],
      [THERE, '127.0.0.1'],
      ['::1', '2001:db8::1'],
      ['2001:db8::9', '::1'],
    ] as const) {
      outside.receive(echo(source, destination))
    }
    clock.runUntilIdle()
    expect(left).toEqual([])
  })

  it('drops what is no packet and what is for others', () => {
    const { clock, outside, left } = world()
    const broken = echo(THERE, HERE)
    broken[30] = 0xff
    for (const bytes of [new Uint8Array(0), new Uint8Array(60), broken, echo(THERE, '192.0.2.99')]) {
      outside.receive(bytes)
    }
    clock.runUntilIdle()
    expect(left).toEqual([])
    expect(() => outside.receive(new Uint8Array(65_576))).toThrow('at most 65575 bytes')
  })
})

describe('the way out', () => {
  it('is for the prefixes it was given: a link first, then the longest', () => {
    const { network, clock, host } = world({ addresses: ['198.51.100.0/22', '2001:db8:7::/48'] })
    const ways: string[] = []
    network.outside(host, {
      peer: 'narrow',
      addresses: ['198.51.100.128/25'],
      send: () => ways.push('narrow'),
    })
    const neighbour = network.host('neighbour', { addresses: ['198.51.100.200'] })
    network.link(host, neighbour)
    const recorder = new Recorder()
    network.tap(recorder)
    for (const to of ['198.51.103.9', '198.51.100.199', '198.51.100.200', '2001:db8:7:1::1']) {
      host.sendPacket(echo(to.includes(':') ? '2001:db8::1' : HERE, to))
    }
    expect(recorder.packets.map(({ to }) => to)).toEqual(['outside', 'narrow', 'neighbour', 'outside'])
    clock.runUntilIdle()
    expect(ways).toEqual(['narrow'])
    for (const to of ['198.51.104.1', '203.0.113.1', '2001:db8:8::1']) {
      expect(() => host.sendPacket(echo(to.includes(':') ? '2001:db8::1' : HERE, to))).toThrow('no link to')
    }
  })

  it.each(['192.0.2.0/33', '::/129', '192.0.2.0/', '192.0.2.0/24/1', 'x/8', '10/8', '1.2.3.4/-1'])(
    'refuses %s',
    (text) => {
      const { network, host } = world()
      expect(() => network.outside(host, { peer: 'b', addresses: [text], send: () => {} })).toThrow(
        `'${text}' is not an address or a prefix`,
      )
    },
  )

  it('refuses a name that is taken, a host that is none, a path that is none', () => {
    const { network, host } = world()
    const send = (): void => {}
    expect(() => network.outside(host, { send })).toThrow("something named 'outside'")
    expect(() => network.host('outside')).toThrow("something named 'outside'")
    expect(() => network.outside(host, { peer: 'here', send })).toThrow("something named 'here'")
    expect(() => network.outside('nobody', { send })).toThrow("no host 'nobody'")
    expect(() => network.outside(host, { peer: 'b', path: 'delay 40', send })).toThrow('not a time')
  })
})
