/** Accepts, reads to the client's FIN, closes. Prints its port. */
import { listen } from '../../src/api/index.ts'

const server = await listen({ port: 0, host: '127.0.0.1', backlog: 1024 })
console.log(JSON.stringify({ port: server.localAddress.port }))
for await (const client of server) {
  void (async () => {
    while ((await client.recv(1024)).length > 0);
    await client.close()
  })().catch(() => {})
}
