import { describe, expect, it } from 'vitest'
import { SECOND } from '../base/index.ts'
import { Network } from '../net/index.ts'
import { VirtualClock } from '../link/index.ts'
import { engineSockets, isLoopback, type SocketAddress, type SocketBackend } from '../socket/index.ts'
import { AnswerGuard, answerPauseText, type AnswerPause, type UdpPeer, UdpPeers } from './index.ts'

/** Two hosts on a line, where whatever loops would loop for ever. */
function world(delay = '1ms'): {
  clock: VirtualClock
  here: SocketBackend
  there: SocketBackend
  address: string
} {
  const clock = new VirtualClock()
  const network = new Network({ clock })
  const here = network.host('here')
  const there = network.host('there')
  network.link(here, there, { path: `delay ${delay}` })
  const address = there.addresses[0] as string
  return { clock, here: engineSockets(here), there: engineSockets(there), address }
}

/** A UDP socket that sends back whatever comes, as long as its guard allows it. */
class Echo {
  answers = 0
  readonly pauses: AnswerPause[] = []
  peers: UdpPeers | undefined
  readonly #guard: AnswerGuard | undefined

  constructor(clock: VirtualClock, isGuarded: boolean) {
    const paused = (pause: AnswerPause): void => void this.pauses.push(pause)
    this.#guard = isGuarded ? new AnswerGuard({ clock, paused }) : undefined
  }

  async open(sockets: SocketBackend, port: number): Promise<void> {
    this.peers = await UdpPeers.bind(sockets, {
      port,
      admit: (peer) => {
        void this.#serve(peer)
        return true
      },
      failed: () => undefined,
    })
    this.#guard?.own(this.peers.localAddress as SocketAddress)
  }

  async #serve(peer: UdpPeer): Promise<void> {
    for (;;) {
      const bytes = await peer.recv()
      if (this.#guard?.allows(peer.remoteAddress) === false) continue
      this.answers++
      await peer.send(bytes)
    }
  }
}

/** One datagram from `here`'s port 7, as whoever writes that sender into it would send it. */
async function start(echo: Echo, address: string): Promise<void> {
  await echo.peers?.peerAt({ address, port: 9000, family: 'IPv4' })?.send(new Uint8Array([1]))
}

describe('automatic answers', () => {
  it('end between two listeners that both answer', async () => {
    const { clock, here, there, address } = world()
    const [one, two] = [new Echo(clock, true), new Echo(clock, true)]
    await clock.runUntilSettled(
      Promise.all([one.open(here, 7), two.open(there, 9000)]).then(() => start(one, address)),
    )
    await settle(clock)
    expect(one.answers + two.answers).toBeLessThanOrEqual(410)
    expect(one.answers + two.answers).toBeGreaterThanOrEqual(200)
    expect([...one.pauses, ...two.pauses].map(({ why }) => why)).toEqual(['peer'])
  })

  it('end with an echo service that answers everything', async () => {
    const { clock, here, there, address } = world()
    const [one, service] = [new Echo(clock, true), new Echo(clock, false)]
    await clock.runUntilSettled(
      Promise.all([one.open(here, 7), service.open(there, 9000)]).then(() => start(one, address)),
    )
    await settle(clock)
    expect(one.answers).toBeGreaterThanOrEqual(200)
    expect(one.answers).toBeLessThan(205)
    expect(one.pauses).toHaveLength(1)
  })

  it('end on a long line too, where few come round in a second', async () => {
    const { clock, here, there, address } = world('45ms')
    const [one, service] = [new Echo(clock, true), new Echo(clock, false)]
    await clock.runUntilSettled(
      Promise.all([one.open(here, 7), service.open(there, 9000)]).then(() => start(one, address)),
    )
    await settle(clock, 60)
    const { answers } = one
    expect(one.pauses).toHaveLength(1)
    await settle(clock, 600)
    expect(one.answers).toBe(answers)
  })

  it('never go to a port of our own, told once', () => {
    const pauses: AnswerPause[] = []
    const guard = new AnswerGuard({
      clock: new VirtualClock(),
      isOwnAddress: (address) => address === '192.0.2.1',
      paused: (pause) => pauses.push(pause),
    })
    const close = guard.own(at('0.0.0.0', 8888))
    guard.own(at('127.0.0.1', 9999))
    for (const from of [at('127.0.0.1', 8888), at('192.0.2.1', 8888), at('127.0.0.1', 9999)]) {
      expect([guard.allows(from), guard.allows(from)]).toEqual([false, false])
    }
    expect(pauses.map(({ why }) => why)).toEqual(['ours', 'ours', 'ours'])
    // The same port elsewhere is somebody else's.
    expect(guard.allows(at('192.0.2.2', 8888))).toBe(true)
    expect(guard.allows(at('127.0.0.2', 9999))).toBe(true)
    close()
    expect(guard.allows(at('127.0.0.3', 8888))).toBe(true)
  })

  it('to senders that are made up are bounded together, and so is what is remembered of them', () => {
    const clock = new VirtualClock()
    const pauses: AnswerPause[] = []
    const guard = new AnswerGuard({ clock, paused: (pause) => pauses.push(pause) })
    let answers = 0
    for (let sender = 0; sender < 100_000; sender++) {
      const from = at(`10.${sender >> 16}.${(sender >> 8) & 255}.${sender & 255}`, 53)
      if (guard.allows(from)) answers++
    }
    expect(answers).toBe(2_000)
    expect(pauses.map(({ why }) => why)).toEqual(['all'])
    clock.runUntil(11 * SECOND)
    expect(guard.allows(at('10.0.0.1', 53))).toBe(true)
  })

  it('begin again after the pause', () => {
    const clock = new VirtualClock()
    const guard = new AnswerGuard({ clock, paused: () => undefined })
    const peer = at('10.0.0.1', 5000)
    const count = (): number => Array.from({ length: 500 }, () => guard.allows(peer)).filter(Boolean).length
    expect(count()).toBe(200)
    // Another peer is not held up by it.
    expect(guard.allows(at('10.0.0.1', 5001))).toBe(true)
    clock.runUntil(9 * SECOND)
    expect(count()).toBe(0)
    clock.runUntil(10 * SECOND)
    expect(count()).toBe(50)
    clock.runUntil(60 * SECOND)
    expect(count()).toBe(200)
  })

  it('say who, why and for how long', () => {
    expect(answerPauseText({ why: 'peer', remote: at('::1', 7) }, 'en')).toBe(
      'More than 200 automatic answers to [::1]:7, and then 5 a second: none for 10 s.',
    )
  })
})

describe('isLoopback', () => {
  it('knows the loopback in both families', () => {
    const own = ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1', '::1%lo', 'LocalHost']
    const foreign = ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example', 'x127.0.0.1', '::2']
    expect([...own, ...foreign].filter(isLoopback)).toEqual(own)
  })
})

function at(address: string, port: number): SocketAddress {
  return { address, port, family: address.includes(':') ? 'IPv6' : 'IPv4' }
}

/** So long that a loop without a guard would make thousands of answers. */
async function settle(clock: VirtualClock, seconds = 30): Promise<void> {
  await clock.runUntilSettled(
    new Promise<void>((resolve) => clock.at(clock.now() + seconds * SECOND, () => resolve())),
  )
}
