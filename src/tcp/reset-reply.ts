import { ACK, FIN, RST, seqAdd, SYN, type TcpSegment } from '../wire/index.ts'

/**
 * The RST for a segment that meets no connection (RFC 9293 §3.10.7.1, state CLOSED).
 *
 * @param out - Is overwritten with the answer.
 * @returns False when the segment is itself a RST: then nothing is sent.
 */
export function resetReply(segment: TcpSegment, out: TcpSegment): boolean {
  const { flags } = segment
  if ((flags & RST) !== 0) return false
  out.reset()
  out.sourcePort = segment.destinationPort
  out.destinationPort = segment.sourcePort
  if ((flags & ACK) !== 0) {
    // <SEQ=SEG.ACK><CTL=RST>
    out.seq = segment.ack
    out.flags = RST
  } else {
    // <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
    const length = segment.payloadLength + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0)
    out.ack = seqAdd(segment.seq, length)
    out.flags = RST | ACK
  }
  return true
}
