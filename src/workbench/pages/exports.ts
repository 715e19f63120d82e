import type { ConnectionInfo, ExportQuery } from '../../protocol/index.ts'
import {
  charsetName,
  Charsets,
  eventToJson,
  eventToText,
  ruleSentences,
  type TimedEvent,
} from '../../talk/index.ts'
import { inFileName, type Lang, visibleControls } from '../../say/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import {
  type ConnectionTrace,
  explainConnection,
  explainSegment,
  traceConnections,
} from '../../trace/index.ts'
import { PcapngWriter } from '../../capture/index.ts'
import { bufferToBase64 } from '../../host/index.ts'
import type { Bench } from '../sessions/bench.ts'
import { Failure } from '../failure.ts'
import type { History } from '../history/history.ts'
import { type ZoneClock, zoneClock } from './zone-clock.ts'

/** A file that a page or a program takes away. */
export interface Download {
  readonly name: string
  readonly type: string
  /** Made as it is taken: nothing of it is held. */
  readonly parts: Iterable<Uint8Array>
}

/**
 * @returns A file with the name of who was at the other end, and since when.
 * @throws {Failure} When there is no such connection, capture, charset or time zone.
 */
export function exportOf(bench: Bench, query: ExportQuery, lang: Lang): Download {
  const clock = clockOf(query.zone)
  switch (query.format) {
    case 'text':
      return {
        name: nameOf(bench, query.conn, clock, 'txt'),
        type: 'text/plain; charset=utf-8',
        parts: lines(bench, query, `# times in ${query.zone ?? 'UTC'}\n`, (event) =>
          eventToText(event, { stamp: (time) => clock.stamp(Date.parse(time)), shown }),
        ),
      }
    case 'jsonl':
      return {
        name: nameOf(bench, query.conn, clock, 'jsonl'),
        type: 'application/x-ndjson',
        parts: lines(bench, query, '', (event) => eventToJson(event, bufferToBase64)),
      }
    case 'bytes': {
      const history = bench.connections.history(query.conn)
      const parts = (function* (): Generator<Uint8Array> {
        for (const kept of history.messages(0)) if (kept.direction === query.direction) yield kept.bytes
      })()
      const name = nameOf(bench, query.conn, clock, `${query.direction}.bin`)
      return { name, type: 'application/octet-stream', parts }
    }
    default:
      return packetsOf(bench, query, clock, lang)
  }
}

function clockOf(zone = 'UTC'): ZoneClock {
  const clock = zoneClock(zone)
  if (clock === undefined) throw new Failure('SYNFIN_BAD_INPUT', t.badZone, { value: zone })
  return clock
}

/** `synfin-2026-11-28-1412-192.168.1.10-8888.txt`: since when, and with whom. */
function nameOf(bench: Bench, conn: number, clock: ZoneClock, end: string): string {
  const { opened, remote, target } = bench.connections.info(conn)
  const [host, port] = remote === undefined ? [target?.host, target?.port] : [remote.address, remote.port]
  const peer = host === undefined ? `${conn}` : `${inFileName(host)}-${port}`
  return `synfin-${clock.minute(Date.parse(opened))}-${peer}.${end}`
}

/** Checks at once, makes the lines as they are taken. */
function lines(
  bench: Bench,
  { conn, charset: name = 'auto' }: { readonly conn: number; readonly charset?: string | undefined },
  head: string,
  write: (event: TimedEvent) => string,
): Iterable<Uint8Array> {
  const history = bench.connections.history(conn)
  const info = bench.connections.info(conn)
  const read = { in: charsetsOf(name), out: charsetsOf(name) }
  const encoder = new TextEncoder()
  return (function* () {
    if (head !== '') yield encoder.encode(head)
    for (const event of eventsOf(info, history, read)) yield encoder.encode(`${write(event)}\n`)
  })()
}

/** What happened, as the events of a conversation. */
function* eventsOf(
  info: ConnectionInfo,
  history: History,
  read: Readonly<Record<'in' | 'out', Charsets>>,
): Generator<TimedEvent> {
  const { conn, role, transport, local, remote } = info
  let time = info.opened
  yield { type: 'open', time, conn, role, transport, local, remote }
  for (const { direction, offset, bytes, millis } of history.messages(0)) {
    const charsets = read[direction]
    const text = charsets.decode(bytes)
    const { reads, pending: half } = charsets
    const pending = half.length === 0 ? undefined : half
    time = new Date(millis).toISOString()
    yield { type: 'data', time, conn, direction, offset, bytes, charset: reads, text, pending }
  }
  if (info.close === undefined) return
  const { bytesSent, bytesUnsent } = info.close
  const known = { bytesOffered: bytesSent + bytesUnsent, bytesAcknowledged: 'unknown' as const }
  // One of an older synfin may lack some of its facts, which `judgeEnding` allows for.
  yield { type: 'close', time, conn, transport, ...known, ...info.close } as TimedEvent
}

function charsetsOf(label: string): Charsets {
  const name = charsetName(label)
  if (name === undefined) throw new Failure('SYNFIN_BAD_INPUT', ruleSentences.badCharset, { value: label })
  return new Charsets(name, name)
}

/** Control characters are made visible: the file may be opened in a terminal. */
function shown(text: string): string {
  return visibleControls(text.replaceAll('\r\n', '\n'), '\n\t')
}

/** The packets with what each does in words as its comment. */
function packetsOf(
  bench: Bench,
  { capture: number, conn, lang: chosen }: Extract<ExportQuery, { format: 'pcapng' }>,
  clock: ZoneClock,
  standard: Lang,
): Download {
  const lang = chosen ?? standard
  const capture = bench.captures.get(number)
  const info = conn === undefined ? undefined : bench.connections.info(conn)
  const { packets, startTime } = capture
  const connections = traceConnections(packets)
  const wanted = info === undefined ? connections : connections.filter((trace) => isOf(trace, info))
  const comments = new Map<number, string>()
  for (const trace of wanted) {
    for (const [at, segment] of trace.segments.entries()) {
      comments.set(segment.packet, explainSegment(trace, at, lang))
    }
  }
  const comment = wanted.flatMap((trace) => explainConnection(trace, lang)).join('\n')
  const parts = (function* (): Generator<Uint8Array> {
    const writer = new PcapngWriter({ startTime, ...(comment === '' ? {} : { comment }) })
    yield writer.begin()
    for (const [at, packet] of packets.entries()) {
      if (info !== undefined && !comments.has(at)) continue
      yield writer.packet({ ...packet, comment: comments.get(at) })
    }
    yield writer.end()
  })()
  const since = clock.minute(Number(startTime / 1_000_000n))
  const name =
    conn === undefined ? `synfin-${since}-capture-${number}.pcapng` : nameOf(bench, conn, clock, 'pcapng')
  return { name, type: 'application/x-pcapng', parts }
}

function isOf({ client, server }: ConnectionTrace, { role, local, remote }: ConnectionInfo): boolean {
  const [us, peer] = role === 'client' ? [client, server] : [server, client]
  return us.port === local?.port && peer.port === remote?.port && peer.address === remote.address
}
