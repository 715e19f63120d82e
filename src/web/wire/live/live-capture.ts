import { signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import { fromBase64 } from '../../../charset/index.ts'
import type { CaptureInfo, WirePacket, WorkbenchEvent } from '../../../protocol/index.ts'
import type { CapturedPacket } from '../../../capture/index.ts'
import { workbench } from '../../store/workbench.ts'
import { GrowingTrace } from '../model/growing-trace.ts'

/** Packets asked for at once. */
const PAGE = 5_000
/** The picture is drawn anew at most so often. */
const EACH_MS = 120
/** Time goes on without packets: TIME-WAIT ends. */
const TICK_MS = 1_000

/** Packets that the workbench captures, followed from the first one that it still keeps. */
export class LiveCapture {
  readonly id: number
  readonly trace: GrowingTrace = new GrowingTrace()
  readonly #version = signal(0)
  /** The index of the next packet wanted; undefined: before the first was asked for. */
  #next: number | undefined
  /** Packets that came after ones that are missing here still. */
  #isAsking = false
  #isAskedAgain = false
  #isTelling = false

  constructor(id: number) {
    this.id = id
    workbench.onEvents((events) => this.#follow(events))
    workbench.onFresh(() => void this.#catchUp())
    setInterval(() => this.#tick(), TICK_MS)
    void this.#catchUp()
  }

  /** Grows when there is more to draw. */
  get version(): ReadonlySignal<number> {
    return this.#version
  }

  #info(): CaptureInfo | undefined {
    return workbench.snapshot.peek().captures.find(({ capture }) => capture === this.id)
  }

  #follow(events: readonly WorkbenchEvent[]): void {
    for (const event of events) {
      if (event.type !== 'packets' || event.capture !== this.id) continue
      if (this.#next === event.from && !this.#isAsking) this.#add(event.packets)
      else void this.#catchUp()
    }
  }

  /** Asks for what is missing, page by page. */
  async #catchUp(): Promise<void> {
    if (this.#isAsking) {
      this.#isAskedAgain = true
      return
    }
    this.#isAsking = true
    try {
      for (;;) {
        this.#isAskedAgain = false
        const from = Math.max(this.#next ?? 0, this.#info()?.packetsFrom ?? 0)
        const answer = await workbench.request('packets', { capture: this.id, from, count: PAGE })
        this.#next = answer.from
        this.#add(answer.packets)
        if (this.#next >= answer.total && !this.#isAskedAgain) break
        if (answer.packets.length === 0) break
      }
    } catch {
      // The workbench is away, or the capture was forgotten: what is here stays, and `onFresh` asks again.
    } finally {
      this.#isAsking = false
    }
  }

  #add(packets: readonly WirePacket[]): void {
    if (packets.length === 0) return
    this.#next = (this.#next ?? 0) + packets.length
    this.trace.add(packets.map(captured))
    if (this.#isTelling) return
    this.#isTelling = true
    setTimeout(() => {
      this.#isTelling = false
      this.#version.value++
    }, EACH_MS)
  }

  #tick(): void {
    const info = this.#info()
    if (info?.running !== true || info.startTime === undefined) return
    const now = Number(BigInt(Date.now()) * 1_000_000n - BigInt(info.startTime))
    if (this.trace.advance(now)) this.#version.value++
  }
}

function captured({ time, base64, originalLength, direction, tap }: WirePacket): CapturedPacket {
  return { time, bytes: fromBase64(base64) ?? new Uint8Array(0), originalLength, direction, tap }
}

const followed = new Map<string, LiveCapture>()

/** @returns The capture of this number, of this run of the workbench; it is followed from now on. */
export function liveCapture(id: number): LiveCapture {
  const key = `${workbench.hello.peek()?.run ?? ''}/${id}`
  let capture = followed.get(key)
  if (capture === undefined) {
    capture = new LiveCapture(id)
    followed.set(key, capture)
  }
  return capture
}
