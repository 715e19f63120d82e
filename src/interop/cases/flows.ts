import { equal } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { connect, listen, type Connection } from '../../socket/index.ts'
import { interopSentences as t } from '../sentences.ts'
import { runIperf3, serveIperf3 } from '../iperf3.ts'
import * as programs from '../programs.ts'
import { accepted, recvAll, until, type InteropWire, type InteropWorld } from '../world.ts'
import type { InteropCase } from './types.ts'

const BLOCK = 1 << 20

/** Takes everything and answers the end with its own. @returns The SHA-256 of what came. */
async function sinkOf(socket: Connection, bytes: number): Promise<string> {
  const sha = createHash('sha256')
  const target = new Uint8Array(BLOCK)
  let total = 0
  for (let length = await socket.recvInto(target); length > 0; length = await socket.recvInto(target)) {
    sha.update(target.subarray(0, length))
    total += length
  }
  equal(total, bytes)
  await socket.close()
  return sha.digest('hex')
}

/** @returns The SHA-256 of what was sent: blocks that differ, so that one in the place of another is noticed. */
async function sourceOf(socket: Connection, bytes: number): Promise<string> {
  const sha = createHash('sha256')
  const block = new Uint8Array(BLOCK).map((_, i) => (i * 2654435761) >>> 13)
  for (let at = 0; at < bytes; at += BLOCK) {
    new DataView(block.buffer).setFloat64(0, at)
    const part = block.subarray(0, Math.min(BLOCK, bytes - at))
    sha.update(part)
    await socket.send(part)
  }
  await socket.close()
  return sha.digest('hex')
}

async function bulkIn(world: InteropWorld, wire: InteropWire, bytes: number): Promise<string> {
  const begin = process.hrtime.bigint()
  const { socket, peer } = await accepted(world, wire, programs.SOURCE, bytes)
  const sha = await sinkOf(socket, bytes)
  equal(await peer.line(), sha)
  return rate(bytes, begin)
}

async function bulkOut(world: InteropWorld, wire: InteropWire, bytes: number): Promise<string> {
  const begin = process.hrtime.bigint()
  const { socket, peer } = await accepted(world, wire, programs.SINK)
  const sha = await sourceOf(socket, bytes)
  equal(await peer.line(), sha)
  return rate(bytes, begin)
}

function rate(bytes: number, begin: bigint): string {
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9
  return `${bytes} B, ${Math.round(bytes / 1e6 / seconds)} MB/s, sha256 =`
}

const IMPAIRED = 5_000_000
const paths: readonly (readonly [string, string, (typeof t)['loss']])[] = [
  ['loss', 'loss 2%', t.loss],
  ['reorder', 'delay 5ms reorder 25%', t.reorder],
  ['rough', 'delay 1ms loss 1% duplicate 1% corrupt 1%', t.rough],
]

/** iperf3 measures the engine's server, or the engine iperf3's. */
async function iperf3Calls(world: InteropWorld, ...flags: readonly string[]): Promise<string> {
  const wire = await world.wire()
  const { port, result } = await serveIperf3(wire.sockets)
  const args = ['-c', wire.engine.v4, '-p', String(port), '-n', String(world.bulk >> 2), '-J', ...flags]
  const client = world.start('iperf3', ...args)
  const report = await until(async () => {
    let report = ''
    for (;;) {
      const line = await client.line().catch(() => undefined)
      if (line === undefined) return report
      report += `${line}\n`
    }
  })
  equal((JSON.parse(report) as { error?: string }).error, undefined)
  const { bytes, seconds } = await result
  equal(bytes >= world.bulk >> 2, true, `${bytes} bytes arrived`)
  return `${Math.round(bytes / 1e6 / seconds)} MB/s`
}

async function callIperf3(world: InteropWorld): Promise<string> {
  const wire = await world.wire()
  const port = 5201
  world.start('iperf3', '-s', '-1', '-B', wire.kernel.v4, '-p', port)
  const bytes = world.bulk >> 2
  const { bytes: arrived, seconds } = await until(() =>
    runIperf3(wire.sockets, { host: wire.kernel.v4, port, bytes }).catch((error: { code?: string }) => {
      if (error.code === 'ECONNREFUSED') return undefined
      throw error
    }),
  )
  equal(arrived, bytes)
  return `${Math.round(bytes / 1e6 / seconds)} MB/s`
}

/** A reader that does not read: the window closes, is probed, and opens again. */
async function zeroWindow(world: InteropWorld): Promise<void> {
  await world.seen(async (wire) => {
    const { socket, peer } = await accepted(world, wire, programs.SLOW_READER)
    const sent = sourceOf(socket, BLOCK)
    await new Promise((resolve) => setTimeout(resolve, 300))
    peer.write('\n')
    equal(await peer.line(), await sent)
  })
  await world.seen(async (wire) => {
    const { socket, peer } = await accepted(world, wire, programs.SOURCE, 4 * BLOCK)
    await new Promise((resolve) => setTimeout(resolve, 600))
    equal(await sinkOf(socket, 4 * BLOCK), await peer.line())
  })
}

async function thousand(world: InteropWorld): Promise<string> {
  const count = 1000
  const wire = await world.wire()
  const listener = await listen(wire.sockets, { backlog: count })
  const peer = world.python(programs.MANY_CLIENTS, wire.engine.v4, listener.localAddress.port, count)
  await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = await listener.accept()
      await socket.send(await recvAll(socket))
      await socket.close()
    }),
  )
  equal(Number(await peer.line()), count)
  await listener.close()
  const server = world.python(programs.MANY_SERVER, wire.kernel.v4, count)
  const port = Number(await server.line())
  const all = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const socket = await connect(wire.sockets, { host: wire.kernel.v4, port })
      await socket.send(new TextEncoder().encode(`${i};`.repeat(500)))
      await socket.shutdown('send')
      const heard = new TextDecoder().decode(await recvAll(socket))
      await socket.close()
      return heard === `${i};`.repeat(500)
    }),
  )
  equal(all.filter(Boolean).length, count)
  equal(await server.line(), 'done')
  return `2x ${count}`
}

/** The kernel's end takes smaller packets from now on: what it announces is kept to. */
async function mtuChange(world: InteropWorld): Promise<void> {
  const wire = await world.wire('delay 1ms')
  let largest = 0
  wire.network.tap({ sent: ({ bytes }) => void (largest = Math.max(largest, bytes.length)) })
  world.ip('link', 'set', wire.device, 'mtu', '1280')
  await bulkOut(world, wire, IMPAIRED)
  await bulkIn(world, wire, IMPAIRED)
  equal(largest, 1280)
}

/** The kernel as a router between two engines: its second wire takes smaller packets, and it says so by ICMP. */
async function pathMtu(world: InteropWorld): Promise<string> {
  world.writeSetting('net/ipv4/ip_forward', '1')
  const near = await world.wire('delay 1ms')
  const far = await world.wire('delay 2ms')
  world.ip('link', 'set', far.device, 'mtu', '1280')
  const sizes = { near: 0, far: 0 }
  near.network.tap({ sent: ({ bytes }) => void (sizes.near = Math.max(sizes.near, bytes.length)) })
  far.network.tap({ sent: ({ bytes }) => void (sizes.far = Math.max(sizes.far, bytes.length)) })
  const listener = await listen(far.sockets)
  const sender = await connect(near.sockets, { host: far.engine.v4, port: listener.localAddress.port })
  const receiver = await listener.accept()
  const sent = sourceOf(sender, IMPAIRED)
  equal(await sinkOf(receiver, IMPAIRED), await sent)
  await listener.close()
  equal(sizes.near, 1500)
  equal(sizes.far, 1280)
  return `${sizes.near} B, ${sizes.far} B`
}

export const flows: readonly InteropCase[] = [
  {
    name: 'bulk-in',
    title: t.bulkIn,
    needs: ['python3'],
    run: async (world) => bulkIn(world, await world.wire(), world.bulk),
  },
  {
    name: 'bulk-out',
    title: t.bulkOut,
    needs: ['python3'],
    run: async (world) => bulkOut(world, await world.wire(), world.bulk),
  },
  ...paths.map(([name, path, title]): InteropCase => ({
    name,
    title,
    needs: ['python3'],
    run: async (world: InteropWorld): Promise<string> => {
      const wire = await world.wire(path)
      await bulkIn(world, wire, IMPAIRED)
      return bulkOut(world, wire, IMPAIRED)
    },
  })),
  { name: 'iperf3-sends', title: t.iperf3Sends, needs: ['iperf3'], run: (world) => iperf3Calls(world) },
  {
    name: 'iperf3-receives',
    title: t.iperf3Receives,
    needs: ['iperf3'],
    run: (world) => iperf3Calls(world, '-R'),
  },
  { name: 'iperf3-server', title: t.iperf3Server, needs: ['iperf3'], run: callIperf3 },
  { name: 'zero-window', title: t.zeroWindow, needs: ['python3'], run: zeroWindow },
  { name: 'thousand', title: t.thousand, needs: ['python3'], run: thousand },
  { name: 'mtu-change', title: t.mtuChange, needs: ['python3'], run: mtuChange },
  { name: 'path-mtu', title: t.pathMtu, needs: [], run: pathMtu },
]
