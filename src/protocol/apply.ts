import type { EventOf, WorkbenchEvent } from './events.ts'
import type { CaptureInfo, ConnectionInfo, ListenerInfo, RepeatInfo, SessionsSnapshot } from './sessions.ts'

/**
 * What the lists are once these events have happened: the page's way to keep a snapshot up to date, and the
 * workbench's own. Lists and entries that no event touched are the same objects as before.
 *
 * @param events - In the order of `seq`; those already in the snapshot must be left out.
 */
export function applyEvents(snapshot: SessionsSnapshot, events: readonly WorkbenchEvent[]): SessionsSnapshot {
  const lists = {
    listeners: new Draft(snapshot.listeners, (listener) => listener.conn),
    connections: new Draft(snapshot.connections, (connection) => connection.conn),
    repeats: new Draft(snapshot.repeats, (repeat) => repeat.repeat),
    captures: new Draft(snapshot.captures, (capture) => capture.capture),
  }
  for (const event of events) apply(lists, event)
  const next: SessionsSnapshot = {
    listeners: lists.listeners.list,
    connections: lists.connections.list,
    repeats: lists.repeats.list,
    captures: lists.captures.list,
  }
  const same = (Object.keys(next) as (keyof SessionsSnapshot)[]).every((key) => next[key] === snapshot[key])
  return same ? snapshot : next
}

interface Lists {
  readonly listeners: Draft<ListenerInfo>
  readonly connections: Draft<ConnectionInfo>
  readonly repeats: Draft<RepeatInfo>
  readonly captures: Draft<CaptureInfo>
}

function apply(lists: Lists, event: WorkbenchEvent): void {
  switch (event.type) {
    case 'listening':
      return lists.listeners.set(event.conn, event.listener)
    case 'open':
      return lists.connections.set(event.conn, event.connection)
    case 'state':
      return changeState(lists, event)
    case 'data':
      return lists.connections.change(event.conn, (connection) => ({
        ...connection,
        messages: event.index + 1,
        [event.direction === 'in' ? 'bytesReceived' : 'bytesSent']: event.offset + event.length,
      }))
    case 'mark':
      return lists.connections.change(event.conn, (connection) => ({
        ...connection,
        paused: event.mark === 'paused' || (connection.paused && event.mark !== 'resumed'),
        memoryFrom: event.memoryFrom ?? connection.memoryFrom,
        historyFrom: event.historyFrom ?? connection.historyFrom,
      }))
    case 'close':
      return lists.connections.change(event.conn, (connection) => closed(connection, event))
    case 'rules':
      return lists.listeners.change(event.conn, (listener) => ({ ...listener, rules: event.rules }))
    case 'forgotten':
      lists.listeners.remove(event.conn)
      return lists.connections.remove(event.conn)
    case 'repeat': {
      const { type: _type, seq: _seq, time: _time, running, ...info } = event
      return running ? lists.repeats.set(info.repeat, info) : lists.repeats.remove(info.repeat)
    }
    case 'capture': {
      const { type: _type, seq: _seq, time: _time, ...info } = event
      return lists.captures.set(info.capture, info)
    }
    case 'captureForgotten':
      return lists.captures.remove(event.capture)
    case 'packets':
      return lists.captures.change(event.capture, (capture) => ({
        ...capture,
        startTime: event.startTime ?? capture.startTime,
        packets: event.from + event.packets.length,
        packetsFrom: event.packetsFrom,
      }))
    default:
  }
}

function changeState(lists: Lists, { conn, state, local, remote }: EventOf<'state'>): void {
  if (state === 'CLOSED' || state === 'LISTEN') {
    lists.listeners.change(conn, (listener) => ({ ...listener, state }))
  }
  lists.connections.change(conn, (connection) => ({
    ...connection,
    state,
    local: local ?? connection.local,
    remote: remote ?? connection.remote,
  }))
}

function closed(connection: ConnectionInfo, event: EventOf<'close'>): ConnectionInfo {
  const { type: _type, seq: _seq, time: _time, conn: _conn, transport: _transport, ...close } = event
  return { ...connection, state: 'CLOSED', paused: false, close }
}

/** A list that is copied when it is first changed. */
class Draft<Entry> {
  list: Entry[]
  readonly #keyOf: (entry: Entry) => number
  #isOwn = false

  constructor(list: Entry[], keyOf: (entry: Entry) => number) {
    this.list = list
    this.#keyOf = keyOf
  }

  set(key: number, entry: Entry): void {
    const at = this.#find(key)
    if (at < 0) this.#own().splice(-1 - at, 0, entry)
    else this.#own()[at] = entry
  }

  /** Nothing when there is none of this key. */
  change(key: number, how: (entry: Entry) => Entry): void {
    const at = this.#find(key)
    if (at >= 0) this.#own()[at] = how(this.list[at] as Entry)
  }

  remove(key: number): void {
    const at = this.#find(key)
    if (at >= 0) this.#own().splice(at, 1)
  }

  /** Entries are in the order of their numbers. @returns Its place, or -1 minus the place where it would stand. */
  #find(key: number): number {
    let low = 0
    let high = this.list.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const found = this.#keyOf(this.list[middle] as Entry)
      if (found === key) return middle
      if (found < key) low = middle + 1
      else high = middle - 1
    }
    return -1 - low
  }

  #own(): Entry[] {
    if (!this.#isOwn) {
      this.list = [...this.list]
      this.#isOwn = true
    }
    return this.list
  }
}
