/**
 * One connection over a simulated path of 100 Mbit/s and 20 ms round trip, a queue of one bandwidth-delay product.
 *
 *     simulate SECONDS FLOWS     virtual seconds; prints one `Simulation` as JSON
 */
import { SECOND } from '../../src/base/index.ts'
import type { Simulation } from '../simulation.ts'
import { startTransfer } from './transfer.ts'

const seconds = Number(process.argv[2])
const flows = Number(process.argv[3])
// A limit counts what is on the wire too, as netem's does: 10 ms of it are 83 packets.
const limit = 167 + 83
const run = startTransfer({
  link: {
    mtu: 1500,
    checksums: false,
    forward: `delay 10ms rate 100mbit limit ${limit}`,
    back: 'delay 10ms rate 100mbit',
  },
  settings: { sendBuffer: 1 << 20, receiveBuffer: 1 << 20, noDelay: true },
  stack: { congestionControl: 'reno' },
  flows,
})
const cpu = process.cpuUsage()
run.clock.runUntil(seconds * SECOND)
const { user, system } = process.cpuUsage(cpu)
const result: Simulation = {
  packets: run.link.forward.sentPackets + run.link.back.sentPackets,
  cpuSeconds: (user + system) / 1e6,
  megabits: (run.arrived() * 8) / 1e6 / seconds,
}
console.log(JSON.stringify(result))
