import { IpHeader, PROTOCOL_ICMP, readIcmp, readIcmpQuote, readIp, type IcmpMessage } from '../wire/index.ts'
import type { Nanos } from '../base/index.ts'
import type { CapturedPacket } from '../capture/index.ts'
import type { ConnectionTrace, OtherPacket, Side } from '../trace/index.ts'

/** What an ICMP error says of a segment of a connection. */
export interface IcmpNote {
  readonly message: IcmpMessage
  readonly time: Nanos
  /** Place in the capture file, from 0. */
  readonly frame: number
  /** Who sends the error. */
  readonly router: string
  /** Who had sent the packet that it quotes. */
  readonly about: Side
  /** Its sequence number, where the quote reaches that far, and its length as an IP packet. */
  readonly seq: number | undefined
  readonly length: number
}

/** Ties each ICMP error to the connection whose segment it quotes. @returns By the connection's id. */
export function readIcmpNotes(
  connections: readonly ConnectionTrace[],
  others: readonly OtherPacket[],
  packets: readonly CapturedPacket[],
): ReadonlyMap<number, readonly IcmpNote[]> {
  const notes = new Map<number, IcmpNote[]>()
  const errors = others.filter(({ protocol }) => protocol === 'icmp')
  if (errors.length === 0) return notes
  const byEnds = new Map<string, ConnectionTrace[]>()
  for (const trace of connections) {
    const key = keyOf(trace.client.address, trace.client.port, trace.server.address, trace.server.port)
    const list = byEnds.get(key)
    if (list === undefined) byEnds.set(key, [trace])
    else list.push(trace)
  }
  for (const { packet, time, source } of errors) {
    const captured = packets[packet]
    const message = captured === undefined ? undefined : messageIn(captured.bytes)
    if (captured === undefined || message === undefined) continue
    const quote = readIcmpQuote(message.body)
    const { sourcePort, destinationPort } = quote ?? {}
    if (quote === undefined || sourcePort === undefined || destinationPort === undefined) continue
    const from = String(quote.source)
    const to = String(quote.destination)
    // The last connection on these ports that had begun by then.
    const mine = byEnds.get(keyOf(from, sourcePort, to, destinationPort))
    const theirs = byEnds.get(keyOf(to, destinationPort, from, sourcePort))
    const trace = [...(mine ?? []), ...(theirs ?? [])].findLast(
      ({ segments }) => (segments[0]?.time ?? 0) <= time,
    )
    if (trace === undefined) continue
    const about: Side =
      trace.client.address === from && trace.client.port === sourcePort ? 'client' : 'server'
    const note: IcmpNote = {
      message,
      time,
      frame: captured.frame ?? packet,
      router: source,
      about,
      seq: quote.seq,
      length: quote.ip.totalLength,
    }
    const list = notes.get(trace.id)
    if (list === undefined) notes.set(trace.id, [note])
    else list.push(note)
  }
  return notes
}

function keyOf(client: string, clientPort: number, server: string, serverPort: number): string {
  return `${client} ${clientPort} ${server} ${serverPort}`
}

function messageIn(bytes: Uint8Array): IcmpMessage | undefined {
  const ip = new IpHeader()
  if (readIp(bytes, 0, bytes.length, ip) !== undefined && ip.payloadOffset >= bytes.length) return undefined
  const end = Math.min(bytes.length, ip.offset + ip.totalLength)
  const read = readIcmp(bytes, ip.payloadOffset, end, ip.protocol === PROTOCOL_ICMP ? 4 : 6)
  return 'message' in read ? read.message : undefined
}

/** @returns The ends of a connection as one word: the same for every attempt on the same addresses and ports. */
export function endsOf({ client, server }: ConnectionTrace): string {
  return keyOf(client.address, client.port, server.address, server.port)
}
