import { drillSentences as t } from '../sentences.ts'
import { DrillUnsupported } from '../run/verdict.ts'
import { addressArgument } from './address.ts'
import { Epoll } from './epoll.ts'
import type { CallHandler, Process } from './process.ts'
import { DONE, fails, type Attempt, type Result } from './result.ts'
import { StreamSocket } from './stream-socket.ts'
import { SYMBOLS as S } from './symbols.ts'
import type { Arguments } from './values.ts'

const O_NONBLOCK = S['O_NONBLOCK'] as number
const O_RDWR = S['O_RDWR'] as number
/** fcntl(F_SETFL) changes these alone. */
const SETTABLE = O_NONBLOCK

/** Runs `call` on the socket that the first argument names. */
export function onSocket(
  call: (socket: StreamSocket, args: Arguments, process: Process) => Attempt | Result,
): CallHandler {
  return (args, process) => {
    const socket = process.descriptor(args, 0)
    if (socket === undefined) return () => fails('EBADF')
    if (!(socket instanceof StreamSocket)) return () => fails('ENOTSOCK')
    const result = call(socket, args, process)
    return typeof result === 'function' ? result : () => result
  }
}

function socket(args: Arguments, process: Process): Result {
  args.expectCount(3)
  const type = args.number(1)
  const protocol = args.number(2)
  const kind = type & 0xf
  if (!args.isAny(0) && ![S['AF_INET'], S['AF_INET6']].includes(args.number(0))) return fails('EAFNOSUPPORT')
  if (kind === S['SOCK_STREAM'] && protocol === S['IPPROTO_MPTCP']) {
    throw new DrillUnsupported(t.unsupportedCall, { call: 'IPPROTO_MPTCP' })
  }
  if (kind === S['SOCK_DGRAM'] && (protocol === 0 || protocol === S['IPPROTO_UDP'])) {
    throw new DrillUnsupported(t.noUdp)
  }
  if (kind !== S['SOCK_STREAM']) return fails('ESOCKTNOSUPPORT')
  if (protocol !== 0 && protocol !== S['IPPROTO_TCP']) return fails('EPROTONOSUPPORT')
  const made = process.newSocket()
  made.nonBlocking = (type & (S['SOCK_NONBLOCK'] as number)) !== 0
  return { value: 0, descriptor: made }
}

const bind = onSocket((made, args, { world }) => {
  args.expectCount(3)
  const { localPort } = world.settings
  const address = addressArgument(args, 1, { address: world.localText, port: localPort })
  return address === undefined ? fails('EAFNOSUPPORT') : made.bind(address)
})

const listen = onSocket((made, args) => {
  args.expectCount(2)
  return made.listen(args.number(1))
})

const accept = onSocket((made, args) => {
  args.expectCount(3)
  return made.accept()
})

const accept4 = onSocket((made, args) => {
  args.expectCount(4)
  const attempt = made.accept()
  const isNonBlocking = (args.number(3) & (S['SOCK_NONBLOCK'] as number)) !== 0
  return () => {
    const result = attempt()
    if (result?.descriptor instanceof StreamSocket) result.descriptor.nonBlocking = isNonBlocking
    return result
  }
})

const connect = onSocket((made, args, { world }) => {
  args.expectCount(3)
  const address = addressArgument(args, 1, { address: world.remoteText, port: world.settings.remotePort })
  if (address === undefined) throw new DrillUnsupported(t.unsupportedCall, { call: 'connect(AF_UNSPEC)' })
  return made.connect(address)
})

const shutdown = onSocket((made, args) => {
  args.expectCount(2)
  return made.shutdown(args.number(1))
})

function close(args: Arguments, process: Process): Attempt {
  args.expectCount(1)
  const closed = process.descriptor(args, 0)
  if (closed === undefined) return () => fails('EBADF')
  process.descriptors.delete(args.number(0))
  if (!(closed instanceof StreamSocket)) return () => DONE
  for (const other of process.descriptors.values()) if (other instanceof Epoll) other.remove(closed)
  return closed.close()
}

const fcntl = onSocket((made, args) => {
  switch (args.number(1)) {
    case S['F_GETFL']:
      return { value: O_RDWR | (made.nonBlocking ? O_NONBLOCK : 0) }
    case S['F_SETFL']:
      made.nonBlocking = (args.number(2) & SETTABLE) !== 0
      return DONE
    case S['F_GETFD']:
    case S['F_SETFD']:
      return DONE
    default:
      throw new DrillUnsupported(t.unsupportedCall, { call: 'fcntl' })
  }
})

const ioctl = onSocket((made, args) => {
  args.expectCount(3)
  const report = (name: string, came: number): Result => {
    const expected = args.reference(2)
    const differs = { what: name, expected: String(expected), came: String(came) }
    return came === expected ? DONE : { value: 0, differs }
  }
  switch (args.number(1)) {
    case S['SIOCINQ']:
      return made.isListening ? fails('EINVAL') : report('SIOCINQ', made.readableLength)
    case S['SIOCOUTQ']:
      return made.isListening ? fails('EINVAL') : report('SIOCOUTQ', made.unacknowledged)
    case S['SIOCOUTQNSD']:
      return made.isListening
        ? fails('EINVAL')
        : report('SIOCOUTQNSD', made.endpoint?.info().tcpi_notsent_bytes ?? 0)
    case S['SIOCATMARK']:
      return report('SIOCATMARK', made.endpoint?.isAtMark === true ? 1 : 0)
    case S['FIONBIO']:
      made.nonBlocking = args.reference(2) !== 0
      return DONE
    default:
      throw new DrillUnsupported(t.unsupportedCall, { call: 'ioctl' })
  }
})

/** Calls that make, name and end sockets. */
export const SOCKET_CALLS: Readonly<Record<string, CallHandler>> = {
  socket: (args, process) => {
    const result = socket(args, process)
    return () => result
  },
  bind,
  listen,
  accept,
  accept4,
  connect,
  shutdown,
  close,
  fcntl,
  ioctl,
}
