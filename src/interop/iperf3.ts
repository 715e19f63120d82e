import { SynfinError } from '../base/index.ts'
import { connect, type Connection, listen, type Listener, type SocketBackend } from '../socket/index.ts'
import { interopSentences as t } from './sentences.ts'

/**
 * iperf3's control protocol, as much of it as one TCP test of a fixed length needs: a control connection that carries
 * one-byte states and JSON with its length before it, and one data connection, each opened by a cookie. Only the bytes
 * are ours to judge; the rates are iperf3's.
 */

const TEST_START = 1
const TEST_RUNNING = 2
const TEST_END = 4
const PARAM_EXCHANGE = 9
const CREATE_STREAMS = 10
const EXCHANGE_RESULTS = 13
const DISPLAY_RESULTS = 14
const IPERF_DONE = 16
/** 36 letters and a NUL. */
const COOKIE_LENGTH = 37
const BLOCK = 128 * 1024

/** What was asked for, and what came of it. */
export interface Iperf3Result {
  readonly bytes: number
  readonly seconds: number
}

/** Reads exactly so much, however it arrives. */
class Reader {
  readonly #socket: Connection
  #rest: Uint8Array = new Uint8Array(0)

  constructor(socket: Connection) {
    this.#socket = socket
  }

  async take(length: number): Promise<Uint8Array> {
    while (this.#rest.length < length) {
      const part = await this.#socket.recv()
      if (part.length === 0) throw new SynfinError('ECONNRESET', t.iperf3Closed)
      this.#rest = Buffer.concat([this.#rest, part])
    }
    const taken = this.#rest.slice(0, length)
    this.#rest = this.#rest.subarray(length)
    return taken
  }

  async state(expected: number): Promise<void> {
    const [state] = await this.take(1)
    if (state !== expected)
      throw new SynfinError('EPROTO', t.iperf3State, { state: String(state), expected: String(expected) })
  }

  async json(): Promise<Record<string, unknown>> {
    const length = Buffer.from(await this.take(4)).readUInt32BE()
    return JSON.parse(Buffer.from(await this.take(length)).toString('utf8')) as Record<string, unknown>
  }
}

function withLength(value: unknown): Uint8Array {
  const text = Buffer.from(JSON.stringify(value))
  const head = Buffer.alloc(4)
  head.writeUInt32BE(text.length)
  return Buffer.concat([head, text])
}

const state = (value: number): Uint8Array => Uint8Array.of(value)

async function pour(socket: Connection, bytes: number): Promise<void> {
  const block = new Uint8Array(BLOCK)
  for (let left = bytes; left > 0; left -= BLOCK)
    await socket.send(left < BLOCK ? block.subarray(0, left) : block)
}

async function drain(socket: Connection, most = Number.POSITIVE_INFINITY): Promise<number> {
  const target = new Uint8Array(BLOCK)
  let bytes = 0
  while (bytes < most) {
    const length = await socket.recvInto(target)
    if (length === 0) break
    bytes += length
  }
  return bytes
}

function results(bytes: number, seconds: number): unknown {
  return {
    cpu_util_total: 0,
    cpu_util_user: 0,
    cpu_util_system: 0,
    sender_has_retransmits: 0,
    streams: [
      { id: 1, bytes, retransmits: 0, jitter: 0, errors: 0, packets: 0, start_time: 0, end_time: seconds },
    ],
  }
}

/** A server for one test of a real iperf3 client: `-n BYTES`, with or without `-R`. */
export async function serveIperf3(sockets: SocketBackend): Promise<{
  readonly port: number
  readonly result: Promise<Iperf3Result>
}> {
  const listener = await listen(sockets)
  const result = serve(listener).finally(() => listener.close())
  // A failure rejects whoever waits for it; until then it is nobody's.
  result.catch(() => undefined)
  return { port: listener.localAddress.port, result }
}

async function serve(listener: Listener): Promise<Iperf3Result> {
  const control = await listener.accept()
  const reader = new Reader(control)
  await reader.take(COOKIE_LENGTH)
  await control.send(state(PARAM_EXCHANGE))
  const wanted = await reader.json()
  await control.send(state(CREATE_STREAMS))
  const data = await listener.accept()
  await new Reader(data).take(COOKIE_LENGTH)
  await control.send(state(TEST_START))
  await control.send(state(TEST_RUNNING))
  const begin = process.hrtime.bigint()
  let bytes = 0
  const isReverse = wanted['reverse'] === true
  const length =
    typeof wanted['num'] === 'number' && wanted['num'] > 0 ? wanted['num'] : Number.POSITIVE_INFINITY
  const moving = isReverse
    ? pour(data, Number.MAX_SAFE_INTEGER).catch(() => undefined)
    : drain(data, length).then((total) => (bytes = total))
  await reader.state(TEST_END)
  // The last bytes may still be on their way when the client says that it has sent all.
  if (!isReverse && Number.isFinite(length)) await moving
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9
  if (isReverse) bytes = data.acknowledgedLength() ?? 0
  await control.send(state(EXCHANGE_RESULTS))
  await reader.json()
  await control.send(withLength(results(bytes, seconds)))
  await control.send(state(DISPLAY_RESULTS))
  await reader.state(IPERF_DONE)
  if (isReverse) data.reset()
  await moving
  await data.close()
  await control.close()
  return { bytes, seconds }
}

/** A client for one test against a real iperf3 server: we send `bytes`. */
export async function runIperf3(
  sockets: SocketBackend,
  to: { readonly host: string; readonly port: number; readonly bytes: number },
): Promise<Iperf3Result> {
  const cookie = Buffer.from(`${'synfin'.padEnd(COOKIE_LENGTH - 1, '0')}\0`, 'latin1')
  const control = await connect(sockets, to)
  const reader = new Reader(control)
  await control.send(cookie)
  await reader.state(PARAM_EXCHANGE)
  await control.send(
    withLength({
      tcp: true,
      omit: 0,
      time: 0,
      num: to.bytes,
      parallel: 1,
      len: BLOCK,
      client_version: '3.12',
    }),
  )
  await reader.state(CREATE_STREAMS)
  const data = await connect(sockets, to)
  await data.send(cookie)
  await reader.state(TEST_START)
  await reader.state(TEST_RUNNING)
  const begin = process.hrtime.bigint()
  await pour(data, to.bytes)
  while ((data.acknowledgedLength() ?? to.bytes) < to.bytes)
    await new Promise((resolve) => setImmediate(resolve))
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9
  await control.send(state(TEST_END))
  await reader.state(EXCHANGE_RESULTS)
  await control.send(withLength(results(to.bytes, seconds)))
  const theirs = await reader.json()
  await reader.state(DISPLAY_RESULTS)
  await control.send(state(IPERF_DONE))
  await data.close()
  await control.close()
  const [stream] = theirs['streams'] as { bytes: number }[]
  return { bytes: stream?.bytes ?? 0, seconds }
}
