import { NEVER, Random, type Nanos } from '../../base/index.ts'
import { TcpSegment } from '../../wire/index.ts'
import { TcpConnection } from '../connection.ts'
import { resetReply } from '../reset-reply.ts'
import type { ConnectionEvent, ConnectionOptions } from '../types.ts'

/** What happens to a segment on the way: undefined loses it, each number delivers a copy after that time. */
export type Fate = readonly Nanos[] | undefined
/** Decides, per segment, counted from 0 per direction. */
export type Link = (from: 'a' | 'b', index: number, segment: SentSegment, now: Nanos) => Fate

interface Travelling {
  readonly at: Nanos
  readonly order: number
  readonly to: End
  readonly segment: SentSegment
}

/** One end of a pair: the connection, what it has reported and read, every segment it has sent. */
export class End {
  readonly name: 'a' | 'b'
  connection: TcpConnection
  readonly events: ConnectionEvent[] = []
  readonly sent: { at: Nanos; segment: SentSegment }[] = []
  readonly received: number[] = []
  /** Reads whatever comes, at once. */
  isReading = true

  constructor(name: 'a' | 'b', options: ConnectionOptions) {
    this.name = name
    this.connection = new TcpConnection(options)
  }

  /** @returns The names of what it has reported, in order. */
  get reported(): string[] {
    return this.events.map((e) => (e.type === 'closed' ? `closed:${e.reason}` : e.type))
  }
}

/** Two connections, one virtual time, a link between them that a test scripts. */
export class Pair {
  now: Nanos = 0
  readonly a: End
  readonly b: End
  link: Link
  /** Sees every segment that is about to arrive. */
  onDeliver: ((to: End, segment: TcpSegment) => void) | undefined
  readonly #travelling: Travelling[] = []
  #order = 0
  readonly #buffer = new Uint8Array(4096)

  /** @param link - Default: everything arrives after 10 ms. */
  constructor(a: Partial<ConnectionOptions> = {}, b: Partial<ConnectionOptions> = {}, link?: Link) {
    this.a = new End('a', options(40_000, 80, 1_000, a))
    this.b = new End('b', options(80, 40_000, 5_000, b))
    this.link = link ?? ((): Fate => [10_000_000])
  }

  /** Opens both ends: `a` actively, `b` passively, and runs until nothing is under way. */
  connect(): this {
    this.b.connection.listen()
    this.a.connection.open(this.now)
    this.settle()
    return this
  }

  /** Delivers and answers until nothing is under way; timers only as far as they fall due meanwhile. */
  settle(): void {
    this.#flush()
    while (this.#travelling.length > 0) this.#step()
  }

  /** Runs until `time`, or until nothing more can happen. */
  runTo(time: Nanos): void {
    this.#flush()
    for (let next = this.next(); next <= time && next !== NEVER; next = this.next()) this.#step()
    if (time !== NEVER) this.now = Math.max(this.now, time)
  }

  /** Lets out what the connections have to say now. */
  flush(): void {
    this.#flush()
  }

  /** When something happens next. */
  next(): Nanos {
    return Math.min(
      this.#travelling[0]?.at ?? NEVER,
      this.a.connection.nextDeadline(),
      this.b.connection.nextDeadline(),
    )
  }

  /** Sends from one end and lets it out. @returns Bytes taken. */
  send(end: End, bytes: Uint8Array | string, urgent = false): number {
    const data = typeof bytes === 'string' ? Uint8Array.from(bytes, (c) => c.charCodeAt(0)) : bytes
    const taken = end.connection.send(data, this.now, { urgent })
    this.#flush()
    return taken
  }

  /** Does something to a connection and lets out what it has to say. */
  act(end: End, call: (connection: TcpConnection, now: Nanos) => void): void {
    call(end.connection, this.now)
    this.#flush()
  }

  #step(): void {
    const at = Math.max(this.next(), this.now)
    if (at === NEVER) return
    this.now = at
    const first = this.#travelling[0]
    if (first !== undefined && first.at <= at) {
      this.#travelling.shift()
      this.#deliver(first)
    } else
      for (const end of [this.a, this.b])
        if (end.connection.nextDeadline() <= at) end.connection.onDeadline(at)
    this.#flush()
  }

  /** As a host does: a connection that is gone answers with a RST. */
  #deliver({ to, segment }: Travelling): void {
    this.onDeliver?.(to, segment)
    if (!to.connection.isClosed) {
      to.connection.receive(segment, this.now, segment.trafficClass)
      return
    }
    const reply = new SentSegment()
    if (!resetReply(segment, reply)) return
    const index = to.sent.push({ at: this.now, segment: reply }) - 1
    for (const delay of this.link(to.name, index, reply, this.now) ?? [])
      this.#put(this.now + delay, to === this.a ? this.b : this.a, reply)
  }

  #flush(): void {
    for (let again = true; again;) {
      again = false
      for (const end of [this.a, this.b]) if (this.#flushEnd(end)) again = true
    }
  }

  #flushEnd(end: End): boolean {
    const { connection } = end
    let did = false
    for (let out = connection.pollTransmit(this.now); out; out = connection.pollTransmit(this.now)) {
      did = true
      const segment = copySegment(connection, out)
      const fate = this.link(end.name, end.sent.length, segment, this.now)
      end.sent.push({ at: this.now, segment })
      for (const delay of fate ?? []) this.#put(this.now + delay, end === this.a ? this.b : this.a, segment)
    }
    for (let event = connection.pollEvent(); event; event = connection.pollEvent()) {
      did = true
      end.events.push(event)
    }
    while (end.isReading && connection.readableLength > 0) {
      did = true
      const length = connection.read(this.#buffer, this.now)
      for (let i = 0; i < length; i++) end.received.push(this.#buffer[i] as number)
    }
    return did
  }

  #put(at: Nanos, to: End, segment: SentSegment): void {
    const travelling = { at, order: this.#order++, to, segment }
    let i = this.#travelling.length
    while (i > 0 && (this.#travelling[i - 1] as Travelling).at > at) i--
    this.#travelling.splice(i, 0, travelling)
  }
}

/** A segment that owns its payload, with what the packet around it says. */
export class SentSegment extends TcpSegment {
  /** DSCP and ECN. */
  trafficClass = 0
}

/** @returns A copy that owns its payload. */
export function copySegment(connection: TcpConnection, out: TcpSegment): SentSegment {
  const copy = Object.assign(new SentSegment(), out, {
    sackLeft: out.sackLeft.slice(),
    sackRight: out.sackRight.slice(),
    trafficClass: connection.trafficClass,
  })
  copy.payload = new Uint8Array(out.payloadLength)
  connection.copyPayload(copy.payload, 0)
  return copy
}

/** Options of a test's connection: fixed numbers, MSS 1460. */
export function options(
  localPort: number,
  remotePort: number,
  iss: number,
  more: Partial<ConnectionOptions> = {},
): ConnectionOptions {
  return { localPort, remotePort, iss, mss: 1460, random: new Random(localPort), ...more }
}

/** Bytes that tell where they belong. */
export function pattern(length: number, seed = 0): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + seed) & 0xff
  return bytes
}
