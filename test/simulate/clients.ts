import http from 'node:http'
import type { EventEmitter } from 'node:events'
import { Redis } from 'ioredis'
import mysql from 'mysql2/promise'
import { createServer as createMysqlServer } from 'mysql2'
import { Client as PgClient } from 'pg'
import { createClient } from 'redis'
import { Agent, request } from 'undici'
import { WebSocket, WebSocketServer } from 'ws'
import * as grpc from '@grpc/grpc-js'
import type { Simulation } from '../../src/simulate/index.ts'
import { get, ok } from '../../src/simulate/testing/http.ts'
import { answersPostgres, answersRedis, mysqlConnection } from './servers.ts'

/** How many requests each makes. */
const TIMES = 20

async function times(call: (i: number) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < TIMES; i++) await call(i)
}

function expectText(seen: unknown, wanted: string): void {
  if (seen !== wanted) throw new Error(`${String(seen)} instead of ${wanted}`)
}

const once = (emitter: EventEmitter, event: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    emitter.once('error', reject)
    emitter.once(event, (value: unknown) => {
      emitter.off('error', reject)
      resolve(value)
    })
  })

/** Client libraries as they are, and a server for each in the same process. */
export const clients: Readonly<Record<string, (sim: Simulation) => Promise<void>>> = {
  'node:http, a connection each': async (sim) => {
    await sim.serve('api', 80, ok())
    await sim.run(() => times(async () => expectText(await get('http://api/', new http.Agent()), 'ok')))
  },
  'node:http, keep-alive': async (sim) => {
    await sim.serve('api', 80, ok())
    const agent = new http.Agent({ keepAlive: true })
    await sim.run(() => times(async () => expectText(await get('http://api/', agent), 'ok')))
  },
  fetch: async (sim) => {
    await sim.serve('api', 80, ok())
    await sim.run(() => times(async () => expectText(await (await fetch('http://api/')).text(), 'ok')))
  },
  undici: async (sim) => {
    await sim.serve('api', 80, ok())
    await sim.run(async () => {
      const dispatcher = new Agent()
      await times(async () =>
        expectText(await (await request('http://api/', { dispatcher })).body.text(), 'ok'),
      )
      await dispatcher.close()
    })
  },
  ioredis: async (sim) => {
    await sim.serve('redis', 6379, answersRedis())
    await sim.run(async () => {
      const redis = new Redis({ host: 'redis' })
      await times(async (i) => {
        await redis.set(`key ${i}`, `value ${i}`)
        expectText(await redis.get(`key ${i}`), `value ${i}`)
      })
      redis.disconnect()
    })
  },
  redis: async (sim) => {
    await sim.serve('redis', 6379, answersRedis())
    await sim.run(async () => {
      const redis = createClient({ url: 'redis://redis:6379', RESP: 2 })
      await redis.connect()
      await times(async (i) => {
        await redis.set(`key ${i}`, `value ${i}`)
        expectText(await redis.get(`key ${i}`), `value ${i}`)
      })
      redis.destroy()
    })
  },
  ws: async (sim) => {
    const server = http.createServer()
    new WebSocketServer({ server }).on('connection', (socket) =>
      socket.on('message', (message: Buffer) => socket.send(message)),
    )
    await sim.serve('ws', 80, server)
    await sim.run(async () => {
      const socket = new WebSocket('ws://ws/')
      await once(socket, 'open')
      await times(async (i) => {
        socket.send(`message ${i}`)
        expectText(String(await once(socket, 'message')), `message ${i}`)
      })
      socket.close()
      await once(socket, 'close')
    })
  },
  pg: async (sim) => {
    await sim.serve('db', 5432, answersPostgres)
    await sim.run(async () => {
      const client = new PgClient({ host: 'db', user: 'user', database: 'test' })
      await client.connect()
      await times(async () => {
        const { rows } = await client.query<{ n: number }>('select 1 as n')
        expectText(String(rows[0]?.n), '1')
      })
      await client.end()
    })
  },
  mysql2: async (sim) => {
    const server = createMysqlServer(mysqlConnection)
    await sim.run(async () => {
      sim.host('db').run(() => server.listen(3306))
      const client = await mysql.createConnection({ host: 'db', user: 'user', password: 'word' })
      await times(async () => {
        const [rows] = await client.query('select 1 as n')
        expectText(JSON.stringify(rows), '[{"n":1}]')
      })
      client.destroy()
    })
  },
  'grpc-js': async (sim) => {
    const method = {
      path: '/test.Test/echo',
      requestStream: false,
      responseStream: false,
      requestSerialize: (text: string) => Buffer.from(text),
      requestDeserialize: (bytes: Buffer) => bytes.toString(),
      responseSerialize: (text: string) => Buffer.from(text),
      responseDeserialize: (bytes: Buffer) => bytes.toString(),
    } as const
    const server = new grpc.Server()
    const echo: grpc.handleUnaryCall<string, string> = (call, done) => done(null, call.request)
    server.addService({ echo: method }, { echo })
    await sim.run(async () => {
      await sim.host('rpc').run(
        () =>
          new Promise<void>((resolve, reject) => {
            server.bindAsync('0.0.0.0:50051', grpc.ServerCredentials.createInsecure(), (error) =>
              error ? reject(error) : resolve(),
            )
          }),
      )
      const client = new grpc.Client('rpc:50051', grpc.credentials.createInsecure())
      await times(async (i) => {
        const answer = await new Promise((resolve, reject) => {
          client.makeUnaryRequest(
            method.path,
            method.requestSerialize,
            method.responseDeserialize,
            `hello ${i}`,
            (error, text) => (error ? reject(error) : resolve(text)),
          )
        })
        expectText(answer, `hello ${i}`)
      })
      client.close()
      server.forceShutdown()
    })
  },
}

/** Those whose bytes are all drawn from the seed: HTTP/2 has the machine's date in its headers. */
export const repeated: readonly string[] = Object.keys(clients).filter((name) => name !== 'grpc-js')

export const paths: readonly string[] = [
  'delay 20ms',
  'delay 20ms loss 2%',
  'delay 5ms 2ms loss 5% duplicate 2% corrupt 1%',
]
