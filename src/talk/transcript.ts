import { MILLISECOND } from '../base/index.ts'
import { toBase64 } from '../charset/index.ts'
import { EVENT_VERSION, toJson } from '../say/index.ts'
import { formatPlace, type SocketAddress } from '../socket/index.ts'
import { endingText, judgeEnding } from './ending.ts'
import type { TimedEvent } from './events.ts'

/** So much data is kept; older events are dropped first. */
const KEEP_BYTES = 16 * 1024 * 1024

/** What happened so far. */
export class Transcript {
  #events: TimedEvent[] = []
  #bytes = 0
  /** Some of the beginning is not kept any more. */
  cut = false

  get events(): readonly TimedEvent[] {
    return this.#events
  }

  take(event: TimedEvent): void {
    this.#events.push(event)
    this.#bytes += sizeOf(event)
    while (this.#bytes > KEEP_BYTES) {
      const oldest = this.#events.shift()
      if (oldest === undefined) break
      this.#bytes -= sizeOf(oldest)
      this.cut = true
    }
  }
}

function sizeOf(event: TimedEvent): number {
  return 200 + (event.type === 'data' ? event.bytes.length : 0)
}

/**
 * One event as a line of JSON (docs/json.md), without its end. Byte fields are base64.
 *
 * @param base64 - Writes bytes; a platform may have a faster way.
 */
export function eventToJson(event: TimedEvent, base64: (bytes: Uint8Array) => string = toBase64): string {
  const { type, time, conn, ...rest } = event
  const body: Record<string, unknown> = { v: EVENT_VERSION, type, wallTime: time, conn }
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue
    if (key === 'bytes') {
      body['length'] = (value as Uint8Array).length
      body['base64'] = base64(value as Uint8Array)
    } else body[key] = key === 'pending' ? base64(value as Uint8Array) : value
  }
  if (event.type === 'close') {
    const { kind, by, after } = judgeEnding(event)
    body['ending'] = { kind, by, after }
  }
  return toJson(body)
}

/** How the lines of a transcript are written, where it is not as the events have it. */
export interface TextOptions {
  /** Writes the time of an event. */
  readonly stamp?: (time: string) => string
  /** Writes the text of a chunk, whose lines are indented then. */
  readonly shown?: (text: string) => string
}

/** One event as a line of text, without its end. */
export function eventToText(event: TimedEvent, { stamp = asItIs, shown = asItIs }: TextOptions = {}): string {
  const head = `${stamp(event.time)} #${event.conn}`
  switch (event.type) {
    case 'open':
      return `${head} open ${placeOf(event.local)} ${placeOf(event.remote)}`
    case 'data': {
      const text = shown(event.text.trimEnd()).replaceAll('\n', '\n    ')
      return `${head} ${event.direction === 'in' ? '<' : '>'} ${text}`
    }
    case 'state':
      return `${head} ${event.state} (${event.by})`
    case 'close':
      return `${head} close ${endingText(judgeEnding(event))} sent=${event.bytesSent} received=${event.bytesReceived}`
    case 'mark':
      return `${head} ${event.mark} ${event.detail}`
    case 'stats':
      return `${head} stats sent=${event.bytesSent} received=${event.bytesReceived} ms=${Math.round(event.duration / MILLISECOND)}`
    default:
      return `${head} error ${event.code} ${event.message}`
  }
}

function asItIs(text: string): string {
  return text
}

function placeOf(address: SocketAddress | undefined): string {
  return address === undefined ? '?' : formatPlace(address.address, address.port)
}
