/** An echo server on the socket API. Prints its port. */
import { listen } from '../../src/api/index.ts'

const server = await listen({ port: 0, host: '127.0.0.1', noDelay: true })
console.log(JSON.stringify({ port: server.localAddress.port }))
for await (const client of server) {
  void (async () => {
    const buffer = new Uint8Array(65_536)
    for (;;) {
      const count = await client.recvInto(buffer)
      if (count === 0) break
      await client.send(buffer.subarray(0, count))
    }
    await client.close()
  })().catch(() => {})
}
