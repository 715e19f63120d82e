/** Accepts COUNT connections, keeps them with a receive pending, prints its memory. Usage: hold-synfin COUNT */
import { readFileSync } from 'node:fs'
import { listen, type Connection } from '../../src/api/index.ts'

const wanted = Number(process.argv[2])
const pssMiB = (): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'))?.[1]) / 1024

const server = await listen({ port: 0, host: '127.0.0.1', backlog: 1024 })
console.log(JSON.stringify({ port: server.localAddress.port, pssMiB: pssMiB() }))
const held: Connection[] = []
for await (const client of server) {
  held.push(client)
  void client.recv(1024).catch(() => {})
  if (held.length === wanted) break
}
console.log(JSON.stringify({ open: held.length, pssMiB: pssMiB() }))
setInterval(() => {}, 1_000)
