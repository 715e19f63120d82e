import { expect, it } from 'vitest'
import { Network } from '../net/index.ts'
import { VirtualClock } from '../link/index.ts'
import { engineSockets } from '../socket/index.ts'
import { UdpPeer } from './udp-peer.ts'

it('recv leaves no listener on its signal, however often it waits', async () => {
  const socket = engineSockets(new Network({ clock: new VirtualClock() }).host('here')).udp()
  const remote = { address: '10.0.0.9', port: 9, family: 'IPv4' } as const
  const peer = new UdpPeer(socket, remote, false, () => undefined)
  const { signal } = new AbortController()
  let listeners = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++
    addEventListener.apply(signal, args)
  }
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--
    removeEventListener.apply(signal, args)
  }
  for (let i = 0; i < 100; i++) {
    const waiting = peer.recv(undefined, { signal })
    expect(listeners).toBe(1)
    peer.arrived(new Uint8Array([i]))
    expect(await waiting).toEqual(new Uint8Array([i]))
    expect(listeners).toBe(0)
  }
  peer.reset()
})
