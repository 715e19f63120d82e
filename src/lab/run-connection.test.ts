import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderText } from '../diagram/index.ts'
import { charset } from '../charset/index.ts'
import { writePcapng } from '../capture/index.ts'
import type { Side } from '../trace/index.ts'
import { flagNames } from '../wire/index.ts'
import { filler, labEvents, pictureOf, runConnection, type ConnectionRun } from './index.ts'

/** The segments as a person would note them down: who, flags, relative seq and ack, bytes. */
function told(run: ConnectionRun): string[] {
  return run.trace.segments.map(({ from, flags, relSeq, relAck, length, fate }) => {
    const size = length > 0 ? ` len ${length}` : ''
    return `${from} ${flagNames(flags).join()} ${relSeq}:${relAck}${size}${fate === 'lost' ? ' lost' : ''}`
  })
}

/** The states one end went through. */
function states(run: ConnectionRun, side: Side): string {
  const moves = run.trace.stateChanges.filter((change) => change.side === side)
  return moves.map((change) => change.to).join(' ')
}

const text = (bytes: Uint8Array): string => charset('gbk')?.decoder().push(bytes) ?? ''

/** Up to the answer's arrival every ending is the same. */
const TALK = [
  'client SYN 0:0',
  'server SYN,ACK 0:1',
  'client ACK 1:1',
  'client PSH,ACK 1:1 len 16',
  'server ACK 1:17',
  'server PSH,ACK 1:17 len 8',
]

describe('the ways a connection ends', () => {
  test('the client closes first: four segments down, and it waits in TIME-WAIT', async () => {
    const run = await runConnection()
    expect(told(run)).toEqual([
      ...TALK,
      'client ACK 17:9',
      'client FIN,ACK 17:9',
      'server ACK 9:18',
      'server FIN,ACK 9:18',
      'client ACK 18:10',
    ])
    expect(states(run, 'client')).toBe('SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT CLOSED')
    expect(states(run, 'server')).toBe('SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED')
    expect(text(run.ends.server.received)).toBe('你好，我是客户端')
    expect(text(run.ends.client.received)).toBe('收到消息')
    expect(run.trace.timeWait).toBe('client')
    expect(run.ends.client).toMatchObject({ outcome: 'done', record: { how: 'fin', firstCloser: 'us' } })
    expect(run.ends.server.record).toMatchObject({ bytesSent: 8, bytesReceived: 16, firstCloser: 'peer' })
  })

  test('the server closes first: it waits in TIME-WAIT', async () => {
    const run = await runConnection({ ending: { close: 'server' } })
    expect(told(run)).toEqual([
      ...TALK,
      'server FIN,ACK 9:17',
      'client ACK 17:9',
      'client ACK 17:10',
      'client FIN,ACK 17:10',
      'server ACK 10:18',
    ])
    expect(states(run, 'server')).toBe('SYN-RECEIVED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT CLOSED')
    expect(run.trace.timeWait).toBe('server')
  })

  test('both at one moment: the FINs cross, both go through CLOSING and wait in TIME-WAIT', async () => {
    const run = await runConnection({ ending: { close: 'both' } })
    expect(told(run)).toEqual([
      ...TALK,
      'client ACK 17:9',
      'client FIN,ACK 17:9',
      'server FIN,ACK 9:17',
      'server ACK 10:18',
      'client ACK 18:10',
    ])
    expect(states(run, 'client')).toBe('SYN-SENT ESTABLISHED FIN-WAIT-1 CLOSING TIME-WAIT CLOSED')
    expect(states(run, 'server')).toBe('SYN-RECEIVED ESTABLISHED FIN-WAIT-1 CLOSING TIME-WAIT CLOSED')
    expect(renderText(pictureOf(run))).toContain('Both closed at the same time')
  })

  test('the client resets: one RST, and the server is told ECONNRESET', async () => {
    const run = await runConnection({ ending: { reset: 'client' } })
    expect(told(run)).toEqual([...TALK, 'client ACK 17:9', 'client RST,ACK 17:9'])
    expect(run.ends.server).toMatchObject({ outcome: 'failed', error: 'ECONNRESET' })
    expect(run.trace.finalState).toEqual({ client: 'CLOSED', server: 'CLOSED' })
  })

  test('the server resets: an ACK that was under way meets no connection and draws another RST', async () => {
    const run = await runConnection({ ending: { reset: 'server' } })
    expect(told(run)).toEqual([...TALK, 'client ACK 17:9', 'server RST,ACK 9:17', 'server RST 9:0'])
    expect(run.ends.client).toMatchObject({ outcome: 'failed', error: 'ECONNRESET' })
    expect(text(run.ends.client.received)).toBe('收到消息')
  })

  test('half-close: the server answers into a connection whose other half is closed', async () => {
    const run = await runConnection({ ending: { halfClose: true } })
    expect(told(run)).toEqual([
      'client SYN 0:0',
      'server SYN,ACK 0:1',
      'client ACK 1:1',
      'client PSH,ACK 1:1 len 16',
      'client FIN,ACK 17:1',
      'server ACK 1:17',
      'server PSH,ACK 1:18 len 8',
      'server FIN,ACK 9:18',
      'client ACK 18:9',
      'client ACK 18:10',
    ])
    expect(text(run.ends.client.received)).toBe('收到消息')
    expect(run.ends.client.outcome).toBe('done')
  })
})

describe('the path', () => {
  test('loses exactly the packets asked for, and TCP mends it', async () => {
    const run = await runConnection({ drop: { client: [1], server: [2] } })
    expect(told(run).filter((line) => line.endsWith('lost'))).toEqual([
      'client SYN 0:0 lost',
      'server ACK 1:17 lost',
    ])
    expect(run.packets.filter((packet) => packet.why === 'script')).toHaveLength(2)
    expect(run.ends.client.outcome).toBe('done')
  })

  test('at 20 % loss the conversation completes, with seed 7 and with any other', async () => {
    const seeds = fc.integer({ min: 0, max: 0xffff_ffff })
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const run = await runConnection({ path: 'delay 20ms loss 20%', seed })
        expect(text(run.ends.server.received)).toBe('你好，我是客户端')
        expect(text(run.ends.client.received)).toBe('收到消息')
      }),
      { numRuns: 30, examples: [[7]] },
    )
  })

  test('with nothing getting through, the client gives up and the server is let go', async () => {
    const run = await runConnection({ path: 'loss 100%' })
    expect(run.ends.client).toMatchObject({ outcome: 'failed', error: 'ETIMEDOUT' })
    expect(run.ends.server.outcome).toBe('done')
    expect(told(run).every((line) => line === 'client SYN 0:0 lost')).toBe(true)
  })

  test('may differ by direction, and by IP version', async () => {
    const run = await runConnection({ forward: 'delay 5ms', back: 'delay 30ms', ipv6: true })
    const [syn, synAck] = run.trace.segments
    expect((syn?.arrival ?? 0) - (syn?.time ?? 0)).toBe(5_000_000)
    expect((synAck?.arrival ?? 0) - (synAck?.time ?? 0)).toBe(30_000_000)
    expect(run.trace.server.address).toBe('fd00::2')
  })

  test('that is none is refused', async () => {
    await expect(runConnection({ path: 'dealy 3ms' })).rejects.toThrow("'dealy' is not a part of a path")
  })
})

describe('a run', () => {
  test('is the same, byte for byte, for the same seed, and another for another', async () => {
    const path = 'delay 20ms 5ms loss 10%'
    const message = filler(30_000)
    const [first, again, other] = [
      await runConnection({ path, message, seed: 3 }),
      await runConnection({ path, message, seed: 3 }),
      await runConnection({ path, message, seed: 4 }),
    ]
    expect(writePcapng(again.packets)).toEqual(writePcapng(first.packets))
    expect(labEvents(again)).toEqual(labEvents(first))
    expect(writePcapng(other.packets)).not.toEqual(writePcapng(first.packets))
  })

  test('carries a large message whole, in reads of at most 1,024 bytes told as one', async () => {
    const message = filler(100_000)
    const run = await runConnection({ message, path: 'delay 10ms rate 10mbit' })
    expect(run.ends.server.received).toEqual(message)
    const reads = run.events.filter((event) => event.type === 'data' && event.side === 'server')
    expect(reads.every((event) => event.type === 'data' && event.bytes.length <= 1024)).toBe(true)
    expect(run.calls.filter((call) => call.text.includes('recv') && call.side === 'server')).toHaveLength(2)
  })

  test('may say nothing either way', async () => {
    const run = await runConnection({ message: new Uint8Array(0), reply: new Uint8Array(0) })
    expect(run.trace.totals.client.bytes + run.trace.totals.server.bytes).toBe(0)
    expect(run.ends.client.outcome).toBe('done')
  })

  test('samples the variables of both ends as each packet is sent', async () => {
    const run = await runConnection()
    expect(run.samples).toHaveLength(run.packets.length)
    expect(run.samples[0]).toMatchObject({ client: { state: 'SYN-SENT' }, server: undefined })
    expect(run.samples[3]?.client).toMatchObject({ state: 'ESTABLISHED' })
    expect(run.samples[3]?.client?.srtt).toBe(20_000_000)
  })

  test('tells its events in order: open, states, segments, data, close', async () => {
    const events = labEvents(await runConnection())
    expect(events.slice(0, 4).map((event) => event.type)).toEqual(['segment', 'state', 'state', 'segment'])
    expect(events[0]).toMatchObject({
      v: 2,
      side: 'client',
      flags: ['SYN'],
      relSeq: 0,
      length: 0,
      fate: 'delivered',
    })
    const data = events.filter((event) => event.type === 'data')
    expect(data).toMatchObject([
      { side: 'server', offset: 0, length: 16, text: '你好，我是客户端' },
      { side: 'client', offset: 0, length: 8, text: '收到消息', base64: 'ytW1vc/7z6I=' },
    ])
    expect(events.filter((event) => event.type === 'close')).toMatchObject([
      { side: 'client', how: 'fin', firstCloser: 'us' },
      { side: 'server', how: 'fin', firstCloser: 'peer' },
    ])
    for (let i = 1; i < events.length; i++) {
      expect(events[i]?.time).toBeGreaterThanOrEqual(events[i - 1]?.time ?? 0)
    }
  })
})
