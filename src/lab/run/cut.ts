import type { Nanos } from '../../base/index.ts'
import { Tracker, type ConnectionTrace } from '../../trace/index.ts'
import type { CapturedPacket } from '../../capture/index.ts'
import type { LabRun } from '../types.ts'

/**
 * A run as it was at a time: what had been sent, what was still under way, what the programs had done. A run is
 * made once, and stepped, played and scrubbed by cutting it.
 */
export function cutRun(run: LabRun, time: Nanos): LabRun {
  if (time >= run.duration) return run
  const count = countUntil(run.packets, time)
  const packets = run.packets.slice(0, count).map((packet) => asOf(packet, time))
  const traces = traceUntil(packets, time)
  return {
    ...run,
    packets,
    places: run.places.slice(0, count),
    traces,
    trace: traces[0],
    calls: run.calls.filter((call) => call.time <= time),
    events: run.events.filter((event) => event.time <= time),
    messages: run.messages.flatMap((message) =>
      message.sent > time
        ? []
        : [{ ...message, received: (message.received ?? Infinity) > time ? undefined : message.received }],
    ),
    samples: run.samples.slice(0, countUntil(run.samples, time)),
    duration: time,
    stopped: 'time',
  }
}

/** @returns The connections as they were at a time: a packet without a fate is under way. */
export function traceUntil(packets: readonly CapturedPacket[], time: Nanos): readonly ConnectionTrace[] {
  const tracker = new Tracker()
  packets.forEach((packet, index) => tracker.pushAs(packet, index, packet.fate === undefined))
  tracker.advance(time)
  return tracker.connections
}

/** @returns Every moment at which something happens, each once, in order: where a person steps from to. */
export function momentsOf(run: LabRun, what: 'packets' | 'events'): Nanos[] {
  const times = new Set<Nanos>()
  for (const { time, arrival } of run.packets) {
    times.add(time)
    if (what === 'events' && arrival !== undefined) times.add(arrival)
  }
  if (what === 'events') {
    for (const { time } of run.calls) times.add(time)
    for (const { time } of run.events) times.add(time)
    times.add(run.duration)
  }
  return [...times].sort((a, b) => a - b)
}

/** How many of a list in order of time are no later than `time`. */
function countUntil(list: readonly { readonly time: Nanos }[], time: Nanos): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle] as { time: Nanos }).time <= time) low = middle + 1
    else high = middle
  }
  return low
}

/** A packet that has not arrived yet is under way. What is lost on the way is lost as it leaves, as far as one sees. */
function asOf(packet: CapturedPacket, time: Nanos): CapturedPacket {
  if (packet.arrival === undefined || packet.arrival <= time) return packet
  const { arrival: _arrival, fate: _fate, ...underWay } = packet
  return underWay
}
