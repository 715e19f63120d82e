import { assert } from '../base/index.ts'
import { charset, toBase64, type StreamDecoder } from '../charset/index.ts'
import {
  rankedTraceEvents,
  sortEvents,
  type RankedEvent,
  type Side,
  type TraceEvent,
} from '../trace/index.ts'
import { EVENT_VERSION } from '../say/index.ts'
import { CHARSET } from './greeting.ts'
import type { ConnectionRun, LabEvent } from './types.ts'

/** One event as it is written: plain values only. Times are nanoseconds since the start of the run. */
export type LabJson = TraceEvent

/**
 * @param encoding - The charset in which received bytes are also given as text.
 * @returns The run as events in the order of time: open, state, segment, data, error, close (docs/json.md).
 */
export function labEvents(run: ConnectionRun, encoding: string = CHARSET): LabJson[] {
  const ranked: RankedEvent[] = rankedTraceEvents(run.trace)
  const decoders: Record<Side, StreamDecoder> = { client: decoderOf(encoding), server: decoderOf(encoding) }
  for (const event of run.events) {
    ranked.push({ rank: event.afterPackets - 0.5, event: programEvent(event, decoders[event.side]) })
  }
  return sortEvents(ranked)
}

function programEvent(event: LabEvent, decoder: StreamDecoder): LabJson {
  const { type, time, side } = event
  const head = { v: EVENT_VERSION, type, time, side }
  switch (event.type) {
    case 'open':
      return { ...head, local: event.local, remote: event.remote }
    case 'data': {
      const { offset, bytes } = event
      return { ...head, offset, length: bytes.length, base64: toBase64(bytes), text: decoder.push(bytes) }
    }
    case 'error':
      return { ...head, call: event.call, code: event.code }
    default: {
      const { how, firstCloser, fins, error, bytesSent, bytesReceived, bytesUnread } = event
      return { ...head, how, firstCloser, fins, error, bytesSent, bytesReceived, bytesUnread }
    }
  }
}

function decoderOf(encoding: string): StreamDecoder {
  const found = charset(encoding)
  assert(found !== undefined, `no charset ${encoding}`)
  return found.decoder()
}
