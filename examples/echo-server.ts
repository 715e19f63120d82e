/**
 * An echo server: says back what each client says, until the client closes. Stop it with Ctrl-C.
 *
 *     npx tsx examples/echo-server.ts [PORT]
 */
import { type Connection, listen } from 'synfin'

const server = await listen({ port: Number(process.argv[2] ?? 8888) })
console.log(`listening on port ${server.localAddress.port}`)
// Stops the listener only: whoever is connected is served to the end.
process.once('SIGINT', () => void server.close())

async function echo(client: Connection): Promise<void> {
  const peer = `${client.remoteAddress?.address}:${client.remoteAddress?.port}`
  try {
    for await (const chunk of client) await client.send(chunk)
  } catch (error) {
    console.log(`${peer}: ${(error as Error).message}`)
  }
  await client.close()
  const { how, bytesReceived } = await client.closed
  console.log(`${peer} ended with ${how} after ${bytesReceived} bytes`)
}

for await (const client of server) void echo(client)
