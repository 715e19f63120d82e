import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { kernelSockets, toNodeSocket } from './index.ts'

/** The same talks through a real `net.Socket` and through ours: the events must come in the same order. */

type Made = Duplex & Pick<net.Socket, 'setTimeout' | 'destroySoon' | 'resetAndDestroy' | 'connecting'>
interface Options {
  readonly timeout?: number
  readonly allowHalfOpen?: boolean
}
type Make = (port: number, options: Options) => Made

const makers: Readonly<Record<'net.Socket' | 'NodeSocket', Make>> = {
  'net.Socket': (port, options) => net.connect({ port, host: '127.0.0.1', ...options }),
  NodeSocket: (port, options) => {
    const socket = kernelSockets().tcp()
    return toNodeSocket(socket, socket.connect(port, '127.0.0.1'), options) as unknown as Made
  },
}

const servers: net.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function serve(serveClient: (client: net.Socket) => void): Promise<number> {
  const server = net.createServer({ allowHalfOpen: true }, (client) => {
    client.on('error', () => undefined)
    serveClient(client)
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as net.AddressInfo).port
}

/** @returns What happened, in order, until `close`. */
async function eventsOf(socket: Made, then: (socket: Made) => void): Promise<string[]> {
  const told: string[] = []
  for (const name of ['connect', 'ready', 'end', 'finish', 'timeout'] as const) {
    socket.on(name, () => told.push(name))
  }
  socket.on('data', (data: Buffer) => told.push(`data ${data.toString()}`))
  socket.on('error', (error: NodeJS.ErrnoException) => told.push(`error ${error.code}`))
  const over = new Promise<void>((resolve) => {
    socket.on('close', (...facts: unknown[]) => {
      told.push(`close ${JSON.stringify(facts)}`)
      resolve()
    })
  })
  then(socket)
  await over
  return told
}

interface Scene {
  readonly title: string
  readonly server: (client: net.Socket) => void
  readonly options?: Options
  readonly client: (socket: Made) => void
  readonly expected: readonly string[]
}

const scenes: readonly Scene[] = [
  {
    title: 'we end first',
    server: (client) => client.on('data', (data) => client.write(data)).on('end', () => client.end()),
    client: (socket) => socket.end('hi'),
    expected: ['connect', 'ready', 'finish', 'data hi', 'end', 'close [false]'],
  },
  {
    title: 'the peer ends first, and our side ends by itself',
    server: (client) => client.resume().end('bye'),
    client: () => undefined,
    expected: ['connect', 'ready', 'data bye', 'end', 'finish', 'close [false]'],
  },
  {
    title: 'allowHalfOpen: after the peer’s end we still write',
    server: (client) => client.resume().end('bye'),
    options: { allowHalfOpen: true },
    client: (socket) => socket.on('end', () => setTimeout(() => socket.end('late'), 20)),
    expected: ['connect', 'ready', 'data bye', 'end', 'finish', 'close [false]'],
  },
  {
    title: 'the peer resets',
    server: (client) => client.once('data', () => client.resetAndDestroy()),
    client: (socket) => socket.write('hi'),
    expected: ['connect', 'ready', 'error ECONNRESET', 'close [true]'],
  },
  {
    title: 'silence, with the option timeout',
    server: (client) => client.resume().on('end', () => client.end()),
    options: { timeout: 60 },
    client: (socket) => socket.on('timeout', () => socket.end()),
    expected: ['connect', 'ready', 'timeout', 'finish', 'end', 'close [false]'],
  },
  {
    title: 'destroy with an error',
    server: (client) => client.resume(),
    client: (socket) =>
      socket.on('ready', () => socket.destroy(Object.assign(new Error('x'), { code: 'EX' }))),
    expected: ['connect', 'ready', 'error EX', 'close [true]'],
  },
  {
    title: 'destroy without one',
    server: (client) => client.resume(),
    client: (socket) => socket.on('ready', () => socket.destroy()),
    expected: ['connect', 'ready', 'close [false]'],
  },
]

describe('the events of a NodeSocket are those of a net.Socket', () => {
  it.each(scenes)('$title', async ({ server, options = {}, client, expected }) => {
    const port = await serve(server)
    for (const make of Object.values(makers)) {
      expect(await eventsOf(make(port, options), client)).toEqual(expected)
    }
  })

  it('nobody listens', async () => {
    const port = await serve(() => undefined)
    await new Promise((resolve) => servers.pop()?.close(resolve))
    for (const make of Object.values(makers)) {
      expect(await eventsOf(make(port, {}), () => undefined)).toEqual(['error ECONNREFUSED', 'close [true]'])
    }
  })

  it('a time-out is called off, and a wrong one refused, as by net.Socket', async () => {
    const port = await serve((client) => client.resume().on('end', () => client.end()))
    for (const make of Object.values(makers)) {
      const socket = make(port, { timeout: 20 })
      const heard = (): never => {
        throw new Error('it was called off')
      }
      socket.setTimeout(0, heard)
      expect(() => socket.setTimeout(-1)).toThrow(RangeError)
      expect(() => socket.setTimeout('5' as unknown as number)).toThrow(TypeError)
      await once(socket, 'ready')
      await new Promise((resolve) => setTimeout(resolve, 60))
      socket.end().resume()
      await once(socket, 'close')
    }
  })
})
