import { resetReply } from '../../tcp/index.ts'
import { PROTOCOL_TCP, TcpSegment, tcpHeaderLength, writeTcpHeader } from '../../wire/index.ts'
import type { IpLayer, Route } from '../ip-layer.ts'

/** Answers what meets no connection with a RST (RFC 9293 §3.10.7.1). */
export class ResetSender {
  readonly #ip: IpLayer
  readonly #reply = new TcpSegment()

  constructor(ip: IpLayer) {
    this.#ip = ip
  }

  /** Sends a RST back, unless the segment is one itself. */
  answer(segment: TcpSegment, { out, source, destination }: Route): void {
    const reply = this.#reply
    if (!resetReply(segment, reply)) return
    const buffer = this.#ip.begin(source, destination, PROTOCOL_TCP, tcpHeaderLength(reply))
    writeTcpHeader(buffer.bytes, this.#ip.header.payloadOffset, reply)
    this.#ip.finish(buffer, out)
  }
}
