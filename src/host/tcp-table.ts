import { readFileSync } from 'node:fs'

/** So many times as long as a reading takes, the next one waits: a table of 10,000 connections is not read all day. */
const REST = 20
/** The same for who looks for the last time, because the socket goes now. */
const LAST_REST = 2
/** One reading serves all who ask in this time, unless the table is small (some 100 connections). */
const SHARED_MILLIS = 1
const SMALL_LENGTH = 16_384
/** A table of fewer characters (some 1,700 connections) costs nothing worth saving. */
const CHEAP_LENGTH = 262_144
/** RFC 9293's states in which our FIN is out and not acknowledged, by their number (Linux include/net/tcp_states.h). */
const FIN_UNACKNOWLEDGED: ReadonlySet<string> = new Set(['04', '09', '0B'])
/** CLOSE-WAIT and LAST-ACK: the other end's FIN came first. */
const FIN_RECEIVED_FIRST: ReadonlySet<string> = new Set(['08', '09'])
/** Those in which the other end's FIN has come. */
const FIN_RECEIVED: ReadonlySet<string> = new Set(['08', '09', '0B'])

/** One line of Linux's table of connections, as far as it is about what lies in the queues. */
export interface TableLine {
  /** Bytes of data taken from the program and not acknowledged; our FIN, which takes a number too, is not counted. */
  readonly unacknowledged: number
  /** Bytes that have arrived and that the program has not read; a FIN behind them, which takes a number, is not counted. */
  readonly unread: number
  /** The other end's FIN has come, and ours was not out by then. */
  readonly isTheirFinFirst: boolean
  /** Addresses and ports as the table writes them. */
  readonly local: string
  readonly remote: string
}

/**
 * `/proc/net/tcp` or `/proc/net/tcp6`: what Linux reports of its connections while they have a socket. Node offers
 * neither SIOCOUTQ nor TCP_INFO; this is the same figure (`write_seq - snd_una`).
 */
export class TcpTable {
  readonly #file: string
  #text: string | undefined = ''
  #takenAt = Number.NEGATIVE_INFINITY
  #cost = 0
  /** How often it has been read. What happened before a reading is in it: `ofInode` may read again, or not. */
  readings = 0

  constructor(file: string) {
    this.#file = file
  }

  /** @param isLast - The socket goes now: a reading that is shared may be too old. @returns Undefined when there is no such line. */
  ofInode(inode: string, isLast: boolean = false): TableLine | undefined {
    const text = this.#read(isLast)
    if (text === undefined) return undefined
    for (let at = text.indexOf(` ${inode} `); at >= 0; at = text.indexOf(` ${inode} `, at + 1)) {
      const line = parse(text, at)
      if (line?.inode === inode) return line
    }
    return undefined
  }

  /** @returns The other end of a connection, when it is on this machine too, from the last reading. */
  otherEnd({ local, remote }: TableLine): TableLine | undefined {
    const text = this.#text ?? ''
    const at = text.indexOf(` ${remote} ${local} `)
    return at < 0 ? undefined : parse(text, at + 1)
  }

  #read(isLast: boolean): string | undefined {
    const now = performance.now()
    const { length } = this.#text ?? ''
    const shared = length > CHEAP_LENGTH ? this.#cost * REST : length > SMALL_LENGTH ? SHARED_MILLIS : 0
    const rest = isLast ? Math.min(shared, this.#cost * LAST_REST) : shared
    if (now - this.#takenAt < rest) return this.#text
    try {
      this.#text = readFileSync(this.#file, 'latin1')
    } catch {
      // No IPv6, or no /proc: nothing is known.
      this.#text = undefined
    }
    this.readings++
    this.#takenAt = performance.now()
    this.#cost = this.#takenAt - now
    return this.#text
  }
}

function parse(text: string, at: number): (TableLine & { readonly inode: string | undefined }) | undefined {
  const from = text.lastIndexOf('\n', at) + 1
  const to = text.indexOf('\n', at)
  const [, local = '', remote = '', state = '', queues = '', , , , , inode] = text
    .slice(from, to < 0 ? undefined : to)
    .trim()
    .split(/\s+/)
  const [sent, received] = queues.split(':').map((hex) => Number.parseInt(hex, 16))
  if (sent === undefined || received === undefined || !Number.isFinite(sent + received)) return undefined
  const ourFin = FIN_UNACKNOWLEDGED.has(state) ? 1 : 0
  const theirFin = FIN_RECEIVED.has(state) ? 1 : 0
  const [unacknowledged, unread] = [Math.max(0, sent - ourFin), Math.max(0, received - theirFin)]
  return { local, remote, inode, unacknowledged, unread, isTheirFinFirst: FIN_RECEIVED_FIRST.has(state) }
}
