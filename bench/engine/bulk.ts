/**
 * Bulk over a link without delay, as fast as it goes.
 *
 *     bulk MTU BYTES [computed|offloaded]     prints one `Bulk` as JSON; `offloaded`: the link takes checksums as a card does
 */
import type { Bulk } from '../engine.ts'
import { startTransfer } from './transfer.ts'

const mtu = Number(process.argv[2])
const wanted = Number(process.argv[3])
const checksums = process.argv[4] !== 'offloaded'

// What lwIP of Debian has: its window does not scale.
const BUFFER = 65_535
const run = startTransfer({
  link: { mtu, checksums },
  settings: { sendBuffer: BUFFER, receiveBuffer: BUFFER, noDelay: true },
})
const packets = (): number => run.link.forward.sentPackets + run.link.back.sentPackets
run.until(wanted / 10)
const base = run.arrived()
const basePackets = packets()
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
const segments = packets() - basePackets
const result: Bulk = {
  bytes: run.arrived() - base,
  segments,
  cpuSeconds: (user + system) / 1e6,
  garbagePerSegment: garbage / segments,
  grownMiB: (process.memoryUsage().rss - resident) / 2 ** 20,
}
console.log(JSON.stringify(result))
