import { setImmediate as turn } from 'node:timers/promises'
import { MILLISECOND } from '../../src/base/index.ts'
import { Network } from '../../src/net/index.ts'
import { VirtualClock } from '../../src/link/index.ts'
import { engineSockets } from '../../src/socket/index.ts'
import { socketContract } from './socket-contract.ts'
import type { World } from './world.ts'

/** Two hosts 1 ms apart in virtual time, and a third one behind a cut line. */
async function engineWorld(): Promise<World> {
  const clock = new VirtualClock()
  const network = new Network({ clock, seed: 1 })
  const server = network.host('server', { addresses: ['192.0.2.1', '2001:db8::1'] })
  const client = network.host('client', { addresses: ['192.0.2.2', '2001:db8::2'] })
  const lost = network.host('lost', { addresses: ['192.0.2.3'] })
  const line = network.link(client, server, { path: 'delay 500us' })
  network.link(client, lost, { path: 'loss 100%' })
  return {
    server: engineSockets(server),
    client: engineSockets(client),
    address: '192.0.2.1',
    address6: '2001:db8::1',
    silent: { address: '192.0.2.3', port: 9 },
    timesOut: true,
    cut: () => {
      line.forward.setPath('loss 100%')
      line.back.setPath('loss 100%')
    },
    unreachable: { address: '198.51.100.1', code: 'ENETUNREACH' },
    run: (body) => clock.runUntilSettled(body(), () => turn()),
    pause: () =>
      new Promise((resolve) => {
        clock.at(clock.now() + MILLISECOND, () => resolve())
      }),
    close: async () => {},
  }
}

socketContract('engine, in virtual time', engineWorld)
