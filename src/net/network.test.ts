import { describe, expect, it } from 'vitest'
import { MILLISECOND } from '../base/index.ts'
import { buildPacket, parseIpAddress, parsePacket, type IpAddress } from '../wire/index.ts'
import { VirtualClock, type LinkOptions, Recorder, type RecordedPacket } from '../link/index.ts'
import type { Host } from './host.ts'
import { Network } from './network.ts'
import type { Datagram } from './types.ts'

const ip = (text: string): IpAddress => parseIpAddress(text) as IpAddress

/** A packet that any other stack would take: its form and its checksums. */
function isSound(bytes: Uint8Array): boolean {
  const { problems, checksums } = parsePacket(bytes)
  return problems.length === 0 && checksums.ip !== false && checksums.transport === true
}

interface World {
  clock: VirtualClock
  network: Network
  a: Host
  b: Host
  recorder: Recorder
}

function world(options: LinkOptions = {}, seed = 1): World {
  const clock = new VirtualClock()
  const network = new Network({ clock, seed })
  const a = network.host('a', { addresses: ['192.0.2.1', '2001:db8::1'] })
  const b = network.host('b', { addresses: ['192.0.2.2', '2001:db8::2'] })
  network.link(a, b, options)
  const recorder = new Recorder()
  network.tap(recorder)
  return { clock, network, a, b, recorder }
}

/** Sends `count` datagrams from a to b, one each `every` ns. */
function talk({ clock, a, b }: World, count: number, every: number, size = 100): string[] {
  const server = b.openUdp({ local: { port: 5_000 } })
  const got: string[] = []
  server.onReadable = () => {
    const { bytes } = server.receive() as Datagram
    got.push(String(new DataView(bytes.buffer).getUint32(0)))
  }
  const client = a.openUdp()
  for (let i = 0; i < count; i++) {
    clock.at(i * every, () => {
      const bytes = new Uint8Array(size)
      new DataView(bytes.buffer).setUint32(0, i)
      client.send(bytes, { address: '192.0.2.2', port: 5_000 })
    })
  }
  clock.runUntilIdle()
  return got
}

const fates = (packets: readonly RecordedPacket[]): string[] =>
  packets.map(({ fate, why }) => (fate === 'lost' ? `lost:${why}` : String(fate)))

describe('links', () => {
  it('carry packets with their delay, each direction by itself', () => {
    const here = world({ forward: 'delay 40ms', back: 'delay 5ms' })
    const echo = here.b.openUdp({ local: { port: 7 } })
    echo.onReadable = () => {
      const datagram = echo.receive()
      if (datagram !== undefined) echo.send(datagram.bytes, datagram.from)
    }
    const client = here.a.openUdp()
    client.connect({ address: '192.0.2.2', port: 7 })
    client.send(new Uint8Array([1, 2, 3]))
    here.clock.runUntilIdle()
    expect(here.clock.now()).toBe(45 * MILLISECOND)
    expect([...(client.receive()?.bytes ?? [])]).toEqual([1, 2, 3])
    expect(here.recorder.packets).toMatchObject([
      { id: 0, time: 0, arrival: 40e6, fate: 'delivered', link: 'a-b', from: 'a', to: 'b' },
      { id: 1, time: 40e6, arrival: 45e6, fate: 'delivered', link: 'a-b', from: 'b', to: 'a' },
    ])
    expect(here.recorder.packets.every(({ bytes }) => isSound(bytes))).toBe(true)
  })

  it('lose exactly the packets of the script', () => {
    const here = world({ forward: 'drop 2,4' })
    expect(talk(here, 5, 1_000)).toEqual(['0', '2', '4'])
    expect(fates(here.recorder.packets)).toEqual([
      'delivered',
      'lost:script',
      'delivered',
      'lost:script',
      'delivered',
    ])
  })

  it('lose by chance, and say so', () => {
    const here = world({ forward: 'loss 30%' })
    const got = talk(here, 2_000, 1_000)
    expect(got.length / 2_000).toBeCloseTo(0.7, 1)
    const lost = here.recorder.packets.filter(({ why }) => why === 'loss')
    expect(lost.length + got.length).toBe(2_000)
    expect(lost.every(({ arrival }) => arrival === undefined)).toBe(true)
  })

  it('drop the tail of a queue that is full, counting what is under way', () => {
    const here = world({ forward: 'rate 1mbit limit 3' })
    expect(talk(here, 5, 0)).toEqual(['0', '1', '2'])
    expect(fates(here.recorder.packets).slice(3)).toEqual(['lost:queue', 'lost:queue'])
  })

  it('have a limit of 1,000 with a rate and none without', () => {
    expect(talk(world({ forward: 'rate 1mbit' }), 1_100, 0)).toHaveLength(1_000)
    expect(talk(world({ forward: 'delay 1s' }), 1_100, 0)).toHaveLength(1_100)
  })

  it('duplicate: the copy is a packet of its own', () => {
    const here = world({ forward: 'delay 1ms duplicate 100%' })
    expect(talk(here, 2, 1_000)).toEqual(['0', '0', '1', '1'])
    expect(here.recorder.packets.map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, 0, undefined, 2])
    expect(here.recorder.packets[1]?.bytes).toEqual(here.recorder.packets[0]?.bytes)
  })

  it('duplicate and lose at once: one packet goes on, as in netem', () => {
    // Every second draw of the loss model loses: the first packet (draw 1) is doubled, its copy (draw 2) is lost;
    // the second packet likewise.
    expect(talk(world({ forward: 'duplicate 100% loss nth 2' }), 3, 1_000)).toEqual(['0', '1', '2'])
    expect(talk(world({ forward: 'duplicate 100% loss 100%' }), 3, 1_000)).toEqual(['0', '1', '2'])
  })

  it('reorder: what leaves at once overtakes', () => {
    const here = world({ forward: 'delay 10ms reorder 100% gap 3' })
    expect(talk(here, 6, 1_000_000)).toEqual(['2', '5', '0', '1', '3', '4'])
  })

  it('corrupt: a flipped bit arrives, and the checksum drops it', () => {
    const here = world({ forward: 'corrupt 50%' })
    const got = talk(here, 400, 1_000)
    const corrupt = here.recorder.packets.filter(({ why }) => why === 'corrupt')
    expect(got.length + corrupt.length).toBe(400)
    expect(corrupt.length).toBeGreaterThan(150)
    // The sender's view is kept: unharmed.
    expect(corrupt.every(({ bytes }) => isSound(bytes))).toBe(true)
    expect(got).toEqual(got.toSorted((x, y) => Number(x) - Number(y)))
  })

  it('corrupt with checksums offloaded: dropped all the same', () => {
    const here = world({ forward: 'corrupt 50%', checksums: false })
    const got = talk(here, 400, 1_000)
    expect(got.length).toBeLessThan(250)
    expect(here.recorder.packets.filter(({ fate }) => fate === 'delivered')).toHaveLength(got.length)
  })

  it('without taps do the same as with them', () => {
    const run = (tapped: boolean): string[] => {
      const clock = new VirtualClock()
      const network = new Network({ clock, seed: 5 })
      const a = network.host('a', { addresses: ['192.0.2.1'] })
      const b = network.host('b', { addresses: ['192.0.2.2'] })
      network.link(a, b, { path: 'delay 5ms 3ms loss 10% duplicate 10% corrupt 10%' })
      const recorder = new Recorder()
      if (tapped) network.tap(recorder)
      return talk({ clock, network, a, b, recorder }, 300, 1_000_000)
    }
    expect(run(true)).toEqual(run(false))
  })

  it('change their path while packets are under way', () => {
    const here = world({ forward: 'delay 10ms' })
    here.clock.at(2_500_000, () => here.network.links[0]?.forward.setPath('loss 100%'))
    here.clock.at(4_500_000, () => here.network.links[0]?.setPath(''))
    expect(talk(here, 7, 1_000_000)).toEqual(['5', '6', '0', '1', '2'])
    expect(() => here.network.links[0]?.setPath('los 1%')).toThrow(/'los'/)
  })

  it('show what changed: taps come and go', () => {
    const here = world()
    const ids: number[] = []
    const remove = here.network.tap({ sent: ({ id }) => void ids.push(id) })
    const client = here.a.openUdp()
    client.send(new Uint8Array(1), { address: '192.0.2.2', port: 9 })
    remove()
    client.send(new Uint8Array(1), { address: '192.0.2.2', port: 9 })
    here.clock.runUntilIdle()
    expect(ids).toEqual([0])
  })
})

describe('the same seed', () => {
  const run = (seed: number): readonly RecordedPacket[] => {
    const path =
      'delay 20ms 5ms 25% distribution paretonormal loss 5% duplicate 2% reorder 5% corrupt 2% rate 5mbit'
    const here = world({ path }, seed)
    talk(here, 500, 300_000)
    return here.recorder.packets
  }

  it('gives the same packets, byte for byte and nanosecond for nanosecond', () => {
    expect(run(7)).toEqual(run(7))
  })

  it('and another seed gives others', () => {
    expect(run(7)).not.toEqual(run(8))
  })
})

describe('hosts', () => {
  it('answer an echo request, IPv4 and IPv6', () => {
    for (const [source, destination] of [
      ['192.0.2.1', '192.0.2.2'],
      ['2001:db8::1', '2001:db8::2'],
      ['127.0.0.1', '127.0.0.9'],
      ['::1', '::1'],
    ] as const) {
      const here = world()
      const body = new Uint8Array([9, 8, 7])
      here.a.sendPacket(
        buildPacket({
          source: ip(source),
          destination: ip(destination),
          icmp: { kind: 'echo-request', identifier: 7, sequence: 3, body },
        }),
      )
      here.clock.runUntilIdle()
      const reply = here.recorder.packets.at(1)
      const packet = parsePacket(reply?.bytes as Uint8Array)
      expect(packet.problems).toEqual([])
      expect(packet).toMatchObject({ icmp: { kind: 'echo-reply', identifier: 7, sequence: 3 } })
      expect(here.recorder.packets).toHaveLength(2)
    }
  })

  it('say port unreachable, and a connected socket learns it', () => {
    for (const address of ['192.0.2.2', '2001:db8::2', '127.0.0.1', '192.0.2.1']) {
      const here = world()
      const client = here.a.openUdp()
      const errors: string[] = []
      client.onError = (code) => void errors.push(code)
      client.send(new Uint8Array(4), { address, port: 9 })
      here.clock.runUntilIdle()
      expect(errors).toEqual([])
      client.connect({ address, port: 9 })
      client.send(new Uint8Array(4))
      here.clock.runUntilIdle()
      expect(errors).toEqual(['ECONNREFUSED'])
      expect(parsePacket(here.recorder.packets.at(-1)?.bytes as Uint8Array)).toMatchObject({
        icmp: { kind: 'unreachable', reason: 'port' },
        problems: [],
      })
    }
  })

  it('do not answer an error with an error', () => {
    const here = world()
    here.a.openUdp().send(new Uint8Array(4), { address: '192.0.2.2', port: 9 })
    here.clock.runUntilIdle()
    expect(here.recorder.packets).toHaveLength(2)
  })

  it('reach themselves through a link that taps see', () => {
    const here = world()
    const server = here.a.openUdp({ local: { address: '127.0.0.1', port: 53 } })
    const client = here.a.openUdp()
    client.send(new TextEncoder().encode('hi'), { address: '127.0.0.1', port: 53 })
    here.clock.runUntilIdle()
    expect(server.receive()).toMatchObject({ from: { address: '127.0.0.1', port: client.local.port } })
    expect(here.recorder.packets).toMatchObject([{ link: 'lo', from: 'a', to: 'a', fate: 'delivered' }])
  })

  it('say clearly where nothing can go', () => {
    const here = world({ mtu: 1_000 })
    const udp = here.a.openUdp()
    const send =
      (address: string, size = 1): (() => void) =>
      () =>
        udp.send(new Uint8Array(size), { address, port: 1 })
    expect(send('203.0.113.1')).toThrow(expect.objectContaining({ code: 'ENETUNREACH' }))
    expect(send('example')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(send('192.0.2.2', 973)).toThrow(expect.objectContaining({ code: 'EMSGSIZE' }))
    expect(send('192.0.2.2', 972)).not.toThrow()
    expect(() => udp.send(new Uint8Array(1))).toThrow(expect.objectContaining({ code: 'EDESTADDRREQ' }))
    expect(() => here.a.openUdp({ local: { address: '192.0.2.2' } })).toThrow(
      expect.objectContaining({ code: 'EADDRNOTAVAIL' }),
    )
    udp.close()
    expect(send('192.0.2.2')).toThrow(expect.objectContaining({ code: 'EBADF' }))
  })

  it('lose what has outgrown the MTU, and a router tells the sender', () => {
    const here = world()
    const client = here.a.openUdp()
    const errors: string[] = []
    client.onError = (code) => void errors.push(code)
    client.connect({ address: '2001:db8::2', port: 9 })
    const packet = buildPacket({
      source: ip('2001:db8::1'),
      destination: ip('2001:db8::2'),
      udp: { sourcePort: client.local.port, destinationPort: 9 },
      payload: new Uint8Array(1_400),
    })
    here.network.links[0]?.setMtu(1_280)
    here.a.sendPacket(packet)
    here.clock.runUntilIdle()
    expect(errors).toEqual(['EMSGSIZE'])
    expect(fates(here.recorder.packets)).toEqual(['lost:mtu', 'delivered'])
    expect(parsePacket(here.recorder.packets.at(1)?.bytes as Uint8Array)).toMatchObject({
      icmp: { kind: 'packet-too-big', mtu: 1_280 },
      problems: [],
    })
    expect(() => here.network.links[0]?.setMtu(10)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })

  it('ignore what is not for them and what cannot be read', () => {
    const here = world()
    const packet = buildPacket({
      source: ip('2001:db8::2'),
      destination: ip('2001:db8::1'),
      udp: { sourcePort: 1, destinationPort: 2 },
    })
    packet[6] = 99
    here.b.sendPacket(packet)
    here.clock.runUntilIdle()
    expect(parsePacket(here.recorder.packets.at(1)?.bytes as Uint8Array)).toMatchObject({
      icmp: { kind: 'unreachable', reason: 'protocol' },
    })
    expect(() => here.a.sendPacket(new Uint8Array(7))).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })
})

describe('UDP sockets', () => {
  it('connected before bound to an address before bound to all', () => {
    const here = world()
    const all = here.b.openUdp({ local: { port: 5_000 } })
    expect(() => here.b.openUdp({ local: { address: '192.0.2.2', port: 5_000 } })).toThrow(
      expect.objectContaining({ code: 'EADDRINUSE' }),
    )
    const four = here.b.openUdp({ local: { address: '0.0.0.0', port: 6_000 } })
    const six = here.b.openUdp({ local: { address: '2001:db8::2', port: 6_000 } })
    const client = here.a.openUdp()
    client.send(new Uint8Array(1), { address: '2001:db8::2', port: 6_000 })
    client.send(new Uint8Array(2), { address: '192.0.2.2', port: 6_000 })
    client.send(new Uint8Array(3), { address: '2001:db8::2', port: 5_000 })
    here.clock.runUntilIdle()
    expect(six.receive()?.bytes).toHaveLength(1)
    expect(four.receive()?.bytes).toHaveLength(2)
    expect(all.receive()?.bytes).toHaveLength(3)
    expect(six.receive() ?? four.receive() ?? all.receive()).toBeUndefined()
    all.connect({ address: '192.0.2.1', port: 1 })
    client.send(new Uint8Array(3), { address: '192.0.2.2', port: 5_000 })
    here.clock.runUntilIdle()
    expect(all.receive()).toBeUndefined()
  })

  it('drop when nobody reads', () => {
    const here = world()
    const server = here.b.openUdp({ local: { port: 5_000 } })
    const client = here.a.openUdp()
    for (let i = 0; i < 1_000; i++) client.send(new Uint8Array(1_000), { address: '192.0.2.2', port: 5_000 })
    here.clock.runUntilIdle()
    let count = 0
    while (server.receive() !== undefined) count++
    expect(count).toBe(Math.floor(212_992 / 1_512))
  })
})

describe('a network', () => {
  it('resolves names and refuses what cannot be', () => {
    const here = world()
    expect(here.a.resolve('b')).toEqual(['192.0.2.2', '2001:db8::2'])
    expect(here.a.resolve('localhost')).toEqual(['127.0.0.1', '::1'])
    expect(here.a.resolve('2001:DB8:0::1')).toEqual(['2001:db8::1'])
    expect(() => here.a.resolve('nobody')).toThrow(expect.objectContaining({ code: 'ENOTFOUND' }))
    const refused = (run: () => unknown, code: string): void =>
      expect(run).toThrow(expect.objectContaining({ code }))
    refused(() => here.network.host('a'), 'EINVAL')
    refused(() => here.network.host('not a name'), 'EINVAL')
    refused(() => here.network.host('c', { addresses: ['192.0.2.1'] }), 'EADDRINUSE')
    refused(() => here.network.host('c', { addresses: ['127.0.0.1'] }), 'EINVAL')
    refused(() => here.network.host('c', { addresses: ['224.0.0.1'] }), 'EINVAL')
    refused(() => here.network.link('a', 'b'), 'EINVAL')
    refused(() => here.network.link('b', 'a'), 'EINVAL')
    refused(() => here.network.link('a', 'a'), 'EINVAL')
    refused(() => here.network.link('a', 'z'), 'EINVAL')
    expect(here.network.host('c').addresses).toEqual(['10.0.0.3', 'fd00::3'])
  })
})
