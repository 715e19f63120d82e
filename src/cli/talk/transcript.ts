import { writeFileSync } from 'node:fs'
import { endingText, judgeEnding } from '../../talk/index.ts'
import { type TimedEvent, eventToJson } from './events.ts'
import { showAddress } from '../values.ts'

/** So much data is kept for `/save`; older events are let go first. */
const KEEP_BYTES = 16 * 1024 * 1024

/** What happened so far, for `/save`. */
export class Transcript {
  #events: TimedEvent[] = []
  #bytes = 0
  /** Some of the beginning is not kept any more. */
  cut = false

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

  /** Writes events (`.jsonl`) or text. @returns How many events. @throws What the file system says. */
  save(file: string): number {
    const line = file.endsWith('.jsonl') ? eventToJson : textLine
    writeFileSync(file, this.#events.map((event) => `${line(event)}\n`).join(''))
    return this.#events.length
  }
}

function sizeOf(event: TimedEvent): number {
  return 200 + (event.type === 'data' ? event.bytes.length : 0)
}

function textLine(event: TimedEvent): string {
  const head = `${event.time} #${event.conn}`
  switch (event.type) {
    case 'open':
      return `${head} open ${showAddress(event.local)} ${showAddress(event.remote)}`
    case 'data':
      return `${head} ${event.direction === 'in' ? '<' : '>'} ${event.text.trimEnd().replaceAll('\n', '\n    ')}`
    case 'state':
      return `${head} ${event.state} (${event.by})`
    case 'close':
      return `${head} close ${endingText(judgeEnding(event))} sent=${event.bytesSent} received=${event.bytesReceived}`
    case 'mark':
      return `${head} ${event.mark} ${event.detail}`
    case 'stats':
      return `${head} stats sent=${event.bytesSent} received=${event.bytesReceived} ms=${Math.round(event.duration / 1_000_000)}`
    default:
      return `${head} error ${event.code} ${event.message}`
  }
}
