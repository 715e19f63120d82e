import type { Nanos } from '../../base/index.ts'
import type { LabEvent, LabMessage, LabProgram } from '../types.ts'

type Sent = Omit<LabMessage, 'received'>
type Data = LabEvent & { readonly type: 'data' }

/** Finds when each message was all there: with TCP by its place in the stream, with UDP by the datagram itself. */
export function followMessages(
  sent: readonly Sent[],
  events: readonly LabEvent[],
  programs: readonly LabProgram[],
  isUdp: boolean,
): LabMessage[] {
  const byProgram = new Map<number, Data[]>()
  for (const event of events) {
    if (event.type !== 'data') continue
    const list = byProgram.get(event.program)
    if (list === undefined) byProgram.set(event.program, [event])
    else list.push(event)
  }
  const follow = isUdp ? followDatagrams : followStream
  return programs.flatMap((program, index) => {
    const own = sent.filter((message) => message.program === index)
    const peers = programs.flatMap((other, place) =>
      other.side !== program.side && (isUdp || other.remote?.port === program.local?.port) ? [place] : [],
    )
    return follow(
      own,
      peers.flatMap((place) => byProgram.get(place) ?? []),
      program,
    )
  })
}

function followStream(sent: readonly Sent[], reads: readonly Data[]): LabMessage[] {
  let at = 0
  return sent.map((message) => {
    const end = message.offset + message.length
    while (at < reads.length && endOf(reads[at]) < end) at++
    return { ...message, received: reads[at]?.time }
  })
}

const endOf = (read: Data | undefined): number => (read === undefined ? 0 : read.offset + read.bytes.length)

function followDatagrams(sent: readonly Sent[], reads: readonly Data[], program: LabProgram): LabMessage[] {
  const arrived = new Map<number, Nanos>()
  const unnumbered: Data[] = []
  for (const read of reads) {
    if (read.from?.port !== program.local?.port) continue
    const number = numberOf(read.bytes)
    if (number === undefined) unnumbered.push(read)
    else if (!arrived.has(number)) arrived.set(number, read.time)
  }
  return sent.map((message) => {
    const received = arrived.get(message.number)
    if (received !== undefined || unnumbered.length === 0) return { ...message, received }
    const same = unnumbered.findIndex((read) => read.bytes.length === message.length)
    const [read] = same < 0 ? [] : unnumbered.splice(same, 1)
    return { ...message, received: read?.time }
  })
}

/** The number that a made-up message begins with: `#17 `. */
function numberOf(bytes: Uint8Array): number | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 12))
  const found = /^#(\d+) /.exec(head)
  return found === null ? undefined : Number(found[1])
}
