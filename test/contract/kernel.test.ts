import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'
import { kernelSockets } from '../../src/host/index.ts'
import { socketContract } from './socket-contract.ts'
import type { World } from './world.ts'
import { has } from '../support/programs.ts'

/**
 * A Python listener with a full accept queue: Linux drops every further SYN, so a connect to it waits, without any
 * packet leaving this machine.
 */
const DEAF = `
import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(0)
keep = []
for _ in range(4):
    c = socket.socket(); c.setblocking(False); c.connect_ex(s.getsockname()); keep.append(c)
time.sleep(0.05)
print(s.getsockname()[1], flush=True)
time.sleep(600)
`

let stopDeaf = (): void => {}
let deafPort: number | undefined
const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ family }) => family === 'IPv6'),
)

beforeAll(async () => {
  if (process.platform !== 'linux' || !has('python3')) return
  const deaf = spawn('python3', ['-c', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] })
  stopDeaf = () => void deaf.kill()
  const [line] = (await once(createInterface({ input: deaf.stdout }), 'line')) as [string]
  deafPort = Number(line)
})

afterAll(() => {
  stopDeaf()
})

const made: { close(): Promise<void>; reset?: () => void }[] = []

async function kernelWorld(): Promise<World> {
  const backend = kernelSockets()
  const all: { reset?(): void; close(): Promise<void> }[] = made
  const kept = <Socket extends { close(): Promise<void> }>(socket: Socket): Socket => {
    all.push(socket)
    return socket
  }
  const watched = {
    name: 'kernel' as const,
    lang: backend.lang,
    tcp: (options?: Parameters<typeof backend.tcp>[0]) => kept(backend.tcp(options)),
    udp: (options?: Parameters<typeof backend.udp>[0]) => kept(backend.udp(options)),
  }
  return {
    server: watched,
    client: watched,
    address: '127.0.0.1',
    address6: hasIpv6 ? '::1' : undefined,
    silent: deafPort === undefined ? undefined : { address: '127.0.0.1', port: deafPort },
    // Linux gives up after two minutes: too long to wait for here.
    timesOut: false,
    cut: undefined,
    // A test must not count on this machine's routes.
    unreachable: undefined,
    run: (body) => body(),
    pause: () => turn(),
    async close() {
      for (const socket of all.splice(0)) {
        if (socket.reset === undefined) await socket.close()
        else socket.reset()
      }
    },
  }
}

socketContract('kernel', kernelWorld)
