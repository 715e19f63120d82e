import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ConnectionTrace, Tracker } from './index.ts'
import { CaptureReader } from '../capture/index.ts'
import { has } from '../../test/support/programs.ts'

const canCapture = process.getuid?.() === 0 && has('tcpdump') && has('python3')

/** Five conversations, one after the other, each with its own client port; the last is refused. */
const CONVERSATIONS = `
import socket, struct, sys
listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
address = listener.getsockname()

def pair():
    client = socket.create_connection(address)
    return client, listener.accept()[0]

def read_all(s):
    data = b''
    while True:
        part = s.recv(65536)
        if not part: return data
        data += part

client, server = pair()            # closed by the client
client.sendall(b'hello'); assert server.recv(99) == b'hello'
server.sendall(b'welcome'); assert client.recv(99) == b'welcome'
client.close(); assert server.recv(1) == b''; server.close()

client, server = pair()            # closed by the server
server.sendall(b'bye'); server.close(); assert read_all(client) == b'bye'; client.close()

client, server = pair()            # reset by the client
client.sendall(b'x'); assert server.recv(1) == b'x'
client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); client.close()
try: server.recv(1); raise SystemExit('no reset')
except ConnectionResetError: server.close()

client, server = pair()            # half-close
client.sendall(b'q' * 1000); client.shutdown(socket.SHUT_WR); assert len(read_all(server)) == 1000
server.sendall(b'a' * 20000)
server.close(); assert len(read_all(client)) == 20000; client.close()

listener.close()
try: socket.create_connection(address); raise SystemExit('not refused')
except ConnectionRefusedError: pass
`

/** Listens on the loopback interface while the conversations are held; gives what the tracker made of it. */
async function capture(port: number): Promise<readonly ConnectionTrace[]> {
  const args = ['-i', 'lo', '-U', '--immediate-mode', '-n', '-s', '128', '-w', '-', `tcp port ${port}`]
  const tcpdump = spawn('tcpdump', args)
  const reader = new CaptureReader()
  const tracker = new Tracker()
  tcpdump.stdout.on('data', (chunk: Buffer) => {
    for (const packet of reader.push(chunk)) tracker.push(packet)
  })
  const deadline = AbortSignal.timeout(15_000)
  try {
    // tcpdump says "listening on lo" once it is.
    while (!String((await once(tcpdump.stderr, 'data', { signal: deadline }))[0]).includes('listening on'))
      continue
    const python = spawn('python3', ['-c', CONVERSATIONS, String(port)], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    expect((await once(python, 'exit', { signal: deadline }))[0]).toBe(0)
    while (tracker.connections.at(-1)?.reset === undefined || tracker.connections.length < 5) {
      await once(tcpdump.stdout, 'data', { signal: deadline })
    }
  } finally {
    tcpdump.kill('SIGINT')
  }
  await once(tcpdump, 'close')
  reader.end()
  expect(reader.problems).toEqual([])
  return tracker.connections
}

describe.skipIf(!canCapture)('what the kernel really does', () => {
  let traces: readonly ConnectionTrace[] = []
  const summary = (index: number): unknown => {
    const trace = traces[index]
    if (trace === undefined) return undefined
    const { close, finalState, timeWait, totals, reset } = trace
    const bytes = [totals.client.bytes, totals.server.bytes]
    const retransmitted = totals.client.retransmittedSegments + totals.server.retransmittedSegments
    return {
      first: close?.first,
      how: close?.how,
      reset: reset?.by,
      finalState,
      timeWait,
      bytes,
      retransmitted,
    }
  }

  beforeAll(async () => {
    traces = await capture(20_000 + (process.pid % 10_000))
  }, 20_000)

  it('five connections, all seen from their SYN', () => {
    expect(traces.map((trace) => trace.startedMidway)).toEqual([false, false, false, false, false])
    for (const trace of traces.slice(0, 4)) expect(trace.handshake?.rtt).toBeGreaterThan(0)
  })

  it('closed by the client: it waits', () => {
    expect(summary(0)).toEqual({
      first: 'client',
      how: 'fin',
      reset: undefined,
      finalState: { client: 'TIME-WAIT', server: 'CLOSED' },
      timeWait: 'client',
      bytes: [5, 7],
      retransmitted: 0,
    })
  })

  it('closed by the server: it waits', () => {
    expect(summary(1)).toMatchObject({
      first: 'server',
      how: 'fin',
      finalState: { client: 'CLOSED', server: 'TIME-WAIT' },
      timeWait: 'server',
      bytes: [0, 3],
    })
  })

  it('reset by the client: nobody waits', () => {
    expect(summary(2)).toMatchObject({
      first: 'client',
      how: 'rst',
      reset: 'client',
      finalState: { client: 'CLOSED', server: 'CLOSED' },
      timeWait: undefined,
      bytes: [1, 0],
    })
  })

  it('half-closed: the other side went on, and the first to close waits', () => {
    expect(summary(3)).toMatchObject({
      first: 'client',
      how: 'fin',
      timeWait: 'client',
      bytes: [1_000, 20_000],
    })
    const states = traces[3]?.stateChanges.map((change) => `${change.side} ${change.to}`)
    expect(states).toContain('client FIN-WAIT-2')
    expect(states).toContain('server CLOSE-WAIT')
  })

  it('refused: closed before it was open', () => {
    expect(summary(4)).toMatchObject({
      first: 'server',
      how: 'rst',
      finalState: { client: 'CLOSED', server: 'CLOSED' },
    })
    expect(traces[4]?.stateChanges.some((change) => change.to === 'ESTABLISHED')).toBe(false)
  })
})
