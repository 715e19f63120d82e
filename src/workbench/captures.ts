import { captureInterface, captureLive, type LiveCapture, bufferToBase64 } from '../host/index.ts'
import type { CaptureInfo, WirePacket } from '../protocol/index.ts'
import type { CapturedPacket } from '../capture/index.ts'
import type { Lang } from '../say/index.ts'
import { workbenchSentences as t } from './sentences.ts'
import { Failure, faultOf } from './failure.ts'
import type { Journal } from './sessions/journal.ts'

/** Captures that there may be, running or kept. */
const CAPTURES = 16
/** What one capture keeps; older packets go first. */
const KEEP_PACKETS = 200_000
const KEEP_BYTES = 64 * 1024 * 1024
/** What all captures keep: each has its share. */
const ALL_BYTES = 256 * 1024 * 1024
/** What a packet costs beside its bytes. */
const OVERHEAD = 200
/** Packets are reported together, this often at most, so many at once. */
const BATCH_MILLIS = 50
const BATCH_PACKETS = 500

/** What is to be captured. */
export interface CaptureTarget {
  readonly transport: 'tcp' | 'udp'
  readonly port: number
  readonly interface: string
}

/** @returns The target for a port at these addresses: on the loopback for loopback addresses, else everywhere. */
export function captureTarget(
  transport: 'tcp' | 'udp',
  port: number,
  device: string | undefined,
  ...addresses: readonly (string | undefined)[]
): CaptureTarget {
  return { transport, port, interface: device ?? captureInterface(...addresses) }
}

/** The captures of this run. Two requests for the same packets share one. */
export class Captures {
  readonly #journal: Journal
  readonly #captures = new Map<number, RunningCapture>()
  readonly #starting = new Map<string, Promise<RunningCapture>>()
  #last = 0

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** @throws {CaptureError} Which permission is missing; {Failure} when there are too many. */
  async start(target: CaptureTarget, lang: Lang): Promise<CaptureInfo> {
    const filter = `${target.transport} port ${target.port}`
    for (const capture of this.#captures.values()) {
      const { info } = capture
      if (info.running && info.filter === filter && info.interface === target.interface) return info
    }
    const key = `${target.interface} ${filter}`
    let starting = this.#starting.get(key)
    if (starting === undefined) {
      if (this.#captures.size + this.#starting.size >= CAPTURES) {
        throw new Failure('SYNFIN_LIMIT', t.tooManyCaptures, { limit: CAPTURES })
      }
      const share = (): number => Math.min(KEEP_BYTES, ALL_BYTES / Math.max(1, this.#captures.size))
      starting = RunningCapture.start(
        { journal: this.#journal, share, number: () => ++this.#last },
        target.interface,
        filter,
        lang,
      )
      this.#starting.set(key, starting)
    }
    try {
      const capture = await starting
      this.#captures.set(capture.info.capture, capture)
      for (const other of this.#captures.values()) other.trim()
      return capture.info
    } finally {
      this.#starting.delete(key)
    }
  }

  /** As `start`, for those who go on without. @returns The capture, or why there is none; neither when none is wanted. */
  async attempt(
    target: CaptureTarget | undefined,
    lang: Lang,
  ): Promise<{ readonly capture: CaptureInfo | undefined; readonly problem: unknown }> {
    if (target === undefined) return { capture: undefined, problem: undefined }
    try {
      return { capture: await this.start(target, lang), problem: undefined }
    } catch (problem) {
      return { capture: undefined, problem }
    }
  }

  /** @throws {Failure} When there is none of this number. */
  get(number: number): RunningCapture {
    const capture = this.#captures.get(number)
    if (capture === undefined) throw new Failure('SYNFIN_NO_SUCH', t.noCapture, { capture: number })
    return capture
  }

  async forget(number: number): Promise<void> {
    await this.get(number).stop()
    if (!this.#captures.delete(number)) return
    this.#journal.emit({ type: 'captureForgotten', capture: number })
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#captures.values()].map((capture) => capture.kill()))
  }
}

/** What a capture needs of the others. */
interface Among {
  readonly journal: Journal
  /** How many bytes of packets it may keep now. */
  readonly share: () => number
  /** @returns A number for a new one. */
  readonly number: () => number
}

/** One capture and the packets it keeps. */
export class RunningCapture {
  readonly #journal: Journal
  readonly #share: () => number
  #live: LiveCapture | undefined
  #info: CaptureInfo
  /** Those kept: `packetsFrom` is the index of the first. */
  #packets: CapturedPacket[] = []
  #bytes = 0
  /** The index of the first that has not been reported. */
  #emitted = 0
  #timer: NodeJS.Timeout | undefined

  private constructor({ journal, share }: Among, info: CaptureInfo) {
    this.#journal = journal
    this.#share = share
    this.#info = info
  }

  static async start(among: Among, device: string, filter: string, lang: Lang): Promise<RunningCapture> {
    let capture: RunningCapture | undefined
    const early: CapturedPacket[] = []
    const live = await captureLive({
      interface: device,
      filter,
      onPackets: (packets) => (capture === undefined ? void early.push(...packets) : capture.#take(packets)),
    })
    const none = { packets: 0, packetsFrom: 0, dropped: 0 }
    const info = {
      capture: among.number(),
      running: true,
      tool: live.tool,
      interface: device,
      filter,
      ...none,
    }
    capture = new RunningCapture(among, info)
    capture.#live = live
    capture.#emit()
    capture.#take(early)
    void capture.#watch(live, lang)
    return capture
  }

  get info(): CaptureInfo {
    return this.#info
  }

  /** Wall-clock nanoseconds since 1970 of time 0. */
  get startTime(): bigint {
    return this.#live?.startTime ?? 0n
  }

  get packets(): readonly CapturedPacket[] {
    return this.#packets
  }

  /** @returns At most `count` packets from index `from` on, or from the first that is kept. */
  range(from: number, count: number): { from: number; packets: WirePacket[] } {
    const first = Math.max(from, this.#info.packetsFrom)
    const at = first - this.#info.packetsFrom
    return { from: first, packets: this.#packets.slice(at, at + count).map(toWire) }
  }

  async stop(): Promise<void> {
    await this.#live?.stop()
  }

  async kill(): Promise<void> {
    await this.#live?.kill()
    clearTimeout(this.#timer)
  }

  async #watch(live: LiveCapture, lang: Lang): Promise<void> {
    const problem = await live.ended
    this.#emitPackets()
    this.#info = {
      ...this.#info,
      running: false,
      dropped: live.dropped,
      ...(problem === undefined ? {} : { problem: faultOf(problem, lang) }),
    }
    this.#emit()
  }

  #take(packets: readonly CapturedPacket[]): void {
    for (const packet of packets) {
      // A copy: the memory of a whole read would be kept for one packet of it.
      this.#packets.push({ ...packet, bytes: packet.bytes.slice() })
      this.#bytes += OVERHEAD + packet.bytes.length
    }
    this.#count(packets.length)
    this.#timer ??= setTimeout(() => this.#emitPackets(), BATCH_MILLIS)
    if (this.#info.packets - this.#emitted >= BATCH_PACKETS) this.#emitPackets()
  }

  /** Another capture has begun: the shares are smaller. */
  trim(): void {
    this.#count(0)
  }

  #count(more: number): void {
    let gone = 0
    const limit = this.#packets.length - KEEP_PACKETS
    const share = this.#share()
    while (gone < this.#packets.length && (gone < limit || this.#bytes > share)) {
      this.#bytes -= OVERHEAD + (this.#packets[gone++] as CapturedPacket).bytes.length
    }
    // Some more go with them, so that the list is not moved for every packet.
    if (gone > 0) {
      const extra = Math.min(this.#packets.length - gone, 1_000)
      for (let i = 0; i < extra; i++) {
        this.#bytes -= OVERHEAD + (this.#packets[gone++] as CapturedPacket).bytes.length
      }
      this.#packets.splice(0, gone)
    }
    const { packets, packetsFrom } = this.#info
    this.#info = { ...this.#info, packets: packets + more, packetsFrom: packetsFrom + gone }
  }

  #emitPackets(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#emitted < this.#info.packets) {
      const { from, packets } = this.range(this.#emitted, BATCH_PACKETS)
      if (packets.length === 0) break
      this.#emitted = from + packets.length
      const startTime = String(this.startTime)
      if (this.#info.startTime === undefined) this.#info = { ...this.#info, startTime }
      const { capture, packetsFrom } = this.#info
      this.#journal.emit({ type: 'packets', capture, startTime, from, packets, packetsFrom })
    }
  }

  #emit(): void {
    this.#journal.emit({ type: 'capture', ...this.#info })
  }
}

function toWire({ time, bytes, originalLength, direction, tap }: CapturedPacket): WirePacket {
  return { time, base64: bufferToBase64(bytes), originalLength, direction, tap }
}
