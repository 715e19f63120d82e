import { ACK, RST, SYN, URG, type TcpSegment } from '../../wire/index.ts'
import type { OptionSpec } from '../language/types.ts'
import type { ScriptFlow } from './flow.ts'
import type { ScriptSegment } from './print.ts'
import { readRawOptions } from './raw-options.ts'
import type { Emitted } from './world.ts'

/** A segment that the stack has sent, or several that are one as the script sees it. */
export interface Sent {
  readonly emitted: Emitted
  readonly tcp: TcpSegment
  readonly flags: number
  readonly seq: number
  readonly length: number
}

/** @returns What the stack sent, as a segment; undefined for what is not TCP of this flow. */
export function segmentOf(emitted: Emitted, flow: ScriptFlow, remoteKey: string): Sent | undefined {
  const { tcp, destination } = emitted.packet
  if (tcp === undefined || destination?.key !== remoteKey) return undefined
  if (tcp.sourcePort !== flow.localPort || tcp.destinationPort !== flow.remotePort) return undefined
  return { emitted, tcp, flags: tcp.flags, seq: tcp.seq, length: tcp.payloadLength }
}

const CWR_AND_SEQ_OF_FIRST = 0x80
const MUST_AGREE = SYN | RST | ACK | URG

/**
 * Joins a segment to those before it, as segmentation offload would have had it in one: numbers and CWR are those of
 * the first, all else is that of the last.
 *
 * @param parts - What has been joined already, from the first on.
 * @returns The whole; undefined when they do not belong together.
 */
export function join(parts: readonly Sent[], next: Sent): Sent | undefined {
  const first = parts[0] as Sent
  const last = parts.at(-1) as Sent
  const fits =
    next.length > 0 &&
    (last.seq + last.length) >>> 0 === next.seq &&
    last.length === first.length &&
    (last.flags & MUST_AGREE) === (next.flags & MUST_AGREE) &&
    last.tcp.ack === next.tcp.ack &&
    last.tcp.window === next.tcp.window
  if (!fits) return undefined
  return {
    emitted: next.emitted,
    tcp: next.tcp,
    flags: (next.flags & ~CWR_AND_SEQ_OF_FIRST) | (first.flags & CWR_AND_SEQ_OF_FIRST),
    seq: first.seq,
    length: parts.reduce((sum, { length }) => sum + length, next.length),
  }
}

/** The options of a segment as they stand in it; undefined when they cannot be read. */
export function optionsOf({ emitted, tcp }: Sent): readonly OptionSpec[] | undefined {
  const { bytes, ip } = emitted.packet
  return readRawOptions(bytes.subarray(ip.payloadOffset + 20, tcp.payloadOffset))
}

/** @returns The segment in the script's numbers. */
export function inScript(sent: Sent, flow: ScriptFlow): ScriptSegment {
  const { flags, seq, length, tcp } = sent
  const isSyn = (flags & SYN) !== 0
  const options = optionsOf(sent)?.map((option): OptionSpec => {
    if (option.kind === 'TS') return { ...option, val: flow.timestamps.toScript(option.val) }
    if (option.kind !== 'sack') return option
    const blocks = option.blocks.map(
      ([left, right]) => [flow.remoteToScript(left, isSyn), flow.remoteToScript(right, isSyn)] as const,
    )
    return { kind: 'sack', blocks }
  })
  return {
    flags,
    seq: flow.localToScript(seq, isSyn),
    length,
    ack: flow.remoteToScript(tcp.ack, isSyn),
    window: tcp.window,
    urgent: tcp.urgentPointer,
    options,
  }
}
