/**
 * Memory of connections that are open and idle, both ends in one process.
 *
 *     idle CONNECTIONS [used]     prints {"bytesPerConnection"}: of one end; `used`: 100 bytes have gone each way before
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { SECOND } from '../../src/base/index.ts'
import { Network, type TcpEndpoint } from '../../src/net/index.ts'
import { VirtualClock } from '../../src/link/index.ts'

const count = Number(process.argv[2])
const isUsed = process.argv[3] === 'used'
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that are in use once garbage is gone: objects, and what typed arrays hold. */
function inUse(): number {
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** A client's address has 28,232 ephemeral ports. */
const PER_ADDRESS = 25_000
const BATCH = 1_000
const clock = new VirtualClock()
const network = new Network({ clock, seed: 1 })
const addresses = Array.from({ length: Math.ceil(count / PER_ADDRESS) }, (_, i) => `10.0.1.${i + 1}`)
const a = network.host('a', { addresses })
const b = network.host('b', { addresses: ['10.0.0.2'] })
network.link(a, b, { path: 'delay 1ms', mtu: 1500 })
const listener = b.listenTcp({ local: { port: 80 }, backlog: BATCH })
const held: TcpEndpoint[] = []
const bytes = new Uint8Array(100)
const taken = new Uint8Array(1_000)
listener.onPending = () => {
  const server = listener.accept() as TcpEndpoint
  held.push(server)
  server.onEvent = () => {
    const length = server.read(taken)
    if (length > 0) server.send(taken.subarray(0, length))
  }
}

function openAll(): void {
  for (let i = 0; i < count; i += BATCH) {
    for (let k = i; k < Math.min(count, i + BATCH); k++) {
      const address = addresses[Math.floor(k / PER_ADDRESS)] as string
      const client = a.openTcp({ local: { address }, remote: { address: '10.0.0.2', port: 80 } })
      held.push(client)
      client.onEvent = ({ type }) => {
        if (type === 'established' && isUsed) client.send(bytes)
        if (type === 'readable') client.read(taken)
      }
    }
    clock.runUntil(clock.now() + SECOND)
  }
  clock.runUntil(clock.now() + 10 * SECOND)
}

const before = inUse()
openAll()
const grown = inUse() - before
if (held.some(({ state }) => state !== 'ESTABLISHED') || held.length !== 2 * count)
  throw new Error('not every connection was established')
console.log(JSON.stringify({ bytesPerConnection: grown / held.length }))
