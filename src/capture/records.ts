import type { CapturedPacket } from './captured-packet.ts'
import { type FrameHead, findIpHeader, isKnownLinkType } from './link-layer.ts'
import { type CaptureProblem, type CaptureProblemKey, captureProblem } from './problem.ts'
import { Stamp } from './timestamp.ts'

/** An interface of a capture: where some of its frames were seen. */
export interface CaptureInterface {
  readonly linkType: number
  readonly snapLength: number
  readonly name: string | undefined
  /** Packets that the capture itself lost (`isb_ifdrop` and `isb_osdrop`), where it says so. */
  dropped: number | undefined
}

/** What one frame of a capture is made of, before it is turned into a packet. Reused from frame to frame. */
export class FrameRecord {
  readonly stamp: Stamp = new Stamp()
  /** Offset of the record in the file, for problems. */
  offset = 0
  start = 0
  end = 0
  /** Length of the frame on the wire. */
  wireLength = 0
  direction: 'in' | 'out' | undefined = undefined
  comments: string[] | undefined = undefined
  /** The file was written by synfin: its own comments are read back. */
  ours = false
}

/** So many problems tell enough of a broken file. */
const MOST_PROBLEMS = 1_000

/** Collects what a reader of either format finds: packets, problems, interfaces, counts. */
export class CaptureOutput {
  readonly problems: CaptureProblem[] = []
  readonly interfaces: CaptureInterface[] = []
  readonly comments: string[] = []
  application: string | undefined = undefined
  packets: CapturedPacket[] = []
  frames = 0
  skipped = 0
  failed = false
  /** Offset in the file of what told last that packets were dropped. */
  droppedAt = 0
  #origin: bigint | undefined
  #originSeconds = 0
  #originNanos = 0
  readonly #head: FrameHead = { offset: -1, direction: undefined }
  readonly #reported = new Set<string>()

  constructor(origin: bigint | undefined) {
    if (origin !== undefined) {
      this.#origin = origin
      this.#originSeconds = Number(origin / 1_000_000_000n)
      this.#originNanos = Number(origin % 1_000_000_000n)
    }
  }

  /** Wall-clock nanoseconds since 1970 of time 0; undefined before the first frame. */
  get startTime(): bigint | undefined {
    return this.#origin
  }

  problem(
    offset: number,
    key: CaptureProblemKey,
    args: Readonly<Record<string, string | number>> = {},
  ): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(captureProblem(offset, key, args))
    else if (this.problems.length === MOST_PROBLEMS) {
      this.problems.push(captureProblem(offset, 'tooManyProblems', { limit: MOST_PROBLEMS }))
    }
  }

  /** Records a problem whose like may come again and again: the first of the same words alone. */
  problemOnce(
    offset: number,
    key: CaptureProblemKey,
    args: Readonly<Record<string, string | number>> = {},
  ): void {
    const name = `${key} ${Object.values(args).join(' ')}`
    if (this.#reported.has(name)) return
    this.#reported.add(name)
    this.problem(offset, key, args)
  }

  /** Records a problem after which nothing more can be read. */
  fail(offset: number, key: CaptureProblemKey, args: Readonly<Record<string, string | number>> = {}): void {
    this.problems.push(captureProblem(offset, key, args))
    this.failed = true
  }

  /** No more comes: says what the capture program has lost itself, which no look at the packets can tell. */
  finish(): void {
    const count = this.interfaces.reduce((sum, { dropped = 0 }) => sum + dropped, 0)
    if (count > 0) this.problem(this.droppedAt, 'dropped', { count })
  }

  /** Takes one frame; what is not IP is counted and left out. */
  take(bytes: Uint8Array, record: FrameRecord, seenBy: CaptureInterface): void {
    const frame = this.frames++
    const time = this.#timeOf(record.stamp)
    const head = this.#head
    findIpHeader(seenBy.linkType, bytes, record.start, record.end, head)
    if (head.offset < 0) {
      this.skipped++
      if (!isKnownLinkType(seenBy.linkType)) {
        this.problemOnce(record.offset, 'linkType', { type: seenBy.linkType })
      }
      return
    }
    const onWire = Math.max(record.wireLength - (head.offset - record.start), 0)
    // Ethernet pads short frames and some captures keep the FCS: only what the IP header counts is the packet.
    const length = ipLength(bytes, head.offset, record.end, onWire)
    const packet = bytes.subarray(head.offset, Math.min(record.end, head.offset + length))
    const own = record.ours ? readOwnComments(record.comments) : undefined
    const others = own === undefined ? record.comments : own.others
    this.packets.push({
      time,
      bytes: packet,
      originalLength: length === packet.length ? undefined : length,
      arrival: own?.delay === undefined ? undefined : time + own.delay,
      fate: own?.fate,
      why: own?.why,
      fateFrom: own?.fate === undefined && own?.delay === undefined ? undefined : 'comment',
      comment: others === undefined || others.length === 0 ? undefined : others.join('\n'),
      tap: seenBy.name,
      direction: record.direction ?? head.direction,
      frame,
    })
  }

  #timeOf(stamp: Stamp): number {
    if (this.#origin === undefined) {
      this.#originSeconds = stamp.seconds
      this.#originNanos = stamp.nanos
      this.#origin = BigInt(stamp.seconds) * 1_000_000_000n + BigInt(stamp.nanos)
    }
    return (stamp.seconds - this.#originSeconds) * 1_000_000_000 + (stamp.nanos - this.#originNanos)
  }
}

/** The length that the IP header gives, no more than was on the wire; 0 in the header means segmentation offload. */
function ipLength(bytes: Uint8Array, at: number, end: number, onWire: number): number {
  const v4 = (bytes[at] as number) >> 4 === 4
  if (end - at < (v4 ? 4 : 6)) return onWire
  const field = ((bytes[at + (v4 ? 2 : 4)] as number) << 8) | (bytes[at + (v4 ? 3 : 5)] as number)
  if (field === 0) return onWire
  return Math.min(onWire, v4 ? field : field + 40)
}

const LOST = 'lost: '
/** Any file can call itself synfin's: only the reasons that a path has are read back, all else is a comment. */
const LOST_COMMENTS: ReadonlySet<string> = new Set(
  ['loss', 'queue', 'corrupt', 'mtu', 'script', 'down'].map((why) => LOST + why),
)

interface OwnComments {
  fate: 'lost' | undefined
  why: string | undefined
  delay: number | undefined
  readonly others: string[]
}

/** The comments that synfin's writer makes (`ownComments`), taken apart from those of other hands. */
function readOwnComments(comments: readonly string[] | undefined): OwnComments | undefined {
  if (comments === undefined) return undefined
  const own: OwnComments = { fate: undefined, why: undefined, delay: undefined, others: [] }
  for (const comment of comments) {
    const arrived = /^arrived after (\d{1,15}) ns$/.exec(comment)
    if (comment === 'lost') own.fate = 'lost'
    else if (LOST_COMMENTS.has(comment)) {
      own.fate = 'lost'
      own.why = comment.slice(LOST.length)
    } else if (arrived !== null) own.delay = Number(arrived[1])
    else own.others.push(comment)
  }
  return own
}

/** The comments by which a packet's fate is kept in a file: `lost: loss`, `arrived after 40000000 ns`. */
export function ownComments(packet: CapturedPacket, keepArrivals: boolean): string[] {
  const comments: string[] = []
  if (packet.fate === 'lost') comments.push(packet.why === undefined ? 'lost' : LOST + packet.why)
  if (
    keepArrivals &&
    packet.arrival !== undefined &&
    packet.fate !== 'lost' &&
    packet.arrival >= packet.time
  ) {
    comments.push(`arrived after ${packet.arrival - packet.time} ns`)
  }
  if (packet.comment !== undefined && packet.comment !== '') comments.push(packet.comment)
  return comments
}
