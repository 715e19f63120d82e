import net from 'node:net'
import type { TcpHandle } from './kernel-handle.ts'

/**
 * A `net.Socket` that is kept open behind its FIN. Node closes a socket once both FINs have gone through it, although
 * what was sent may still lie in the kernel: what becomes of it could not be told then.
 */
export class HeldSocket extends net.Socket {
  /** Told that our FIN is in the kernel; `finish` lets Node go on, and close the socket after the peer's FIN. */
  onFinSent: ((finish: () => void) => void) | undefined

  override _final(done: (error?: Error | null) => void): void {
    super._final((error) => {
      if (error !== undefined && error !== null) done(error)
      else if (this.onFinSent === undefined) done()
      else this.onFinSent(() => done())
    })
  }
}

/** @returns The handle inside a Node socket; undefined once that is destroyed. */
export function handleOf(socket: net.Socket): TcpHandle | undefined {
  return (socket as unknown as { _handle: TcpHandle | null })._handle ?? undefined
}
