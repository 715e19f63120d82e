import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { listen, type Connection } from '../../src/api/index.ts'
import { Network } from '../../src/net/index.ts'
import { VirtualClock } from '../../src/link/index.ts'
import { connect, engineSockets, listen as listenOn } from '../../src/socket/index.ts'
import { descriptorLimit, python } from '../support/peers.ts'
import { has } from '../support/programs.ts'

const COUNT = 10_000

/** Clients on several addresses of the loopback: one address has 28,000 ports. One descriptor each. */
const CLIENTS = `
import resource, socket, sys
port, count = int(sys.argv[1]), int(sys.argv[2])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
all = []
for i in range(count):
    c = socket.socket()
    c.bind(("127.0.%d.1" % (i % 4 + 1), 0))
    c.connect(("127.0.0.1", port))
    all.append(c)
print(len(all))
print(sum(c.recv(1)[0] for c in all))
for c in all: c.close()
print("closed")
`

describe('ten thousand connections', () => {
  const room = process.platform === 'linux' && has('python3') && descriptorLimit() > COUNT + 500
  it.skipIf(!room)(
    'in the kernel: each is there, each is heard, each ends',
    { timeout: 60_000 },
    async () => {
      const server = await listen({ host: '127.0.0.1', backlog: 1_024 })
      const peer = python(CLIENTS, server.localAddress.port, COUNT)
      const held: Connection[] = []
      const before = process.memoryUsage.rss()
      for await (const client of server) {
        held.push(client)
        if (held.length === COUNT) break
      }
      expect(await peer.line()).toBe(String(COUNT))
      const each = (process.memoryUsage.rss() - before) / COUNT
      // 10,000 in 150 MiB is 15 KiB each; the rest of the process has its share of that.
      expect(each).toBeLessThan(12_000)
      await Promise.all(held.map((client) => client.send(new Uint8Array([1]))))
      expect(await peer.line()).toBe(String(COUNT))
      expect(await peer.line()).toBe('closed')
      const ends = await Promise.all(held.map((client) => client.recv(1)))
      expect(ends.every((end) => end.length === 0)).toBe(true)
      await Promise.all(held.map((client) => client.close()))
      const records = await Promise.all(held.map((client) => client.closed))
      expect(records.every(({ how, firstCloser }) => how === 'fin' && firstCloser === 'peer')).toBe(true)
      await server.close()
    },
  )

  it('in the engine', { timeout: 60_000 }, async () => {
    const clock = new VirtualClock()
    const network = new Network({ clock })
    const here = network.host('here')
    const there = network.host('there')
    network.link(here, there, { path: 'delay 1ms' })
    const server = await listenOn(engineSockets(there), { port: 8888, backlog: 1_024 })
    const talk = async (): Promise<number> => {
      const serving = (async () => {
        const all: Promise<void>[] = []
        for await (const client of server) {
          all.push(
            (async () => {
              await client.send(await client.recv(1))
              await client.recv(1)
              await client.close()
            })(),
          )
        }
        await Promise.all(all)
      })()
      const sockets = engineSockets(here)
      let answered = 0
      const clients: Connection[] = []
      for (let begun = 0; begun < COUNT; begun += 500) {
        const some = Array.from({ length: 500 }, () => connect(sockets, { port: 8888, host: 'there' }))
        clients.push(...(await Promise.all(some)))
      }
      await Promise.all(
        clients.map(async (client) => {
          await client.send(new Uint8Array([1]))
          const answer = await client.recv(1)
          answered += answer.length
          await client.close()
        }),
      )
      await server.close()
      await serving
      return answered
    }
    expect(await clock.runUntilSettled(talk(), () => turn())).toBe(COUNT)
  })
})
