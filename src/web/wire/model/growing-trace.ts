import type { Nanos } from '../../../base/index.ts'
import { traceConnections, Tracker, type ConnectionTrace, type PacketCounts } from '../../../trace/index.ts'
import type { CapturedPacket } from '../../../capture/index.ts'
import type { WireSource } from '../types.ts'

/** Packets that come in pieces, traced as they come: a file that is being read, or a capture that runs. */
export class GrowingTrace {
  readonly #packets: CapturedPacket[] = []
  readonly #tracker = new Tracker()
  #whole: readonly ConnectionTrace[] | undefined
  #version = 0
  /** Some packet tells when it arrived: then the order of telling is not the order of sending. */
  #hasArrivals = false

  get packets(): readonly CapturedPacket[] {
    return this.#packets
  }
  get connectionCount(): number {
    return this.#tracker.connections.length
  }
  get counts(): PacketCounts {
    return this.#tracker.counts
  }

  add(packets: readonly CapturedPacket[]): void {
    for (const packet of packets) {
      this.#packets.push(packet)
      if (packet.arrival !== undefined) this.#hasArrivals = true
      this.#tracker.push(packet)
    }
    this.#version++
  }

  /** Says what time it is. @returns Whether that has changed anything: somebody's TIME-WAIT is over. */
  advance(time: Nanos): boolean {
    const before = this.#changes()
    this.#tracker.advance(time)
    if (this.#changes() === before) return false
    this.#version++
    return true
  }

  #changes(): number {
    let changes = 0
    for (const { stateChanges } of this.#tracker.connections) changes += stateChanges.length
    return changes
  }

  /** Says that no more come. */
  end(): void {
    if (this.#hasArrivals) this.#whole = traceConnections(this.#packets)
    else this.#tracker.end()
    this.#version++
  }

  /** What the Wire view draws now. */
  source(more: { readonly isLive: boolean; readonly startTime?: bigint | undefined }): WireSource {
    return {
      packets: this.#packets,
      connections: this.#whole ?? this.#tracker.connections,
      isLive: more.isLive,
      ...(more.startTime === undefined ? {} : { startTime: more.startTime }),
      version: this.#version,
    }
  }
}
