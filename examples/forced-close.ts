/**
 * Closing by force from outside the loop that waits: a flag turns, the socket closes, the loop ends.
 *
 *     npx tsx examples/forced-close.ts
 */
import { connect, listen } from 'synfin'

const server = await listen({ host: '127.0.0.1' })
const off = new AbortController()
const client = await connect({ port: server.localAddress.port, host: '127.0.0.1', signal: off.signal })
const accepted = await server.accept()

const program = { running: true }
const loop = (async () => {
  while (program.running) {
    for await (const chunk of client) console.log(`heard ${chunk.length} bytes`)
  }
  console.log('the loop has ended')
})()

await accepted.send(new TextEncoder().encode('hello'))
setTimeout(() => {
  program.running = false
  off.abort() // anywhere in the program: RST on the wire, every waiting call ends
}, 50)
await loop

try {
  await accepted.recv()
} catch (error) {
  console.log((error as Error).message)
}
const { how, firstCloser, error } = await client.closed
console.log({ how, firstCloser, error })
await server.close()
