import { afterEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../src/base/index.ts'
import { RealClock } from '../../src/host/index.ts'
import { endAll, listening, python } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

/** The machine's clock, whose alarms come twenty times as soon. */
function hurried(): Clock {
  const real = new RealClock()
  return {
    now: () => real.now(),
    at: (time, fn) => real.at(real.now() + (time - real.now()) / 20, fn),
  }
}

describe.skipIf(!has('python3'))('one client of many that does not read', () => {
  it('--broadcast: the others get everything; the one that never reads is reset', async () => {
    const server = await listening(['--broadcast'], undefined, { clock: hurried() })
    const clients = python(`
a = connect(${server.port}); b = connect(${server.port}); never = connect(${server.port}); wait()
size = 8_000_000; got = 0
threading.Thread(target=lambda: a.sendall(b'x' * size), daemon=True).start()
while got < size: got += len(b.recv(65536))
say('b has', got)
wait()`)
    await server.err.match(/#3 .* connected/)
    clients.child.stdin?.write('\n')
    await clients.out.match(/b has 8000000/)
    await server.err.match(/#3 took nothing for 5 s while much waited for it: reset \(RST\)/)
    await server.err.match(/#3 reset by us/)
    server.signal('SIGTERM')
    expect(await server.code).toBe(143)
  })

  it('piped input goes on to the others when one resets in the midst of it', async () => {
    const server = await listening(['--no-reply'])
    const clients = python(`
never = connect(${server.port}); b = connect(${server.port}); wait()
got = 0
def read():
    global got
    while True:
        piece = b.recv(65536)
        if not piece: break
        got += len(piece)
    say('b has', got)
reader = threading.Thread(target=read); reader.start()
wait(); reset(never); reader.join(); b.close()`)
    await server.err.match(/#2 .* connected/)
    clients.child.stdin?.write('\n')
    server.stdin.write(Buffer.alloc(8_000_000))
    clients.child.stdin?.write('\n')
    await server.err.match(/#1 reset by the peer/)
    server.stdin.end(Buffer.alloc(2_000_000))
    await clients.out.match(/b has 10000000/)
    server.signal('SIGTERM')
    expect(await server.code).toBe(143)
  })
})
