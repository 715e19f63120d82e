import type { RecordedPacket } from '../../link/index.ts'
import type { CapturedPacket } from '../../capture/index.ts'

/** @returns What a `Recorder` has kept of a packet, as the tracker and capture files take it. The bytes are shared. */
export function capturedPacket({
  time,
  bytes,
  arrival,
  fate,
  why,
  link,
  duplicateOf,
}: RecordedPacket): CapturedPacket {
  return {
    time,
    bytes,
    arrival,
    fate,
    why,
    tap: link,
    ...(duplicateOf === undefined ? {} : { duplicateOf }),
  }
}
