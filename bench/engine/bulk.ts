/**
 * Two hosts, one link in memory, one connection, bulk in one direction, checksums written and verified.
 *
 *     bulk MTU BYTES     prints one `Bulk` as JSON
 */
import { SECOND } from '../../src/base/index.ts'
import { Network, type TcpEndpoint, VirtualClock } from '../../src/net/index.ts'
import type { Bulk } from '../engine.ts'

const mtu = Number(process.argv[2])
const wanted = Number(process.argv[3])

interface Run {
  readonly arrived: () => number
  /** Advances until `bytes` have arrived. */
  readonly until: (bytes: number) => void
  readonly packets: () => number
}

/** @param counted - True: a tap counts the packets (and costs time). */
function start(counted: boolean): Run {
  const clock = new VirtualClock()
  const network = new Network({ clock, seed: 1 })
  const a = network.host('a', { addresses: ['10.0.0.1'] })
  const b = network.host('b', { addresses: ['10.0.0.2'] })
  network.link(a, b, { mtu })
  let packets = 0
  if (counted) network.tap({ sent: () => packets++ })
  const settings = { sendBuffer: 1 << 20, receiveBuffer: 1 << 20, noDelay: true }
  const listener = b.listenTcp({ local: { port: 80 }, backlog: 1, settings })
  const block = new Uint8Array(65_536).fill(120)
  const taken = new Uint8Array(65_536)
  let arrived = 0
  listener.onPending = () => {
    const server = listener.accept() as TcpEndpoint
    const drain = (): void => {
      for (;;) {
        const count = server.read(taken)
        if (count === 0) return
        arrived += count
      }
    }
    server.onEvent = drain
    drain()
  }
  const client = a.openTcp({ remote: { address: '10.0.0.2', port: 80 }, settings })
  client.onEvent = ({ type }) => {
    if (type === 'established' || type === 'writable') while (client.send(block) > 0);
  }
  return {
    arrived: () => arrived,
    packets: () => packets,
    until(bytes) {
      const limit = clock.now() + 3_600 * SECOND
      while (arrived < bytes && clock.step() && clock.now() < limit);
      if (arrived < bytes) throw new Error(`the transfer stopped at ${arrived} of ${bytes} bytes`)
    },
  }
}

const sample = start(true)
sample.until(Math.min(wanted, 20_000_000))
const packetsPerByte = sample.packets() / sample.arrived()

const run = start(false)
run.until(wanted / 10)
const base = run.arrived()
const resident = process.memoryUsage().rss
const cpu = process.cpuUsage()
let garbage = 0
let heap = process.memoryUsage().heapUsed
while (run.arrived() < wanted) {
  run.until(Math.min(wanted, run.arrived() + 4_000_000))
  // What the heap grew by between two looks; a collection in between is seen as a fall and counts as nothing.
  const now = process.memoryUsage().heapUsed
  garbage += Math.max(0, now - heap)
  heap = now
}
const { user, system } = process.cpuUsage(cpu)
const moved = run.arrived() - base
const result: Bulk = {
  bytes: moved,
  segments: moved * packetsPerByte,
  cpuSeconds: (user + system) / 1e6,
  garbagePerSegment: garbage / (moved * packetsPerByte),
  grownMiB: (process.memoryUsage().rss - resident) / 2 ** 20,
}
console.log(JSON.stringify(result))
