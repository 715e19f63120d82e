import { readSync } from 'node:fs'
import type { TcpHandle } from './kernel-handle.ts'

/** libuv before 1.52 (Node before 24) can report a reset as a clean end. */
const HIDES_RESETS: boolean = isBefore(process.versions.uv, 1, 52)

/** What stands behind an "end" that was none, or not yet. */
export interface HiddenReset {
  /** What had come before it and was not read. */
  readonly rest: Uint8Array
  /** ECONNRESET or ETIMEDOUT; undefined when it was an end after all, and the RST came behind the FIN. */
  readonly failure: string | undefined
}

/**
 * Node 20 and 22 may report "end" when the peer's RST came together with data. The kernel knows better: it has no
 * peer any more, and reading on gives what was queued before the RST, then ECONNRESET.
 *
 * @param handle - Of the socket that has just emitted `end`; reading it cannot wait, as its connection is gone.
 * @returns Undefined when it is an end as it should be.
 */
export function uncoverReset(handle: TcpHandle | undefined): HiddenReset | undefined {
  return HIDES_RESETS ? restOf(handle) : undefined
}

/**
 * What a connection that is over still holds, and how it ended.
 *
 * @returns Undefined while the kernel has a peer for it; reading it could wait then.
 */
export function restOf(handle: TcpHandle | undefined): HiddenReset | undefined {
  if (handle === undefined || handle.fd < 0 || handle.getpeername({}) === 0) return undefined
  const rest: Buffer[] = []
  let failure: string | undefined
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(65_536)
      const length = readSync(handle.fd, piece)
      if (length === 0) break
      rest.push(piece.subarray(0, length))
    }
  } catch (error) {
    failure = (error as NodeJS.ErrnoException).code === 'ETIMEDOUT' ? 'ETIMEDOUT' : 'ECONNRESET'
  }
  return { rest: Buffer.concat(rest), failure }
}

function isBefore(version: string | undefined, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = (version ?? '0.0').split('.').map(Number)
  return ownMajor < major || (ownMajor === major && ownMinor < minor)
}
