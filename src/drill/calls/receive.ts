import { fails, type Attempt, type Result } from './result.ts'
import type { StreamSocket } from './stream-socket.ts'

/** How a receive is asked for. */
export interface ReceiveFlags {
  /** MSG_PEEK: what is read stays. */
  readonly peek: boolean
  /** MSG_DONTWAIT */
  readonly dontWait: boolean
  /** MSG_WAITALL: not before all that was asked for has come. */
  readonly waitAll: boolean
}

/**
 * Reads up to `length` bytes (Linux tcp_recvmsg_locked): at least SO_RCVLOWAT of them where it may wait, never past the
 * urgent byte and never past the end.
 *
 * @param isNull - The buffer is nowhere (EFAULT).
 */
export function receive(
  socket: StreamSocket,
  length: number,
  isNull: boolean,
  { peek, dontWait, waitAll }: ReceiveFlags,
): Attempt {
  let got = 0
  return () => {
    const { endpoint } = socket
    if (endpoint === undefined) return withoutBytes(socket, dontWait)
    if (isNull && length > 0 && endpoint.readableLength > 0) return fails('EFAULT')
    // What was only looked at is still there, and is looked at again as a whole.
    if (peek) got = endpoint.peek(new Uint8Array(length))
    else if (got === 0 || !endpoint.isAtMark) got += endpoint.read(new Uint8Array(length - got))
    if (got > 0 && (got === length || isStopped(socket, got, peek))) return { value: got }
    const lowWater = waitAll ? length : Math.min(endpoint.getOption('receiveLowWater'), length)
    if (got > 0 && got >= lowWater) return { value: got }
    if (got === 0) return withoutBytes(socket, dontWait)
    const isOver = socket.hasError || socket.isReceiveShut || endpoint.state === 'CLOSED'
    return isOver || dontWait || socket.nonBlocking ? { value: got } : undefined
  }
}

/** The urgent byte, or the end, comes next: more cannot be had with this call. */
function isStopped({ endpoint, isEndOfStream }: StreamSocket, got: number, peek: boolean): boolean {
  if (endpoint === undefined || isEndOfStream) return true
  return peek
    ? got === endpoint.lengthToMark && endpoint.lengthToMark < endpoint.readableLength
    : endpoint.isAtMark
}

/** No byte can be had: the end, the pending error, or not yet. */
function withoutBytes(socket: StreamSocket, dontWait: boolean): Result | undefined {
  if (socket.isListening) return fails('ENOTCONN')
  if (socket.isEndOfStream) return { value: 0 }
  const error = socket.takeError()
  if (error !== undefined) return fails(error)
  if (socket.isReceiveShut) return { value: 0 }
  const { endpoint } = socket
  if (endpoint === undefined || endpoint.state === 'CLOSED') return fails('ENOTCONN')
  return dontWait || socket.nonBlocking ? fails('EAGAIN') : undefined
}

/**
 * MSG_OOB: the urgent byte, out of turn (Linux tcp_recv_urg). It never waits.
 *
 * @param keep - MSG_PEEK as well.
 */
export function receiveUrgent(socket: StreamSocket, length: number, keep: boolean): Result {
  if (socket.isListening) return fails('ENOTCONN')
  const { endpoint } = socket
  const state = endpoint?.urgentState ?? 'none'
  const isInLine = endpoint?.getOption('urgentInline') === true
  if (endpoint === undefined || isInLine || state === 'none' || state === 'taken') return fails('EINVAL')
  if (endpoint.state === 'CLOSED' && !socket.isConnected) return fails('ENOTCONN')
  if (endpoint.takeUrgent(keep) !== undefined) return { value: Math.min(length, 1) }
  const isOver = endpoint.state === 'CLOSED' || socket.isReceiveShut || socket.isEndOfStream
  return isOver ? { value: 0 } : fails('EAGAIN')
}
