import dgram from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { endAll, listening, python, synfin } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

/** Two programs that answer everything, and what one datagram starts between them. */
describe('automatic UDP answers end', () => {
  it('against an echo service: 200 of them, then a pause that is said', async () => {
    const server = await listening(['-u', '--echo'])
    const service = dgram.createSocket('udp4')
    let came = 0
    service.on('message', (data, from) => {
      came++
      service.send(data, from.port, from.address)
    })
    service.bind(0, '127.0.0.1')
    await once(service, 'listening')
    service.send('once', server.port, '127.0.0.1')
    await server.err.match(/More than 200 automatic answers to 127\.0\.0\.1:\d+, and then 5 a second/)
    await new Promise((resolve) => setTimeout(resolve, 300))
    // And 5 more for every second that a busy machine took.
    expect(came).toBeGreaterThanOrEqual(200)
    expect(came).toBeLessThan(250)
    service.close()
    server.signal('SIGTERM')
    await server.code
  })

  const canForge = has('python3') && process.getuid?.() === 0
  const forge = (from: number, to: number): string => `
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
udp = struct.pack('!HHHH', ${from}, ${to}, 12, 0) + b'once'
ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 32, 1, 0, 64, 17, 0, bytes([127,0,0,1]), bytes([127,0,0,1]))
s.sendto(ip + udp, ('127.0.0.1', 0)); say('sent')`

  it.skipIf(!canForge)('between two servers, begun by a datagram with a forged sender', async () => {
    const one = await listening(['-u', '--echo'])
    const other = await listening(['-u', '--echo'])
    python(forge(one.port, other.port))
    await Promise.race([one.err.match(/200 automatic answers/), other.err.match(/200 automatic answers/)])
    await new Promise((resolve) => setTimeout(resolve, 300))
    for (const server of [one, other]) {
      const heard = server.out.text.split('\n').length - 1
      expect(heard).toBeGreaterThan(100)
      expect(heard).toBeLessThan(250)
      server.signal('SIGTERM')
      await server.code
    }
  })

  it.skipIf(!canForge)('of a server to itself, begun by a datagram from its own port', async () => {
    const server = await listening(['-u'])
    python(forge(server.port, server.port))
    await server.err.match(/is a port of our own/)
    expect(server.out.text.split('\n').length - 1).toBe(1)
    server.signal('SIGTERM')
    await server.code
  })
})

describe.skipIf(!has('python3'))('senders of datagrams', () => {
  const from = (senders: number, port: number): string => `
for i in range(${senders}):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(('127.%d.%d.1' % (1 + i // 250, i % 250), 0)); s.sendto(b'x', ('127.0.0.1', ${port})); s.close()
    if i % 20 == 19: time.sleep(0.01)
say('sent')`

  it('are 1,000 at most, however many addresses somebody writes into datagrams', async () => {
    const server = await listening(['-u', '--no-reply'])
    python(from(1_500, server.port))
    await server.err.match(/datagrams? of new senders dropped: 1,000 clients are here already \(-m\)/)
    expect(server.err.text.match(/sent its first datagram/g)).toHaveLength(1_000)
    server.signal('SIGTERM')
    await server.code
  }, 30_000)

  it('are as many as -m says, and the silent ones make room with -i', async () => {
    const server = await listening(['-u', '-m', '2', '-i', '300ms', '--no-reply'])
    await python(from(4, server.port)).out.match(/sent/)
    await server.err.match(/2 datagrams of new senders dropped: 2 clients/)
    await server.err.match(/#2 silent for 300 ms/)
    await server.err.match(/#2 ended/)
    await python(from(1, server.port)).out.match(/sent/)
    await server.err.match(/#3 .* sent its first datagram/)
    server.signal('SIGTERM')
    await server.code
  })
})

it.skipIf(!has('python3'))('a UDP broadcast is sent, to who listens for it', async () => {
  const listener = python(`
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('0.0.0.0', 0)); say('port', s.getsockname()[1]); say(s.recv(99))`)
  const port = (await listener.out.match(/port (\d+)/))[1] ?? ''
  const sender = synfin(['send', '-u', '127.255.255.255', port, 'to all', '-q', '100ms'])
  await listener.out.match(/b'to all'/)
  await sender.code
  expect(sender.err.text).not.toMatch(/firewall|forbidden/)
})
