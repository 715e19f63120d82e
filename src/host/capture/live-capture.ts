import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { type CapturedPacket, CaptureReader } from '../../capture/index.ts'
import { type CaptureError, explainEnd, noPermission, noTool } from './capture-error.ts'
import { startProgram } from '../program/program.ts'
import { captureArguments, type CaptureTool, findCaptureTools } from './tools.ts'

/** What to capture, and where it is delivered. */
export interface LiveCaptureOptions {
  /** As the system calls it; see `captureInterface`. */
  readonly interface: string
  /** In libpcap's language: `tcp port 8888`. */
  readonly filter: string
  /** So much of each packet is kept. Default 262,144 bytes: all. */
  readonly snapLength?: number
  /** Called with what has come, in order; never with none. The packets borrow memory that nobody writes to again. */
  readonly onPackets: (packets: readonly CapturedPacket[]) => void
  /** The programs to try, in order. Default: those that this machine has. */
  readonly tools?: readonly CaptureTool[]
}

/** So long the last packets may be under way; dumpcap reads the kernel's buffer four times a second. */
const DELAY_MILLIS = { tcpdump: 150, dumpcap: 300 } as const
/** A tool that neither begins nor ends in this time is given up. */
const PATIENCE_MILLIS = 5_000

/** @returns The interface on which packets between these addresses pass: the loopback, or all. */
export function captureInterface(...addresses: readonly (string | undefined)[]): string {
  const isLoopback = addresses.some(
    (address) => address !== undefined && /^(127\.|::1$|::ffff:127\.|localhost$)/i.test(address),
  )
  if (!isLoopback) return 'any'
  if (process.platform === 'win32') return '\\Device\\NPF_Loopback'
  return process.platform === 'linux' ? 'lo' : 'lo0'
}

/**
 * Starts tcpdump or dumpcap, whichever may capture here.
 *
 * @returns The capture, once packets that pass from now on are seen.
 * @throws {CaptureError} Says what is missing and the one command that grants it.
 */
export async function captureLive(options: LiveCaptureOptions): Promise<LiveCapture> {
  const { tools = findCaptureTools() } = options
  let first: CaptureError | undefined
  for (const tool of tools) {
    if (tool.isForbidden) {
      first ??= noPermission(tool, options.interface)
      continue
    }
    const capture = new LiveCapture(tool, options)
    const problem = await capture.begun
    if (problem === undefined) return capture
    first ??= problem
    if (problem.code !== 'SYNFIN_CAPTURE_PERMISSION' && problem.code !== 'SYNFIN_CAPTURE_ENDED') break
  }
  throw first ?? noTool()
}

/** Whether packets can be captured here, tried out on the loopback. @returns The tool. @throws {CaptureError} */
export async function tryCapture(): Promise<CaptureTool['name']> {
  const capture = await captureLive({
    interface: captureInterface('127.0.0.1'),
    filter: 'tcp port 1',
    onPackets: () => undefined,
  })
  await capture.kill()
  return capture.tool
}

/** Packets as they pass, until it is stopped. It keeps none of them. */
export class LiveCapture {
  readonly tool: CaptureTool['name']
  readonly interface: string
  readonly filter: string
  /** Resolves once it captures; to the reason when it cannot. */
  readonly begun: Promise<CaptureError | undefined>
  /** Resolves when it is over; to the reason when it was not stopped. */
  readonly ended: Promise<CaptureError | undefined>
  readonly #options: LiveCaptureOptions
  readonly #reader = new CaptureReader()
  readonly #child: ChildProcessByStdio<null, Readable, Readable>
  #words = ''
  #stopping = false
  #dropped = 0

  /** Use `captureLive`, which finds the tool that may capture. */
  constructor(tool: CaptureTool, options: LiveCaptureOptions) {
    this.tool = tool.name
    this.interface = options.interface
    this.filter = options.filter
    this.#options = options
    const { interface: device, filter, snapLength = 262_144 } = options
    this.#child = startProgram(
      tool.name,
      captureArguments(tool.name, { interface: device, filter, snapLength }),
      {
        at: tool.path,
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
        env: { ...process.env, LC_ALL: 'C' },
      },
    )
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-4_096)
    })
    this.ended = this.#watchEnd(tool)
    this.begun = this.#watchBegin(tool)
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk))
  }

  /** Wall-clock nanoseconds since 1970 of time 0; undefined before the first packet. */
  get startTime(): bigint | undefined {
    return this.#reader.startTime
  }

  /** Packets that the kernel or the tool lost because they came too fast: known at the end. */
  get dropped(): number {
    return this.#dropped
  }

  /** Stops capturing; what had passed before is still handed on. Twice is harmless. */
  async stop(): Promise<void> {
    if (!this.#stopping) {
      this.#stopping = true
      await new Promise((resolve) => setTimeout(resolve, DELAY_MILLIS[this.tool]))
    }
    await this.kill()
  }

  /** Stops at once. */
  async kill(): Promise<void> {
    this.#stopping = true
    this.#child.kill(process.platform === 'win32' ? 'SIGKILL' : 'SIGINT')
    await this.ended
  }

  #take(chunk: Buffer): void {
    const packets = this.#reader.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length))
    if (packets.length > 0) this.#options.onPackets(packets)
  }

  /** The file header comes when the tool's socket is open and its filter set. */
  #watchBegin(tool: CaptureTool): Promise<CaptureError | undefined> {
    const begun = new Promise<undefined>((resolve) =>
      this.#child.stdout.once('data', () => resolve(undefined)),
    )
    const late = new AbortController()
    const gaveUp = new Promise<CaptureError>((resolve) => {
      const timer = setTimeout(() => {
        this.#child.kill('SIGKILL')
        resolve(explainEnd(tool, this.#words, this))
      }, PATIENCE_MILLIS)
      late.signal.addEventListener('abort', () => clearTimeout(timer))
    })
    return Promise.race([begun, this.ended, gaveUp]).finally(() => late.abort())
  }

  #watchEnd(tool: CaptureTool): Promise<CaptureError | undefined> {
    return new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(explainEnd(tool, error.message, this)))
      this.#child.once('close', () => {
        this.#dropped = droppedIn(this.#words)
        resolve(this.#stopping ? undefined : explainEnd(tool, this.#words, this))
      })
    })
  }
}

/** What a tool's last words say of packets that it, or the kernel, lost. */
function droppedIn(words: string): number {
  const byTcpdump = /(\d+) packets? dropped by (?:kernel|interface)/g
  let dropped = 0
  for (const [, count] of words.matchAll(byTcpdump)) dropped += Number(count)
  const byDumpcap = /received\/dropped on interface [^\n]*: \d+\/(\d+)/.exec(words)
  return dropped + Number(byDumpcap?.[1] ?? 0)
}
