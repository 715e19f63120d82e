/** The same with bare node:net. Prints its port. */
import { type AddressInfo, createServer } from 'node:net'

const server = createServer({ noDelay: true }, (client) => {
  client.on('data', (chunk) => client.write(chunk))
  client.on('error', () => {})
})
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })),
)
