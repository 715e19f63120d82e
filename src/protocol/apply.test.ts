import { describe, expect, test } from 'vitest'
import { applyEvents } from './apply.ts'
import type { WorkbenchEvent } from './events.ts'
import type { ConnectionInfo, SessionsSnapshot } from './sessions.ts'

const time = '2026-11-23T12:00:00.000Z'
const local = { address: '127.0.0.1', port: 8888, family: 'IPv4' } as const
const remote = { address: '127.0.0.1', port: 50_000, family: 'IPv4' } as const
const empty: SessionsSnapshot = { listeners: [], connections: [], repeats: [], captures: [] }

function connection(conn: number, more: Partial<ConnectionInfo> = {}): ConnectionInfo {
  return {
    conn,
    role: 'server',
    transport: 'tcp',
    state: 'ESTABLISHED',
    listener: 1,
    local,
    remote,
    opened: time,
    keepHalfOpen: false,
    paused: false,
    bytesSent: 0,
    bytesReceived: 0,
    messages: 0,
    memoryFrom: 0,
    historyFrom: 0,
    ...more,
  }
}

/** Numbers the events as the workbench does. */
type Bare<Event> = Event extends WorkbenchEvent ? Omit<Event, 'seq' | 'time'> : never
function numbered(...events: Bare<WorkbenchEvent>[]): WorkbenchEvent[] {
  return events.map((event, at) => ({ seq: at + 1, time, ...event }) as WorkbenchEvent)
}

describe('applyEvents', () => {
  test('a talk from the accept to the end', () => {
    const close = {
      how: 'reset',
      firstCloser: 'peer',
      error: 'ECONNRESET',
      bytesSent: 0,
      bytesReceived: 5,
      bytesUnread: 0,
      bytesUnsent: 0,
    } as const
    const after = applyEvents(
      empty,
      numbered(
        {
          type: 'listening',
          conn: 1,
          listener: {
            conn: 1,
            transport: 'tcp',
            state: 'LISTEN',
            local,
            opened: time,
            keepHalfOpen: false,
            rules: [],
          },
        },
        { type: 'open', conn: 2, connection: connection(2) },
        { type: 'data', conn: 2, index: 0, direction: 'in', offset: 0, length: 3, base64: 'AAAA' },
        { type: 'data', conn: 2, index: 1, direction: 'in', offset: 3, length: 2, base64: 'AAA=' },
        { type: 'mark', conn: 2, mark: 'paused', detail: '' },
        { type: 'state', conn: 1, state: 'CLOSED', by: 'us' },
        { type: 'close', conn: 2, transport: 'tcp', ...close },
      ),
    )
    expect(after.listeners.map(({ state }) => state)).toEqual(['CLOSED'])
    expect(after.connections).toEqual([
      connection(2, { state: 'CLOSED', bytesReceived: 5, messages: 2, close }),
    ])
    expect(applyEvents(after, numbered({ type: 'forgotten', conn: 2 })).connections).toEqual([])
  })

  test('a connection that is asked for gets its addresses when it stands', () => {
    const asked = connection(3, { role: 'client', state: 'SYN-SENT', local: undefined, remote: undefined })
    const after = applyEvents(
      empty,
      numbered(
        { type: 'open', conn: 3, connection: asked },
        { type: 'state', conn: 3, state: 'ESTABLISHED', by: 'us', local, remote },
      ),
    )
    expect(after.connections).toEqual([connection(3, { role: 'client' })])
  })

  test('what no event touched is the same object: a page draws only what changed', () => {
    const before = applyEvents(
      empty,
      numbered(
        { type: 'open', conn: 2, connection: connection(2) },
        { type: 'open', conn: 3, connection: connection(3) },
      ),
    )
    const after = applyEvents(before, numbered({ type: 'state', conn: 3, state: 'CLOSE-WAIT', by: 'peer' }))
    expect(after.connections[0]).toBe(before.connections[0])
    expect(after.connections[1]).not.toBe(before.connections[1])
    expect(after.listeners).toBe(before.listeners)
    expect(before.connections[1]?.state).toBe('ESTABLISHED')
    expect(applyEvents(after, numbered({ type: 'snippets', snippets: [] }))).toBe(after)
  })

  test('packets move the ends of what a capture keeps; a repeat that is over leaves', () => {
    const capture = {
      capture: 1,
      running: true,
      tool: 'tcpdump',
      interface: 'lo',
      filter: 'tcp port 8888',
      packets: 0,
      packetsFrom: 0,
      dropped: 0,
    } as const
    const repeat = { repeat: 1, to: [2], everyMillis: 100, sent: 1, length: 4 }
    const after = applyEvents(
      empty,
      numbered(
        { type: 'capture', ...capture },
        { type: 'repeat', ...repeat, running: true },
        {
          type: 'packets',
          capture: 1,
          startTime: '17',
          from: 7,
          packets: [{ time: 0, base64: 'AAAA' }],
          packetsFrom: 2,
        },
      ),
    )
    expect(after.captures).toEqual([{ ...capture, startTime: '17', packets: 8, packetsFrom: 2 }])
    expect(after.repeats).toEqual([repeat])
    expect(applyEvents(after, numbered({ type: 'repeat', ...repeat, running: false })).repeats).toEqual([])
  })
})
