/**
 * Memory of connections that do nothing, of handshakes that are never finished, and of a flood of SYNs.
 *
 *     node --expose-gc --import tsx bench/memory.ts
 */
import { Network, type Host } from '../src/net/index.ts'
import { VirtualClock } from '../src/link/index.ts'
import { buildPacket, parseIpAddress, SYN, type IpAddress } from '../src/wire/index.ts'

const CONNECTIONS = 10_000
const HANDSHAKES = 100_000
const SECOND = 1e9

/** Bytes in use once nothing is left to collect. */
function used(): number {
  const { gc } = globalThis as { gc?: () => void }
  if (gc === undefined) throw new Error('Run with --expose-gc: node --expose-gc --import tsx bench/memory.ts')
  for (let i = 0; i < 4; i++) gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function tell(what: string, bytes: number, count: number): void {
  console.log(`${what.padEnd(58)} ${(bytes / count).toFixed(0).padStart(7)} bytes each, ${count} of them`)
}

/** Both ends of idle connections: established, a few bytes each way, then silence. */
function idle(): void {
  const clock = new VirtualClock()
  const network = new Network({ clock })
  const client = network.host('client')
  const server = network.host('server')
  network.link(client, server, { path: 'delay 1ms' })
  server.configureTcp({ maxBacklog: CONNECTIONS })
  const listener = server.listenTcp({ local: { port: 80 }, backlog: CONNECTIONS })
  const [address = ''] = server.addresses
  const before = used()
  const ends = Array.from({ length: CONNECTIONS }, () => client.openTcp({ remote: { address, port: 80 } }))
  clock.runUntil(SECOND)
  const accepted = ends.map(() => listener.accept())
  const after = used()
  tell('an idle connection that has carried nothing', after - before, 2 * CONNECTIONS)
  const hello = new Uint8Array(100)
  const into = new Uint8Array(100)
  for (const end of ends) end.send(hello)
  clock.runUntil(2 * SECOND)
  for (const end of accepted) {
    end?.read(into)
    end?.send(hello)
  }
  clock.runUntil(3 * SECOND)
  for (const end of ends) end.read(into)
  clock.runUntil(4 * SECOND)
  tell('an idle connection that has carried 100 bytes each way', used() - before, 2 * CONNECTIONS)
}

/** SYNs from as many addresses, none of which is heard of again. */
function flood(host: Host, send: (packet: Uint8Array) => void, clock: VirtualClock): void {
  const destination = parseIpAddress(host.addresses[0] as string) as IpAddress
  for (let i = 0; i < HANDSHAKES; i++) {
    const source = parseIpAddress(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`) as IpAddress
    const tcp = {
      sourcePort: 1024 + (i % 60_000),
      destinationPort: 80,
      flags: SYN,
      seq: i,
      window: 65_535,
      mss: 1460,
    }
    send(buildPacket({ source, destination, tcp }))
    if (i % 1_000 === 0) clock.runUntil(clock.now())
  }
  clock.runUntil(clock.now())
}

function handshakes(synBacklog: number | undefined, what: string): void {
  const clock = new VirtualClock()
  const network = new Network({ clock })
  const host = network.host('server', { addresses: ['192.0.2.1'] })
  const outside = network.outside(host, { send: () => undefined })
  host.listenTcp({ local: { port: 80 }, ...(synBacklog === undefined ? {} : { synBacklog }) })
  const before = used()
  const start = performance.now()
  flood(host, (packet) => outside.receive(packet), clock)
  const micros = ((performance.now() - start) * 1e3) / HANDSHAKES
  tell(what, used() - before, HANDSHAKES)
  console.log(`${''.padEnd(58)} ${micros.toFixed(1).padStart(7)} µs each`)
}

idle()
handshakes(HANDSHAKES, 'a half-open connection')
handshakes(undefined, 'a SYN beyond the backlog of 128, answered with a cookie')
