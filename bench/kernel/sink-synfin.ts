/** Connects, reads to the end into one buffer, prints what it took. Usage: sink-synfin PORT */
import { connect } from '../../src/api/index.ts'

const socket = await connect({ port: Number(process.argv[2]), host: '127.0.0.1' })
const buffer = new Uint8Array(65_536)
const cpu = process.cpuUsage()
const began = performance.now()
let bytes = 0
for (;;) {
  const count = await socket.recvInto(buffer)
  if (count === 0) break
  bytes += count
}
const seconds = (performance.now() - began) / 1_000
const { user, system } = process.cpuUsage(cpu)
console.log(JSON.stringify({ bytes, seconds, cpuSeconds: (user + system) / 1e6 }))
await socket.close()
