import { explainSentences as t } from './sentences.ts'
import { say, type Lang } from '../../say/index.ts'
import type { TracedSegment } from '../../trace/index.ts'
import { ACK, PROTOCOL_ICMP, PROTOCOL_ICMPV6 } from '../../wire/index.ts'
import type { LabRun } from '../types.ts'
import { ms, whatIs } from './look.ts'

/** One packet in a few words, for where no diagram can point at it. */
export interface PacketWords {
  /** Milliseconds since the start of the run. */
  readonly time: string
  readonly side: 'client' | 'server'
  /** What it is: `SYN`, `FIN`, `data 5`, `5 bytes`. */
  readonly what: string
  readonly isLost: boolean
}

/** @returns A packet of a run in a few words. */
export function packetWords(run: LabRun, packet: number, lang: Lang): PacketWords {
  const { time = 0, fate, bytes = new Uint8Array(0) } = run.packets[packet] ?? {}
  const side = run.places[packet]?.side ?? 'client'
  const segment = run.traces.flatMap(({ segments }) => segments).find((one) => one.packet === packet)
  const what = segment === undefined ? datagramWords(bytes, lang) : segmentWords(segment)
  return { time: ms(time), side, what, isLost: fate === 'lost' }
}

function segmentWords(segment: TracedSegment): string {
  const { relSeq, relAck, length, flags } = segment
  const ack = (flags & ACK) === 0 ? '' : ` ack ${relAck}`
  return `${whatIs(segment)} seq ${relSeq}${ack}${length === 0 ? '' : ` len ${length}`}`
}

function datagramWords(bytes: Uint8Array, lang: Lang): string {
  const four = (bytes[0] ?? 0) >> 4 === 4
  const protocol = bytes[four ? 9 : 6]
  if (protocol === PROTOCOL_ICMP || protocol === PROTOCOL_ICMPV6) return say(t.icmp, lang)
  const header = four ? ((bytes[0] ?? 0) & 15) * 4 : 40
  return say(t.datagram, lang, { length: Math.max(0, bytes.length - header - 8) })
}

/** @returns A run without a connection as lines: each datagram with its time, its way and its fate. */
export function datagramLines(run: LabRun, lang: Lang, most = 40): string[] {
  const lines = run.packets.slice(0, most).map(({ arrival, fate }, packet) => {
    const { time, side, what } = packetWords(run, packet, lang)
    const line = fate === 'lost' ? '──╳     ' : '───────▶'
    const back = fate === 'lost' ? '     ╳──' : '◀───────'
    const way = side === 'client' ? `client ${line} server` : `client ${back} server`
    const end =
      fate === 'lost'
        ? say(t.lost, lang)
        : arrival === undefined
          ? say(t.underWay, lang)
          : `${ms(arrival)} ms`
    return `${time.padStart(9)} ms  ${way}  ${what}  → ${end}`
  })
  const more = run.packets.length - lines.length
  return more > 0 ? [...lines, `  … ${say(t.more, lang, { count: more })}`] : lines
}
