import { deepEqual, equal } from 'node:assert/strict'
import { connect, listen } from '../../socket/index.ts'
import { interopSentences as t } from '../sentences.ts'
import { traceConnections } from '../../trace/index.ts'
import { Recorder } from '../../link/index.ts'
import * as programs from '../programs.ts'
import { accepted, codeOf, recvAll, type InteropWorld } from '../world.ts'
import type { InteropCase } from './types.ts'

const text = (data: Uint8Array): string => new TextDecoder().decode(data)
const bytes = (data: string): Uint8Array => new TextEncoder().encode(data)

async function halfCloseByKernel(world: InteropWorld): Promise<void> {
  const [trace] = await world.seen(async (wire) => {
    const { socket, peer } = await accepted(world, wire, programs.HALF_CLOSE_CLIENT)
    equal(text(await recvAll(socket)), 'question')
    for (let i = 0; i < 10; i++) await socket.send(new Uint8Array(20_000))
    await socket.close()
    equal(await peer.line(), '200000')
    equal((await socket.closed).firstCloser, 'peer')
  })
  equal(trace?.close?.first, 'client')
}

async function halfCloseByEngine(world: InteropWorld): Promise<void> {
  const [trace] = await world.seen(async (wire) => {
    const peer = world.python(programs.HALF_CLOSE_SERVER, wire.kernel.v4)
    const socket = await connect(wire.sockets, { host: wire.kernel.v4, port: Number(await peer.line()) })
    await socket.send(bytes('question'))
    await socket.shutdown('send')
    equal((await recvAll(socket)).length, 200_000)
    await socket.close()
    equal(await peer.line(), 'question')
    equal(await peer.done(), 0)
  })
  equal(trace?.close?.first, 'client')
}

async function resetByKernel(world: InteropWorld): Promise<void> {
  await world.seen(async (wire) => {
    const { socket, peer } = await accepted(world, wire, programs.RESETTING_CLIENT)
    equal(text(await socket.recv()), 'hello')
    const waiting = codeOf(socket.recv())
    peer.write('\n')
    equal(await waiting, 'ECONNRESET')
    const { how, firstCloser } = await socket.closed
    deepEqual([how, firstCloser], ['reset', 'peer'])
  })
}

async function resetByEngine(world: InteropWorld): Promise<void> {
  await world.seen(async (wire) => {
    const { socket, peer } = await accepted(world, wire, programs.READING_CLIENT)
    equal(text(await socket.recv()), 'hello')
    socket.reset()
    equal(await peer.line(), 'ConnectionResetError')
  })
}

async function closedPorts(world: InteropWorld): Promise<void> {
  await world.seen(async (wire) => {
    equal(await world.python(programs.REFUSED_CLIENT, wire.engine.v4, 9).line(), 'ConnectionRefusedError')
    const closed = world.python(programs.CLOSED_PORT, wire.kernel.v4)
    const port = Number(await closed.line())
    equal(await closed.line(), 'closed')
    equal(await codeOf(connect(wire.sockets, { host: wire.kernel.v4, port })), 'ECONNREFUSED')
  })
}

/** Both FINs are under way at once: 30 ms each way, and each side closes 10 ms into it. */
async function closeTogether(world: InteropWorld): Promise<void> {
  const wire = await world.wire('delay 30ms')
  const recorder = new Recorder()
  wire.network.tap(recorder)
  const { socket, peer } = await accepted(world, wire, programs.CLOSING_CLIENT)
  equal(text(await socket.recv()), 'hello')
  peer.write('\n')
  equal(await peer.line(), 'closing')
  await socket.close()
  equal(await peer.done(), 0)
  equal((await socket.closed).how, 'fin')
  const [trace] = traceConnections(recorder.packets)
  const fins = trace?.segments.filter(({ kinds }) => kinds.includes('fin')) ?? []
  const times = fins.map(({ packet }) => recorder.packets[packet]?.time ?? 0)
  equal(new Set(fins.map(({ from }) => from)).size, 2)
  const apart = Math.abs((times[0] ?? 0) - (times.at(-1) ?? Number.POSITIVE_INFINITY)) / 1e6
  equal(apart < 30, true, `the FINs were ${apart} ms apart`)
}

async function samePort(world: InteropWorld): Promise<string> {
  const times = 3
  await world.seen(async (wire) => {
    const listener = await listen(wire.sockets)
    const peer = world.python(
      programs.SAME_PORT_CLIENT,
      wire.engine.v4,
      listener.localAddress.port,
      5005,
      times,
    )
    for (let i = 0; i < times; i++) {
      const socket = await listener.accept()
      equal(socket.remoteAddress?.port, 5005)
      await socket.send(bytes(`bye ${i}`))
      await socket.close()
      equal(await peer.line(), `bye ${i}`)
    }
    await listener.close()
  })
  return `${times}x`
}

export const endings: readonly InteropCase[] = [
  { name: 'half-close-kernel', title: t.halfCloseKernel, needs: ['python3'], run: halfCloseByKernel },
  { name: 'half-close-engine', title: t.halfCloseEngine, needs: ['python3'], run: halfCloseByEngine },
  { name: 'reset-kernel', title: t.resetKernel, needs: ['python3'], run: resetByKernel },
  { name: 'reset-engine', title: t.resetEngine, needs: ['python3'], run: resetByEngine },
  { name: 'closed-port', title: t.closedPort, needs: ['python3'], run: closedPorts },
  { name: 'close-together', title: t.closeTogether, needs: ['python3'], run: closeTogether },
  { name: 'same-port', title: t.samePort, needs: ['python3'], run: samePort },
]
