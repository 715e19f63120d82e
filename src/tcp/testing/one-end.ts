import type { Nanos } from '../../base/index.ts'
import { ACK, FIN, flagNames, RST, SYN, TcpSegment } from '../../wire/index.ts'
import { TcpConnection } from '../connection.ts'
import type { ConnectionOptions } from '../types.ts'
import { copySegment, options, type SentSegment } from './pair.ts'

/** A segment as a test writes it: numbers count from the SYN of their side, which is 0. */
export interface Written {
  readonly flags: number
  readonly seq: number
  readonly ack?: number
  readonly window?: number
  readonly text?: string | number
  readonly up?: number
  /** Payload of the segments that it was put together from. */
  readonly segmentSize?: number
  readonly mss?: number
  readonly wscale?: number
  readonly sackPermitted?: boolean
  readonly sack?: readonly (readonly [number, number])[]
  readonly ts?: readonly [number, number]
  /** DSCP and ECN of the packet. */
  readonly trafficClass?: number
}

/** The peer's initial sequence number in tests with one end. */
export const IRS = 7_000
/** Ours. */
export const ISS = 1_000

/**
 * One connection and a test in the place of its peer: the test writes what arrives, and reads what is sent as lines
 * such as `ACK 1+100 ack 1`: flags, sequence number, length of the text, acknowledgment number.
 */
export class OneEnd {
  readonly connection: TcpConnection
  now: Nanos = 0
  readonly events: string[] = []
  /** The segments behind the last `sent()`. */
  segments: SentSegment[] = []
  irs = IRS

  constructor(more: Partial<ConnectionOptions> = {}) {
    this.connection = new TcpConnection(
      options(80, 40_000, ISS, { timestamps: false, sack: false, windowScaling: false, ...more }),
    )
  }

  /** LISTEN. */
  static listen(more?: Partial<ConnectionOptions>): OneEnd {
    const end = new OneEnd(more)
    end.connection.listen()
    return end
  }

  /** SYN-SENT, the SYN gone. */
  static synSent(more?: Partial<ConnectionOptions>): OneEnd {
    const end = new OneEnd(more)
    end.connection.open(0)
    end.sent()
    return end
  }

  /** SYN-RECEIVED from LISTEN, the SYN-ACK gone. */
  static synReceived(more?: Partial<ConnectionOptions>, syn: Partial<Written> = {}): OneEnd {
    const end = OneEnd.listen(more)
    end.arrive({ flags: SYN, seq: 0, mss: 1460, ...syn })
    end.sent()
    return end
  }

  /** ESTABLISHED from LISTEN. */
  static established(
    more?: Partial<ConnectionOptions>,
    syn: Partial<Written> = {},
    ack: Partial<Written> = {},
  ): OneEnd {
    const end = OneEnd.synReceived(more, syn)
    end.arrive({ flags: ACK, seq: 1, ack: 1, ...ack })
    end.sent()
    end.events.length = 0
    return end
  }

  /** FIN-WAIT-1, the FIN gone. */
  static finWait1(more?: Partial<ConnectionOptions>): OneEnd {
    const end = OneEnd.established(more)
    end.connection.close(end.now)
    end.sent()
    return end
  }

  /** FIN-WAIT-2. */
  static finWait2(more?: Partial<ConnectionOptions>): OneEnd {
    const end = OneEnd.finWait1(more)
    end.arrive({ flags: ACK, seq: 1, ack: 2 })
    end.sent()
    return end
  }

  /** CLOSE-WAIT. */
  static closeWait(more?: Partial<ConnectionOptions>): OneEnd {
    const end = OneEnd.established(more)
    end.arrive({ flags: FIN | ACK, seq: 1, ack: 1 })
    end.sent()
    return end
  }

  /** CLOSING: both FINs crossed. */
  static closing(more?: Partial<ConnectionOptions>): OneEnd {
    const end = OneEnd.finWait1(more)
    end.arrive({ flags: FIN | ACK, seq: 1, ack: 1 })
    end.sent()
    return end
  }

  /** LAST-ACK, the FIN gone. */
  static lastAck(more?: Partial<ConnectionOptions>): OneEnd {
    const end = OneEnd.closeWait(more)
    end.connection.close(end.now)
    end.sent()
    return end
  }

  /** TIME-WAIT. */
  static timeWait(more?: Partial<ConnectionOptions>): OneEnd {
    const end = OneEnd.finWait2(more)
    end.arrive({ flags: FIN | ACK, seq: 1, ack: 2 })
    end.sent()
    return end
  }

  get state(): string {
    return this.connection.state
  }

  /** A segment arrives. */
  arrive(written: Written): void {
    const segment = new TcpSegment()
    segment.sourcePort = 40_000
    segment.destinationPort = 80
    segment.seq = (this.irs + written.seq) >>> 0
    segment.ack = (written.flags & ACK) === 0 ? 0 : (ISS + (written.ack ?? 0)) >>> 0
    segment.flags = written.flags
    segment.window = written.window ?? 65_535
    segment.urgentPointer = written.up ?? 0
    segment.segmentSize = written.segmentSize ?? 0
    segment.mss = written.mss ?? -1
    segment.windowScale = written.wscale ?? -1
    segment.sackPermitted = written.sackPermitted ?? false
    for (const [left, right] of written.sack ?? []) {
      segment.sackLeft[segment.sackCount] = ISS + left
      segment.sackRight[segment.sackCount] = ISS + right
      segment.sackCount++
    }
    if (written.ts !== undefined) {
      segment.hasTimestamps = true
      segment.tsVal = written.ts[0] >>> 0
      segment.tsEcr = written.ts[1] >>> 0
    }
    const { text = '' } = written
    segment.payload = typeof text === 'number' ? new Uint8Array(text).fill(120) : bytesOf(text)
    segment.payloadLength = segment.payload.length
    this.connection.receive(segment, this.now, written.trafficClass)
  }

  /** @returns What leaves now, a line for each segment. */
  sent(): string[] {
    this.segments = []
    const lines: string[] = []
    const { connection } = this
    for (let out = connection.pollTransmit(this.now); out; out = connection.pollTransmit(this.now)) {
      const copy = copySegment(connection, out)
      this.segments.push(copy)
      lines.push(this.#line(copy))
    }
    for (let event = connection.pollEvent(); event; event = connection.pollEvent())
      this.events.push(event.type === 'closed' ? `closed:${event.reason}` : event.type)
    return lines
  }

  /** Time passes: every timer that falls due until `time` is handled. @returns What was sent, with its time in milliseconds. */
  waitUntil(time: Nanos): string[] {
    const lines: string[] = []
    for (let next = this.connection.nextDeadline(); next <= time; next = this.connection.nextDeadline()) {
      this.now = Math.max(this.now, next)
      this.connection.onDeadline(this.now)
      for (const line of this.sent()) lines.push(`${this.now / 1e6} ${line}`)
    }
    this.now = time
    return lines
  }

  /** Sends text or so many bytes. @returns What leaves. */
  send(text: string | number, urgent = false): string[] {
    const bytes = typeof text === 'number' ? new Uint8Array(text).fill(121) : bytesOf(text)
    this.connection.send(bytes, this.now, { urgent })
    return this.sent()
  }

  /** @returns Everything that can be read. */
  read(length = 1 << 20): string {
    const target = new Uint8Array(length)
    return String.fromCharCode(...target.subarray(0, this.connection.read(target, this.now)))
  }

  #line({ flags, seq, ack, payloadLength }: TcpSegment): string {
    const names = flagNames(flags).join(',')
    const from = (flags & RST) !== 0 && (flags & ACK) === 0 ? seq - ISS : (seq - ISS) | 0
    return `${names} ${from}+${payloadLength}${(flags & ACK) === 0 ? '' : ` ack ${(ack - this.irs) | 0}`}`
  }
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0))
}
