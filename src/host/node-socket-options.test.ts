import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kernelSockets, type NodeSocket, toNodeSocket } from './index.ts'
import { has } from '../../test/support/programs.ts'

/** What Node's own socket is asked for, its stand-in must do: with the kernel and the event loop as judges. */

let server: net.Server
let port = 0
let client: net.Socket | NodeSocket | undefined

beforeEach(async () => {
  server = net.createServer((accepted) => void accepted.unref().pipe(accepted)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as net.AddressInfo).port
})

afterEach(() => {
  client?.destroy()
  server.close()
})

const makers: readonly (readonly [string, () => net.Socket | NodeSocket])[] = [
  ['net.Socket', () => net.connect(port, '127.0.0.1')],
  [
    'toNodeSocket',
    () => {
      const socket = kernelSockets().tcp()
      return toNodeSocket(socket, socket.connect(port, '127.0.0.1'))
    },
  ],
]

/** The kernel's timer of the connection that begins at a port: `keepalive` and minutes, or seconds. */
function timerOf(local: number | undefined): string | undefined {
  const lines = execFileSync('ss', ['-tnoH', `sport = :${local}`], { encoding: 'utf8' })
  const [, kind, time = '', unit] = /timer:\((\w+),([\d.]+)(min|sec)/.exec(lines) ?? []
  // A busy machine takes a moment to ask.
  return kind === undefined ? undefined : `${kind} ${Math.ceil(Number(time) / 10) * 10} ${unit}`
}

/** How many sockets keep this program from ending. */
const holding = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length

describe.each(makers)('%s', (_, make) => {
  const hasSs = process.platform === 'linux' && has('ss')

  it.skipIf(!hasSs)('setKeepAlive sets the timer of the kernel, and takes it off', async () => {
    client = make()
    await once(client, 'connect')
    const timer = (): string | undefined => timerOf(client?.localPort)
    expect(timer()).toBeUndefined()
    client.setKeepAlive(true, 50_000)
    expect(timer()).toBe('keepalive 50 sec')
    client.setKeepAlive(false)
    expect(timer()).toBeUndefined()
    client.setKeepAlive(true)
    expect(timer()).toBe('keepalive 50 sec')
  })

  it.skipIf(!hasSs)('setKeepAlive takes two hours unless told', async () => {
    client = make()
    await once(client, 'connect')
    client.setKeepAlive(true)
    expect(timerOf(client.localPort)).toBe('keepalive 120 min')
  })

  it.skipIf(!hasSs)('setKeepAlive before there is a connection holds for it', async () => {
    client = make()
    client.setKeepAlive(true, 50_000)
    await once(client, 'connect')
    expect(timerOf(client.localPort)).toBe('keepalive 50 sec')
  })

  it('unref lets the program end, ref holds it, and both carry data', async () => {
    client = make()
    await once(client, 'connect')
    const held = holding()
    expect(client.unref()).toBe(client)
    expect(holding()).toBe(held - 1)
    client.write('there and back')
    const [data] = (await once(client, 'data')) as [Uint8Array]
    expect(Buffer.from(data).toString()).toBe('there and back')
    expect(holding()).toBe(held - 1)
    client.ref()
    expect(holding()).toBe(held)
  })

  it('unref before there is a connection holds for it', async () => {
    client = make()
    client.unref()
    await once(client, 'connect')
    const held = holding()
    client.ref()
    expect(holding()).toBe(held + 1)
  })
})
