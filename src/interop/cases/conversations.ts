import { deepEqual, equal } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toNodeSocket } from '../../host/index.ts'
import { connect, listen, type Connection } from '../../socket/index.ts'
import { interopSentences as t } from '../sentences.ts'
import * as programs from '../programs.ts'
import { recvAll, until, type InteropWire, type InteropWorld } from '../world.ts'
import type { InteropCase } from './types.ts'

const text = (data: Uint8Array): string => new TextDecoder().decode(data)
const bytes = (data: string): Uint8Array => new TextEncoder().encode(data)

const HELLO = '你好，设备一号'
const ANSWER = '收到：温度 25 度'

async function kernelCalls(world: InteropWorld, pick: (wire: InteropWire) => string): Promise<void> {
  const [trace] = await world.seen(async (wire) => {
    const listener = await listen(wire.sockets, { encoding: 'gbk' })
    const peer = world.python(programs.GBK_CLIENT, pick(wire), listener.localAddress.port)
    const client = await listener.accept()
    let heard = ''
    while (heard.length < HELLO.length) heard += await client.recv()
    equal(heard, HELLO)
    await client.send(ANSWER)
    await client.close()
    equal(await peer.line(), ANSWER)
    equal(await peer.done(), 0)
    await listener.close()
  })
  deepEqual([trace?.close?.first, trace?.close?.how], ['server', 'fin'])
}

async function engineCalls(world: InteropWorld, pick: (wire: InteropWire) => string): Promise<void> {
  const [trace] = await world.seen(async (wire) => {
    const host = pick(wire)
    const peer = world.python(programs.GBK_SERVER, host)
    const client = await connect(wire.sockets, { host, port: Number(await peer.line()), encoding: 'gbk' })
    await client.send(HELLO)
    await client.shutdown('send')
    equal(await peer.line(), HELLO)
    let heard = ''
    for await (const part of client) heard += part
    equal(heard, ANSWER)
    await client.close()
    equal(await peer.done(), 0)
  })
  deepEqual([trace?.close?.first, trace?.close?.how], ['client', 'fin'])
}

/** curl, and a Node server whose sockets are the engine's. */
async function curlAsks(world: InteropWorld): Promise<string> {
  const page = 'x'.repeat(300_000)
  await world.seen(async (wire) => {
    const listener = await listen(wire.sockets)
    const server = http.createServer((request, response) => {
      response.end(`${request.method} ${request.url} ${page}`)
    })
    const serving = (async () => {
      for await (const client of listener) server.emit('connection', toNodeSocket(client))
    })().catch(() => undefined)
    const url = `http://${wire.engine.v4}:${listener.localAddress.port}`
    const curl = world.start('curl', '-sS', '--max-time', '20', `${url}/a`, `${url}/b`)
    equal(await curl.line(), `GET /a ${page}GET /b ${page}`)
    equal(await curl.done(), 0)
    server.closeAllConnections()
    await listener.close()
    await serving
  })
  return `${2 * page.length} B`
}

async function askNginx(world: InteropWorld): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'synfin-nginx-'))
  const page = 'y'.repeat(1_000_000)
  try {
    writeFileSync(join(folder, 'page'), page)
    const config = join(folder, 'nginx.conf')
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join(' ')
    const owner = process.getuid?.() === 0 ? 'user root;' : ''
    writeFileSync(
      config,
      `${owner} daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error;
      events {} http { access_log off; ${temporary} server { listen 8080; root ${folder}; } }`,
    )
    world.start('nginx', '-e', join(folder, 'error'), '-p', folder, '-c', config)
    await world.seen(async (wire) => {
      const socket = await until(() =>
        connect(wire.sockets, { host: wire.kernel.v4, port: 8080 }).catch(() => undefined),
      )
      await socket.send(bytes('GET /page HTTP/1.1\r\nHost: nginx\r\nConnection: close\r\n\r\n'))
      const answer = text(await recvAll(socket))
      await socket.close()
      equal(answer.slice(0, 15), 'HTTP/1.1 200 OK')
      equal(answer.slice(answer.indexOf('\r\n\r\n') + 4), page)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return `${page.length} B`
}

async function withNcat(world: InteropWorld): Promise<void> {
  await world.seen(async (wire) => {
    const listener = await listen(wire.sockets)
    const caller = world.start('ncat', wire.engine.v4, listener.localAddress.port)
    const client = await listener.accept()
    caller.write('hello\n')
    equal(text(await client.recv()), 'hello\n')
    await client.send(bytes('hello yourself\n'))
    equal(await caller.line(), 'hello yourself')
    caller.end()
    await client.close()
    equal(await caller.done(), 0)
    await listener.close()

    const server = world.start('ncat', '-l', wire.kernel.v4, 7007)
    const socket: Connection = await until(() =>
      connect(wire.sockets, { host: wire.kernel.v4, port: 7007 }).catch(() => undefined),
    )
    await socket.send(bytes('a line\n'))
    equal(await server.line(), 'a line')
    server.write('a line back\n')
    equal(text(await socket.recv()), 'a line back\n')
    await socket.close()
    server.end()
    equal(await server.done(), 0)
  })
}

export const conversations: readonly InteropCase[] = [
  {
    name: 'kernel-calls',
    title: t.kernelCalls,
    needs: ['python3'],
    run: (world) => kernelCalls(world, ({ engine }) => engine.v4),
  },
  {
    name: 'engine-calls',
    title: t.engineCalls,
    needs: ['python3'],
    run: (world) => engineCalls(world, ({ kernel }) => kernel.v4),
  },
  {
    name: 'kernel-calls-ipv6',
    title: t.kernelCalls6,
    needs: ['python3'],
    run: (world) => kernelCalls(world, ({ engine }) => engine.v6),
  },
  {
    name: 'engine-calls-ipv6',
    title: t.engineCalls6,
    needs: ['python3'],
    run: (world) => engineCalls(world, ({ kernel }) => kernel.v6),
  },
  { name: 'ncat', title: t.ncat, needs: ['ncat'], run: withNcat },
  { name: 'curl', title: t.curl, needs: ['curl'], run: curlAsks },
  { name: 'nginx', title: t.nginx, needs: ['nginx'], run: askNginx },
]
