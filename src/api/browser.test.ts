import { expect, it } from 'vitest'
import * as browser from './browser.ts'
import { seconds, sayError, SynfinError, VirtualClock } from './index.ts'
import * as node from './index.ts'
import { engineSockets, Network } from './net.ts'

function hosts(): { clock: VirtualClock; client: node.SocketBackend; server: node.SocketBackend } {
  const clock = new VirtualClock()
  const network = new Network({ clock })
  const [client, server] = [network.host('client'), network.host('server')]
  network.link(client, server, { path: 'delay 20ms' })
  return { clock, client: engineSockets(client), server: engineSockets(server, { lang: 'zh' }) }
}

it.each([
  ['in Node', node],
  ['where there is no kernel', browser],
])(
  '%s the same calls speak over the sockets that they are given',
  async (_where, { connect, listen, tcp, udp }) => {
    const { clock, client, server } = hosts()
    const talk = async (): Promise<unknown> => {
      const listener = await listen({ sockets: server, port: 80, encoding: 'gbk' })
      const connection = await connect({ sockets: client, port: 80, host: 'server', encoding: 'gbk' })
      await connection.send('你好\n')
      const line = await (await listener.accept()).readLine()
      const socket = tcp({ sockets: client })
      await socket.connect(80, 'server')
      const receiver = udp({ sockets: server })
      await receiver.bind(9)
      await udp({ sockets: client }).send(Uint8Array.of(1), 9, 'server')
      const { data } = await receiver.recv()
      const refused = await connection.readLine({ max: 0.5 }).catch((error: unknown) => error)
      return [line, socket.phase, data.length, refused instanceof SynfinError]
    }
    expect(await clock.runUntilSettled(talk())).toEqual(['你好', 'connected', 1, true])
    expect(clock.now()).toBeLessThan(seconds(1))
  },
)

it('where there is no kernel a call without sockets says what helps, in the language asked for', async () => {
  const error = await browser.connect({ port: 80, lang: 'zh' }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'SYNFIN_NO_KERNEL' })
  expect((error as Error).message).toContain('engineSockets(host)')
  expect(sayError(error as SynfinError, 'zh')).toBe((error as Error).message)
  expect(() => browser.udp()).toThrow('There are no TCP sockets here')
})
