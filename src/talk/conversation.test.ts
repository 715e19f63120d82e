import { describe, expect, it } from 'vitest'
import { SECOND } from '../base/index.ts'
import { VirtualClock } from '../link/index.ts'
import { Network } from '../net/index.ts'
import { engineSockets } from '../socket/index.ts'
import { Conversation, type ConversationEvent, type ConversationSocket, dial, openListener } from './index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

interface Side {
  readonly conversation: Conversation
  readonly events: ConversationEvent[]
}

/** Two hosts on a line; a conversation from here, and those that a listener there admits. */
function world(transport: 'tcp' | 'udp') {
  const clock = new VirtualClock()
  const network = new Network({ clock })
  const [here, there] = [network.host('here'), network.host('there')]
  network.link(here, there, { path: 'delay 10ms' })
  const side = (socket: ConversationSocket, role: 'client' | 'server'): Side => {
    const events: ConversationEvent[] = []
    const conversation = new Conversation({
      number: 1,
      socket,
      transport,
      role,
      clock,
      onEvent: (event) => void events.push(event),
    })
    return { conversation, events }
  }
  const serve = async (port: number, serving: (side: Side) => void): Promise<() => void> => {
    const listener = await openListener(engineSockets(there), {
      transport,
      port,
      admit: (socket) => (serving(side(socket, 'server')), true),
      failed: (error) => expect.fail(String(error)),
    })
    listener.start()
    return listener.stop
  }
  const call = async (port: number): Promise<Side> =>
    side(
      await dial(engineSockets(here), { transport, host: there.addresses[0] ?? '', port, resolve }),
      'client',
    )
  const run = <Value>(body: () => Promise<Value>): Promise<Value> => clock.runUntilSettled(body())
  const wait = (time: number): Promise<void> =>
    new Promise((resolved) => void clock.at(clock.now() + time, resolved))
  return { serve, call, run, wait }
}

const resolve = async (host: string): Promise<string> => host
const told = (events: readonly ConversationEvent[]): string[] =>
  events.map((event) => (event.type === 'state' ? `${event.state} by ${event.by}` : event.type))

describe('a conversation over TCP', () => {
  it('is half-closed, answered and closed: each state is told once, at both ends', async () => {
    const { serve, call, run } = world('tcp')
    await run(async () => {
      const sides: Side[] = []
      await serve(7, (side) => {
        sides.push(side)
        void side.conversation.serve({ onData: (chunk) => side.conversation.send(chunk) })
      })
      const { conversation, events } = await call(7)
      await conversation.send(bytes('hello'))
      await conversation.halfClose()
      expect(conversation.state).toBe('FIN-WAIT')
      await conversation.serve({})
      // The last two may be told before the state that ends it: they come another way.
      const states = told(events).filter((event) => event.includes(' by '))
      expect(states).toEqual(['FIN-WAIT by us', 'CLOSED by peer'])
      expect(told(events).slice(0, 3)).toEqual(['data', 'FIN-WAIT by us', 'data'])
      await sides[0]?.conversation.closed
      expect(told(sides[0]?.events ?? [])).toEqual(['data', 'data', 'CLOSE-WAIT by peer', 'stats', 'close'])
      expect(conversation.record).toMatchObject({ how: 'fin', fins: ['us', 'peer'], bytesSent: 5 })
    })
  })

  it('that is paused reads nothing, and goes on where it was', async () => {
    const { serve, call, run, wait } = world('tcp')
    await run(async () => {
      await serve(7, ({ conversation }) => void conversation.send(bytes('hello')))
      const { conversation, events } = await call(7)
      void conversation.pause()
      const reading = conversation.serve({})
      await wait(SECOND)
      expect([conversation.bytesReceived, conversation.isPaused]).toEqual([0, true])
      void conversation.resume()
      await wait(SECOND)
      expect(conversation.bytesReceived).toBe(5)
      conversation.reset()
      expect(conversation.state).toBe('CLOSED')
      await reading
      expect(told(events)).toEqual(['mark', 'mark', 'data', 'stats', 'close'])
    })
  })
})

describe('a conversation whose reading is paused', () => {
  it.each(['fin', 'reset'] as const)('ends with its connection (%s)', async (how) => {
    const { serve, call, run, wait } = world('tcp')
    await run(async () => {
      const peers: Side[] = []
      await serve(7, (side) => {
        peers.push(side)
        void side.conversation.serve({})
      })
      const { conversation, events } = await call(7)
      await wait(SECOND)
      const reading = conversation.receive().catch((error: unknown) => error)
      await conversation.pause()
      if (how === 'fin') await conversation.halfClose()
      else peers[0]?.conversation.reset()
      await reading
      expect(conversation.isOver).toBe(true)
      expect(told(events)).toContain('close')
    })
  })
})

describe('a conversation over UDP', () => {
  it('is not ended by an ICMP port unreachable: that is told, and what is sent later arrives', async () => {
    const { serve, call, run, wait } = world('udp')
    await run(async () => {
      const { conversation, events } = await call(7)
      const reading = conversation.serve({})
      await conversation.send(bytes('anybody?'))
      await wait(SECOND)
      expect(events).toMatchObject([{ type: 'data' }, { type: 'error', code: 'ECONNREFUSED' }])
      expect([conversation.state, conversation.unreachable]).toEqual(['ESTABLISHED', 'ECONNREFUSED'])
      await serve(7, (peer) => {
        void peer.conversation.serve({ onData: (chunk) => peer.conversation.send(chunk) })
      })
      await conversation.send(bytes('again'))
      await wait(SECOND)
      expect(conversation.bytesReceived).toBe(5)
      expect(conversation.unreachable).toBeUndefined()
      await conversation.close()
      await reading
      expect(told(events)).toEqual(['data', 'error', 'data', 'data', 'stats', 'close'])
    })
  })

  it('ends without a FIN, a handshake or a state of TCP', async () => {
    const { call, run } = world('udp')
    await run(async () => {
      for (const end of ['close', 'leave'] as const) {
        const { conversation, events } = await call(7)
        await conversation.halfClose()
        await conversation[end]()
        if (end === 'close') await conversation.closed
        const close = events.find(({ type }) => type === 'close')
        expect(close).toMatchObject({ how: 'datagrams', fins: [] })
        expect(close).toMatchObject({ firstCloser: undefined, connected: undefined })
        expect(told(events)).toEqual(['stats', 'close'])
      }
    })
  })

  it('that is sent much tells one report in a second', async () => {
    const { call, run, wait } = world('udp')
    await run(async () => {
      const { conversation, events } = await call(7)
      void conversation.serve({})
      for (let i = 0; i < 20; i++) {
        await conversation.send(bytes('anybody?'))
        await wait(SECOND / 10)
      }
      expect(told(events).filter((type) => type === 'error')).toHaveLength(2)
      await conversation.close()
    })
  })
})
