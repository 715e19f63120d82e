import { describe, expect, test } from 'vitest'
import { writePcapng } from '../../capture/index.ts'
import { flagNames } from '../../wire/index.ts'
import { compareRuns, cutRun, filler, momentsOf, parseScenario, runScenario, type LabRun } from '../index.ts'

const run = (link: string): Promise<LabRun> => runScenario(parseScenario(link))
const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

function told({ trace }: LabRun): string[] {
  return (trace?.segments ?? []).map(({ from, flags, length, fate, kinds }) => {
    const kind = kinds.includes('retransmission') ? ' again' : kinds.includes('copy') ? ' copy' : ''
    return `${from} ${flagNames(flags).join()} ${length}${fate === 'lost' ? ' lost' : ''}${kind}`
  })
}

describe('the programs', () => {
  test('talk as the steps say', async () => {
    const made = await run(
      "client=send 'ping', recv end, close&server=recv 4, send 'pong', shutdown, recv end, close",
    )
    expect(ascii(made.ends.server.received)).toBe('ping')
    expect(ascii(made.ends.client.received)).toBe('pong')
    expect(made.trace?.close).toMatchObject({ first: 'server', how: 'fin' })
    expect(made.calls.map((call) => call.text)).toContain('shutdown("send")')
  })

  test('several clients each have a session, a trace and their calls', async () => {
    const made = await run(
      "clients=3&spacing=5ms&client=send 'hi', recv 2, close&server=recv 2, send 'ho', recv end, close",
    )
    expect(made.traces).toHaveLength(3)
    expect(made.programs.map(({ role, outcome }) => `${role} ${outcome}`)).toEqual([
      'listener done',
      ...Array.from({ length: 3 }, () => 'client done'),
      ...Array.from({ length: 3 }, () => 'session done'),
    ])
    expect(made.traces.map((trace) => trace.segments[0]?.time)).toEqual([0, 5_000_000, 10_000_000])
    expect(new Set(made.samples.map((sample) => sample.connection))).toEqual(new Set([0, 1, 2]))
  })

  test('steps side by side: data both ways at once', async () => {
    const made = await run('client=send 100k | recv 100k&server=send 100k | recv 100k')
    expect(made.ends.client.received).toEqual(filler(102_400))
    expect(made.ends.server.received).toEqual(filler(102_400))
    expect(made.ends.client.outcome).toBe('done')
  })

  test('a slow reader closes the window', async () => {
    const made = await run(
      'client=send 200k, close&server=recv end by 1k every 10ms, close&server.receiveBuffer=8k',
    )
    const windows = made.trace?.segments.filter(({ from }) => from === 'server').map(({ window }) => window)
    expect(Math.min(...(windows ?? []))).toBeLessThan(1_460)
    expect(made.ends.server.received).toEqual(filler(204_800))
    // Linux's first send buffer: 87,040 bytes of memory.
    expect(made.cost.held.client).toBeGreaterThan(80_000)
  })

  test('a program that waits for what cannot come is told apart from one that is done', async () => {
    const made = await run('client=recv 5&server=recv 5')
    expect(made.ends.client.outcome).toBe('waiting')
    expect(made.ends.server.outcome).toBe('waiting')
  })

  test('abort by a flag, and reset by the call: both are a RST', async () => {
    for (const how of ['abort', 'reset']) {
      const made = await run(`client=send 5, ${how}&server=recv end, close`)
      expect(made.trace?.close).toMatchObject({ first: 'client', how: 'rst' })
      expect(made.ends.server).toMatchObject({ outcome: 'failed', error: 'ECONNRESET' })
    }
  })

  test('nobody listens: refused', async () => {
    const made = await run('listen=off')
    expect(made.ends.client).toMatchObject({ outcome: 'failed', error: 'ECONNREFUSED' })
  })

  test('bind takes the port, or picks one', async () => {
    expect((await run('bind=40000')).trace?.client.port).toBe(40_000)
    const picked = await run('bind=0')
    const port = picked.trace?.client.port
    expect(port).toBeGreaterThanOrEqual(32_768)
    expect(picked.calls.map((call) => call.text)).toContain(`bind(0) = port ${port}`)
  })

  test('stop closes the listener and leaves the accepted connection alone', async () => {
    const made = await run(
      "clients=2&spacing=100ms&client=send 'x', wait 300ms, send 'y', recv 1, close&server=recv 1, stop, recv 1, send 'z', recv end, close",
    )
    const clients = made.programs.filter((program) => program.role === 'client')
    expect(clients.map((program) => program.error)).toEqual([undefined, 'ECONNREFUSED'])
    expect(clients[0] && ascii(clients[0].received)).toBe('z')
  })

  test('UDP just sends: no packet but the datagrams, and those that are lost stay lost', async () => {
    const made = await run(
      'protocol=udp&path=delay 5ms loss nth 4&client=send 100 x8 every 10ms&server=recv 600',
    )
    expect(made.traces).toHaveLength(0)
    expect(made.packets).toHaveLength(8)
    expect(made.messages.map((message) => message.received !== undefined)).toEqual([
      true,
      true,
      true,
      false,
      true,
      true,
      true,
      false,
    ])
    expect(made.messages[0]).toMatchObject({ sent: 0, received: 5_000_000 })
    expect(made.cost).toMatchObject({ wireBytes: { client: 8 * 128 }, payloadBytes: { client: 800 } })
  })

  test('messages over TCP are followed through the stream', async () => {
    const made = await run('client=send 100 x3 every 100ms, close&server=recv end, close')
    const delays = made.messages.map(({ sent, received }) => (received ?? 0) - sent)
    expect(delays).toEqual([10_000_000, 10_000_000, 10_000_000])
  })
})

describe('a change of one packet', () => {
  const LINK = 'path=delay 20ms 5ms loss 5%&seed=3&client=send 50k, close&server=recv end, close'

  test('leaves everything before it as it was, to the byte', async () => {
    const before = await run(LINK)
    const after = await run(`${LINK}&lose=client.20`)
    const { rows, firstDifference } = compareRuns(before, after)
    const row = rows[firstDifference ?? 0]
    expect(before.places[row?.a ?? -1]).toEqual({ side: 'client', number: 20, isCopy: false })
    expect(after.packets[row?.b ?? -1]).toMatchObject({ fate: 'lost', why: 'script' })
    expect(rows.slice(0, firstDifference).every((one) => one.isSame)).toBe(true)
    expect(after.ends.server.received).toEqual(filler(51_200))
  })

  test('changes nothing else on the path: the other datagrams arrive as they would have', async () => {
    const link =
      'protocol=udp&path=delay 20ms 5ms loss 10% rate 1mbit&seed=3&client=send 200 x40 every 2ms&server=wait 1s'
    const arrivals = ({ packets }: LabRun): (number | undefined)[] => packets.map(({ arrival }) => arrival)
    const before = arrivals(await run(link))
    const after = arrivals(await run(`${link}&lose=client.3`))
    expect(before[2]).toBeDefined()
    expect(after).toEqual(before.map((arrival, index) => (index === 2 ? undefined : arrival)))
  })

  test('lose: TCP sends it again', async () => {
    expect(told(await run("client=send 'hi', recv end&server=recv 2, close&lose=client.3"))).toContain(
      'client PSH,ACK 2 again',
    )
  })

  test('delay: it comes so much later', async () => {
    const made = await run('delay=server.1:300ms')
    const synAck = made.packets.findIndex((_packet, index) => made.places[index]?.side === 'server')
    const packet = made.packets[synAck]
    expect((packet?.arrival ?? 0) - (packet?.time ?? 0)).toBe(310_000_000)
  })

  test('duplicate: a copy arrives, with its number', async () => {
    const made = await run('duplicate=client.3')
    expect(made.places.filter((place) => place.isCopy)).toEqual([{ side: 'client', number: 3, isCopy: true }])
    expect(told(made)).toContain('client PSH,ACK 5 copy')
  })

  test('corrupt: the checksum finds it', async () => {
    const made = await run('corrupt=client.3')
    expect(made.packets.filter((packet) => packet.why === 'corrupt')).toHaveLength(1)
    expect(made.ends.client.outcome).toBe('done')
  })
})

describe('a run', () => {
  test('is the same for the same link, byte for byte', async () => {
    const link = 'path=delay 20ms 5ms loss 5%&seed=3&clients=4&client=send 20k, close&server=recv end, close'
    const [first, again] = [await run(link), await run(link)]
    expect(writePcapng(again.packets)).toEqual(writePcapng(first.packets))
    expect(compareRuns(first, again).firstDifference).toBeUndefined()
  })

  test('can be looked at as it was at any of its moments', async () => {
    const whole = await run('client=send 20k, close&server=recv end, close')
    const moments = momentsOf(whole, 'events')
    expect(moments.length).toBeGreaterThan(momentsOf(whole, 'packets').length)
    const early = cutRun(whole, 5_000_000)
    expect(early.packets).toHaveLength(1)
    expect(early.trace?.finalState).toEqual({ client: 'SYN-SENT', server: 'LISTEN' })
    expect(early.packets[0]?.arrival).toBeUndefined()
    for (const time of moments) {
      const cut = cutRun(whole, time)
      const stopped = await runScenario(whole.scenario, { until: time })
      expect(cut.packets.length).toBe(stopped.packets.length)
      expect(cut.trace?.finalState).toEqual(stopped.trace?.finalState)
    }
  })

  test('says what it cost', async () => {
    const told: number[] = []
    const made = await runScenario(parseScenario('client=send 10k, close&server=recv end, close'), {
      cpu: () => told[told.push(told.length * 5) - 1] as number,
    })
    const { cost } = made
    // From before the run to after it.
    expect(cost.cpu).toBe((told.at(-1) as number) - (told[0] as number))
    expect(cost.payloadBytes).toEqual({ client: 10_240, server: 0 })
    expect(cost.wireBytes.client).toBe(
      made.packets
        .filter((_p, i) => made.places[i]?.side === 'client')
        .reduce((sum, p) => sum + p.bytes.length, 0),
    )
    expect(cost.packets.client + cost.packets.server).toBe(made.packets.length)
  })

  test('stops at its bounds', async () => {
    const late = await run('until=5s&client=send 1k&server=wait 1h')
    expect(late).toMatchObject({ stopped: 'time', duration: 5_000_000_000 })
    const many = await runScenario(parseScenario('client=send 10M&server=recv end'), { mostPackets: 100 })
    expect(many.stopped).toBe('packets')
    expect(many.packets.length).toBeLessThan(200)
  })

  test('gives the engine the options of each side', async () => {
    const made = await run(
      'client.maxSegment=500&server.sack=off&client=send 2k, close&server=recv end, close',
    )
    const [syn, synAck] = made.trace?.segments ?? []
    expect(syn?.options.mss).toBe(500)
    expect(syn?.options.sackPermitted).toBe(true)
    expect(synAck?.options.sackPermitted).not.toBe(true)
  })
})
