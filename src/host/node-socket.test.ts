import http from 'node:http'
import type net from 'node:net'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { connect, listen } from '../api/index.ts'
import { Network } from '../net/index.ts'
import { VirtualClock } from '../link/index.ts'
import { connect as connectOn, engineSockets, listen as listenOn } from '../socket/index.ts'
import { RealClock, kernelSockets, toNodeSocket } from './index.ts'

describe('toNodeSocket', () => {
  it('carries an HTTP request and its answer', async () => {
    const server = http.createServer((request, response) => {
      request.pipe(response.writeHead(200, { 'content-type': 'text/plain' }))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as net.AddressInfo
    const connection = await connect({ port, host: '127.0.0.1' })
    const request = http.request({
      method: 'POST',
      host: 'synfin.test',
      createConnection: () => toNodeSocket(connection) as unknown as net.Socket,
    })
    const body = 'x'.repeat(300_000)
    request.end(body)
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    let answer = ''
    for await (const chunk of response.setEncoding('utf8')) answer += chunk as string
    expect(response.statusCode).toBe(200)
    expect(answer).toBe(body)
    server.close()
    server.closeAllConnections()
  })

  it('serves HTTP over sockets that we accepted', async () => {
    const web = http.createServer((_, response) => response.end('served'))
    const listener = await listen({ host: '127.0.0.1' })
    const serving = (async () => {
      for await (const client of listener) web.emit('connection', toNodeSocket(client))
    })()
    const answer = await fetch(`http://127.0.0.1:${listener.localAddress.port}/`, {
      headers: { connection: 'close' },
    })
    expect(await answer.text()).toBe('served')
    await listener.close()
    await serving
  })

  it('goes on where a connection was read up to a line', async () => {
    const listener = await listen({ host: '127.0.0.1' })
    const client = await connect({ port: listener.localAddress.port, host: '127.0.0.1' })
    const accepted = await listener.accept()
    await client.send(new TextEncoder().encode('PROXY TCP4 192.0.2.1\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'))
    expect(new TextDecoder().decode(await accepted.readLine())).toBe('PROXY TCP4 192.0.2.1')
    const web = http.createServer((request, response) => response.end(request.url))
    web.emit('connection', toNodeSocket(accepted))
    expect(new TextDecoder().decode(await client.readLine())).toBe('HTTP/1.1 200 OK')
    client.reset()
    await listener.close()
  })

  it('emits connect, or destroys with the error', async () => {
    const listener = await listen({ host: '127.0.0.1' })
    const socket = kernelSockets().tcp()
    const { port } = listener.localAddress
    const duplex = toNodeSocket(socket, socket.connect(port, '127.0.0.1'))
    expect(duplex.readyState).toBe('opening')
    duplex.write('early')
    await once(duplex, 'connect')
    expect(duplex.remotePort).toBe(port)
    const accepted = await listener.accept()
    expect(new TextDecoder().decode(await accepted.recv())).toBe('early')
    await accepted.close()
    duplex.resume()
    await once(duplex, 'close')
    expect(duplex.bytesWritten).toBe(5)
    await listener.close()
    const second = kernelSockets().tcp()
    const failing = toNodeSocket(second, second.connect(port, '127.0.0.1'))
    const [error] = (await once(failing, 'error')) as [{ code: string }]
    expect(error.code).toBe('ECONNREFUSED')
  })

  it('tells of silence, and of a reset', async () => {
    const listener = await listen({ host: '127.0.0.1' })
    const connection = await connect({ port: listener.localAddress.port, host: '127.0.0.1' })
    const duplex = toNodeSocket(connection)
    const accepted = await listener.accept()
    duplex.setTimeout(5)
    await once(duplex, 'timeout')
    duplex.resume()
    accepted.reset()
    const [error] = (await once(duplex, 'error')) as [{ code: string }]
    expect(error.code).toBe('ECONNRESET')
    await listener.close()
  })
})

describe('toNodeSocket over the engine', () => {
  it('carries HTTP over a simulated line, in real time', async () => {
    const network = new Network({ clock: new RealClock() })
    const here = network.host('here')
    const there = network.host('there')
    network.link(here, there, { path: 'delay 1ms' })
    const web = http.createServer((request, response) => {
      request.pipe(response.writeHead(201, { connection: 'close' }))
    })
    const listener = await listenOn(engineSockets(there), { port: 80 })
    const serving = (async () => {
      for await (const client of listener) web.emit('connection', toNodeSocket(client))
    })()
    const connection = await connectOn(engineSockets(here), { port: 80, host: 'there' })
    const request = http.request({
      method: 'POST',
      host: 'there',
      createConnection: () => toNodeSocket(connection) as unknown as net.Socket,
    })
    request.end('x'.repeat(100_000))
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    let length = 0
    for await (const chunk of response) length += (chunk as Uint8Array).length
    expect([response.statusCode, length]).toEqual([201, 100_000])
    await listener.close()
    await serving
  })
})

describe('toNodeSocket in virtual time', () => {
  it('runUntilSettled carries node:http with nothing more said, and the same each time', async () => {
    const run = async (): Promise<[string, number]> => {
      const clock = new VirtualClock()
      const network = new Network({ clock })
      const [here, there] = [network.host('here'), network.host('there')]
      network.link(here, there, { path: 'delay 20ms' })
      const web = http.createServer((_, response) => response.end('served'))
      const listening = listenOn(engineSockets(there), { port: 80 })
      const asking = (async () => {
        const listener = await listening
        void (async () => {
          for await (const client of listener) web.emit('connection', toNodeSocket(client))
        })()
        const connection = await connectOn(engineSockets(here), { port: 80, host: 'there' })
        const request = http.get({ host: 'there', createConnection: () => toNodeSocket(connection) as never })
        const [response] = (await once(request, 'response')) as [http.IncomingMessage]
        let answer = ''
        for await (const chunk of response) answer += String(chunk)
        return answer
      })()
      return [await clock.runUntilSettled(asking), clock.now()]
    }
    const [answer, time] = await run()
    expect(answer).toBe('served')
    expect(time).toBeGreaterThan(80_000_000)
    expect(await run()).toEqual([answer, time])
  })

  it('its time-out is in the time of its network', async () => {
    const clock = new VirtualClock()
    const network = new Network({ clock })
    const [here, there] = [network.host('here'), network.host('there')]
    network.link(here, there, { path: 'delay 20ms' })
    const silent = (async () => {
      await listenOn(engineSockets(there), { port: 80 })
      const connection = await connectOn(engineSockets(here), { port: 80, host: 'there' })
      const duplex = toNodeSocket(connection, undefined, { timeout: 3_600_000 })
      await once(duplex, 'timeout')
      return clock.now()
    })()
    const began = performance.now()
    expect(await clock.runUntilSettled(silent)).toBe(3_600_040_000_000)
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})
