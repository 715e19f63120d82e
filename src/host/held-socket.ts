import net from 'node:net'
import type { ShutdownRequest, TcpHandle } from './kernel-handle.ts'

/**
 * A `net.Socket` that is kept open behind its FIN. Node closes a socket once both FINs have gone through it, although
 * what was sent may still lie in the kernel: what becomes of it could not be told then.
 */
export class HeldSocket extends net.Socket {
  /**
   * Called when the kernel has been asked for our FIN, and whether it could take it: not when the connection had been
   * reset. `finish` lets Node go on, and close the socket after the peer's FIN.
   */
  onFin: ((finish: () => void, wasTaken: boolean) => void) | undefined

  override _final(done: (error?: Error | null) => void): void {
    const status = this.#statusOfShutdown()
    super._final((error) => {
      if (error !== undefined && error !== null) done(error)
      else if (this.onFin === undefined) done()
      else this.onFin(() => done(), status() >= 0)
    })
  }

  /** Node does not hand on what shutdown(2) says. @returns What asks for it: 0, or a negative errno. */
  #statusOfShutdown(): () => number {
    let status = 0
    const handle = handleOf(this)
    if (handle === undefined) return () => status
    const { shutdown } = handle
    handle.shutdown = (request: ShutdownRequest): number => {
      handle.shutdown = shutdown
      const { oncomplete } = request
      request.oncomplete = function (result) {
        status = result
        oncomplete.call(this, result)
      }
      return shutdown.call(handle, request)
    }
    return () => status
  }
}

/** @returns The handle inside a Node socket; undefined once that is destroyed. */
export function handleOf(socket: net.Socket): TcpHandle | undefined {
  return (socket as unknown as { _handle: TcpHandle | null })._handle ?? undefined
}
