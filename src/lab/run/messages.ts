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
  const messages = grouped(sent, (message) => message.program)
  const data = events.filter((event) => event.type === 'data')
  // What a program sends is read by the other side, in the conversation that has the same client's port.
  const reads = grouped(data, (read) => {
    const reader = programs[read.program]
    const port = isUdp ? read.from?.port : reader?.remote?.port
    return `${reader?.side} ${port}`
  })
  return programs.flatMap(({ side, local }, index) => {
    const own = messages.get(index) ?? []
    const others = reads.get(`${side === 'client' ? 'server' : 'client'} ${local?.port}`) ?? []
    return isUdp ? followDatagrams(own, others) : followStream(own, others)
  })
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
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

function followDatagrams(sent: readonly Sent[], reads: readonly Data[]): LabMessage[] {
  const arrived = new Map<number, Nanos>()
  const unnumbered: Data[] = []
  for (const read of reads) {
    const number = numberOf(read.bytes)
    if (number === undefined) unnumbered.push(read)
    else if (!arrived.has(number)) arrived.set(number, read.time)
  }
  // Of datagrams without a number the first of its length is taken.
  const bySize = grouped(unnumbered.reverse(), (read) => read.bytes.length)
  return sent.map((message) => {
    const received = arrived.get(message.number) ?? bySize.get(message.length)?.pop()?.time
    return { ...message, received }
  })
}

/** The number that a made-up message begins with: `#17 `. */
function numberOf(bytes: Uint8Array): number | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 12))
  const found = /^#(\d+) /.exec(head)
  return found === null ? undefined : Number(found[1])
}
