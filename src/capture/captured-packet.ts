import type { Nanos } from '../base/index.ts'

/** One packet with its time: all that the tracker is ever given. */
export interface CapturedPacket {
  /** Nanoseconds since the start of the run or capture: when the packet passed the tap (a simulated one: was sent). */
  readonly time: Nanos
  /** The packet from its IP header on; may be cut short by a snap length. */
  readonly bytes: Uint8Array
  /** Length on the wire from the IP header on, bytes; absent: `bytes.length`. */
  readonly originalLength?: number | undefined
  /** When it reached the other end, where that is known (a simulated path). */
  readonly arrival?: Nanos | undefined
  /**
   * What became of it, where that is known; absent: seen once, taken as delivered; in a list where other packets
   * have an `arrival`: still under way.
   */
  readonly fate?: 'delivered' | 'lost' | undefined
  /** Why it was lost (`loss`, `queue`, `corrupt`, `down`, …), in netem's words. */
  readonly why?: string | undefined
  /** `comment`: a comment in the capture file says when it arrived or that it was lost; the file may be anybody's. */
  readonly fateFrom?: 'comment' | undefined
  /** Known to be a copy that the network made of another packet (a simulated path): that packet's number there. */
  readonly duplicateOf?: number | undefined
  /** A comment kept with the packet in pcapng. */
  readonly comment?: string | undefined
  /** The name of the tap (in a file: the interface) that saw it. */
  readonly tap?: string | undefined
  /** Whether it came in at the tap or went out, where that is known. */
  readonly direction?: 'in' | 'out' | undefined
  /** Place in the capture file, from 0, where frames that are not IP count too; absent: its place among the packets. */
  readonly frame?: number | undefined
}
