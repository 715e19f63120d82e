import { MILLISECOND } from '../../base/index.ts'
import { ACK, SYN } from '../../wire/index.ts'
import type { TcpInfo } from '../info.ts'
import { LINUX_SETTINGS, type StackSettings, withSettings } from '../settings.ts'
import type { ConnectionOptions } from '../types.ts'
import { OneEnd } from './one-end.ts'

/** Payload of a segment in these tests. */
const SIZE = 1000

/** What a test of a sender may choose. */
export interface SenderOptions {
  readonly sack?: boolean
  readonly timestamps?: boolean
  /** Milliseconds. */
  readonly rtt?: number
  readonly window?: number
  readonly sendBuffer?: number
  readonly settings?: Partial<StackSettings>
  /** Settings that the test changes later. */
  readonly shared?: StackSettings
  readonly congestionControl?: ConnectionOptions['congestionControl']
}

/**
 * A sender of segments of 1000 bytes whose peer the test plays: it writes segments, acknowledges them by number
 * (counted from 0), and reads which ones leave. ESTABLISHED, with one RTT sample.
 */
export class Sender {
  readonly end: OneEnd
  readonly #timestamps: boolean

  constructor({ rtt = 100, window = 60_000, settings = {}, ...options }: SenderOptions = {}) {
    const { sack = true, timestamps = false, congestionControl = 'reno' } = options
    this.#timestamps = timestamps
    this.end = OneEnd.listen({
      sack,
      timestamps,
      congestionControl,
      timestampOffset: 0,
      ...(options.sendBuffer !== undefined && { sendBuffer: options.sendBuffer }),
      settings: options.shared ?? withSettings(LINUX_SETTINGS, settings),
    })
    const { end } = this
    const mss = SIZE + (timestamps ? 12 : 0)
    end.now = 1000 * MILLISECOND
    const syn = timestamps ? { ts: [1000, 0] as const } : {}
    end.arrive({ flags: SYN, seq: 0, mss, sackPermitted: sack, window, ...syn })
    end.sent()
    end.now += rtt * MILLISECOND
    this.#arrive(0, [], 1000, window)
    end.sent()
  }

  /** Milliseconds since the handshake was done by the peer's SYN. */
  get now(): number {
    return this.end.now / MILLISECOND - 1000
  }

  get info(): TcpInfo {
    return this.end.connection.info(this.end.now)
  }

  /** Time passes without an event. */
  wait(milliseconds: number): this {
    this.end.now += milliseconds * MILLISECOND
    return this
  }

  /** Time passes with what falls due in it. @returns `time:segment` of what leaves, milliseconds from now on. */
  run(milliseconds: number): string[] {
    const from = this.end.now
    return this.end.waitUntil(from + milliseconds * MILLISECOND).map((line) => {
      const [time, rest] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' '))]
      return `${Math.round(Number(time) - from / MILLISECOND)}:${number(rest)}`
    })
  }

  /** Writes so many segments. @returns The numbers of those that leave. */
  write(segments: number): number[] {
    return this.end.send(segments * SIZE).map(number)
  }

  /**
   * An ACK of everything before segment `before`, with SACK blocks by number.
   *
   * @param echo - When what it answers had left, in milliseconds as `now`; with timestamps only. Default: now - RTT.
   * @returns The numbers of the segments that leave.
   */
  ack(before: number, blocks: readonly (readonly [number, number])[] = [], echo?: number): number[] {
    this.#arrive(before, blocks, echo === undefined ? this.now + 1000 - 100 : echo + 1000)
    return this.end.sent().map(number)
  }

  #arrive(
    before: number,
    blocks: readonly (readonly [number, number])[],
    echo: number,
    window = 60_000,
  ): void {
    this.end.arrive({
      flags: ACK,
      seq: 1,
      ack: 1 + before * SIZE,
      window,
      sack: blocks.map(([left, right]) => [1 + left * SIZE, 1 + right * SIZE] as const),
      ...(this.#timestamps && { ts: [this.now + 1000, echo] as const }),
    })
  }
}

function number(line: string): number {
  const match = /(\d+)\+(\d+)/.exec(line)
  return match === null ? Number.NaN : (Number(match[1]) - 1) / SIZE
}
