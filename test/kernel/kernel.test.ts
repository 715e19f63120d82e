import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toNodeSocket } from '../../src/host/index.ts'
import { Recorder, type RecordedPacket } from '../../src/link/index.ts'
import type { TcpEndpoint } from '../../src/net/index.ts'
import { connect, listen, type Connection, type TcpStream } from '../../src/socket/index.ts'
import { traceConnections, type ConnectionTrace } from '../../src/trace/index.ts'
import { writePcapng } from '../../src/capture/index.ts'
import { PSH, URG } from '../../src/wire/index.ts'
import { has } from '../support/programs.ts'
import { ENGINE, KERNEL, kernelWorld, obstacle, type KernelWorld } from './kernel-world.ts'
import * as programs from '../../src/interop/programs.ts'

const reason = await obstacle()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (data: Uint8Array): string => new TextDecoder().decode(data)

async function recvAll(socket: TcpStream): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let part = await socket.recv(); part.length > 0; part = await socket.recv()) parts.push(part)
  return Buffer.concat(parts)
}

/** @returns The POSIX code with which a promise rejects; 'fine' when it does not. */
async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'fine',
    (error: { code?: string }) => error.code ?? 'no code',
  )
}

/** Waits for what the two stacks bring about by themselves; the test's own time-out is the bound. */
async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await pause(5)
}

describe.skipIf(reason !== undefined)(`the engine and the kernel ${reason ?? ''}`, () => {
  let world: KernelWorld
  const recorder = new Recorder()
  const clean: RecordedPacket[] = []

  beforeAll(async () => {
    world = await kernelWorld()
  })
  afterAll(async () => {
    await world?.close()
  })

  /** Runs a test with a tap on; what it saw is kept for tshark. */
  async function seen(body: () => Promise<void>): Promise<readonly ConnectionTrace[]> {
    recorder.clear()
    const untap = world.network.tap(recorder)
    try {
      await body()
    } finally {
      untap()
    }
    clean.push(...recorder.packets)
    // The last packets of a test before may come in yet.
    return traceConnections(recorder.packets).filter(({ startedMidway }) => !startedMidway)
  }

  /** A listener of the engine and the first client that a kernel program brings to it. */
  async function accepted(program: string, ...args: (string | number)[]): Promise<Accepted> {
    const listener = await listen(world.sockets)
    const peer = world.python(program, ENGINE.v4, listener.localAddress.port, ...args)
    const socket = await listener.accept()
    await listener.close()
    return { socket, peer }
  }
  type Accepted = { socket: Connection; peer: ReturnType<KernelWorld['python']> }

  describe('a conversation', () => {
    it.each([ENGINE.v4, ENGINE.v6])('in GBK, the kernel calls %s', async (address) => {
      const [trace] = await seen(async () => {
        const listener = await listen(world.sockets, { encoding: 'gbk' })
        const peer = world.python(programs.GBK_CLIENT, address, listener.localAddress.port)
        const client = await listener.accept()
        let heard = ''
        while (heard.length < 7) heard += await client.recv()
        expect(heard).toBe('你好，设备一号')
        await client.send('收到：温度 25 度')
        await client.close()
        expect(await peer.line()).toBe('收到：温度 25 度')
        expect(await peer.done()).toBe(0)
        expect(await client.closed).toMatchObject({ how: 'fin', firstCloser: 'us' })
        await listener.close()
      })
      expect(trace).toMatchObject({ close: { first: 'server', how: 'fin' } })
      expect(waiters(trace)).toEqual(['server'])
    })

    it.each([KERNEL.v4, KERNEL.v6])('in GBK, the engine calls %s', async (address) => {
      const [trace] = await seen(async () => {
        const peer = world.python(programs.GBK_SERVER, address)
        const port = Number(await peer.line())
        const client = await connect(world.sockets, { host: address, port, encoding: 'gbk' })
        await client.send('你好，设备一号')
        await client.shutdown('send')
        expect(await peer.line()).toBe('你好，设备一号')
        let heard = ''
        for await (const part of client) heard += part
        expect(heard).toBe('收到：温度 25 度')
        await client.close()
        expect(await peer.done()).toBe(0)
      })
      expect(trace).toMatchObject({ close: { first: 'client', how: 'fin' } })
      expect(waiters(trace)).toEqual(['client'])
      expect(trace?.handshake).toBeDefined()
    })

    it.skipIf(!has('ncat'))('with ncat, both ways round', async () => {
      const listener = await listen(world.sockets)
      const caller = world.start('ncat', ENGINE.v4, listener.localAddress.port)
      const client = await listener.accept()
      caller.write('hello\n')
      expect(text(await client.recv())).toBe('hello\n')
      await client.send(bytes('hello yourself\n'))
      expect(await caller.line()).toBe('hello yourself')
      caller.end()
      await client.close()
      expect(await caller.done()).toBe(0)
      await listener.close()

      const server = world.start('ncat', '-l', KERNEL.v4, 7_007)
      let socket: Connection | undefined
      // ncat does not say when it listens.
      while (socket === undefined) {
        socket = await connect(world.sockets, { host: KERNEL.v4, port: 7_007 }).catch(() => undefined)
        if (socket === undefined) await pause(20)
      }
      await socket.send(bytes('a line\n'))
      expect(await server.line()).toBe('a line')
      server.write('a line back\n')
      expect(text(await socket.recv())).toBe('a line back\n')
      await socket.close()
      server.end()
      expect(await server.done()).toBe(0)
    })

    it.skipIf(!has('curl'))('over HTTP: curl asks a Node server that stands on the engine', async () => {
      const listener = await listen(world.sockets)
      const page = 'x'.repeat(300_000)
      const server = http.createServer((request, response) => {
        response.end(`${request.method} ${request.url} ${page}`)
      })
      const serving = (async () => {
        for await (const client of listener) server.emit('connection', toNodeSocket(client))
      })()
      const url = `http://${ENGINE.v4}:${listener.localAddress.port}`
      const curl = world.start('curl', '-sS', '--max-time', '20', `${url}/a`, `${url}/b`)
      const answer = (await curl.line()) as string
      expect(answer).toBe(`GET /a ${page}GET /b ${page}`)
      expect(await curl.done()).toBe(0)
      server.closeAllConnections()
      await listener.close()
      await serving.catch(() => {})
    })
  })

  describe('an end', () => {
    it('half-close by the kernel: the engine answers late', async () => {
      const [trace] = await seen(async () => {
        const { socket, peer } = await accepted(programs.HALF_CLOSE_CLIENT)
        expect(text(await recvAll(socket))).toBe('question')
        for (let i = 0; i < 10; i++) await socket.send(new Uint8Array(20_000))
        await socket.close()
        expect(await peer.line()).toBe('200000')
        expect(await socket.closed).toMatchObject({ how: 'fin', firstCloser: 'peer', bytesSent: 200_000 })
      })
      expect(trace).toMatchObject({ close: { first: 'client', how: 'fin' } })
      expect(waiters(trace)).toEqual(['client'])
      expect(trace?.totals.server.bytes).toBe(200_000)
    })

    it('half-close by the engine: the kernel answers late', async () => {
      const [trace] = await seen(async () => {
        const peer = world.python(programs.HALF_CLOSE_SERVER, KERNEL.v4)
        const port = Number(await peer.line())
        const socket = await connect(world.sockets, { host: KERNEL.v4, port })
        await socket.send(bytes('question'))
        await socket.shutdown('send')
        expect(await recvAll(socket)).toHaveLength(200_000)
        await socket.close()
        expect(await peer.line()).toBe('question')
        expect(await peer.done()).toBe(0)
      })
      expect(trace).toMatchObject({ close: { first: 'client', how: 'fin' } })
      expect(waiters(trace)).toEqual(['client'])
    })

    it('RST by the kernel', async () => {
      const [trace] = await seen(async () => {
        const { socket, peer } = await accepted(programs.RESETTING_CLIENT)
        expect(text(await socket.recv())).toBe('hello')
        const waiting = codeOf(socket.recv())
        peer.write('\n')
        expect(await waiting).toBe('ECONNRESET')
        expect(await socket.closed).toMatchObject({ how: 'reset', firstCloser: 'peer' })
      })
      expect(trace).toMatchObject({ reset: { by: 'client' } })
      expect(world.host.connections.filter(({ state }) => state === 'ESTABLISHED')).toEqual([])
    })

    it('RST by the engine', async () => {
      const [trace] = await seen(async () => {
        const { socket, peer } = await accepted(programs.READING_CLIENT)
        expect(text(await socket.recv())).toBe('hello')
        socket.reset()
        expect(await peer.line()).toBe('ConnectionResetError')
      })
      expect(trace).toMatchObject({ close: { first: 'server', how: 'rst' }, reset: { by: 'server' } })
    })

    it('RST by the engine that closes with unread bytes', async () => {
      const [trace] = await seen(async () => {
        const { socket, peer } = await accepted(programs.READING_CLIENT)
        const [endpoint] = world.host.connections.filter(({ remote }) => remote.port === port(socket))
        await until(() => endpoint?.readableLength === 5)
        await socket.close()
        expect(await peer.line()).toBe('ConnectionResetError')
      })
      expect(trace).toMatchObject({ reset: { by: 'server' } })
    })

    it('a port where nobody listens, both ways', async () => {
      await seen(async () => {
        const caller = world.python(programs.REFUSED_CLIENT, ENGINE.v4, 9)
        expect(await caller.line()).toBe('ConnectionRefusedError')
        const peer = world.python(programs.CLOSED_PORT, KERNEL.v4)
        const closed = Number(await peer.line())
        await peer.done()
        expect(await codeOf(connect(world.sockets, { host: KERNEL.v4, port: closed }))).toBe('ECONNREFUSED')
        expect(await codeOf(connect(world.sockets, { host: KERNEL.v6, port: closed }))).toBe('ECONNREFUSED')
      })
    })

    it('a port in TIME-WAIT takes the next connection from the same port: the engine closed first', async () => {
      const listener = await listen(world.sockets)
      const peer = world.python(programs.SAME_PORT_CLIENT, ENGINE.v4, listener.localAddress.port, 5_555, 3)
      for (let i = 0; i < 3; i++) {
        const socket = await listener.accept()
        await socket.send(bytes(`bye ${i}`))
        await socket.close()
        expect(await peer.line()).toBe(`bye ${i}`)
        const waits = world.host.connections.filter(({ remote }) => remote.port === 5_555)
        await until(() => i === 2 || waits.every(({ state }) => state !== 'ESTABLISHED'))
      }
      expect(await peer.done()).toBe(0)
      await listener.close()
      const left = world.host.connections.filter(({ remote }) => remote.port === 5_555)
      expect(left.filter(({ state }) => state !== 'TIME-WAIT')).toEqual([])
    })

    it('a port in TIME-WAIT takes the next connection from the same port: the kernel closed first', async () => {
      const peer = world.python(programs.CLOSING_SERVER, KERNEL.v4, 3)
      const port = Number(await peer.line())
      for (let i = 0; i < 3; i++) {
        const socket = await connect(world.sockets, { host: KERNEL.v4, port, localPort: 6_666 })
        expect(text(await recvAll(socket))).toBe(`bye ${i}`)
        await socket.close()
        await socket.closed
      }
      expect(await peer.done()).toBe(0)
    })
  })

  describe('windows and flags', () => {
    it('a kernel that does not read closes its window, is probed, and gets it all', async () => {
      const [trace] = await seen(async () => {
        const { socket, peer } = await accepted(programs.SLOW_READER)
        const data = new Uint8Array(600_000).map((_, i) => i * 7)
        const sending = socket.send(data).then(() => socket.close())
        const isProbed = (): boolean =>
          traceConnections(recorder.packets).some(({ segments }) =>
            segments.some(({ kinds }) => kinds.includes('zero-window-probe')),
          )
        while (!isProbed()) await pause(50)
        peer.write('\n')
        expect(await peer.line()).toBe(createHash('sha256').update(data).digest('hex'))
        await sending
      })
      expect(trace?.totals.client.zeroWindows).toBeGreaterThan(0)
      expect(trace?.close).toMatchObject({ first: 'server', how: 'fin' })
    })

    it('an engine that does not read closes its window, is probed, and gets it all', async () => {
      const [trace] = await seen(async () => {
        const { socket, peer } = await accepted(programs.SOURCE, 600_000)
        const isProbed = (): boolean => {
          const segments = traceConnections(recorder.packets).at(-1)?.segments ?? []
          const closed = segments.findIndex(
            (one) => one.from === 'server' && one.kinds.includes('zero-window'),
          )
          return closed >= 0 && segments.slice(closed).some((one) => one.from === 'client')
        }
        while (!isProbed()) await pause(50)
        const sha = createHash('sha256')
        sha.update(await recvAll(socket))
        await socket.close()
        expect(await peer.line()).toBe(sha.digest('hex'))
      })
      expect(trace?.totals.server.zeroWindows).toBeGreaterThan(0)
      expect(trace?.totals.client.bytes).toBe(600_000)
    })

    it('urgent data of the kernel stands in the stream', async () => {
      const [trace] = await seen(async () => {
        const { socket, peer } = await accepted(programs.URGENT_CLIENT)
        let heard = ''
        while (heard.length < 6) heard += text(await socket.recv())
        expect(heard).toBe('abcdef')
        socket.reset()
        peer.kill()
      })
      expect(trace?.segments.some(({ from, flags }) => from === 'client' && (flags & URG) !== 0)).toBe(true)
    })

    it('urgent data of the engine comes to the kernel out of band; the last segment pushes', async () => {
      const [trace] = await seen(async () => {
        const listener = world.host.listenTcp({ local: { port: 0 } })
        const peer = world.python(programs.URGENT_CLIENT, ENGINE.v4, listener.local.port)
        const endpoint = await new Promise<TcpEndpoint | undefined>((resolve) => {
          listener.onPending = () => resolve(listener.accept())
        })
        endpoint?.send(bytes('xyz'), { urgent: true })
        endpoint?.send(bytes('!'))
        endpoint?.close()
        expect(await peer.line()).toBe('z')
        expect(await peer.line()).toBe('xy!')
        listener.close()
      })
      const data = trace?.segments.filter(({ from, length }) => from === 'server' && length > 0) ?? []
      expect(data.map(({ flags }) => flags & PSH)).toEqual(data.map(() => PSH))
    })
  })

  describe('many at once', () => {
    it('200 kernel clients', async () => {
      const listener = await listen(world.sockets, { backlog: 256 })
      const peer = world.python(programs.MANY_CLIENTS, ENGINE.v4, listener.localAddress.port, 200)
      const echoes: Promise<void>[] = []
      for (let i = 0; i < 200; i++) {
        const socket = await listener.accept()
        echoes.push(recvAll(socket).then((all) => socket.send(all).then(() => socket.close())))
      }
      await Promise.all(echoes)
      expect(await peer.line()).toBe('200')
      await listener.close()
    })

    it('200 engine clients', async () => {
      const peer = world.python(programs.MANY_SERVER, KERNEL.v4, 200)
      const port = Number(await peer.line())
      const talk = async (word: string): Promise<boolean> => {
        const socket = await connect(world.sockets, { host: KERNEL.v4, port })
        await socket.send(bytes(word))
        await socket.shutdown('send')
        const echoed = text(await recvAll(socket))
        await socket.close()
        return echoed === word
      }
      const talks = Array.from({ length: 200 }, (_, i) => talk(`${i};`.repeat(500)))
      expect(await Promise.all(talks)).toEqual(talks.map(() => true))
      expect(await peer.line()).toBe('done')
    })
  })

  describe('much', () => {
    const MB = 1_000_000
    it.each([
      [ENGINE.v4, 50 * MB, ''],
      [ENGINE.v6, 5 * MB, ''],
      [ENGINE.v4, 5 * MB, 'loss 2%'],
      [ENGINE.v4, 5 * MB, 'delay 5ms reorder 25%'],
      [ENGINE.v4, 5 * MB, 'delay 1ms loss 1% duplicate 1% corrupt 1%'],
    ])('the kernel sends to %s %d bytes over "%s"', async (address, size, path) => {
      const listener = await listen(world.sockets)
      world.outside.link.setPath(path)
      const peer = world.python(programs.SOURCE, address, listener.localAddress.port, size)
      const socket = await listener.accept()
      const sha = createHash('sha256')
      const buffer = new Uint8Array(1 << 17)
      let length = 0
      for (let n = await socket.recvInto(buffer); n > 0; n = await socket.recvInto(buffer)) {
        sha.update(buffer.subarray(0, n))
        length += n
      }
      await socket.close()
      expect(length).toBe(size)
      expect(await peer.line()).toBe(sha.digest('hex'))
      world.outside.link.setPath('')
      await listener.close()
    })

    it.each([
      [ENGINE.v4, 50 * MB, ''],
      [ENGINE.v6, 5 * MB, ''],
      [ENGINE.v4, 5 * MB, 'loss 2%'],
      [ENGINE.v4, 2 * MB, 'delay 5ms reorder 25%'],
      [ENGINE.v4, 2 * MB, 'delay 1ms loss 1% duplicate 1% corrupt 1%'],
    ])('the engine sends from %s %d bytes over "%s"', async (address, size, path) => {
      const listener = await listen(world.sockets)
      world.outside.link.setPath(path)
      const peer = world.python(programs.SINK, address, listener.localAddress.port)
      const socket = await listener.accept()
      const sha = createHash('sha256')
      const block = new Uint8Array(1 << 18).map((_, i) => (i * i) >> 5)
      for (let left = size; left > 0; left -= block.length) {
        const part = block.subarray(0, Math.min(left, block.length))
        sha.update(part)
        await socket.send(part)
      }
      await socket.close()
      expect(await peer.line()).toBe(sha.digest('hex'))
      world.outside.link.setPath('')
      await listener.close()
    })
  })

  it.skipIf(!has('tshark'))('tshark finds nothing wrong with the engine’s packets', () => {
    expect(clean.length).toBeGreaterThan(100)
    // What a RST, a full window or a lost CPU brings about is no fault, whoever sends it.
    const harmless =
      /Connection reset|Zero Window|window .* full|D-SACK|Previous segment|out-of-order|Port numbers reused/i
    expect(expert(clean).filter((line) => !harmless.test(line))).toEqual([])
  })
})

/**
 * @returns Who came to TIME-WAIT. It need not last: when this machine stalls, the kernel sends its FIN twice (a tail loss
 * probe), and answers our second ACK with a RST, since its own end is gone by then.
 */
function waiters(trace: ConnectionTrace | undefined): string[] {
  return (trace?.stateChanges ?? []).filter(({ to }) => to === 'TIME-WAIT').map(({ side }) => side)
}

function port(socket: TcpStream): number | undefined {
  return socket.remoteAddress?.port
}

/** @returns tshark's errors and warnings, one line each: how often, where, what. */
function expert(packets: readonly RecordedPacket[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'synfin-'))
  try {
    const file = join(folder, 'kernel.pcapng')
    writeFileSync(file, writePcapng(packets))
    const checked = ['tcp.check_checksum:TRUE', 'ip.check_checksum:TRUE'].flatMap((on) => ['-o', on])
    // Only the layers that are ours: what a port number makes tshark take the text for is not the question.
    const layers = ['frame', 'raw', 'ip', 'ipv6', 'tcp', 'icmp', 'icmpv6', 'data'].flatMap((name) => [
      '--enable-protocol',
      name,
    ])
    const args = ['-n', '-q', '-r', file, '--disable-protocol', 'ALL', ...layers, ...checked]
    const { stdout, status } = spawnSync('tshark', [...args, '-z', 'expert'])
    console.log(String(stdout))
    expect(status).toBe(0)
    // `Errors (n)`, `Warns (n)`, `Notes (n)`, `Chats (n)`, each followed by its table.
    const tables = String(stdout).split(/^(?=\w+ \(\d+\)$)/m)
    return tables
      .filter((table) => /^(Errors|Warns)/.test(table))
      .flatMap((table) => table.split('\n'))
      .filter((line) => /^\s+\d+\s/.test(line))
      .map((line) => line.trim())
  } finally {
    rmSync(folder, { recursive: true })
  }
}
