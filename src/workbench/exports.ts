import type { Closing, ConnectionInfo, ExportQuery } from '../protocol/index.ts'
import { endingText, formatPlace, judgeEnding } from '../socket/index.ts'
import {
  AutoCharset,
  charset,
  type Lang,
  type StreamDecoder,
  visibleControls,
  workbenchSentences as t,
} from '../text/index.ts'
import {
  type ConnectionTrace,
  explainConnection,
  explainSegment,
  PcapngWriter,
  traceConnections,
} from '../trace/index.ts'
import { toBase64 } from './base64.ts'
import type { Bench } from './bench.ts'
import { Failure } from './failure.ts'
import type { History } from './history.ts'

/** A file that a page or a program takes away. */
export interface Download {
  readonly name: string
  readonly type: string
  /** Made as it is taken: nothing of it is held. */
  readonly parts: Iterable<Uint8Array>
}

/** @throws {Failure} When there is no such connection or capture. */
export function exportOf(bench: Bench, query: ExportQuery, lang: Lang): Download {
  switch (query.format) {
    case 'text':
      return {
        ...named(query.conn, 'txt', 'text/plain; charset=utf-8'),
        parts: lines(bench, query, textLine),
      }
    case 'jsonl':
      return { ...named(query.conn, 'jsonl', 'application/x-ndjson'), parts: lines(bench, query, jsonLine) }
    case 'bytes': {
      const { history } = bench.conversation(query.conn)
      const parts = (function* (): Generator<Uint8Array> {
        for (const kept of history.messages(0)) if (kept.direction === query.direction) yield kept.bytes
      })()
      return { ...named(query.conn, `${query.direction}.bin`, 'application/octet-stream'), parts }
    }
    default:
      return packetsOf(bench, query, lang)
  }
}

function named(number: number, end: string, type: string): { readonly name: string; readonly type: string } {
  return { name: `synfin-${number}.${end}`, type }
}

/** One line of an export: the keys of `--json` (docs/json.md). */
type Line =
  | ({ readonly type: 'open'; readonly time: string } & Pick<
      ConnectionInfo,
      'conn' | 'role' | 'transport' | 'local' | 'remote'
    >)
  | {
      readonly type: 'data'
      readonly time: string
      readonly conn: number
      readonly direction: 'in' | 'out'
      readonly offset: number
      readonly charset: string
      readonly text: string
      readonly pending?: string
      readonly length: number
      readonly base64: string
    }
  | ({ readonly type: 'close'; readonly time: string } & Pick<ConnectionInfo, 'conn' | 'transport'> & Closing)

/** Checks at once, makes the lines as they are taken. */
function lines(
  bench: Bench,
  { conn, charset: name = 'auto' }: { readonly conn: number; readonly charset?: string | undefined },
  write: (line: Line) => string,
): Iterable<Uint8Array> {
  const { history } = bench.conversation(conn)
  const info = bench.journal.snapshot.connections.find((one) => one.conn === conn) as ConnectionInfo
  const decoders = { in: decoderOf(name), out: decoderOf(name) }
  const encoder = new TextEncoder()
  return (function* () {
    for (const line of linesOf(info, history, decoders)) yield encoder.encode(write(line))
  })()
}

function* linesOf(
  info: ConnectionInfo,
  history: History,
  decoders: Readonly<Record<'in' | 'out', Reader>>,
): Generator<Line> {
  const { conn, role, transport, local, remote } = info
  let time = info.opened
  yield { type: 'open', time, conn, role, transport, local, remote }
  for (const { direction, offset, bytes, millis } of history.messages(0)) {
    const { decoder, name } = decoders[direction]
    const text = decoder.push(bytes)
    const { pending } = decoder
    time = new Date(millis).toISOString()
    yield {
      type: 'data',
      time,
      conn,
      direction,
      offset,
      charset: decoder instanceof AutoCharset ? (decoder.chosen ?? 'auto') : name,
      text,
      ...(pending.length === 0 ? {} : { pending: toBase64(pending) }),
      length: bytes.length,
      base64: toBase64(bytes),
    }
  }
  if (info.close !== undefined) yield { type: 'close', time, conn, transport, ...info.close }
}

interface Reader {
  readonly name: string
  readonly decoder: StreamDecoder
}

function decoderOf(name: string): Reader {
  if (name.toLowerCase() === 'auto') return { name: 'auto', decoder: new AutoCharset() }
  const found = charset(name)
  if (found === undefined) throw new Failure('SYNFIN_BAD_INPUT', t.badCharset, { value: name })
  return { name: found.name, decoder: found.decoder() }
}

function jsonLine({ type, time, conn, ...rest }: Line): string {
  return `${JSON.stringify({ v: 1, type, time, conn, ...rest })}\n`
}

function textLine(line: Line): string {
  const head = `${line.time} #${line.conn}`
  switch (line.type) {
    case 'open':
      return `${head} open ${place(line.local)} ${place(line.remote)}\n`
    case 'data': {
      const shown = line.text.trimEnd().replaceAll('\r\n', '\n')
      const text = visibleControls(shown, '\n\t').replaceAll('\n', '\n    ')
      return `${head} ${line.direction === 'in' ? '<' : '>'} ${text}\n`
    }
    default: {
      const { bytesSent, bytesReceived } = line
      return `${head} close ${endingText(judgeEnding(line))} sent=${bytesSent} received=${bytesReceived}\n`
    }
  }
}

function place(address: ConnectionInfo['local']): string {
  return address === undefined ? '?' : formatPlace(address.address, address.port)
}

/** The packets with what each does in words as its comment. */
function packetsOf(
  bench: Bench,
  { capture: number, conn, lang: wish }: Extract<ExportQuery, { format: 'pcapng' }>,
  standard: Lang,
): Download {
  const lang = wish ?? standard
  const capture = bench.captures.get(number)
  if (conn !== undefined) bench.conversation(conn)
  const info = bench.journal.snapshot.connections.find((one) => one.conn === conn)
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
  return { ...named(conn ?? number, 'pcapng', 'application/x-pcapng'), parts }
}

function isOf({ client, server }: ConnectionTrace, { role, local, remote }: ConnectionInfo): boolean {
  const [us, peer] = role === 'client' ? [client, server] : [server, client]
  return us.port === local?.port && peer.port === remote?.port && peer.address === remote.address
}
