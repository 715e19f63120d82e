import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Recorder, type RecordedPacket } from '../../src/link/index.ts'
import { listen } from '../../src/socket/index.ts'
import { traceConnections, type ConnectionTrace } from '../../src/trace/index.ts'
import { ENGINE, kernelWorld, obstacle, type KernelWorld } from './kernel-world.ts'

/** Why Linux sent something again: told from the packets alone, and counted by Linux itself. */

const reason = await obstacle()

const SENDER = `
import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 20)
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b'cubic')
s.sendall(b'x' * int(sys.argv[3]))
s.shutdown(socket.SHUT_WR)
while s.recv(65536): pass
`
/** Sends small requests one at a time, each when the last was answered: what is lost is always the last. */
const ASKER = `
import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 20)
for i in range(int(sys.argv[3])):
    s.sendall(b'?' * 100)
    if s.recv(100) == b'': break
s.shutdown(socket.SHUT_WR)
while s.recv(65536): pass
`

/** What Linux counts (TcpExt of /proc/net/netstat, Tcp of /proc/net/snmp). */
interface Counters {
  readonly fast: number
  readonly slowStart: number
  readonly timeouts: number
  readonly probes: number
  readonly all: number
}

describe.skipIf(reason !== undefined)(`why Linux sent it again ${reason ?? ''}`, () => {
  let world: KernelWorld
  beforeAll(async () => {
    world = await kernelWorld()
  })
  afterAll(() => world?.close())

  async function counters(): Promise<Counters> {
    const peer = world.python(
      `print(' '.join(open('/proc/net/netstat').read().split('\\n') + open('/proc/net/snmp').read().split('\\n')))`,
    )
    const words = (await peer.line()).split(' ')
    await peer.done()
    const read = (name: string, group: string): number => {
      const head = words.indexOf(group)
      const values = words.indexOf(group, head + 1)
      const at = words.indexOf(name, head)
      return Number(words[values + at - head])
    }
    return {
      fast: read('TCPFastRetrans', 'TcpExt:'),
      slowStart: read('TCPSlowStartRetrans', 'TcpExt:'),
      timeouts: read('TCPTimeouts', 'TcpExt:'),
      probes: read('TCPLossProbes', 'TcpExt:'),
      all: read('RetransSegs', 'Tcp:'),
    }
  }

  /** Lets a program of the kernel talk to the engine over a path. */
  async function talk(
    program: string,
    amount: number,
    path: string,
    answer: boolean,
  ): Promise<{ trace: ConnectionTrace; counted: Counters }> {
    const recorder = new Recorder()
    const untap = world.network.tap(recorder)
    const before = await counters()
    world.outside.link.setPath(path)
    try {
      const listener = await listen(world.sockets)
      const peer = world.python(program, ENGINE.v4, listener.localAddress.port, amount)
      const socket = await listener.accept()
      for (;;) {
        const part = await socket.recv()
        if (part.length === 0) break
        if (answer) await socket.send(new Uint8Array(1))
      }
      await socket.close()
      expect(await peer.done()).toBe(0)
      await listener.close()
    } finally {
      untap()
      world.outside.link.setPath('')
    }
    const after = await counters()
    const counted = Object.fromEntries(
      Object.entries(after).map(([name, value]) => [name, value - before[name as keyof Counters]]),
    ) as unknown as Counters
    const packets = recorder.packets.map(({ time, bytes, arrival, fate, why }: RecordedPacket) => ({
      time,
      bytes,
      arrival,
      fate,
      why,
    }))
    const [trace] = traceConnections(packets).filter(({ startedMidway }) => !startedMidway)
    if (trace === undefined) throw new Error('no connection')
    return { trace, counted }
  }

  it('a transfer under loss: as many fast retransmissions as Linux counts', async () => {
    const { trace, counted } = await talk(SENDER, 3_000_000, 'delay 10ms loss 2%', false)
    const { retransmittedSegments, retransmissionsByCause } = trace.totals.client
    expect(retransmittedSegments).toBe(counted.all)
    expect(counted.fast).toBeGreaterThan(10)
    // What follows a time-out is the time-out's: Linux counts it by how it came to it.
    expect(Math.abs(retransmissionsByCause.fast - counted.fast)).toBeLessThanOrEqual(
      1 + counted.timeouts + counted.fast * 0.05,
    )
  }, 60_000)

  it('small requests whose last segment is lost: probes, then the timer', async () => {
    const { trace, counted } = await talk(ASKER, 60, 'delay 5ms loss 12%', true)
    const { retransmittedSegments, retransmissionsByCause } = trace.totals.client
    expect(retransmittedSegments).toBe(counted.all)
    expect(retransmissionsByCause.fast).toBe(counted.fast)
    // With one segment in flight both timers run out at much the same time, and a busy machine is late: what is told as
    // likely may be the other. What is told for certain must be right.
    const doubtful = trace.segments.filter(
      ({ from, likelyCause }) => from === 'client' && likelyCause === true,
    )
    expect(Math.abs(retransmissionsByCause.tlp - counted.probes)).toBeLessThanOrEqual(1 + doubtful.length)
    expect(
      retransmissionsByCause.tlp + retransmissionsByCause.rto + retransmissionsByCause.fast,
    ).toBeGreaterThanOrEqual(counted.all - 1)
  }, 60_000)
})
