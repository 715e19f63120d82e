import { afterEach, describe, expect, it } from 'vitest'
import { connect, listen } from '../src/api/index.ts'
import { type Peer, start } from './support/peers.ts'

const started: Peer[] = []
function example(name: string, ...args: (string | number)[]): Peer {
  // The examples import the package by its name: read from the sources, as its users read what was built from them.
  const peer = start(
    'node_modules/.bin/tsx',
    '--tsconfig',
    'test/support/tsconfig.examples.json',
    `examples/${name}.ts`,
    ...args,
  )
  started.push(peer)
  return peer
}
afterEach(() => {
  for (const peer of started.splice(0)) peer.kill()
})

describe('examples', () => {
  it('echo-server', async () => {
    const server = example('echo-server', 0)
    const port = Number(/\d+/.exec(await server.line())?.[0])
    const client = await connect({ port, host: '127.0.0.1', encoding: 'utf-8' })
    await client.send('hello')
    expect(await client.recv()).toBe('hello')
    await client.close()
    expect(await server.line()).toMatch(/^127\.0\.0\.1:\d+ ended with fin after 5 bytes$/)
  })

  it('client-gbk', async () => {
    const server = await listen({ host: '127.0.0.1', encoding: 'gbk' })
    const client = example('client-gbk', server.localAddress.port)
    const accepted = await server.accept()
    expect(await accepted.recv(1024)).toBe('你好')
    await accepted.send('收到消息')
    expect(await client.line()).toBe('收到消息')
    expect(await accepted.recv()).toBe('')
    await accepted.close()
    await server.close()
    expect(await client.done()).toBe(0)
  })

  it('forced-close', async () => {
    const program = example('forced-close')
    expect(await program.line()).toBe('heard 5 bytes')
    expect(await program.line()).toBe('the loop has ended')
    expect(await program.line()).toContain('reset the connection (RST)')
    expect(await program.line()).toBe("{ how: 'reset', firstCloser: 'us', error: 'ECONNABORTED' }")
    expect(await program.done()).toBe(0)
  })
})
