import { ERRNO } from '../../src/drill/calls/errno.ts'
import { SYMBOLS } from '../../src/drill/calls/symbols.ts'
import { parseIpAddress } from '../../src/wire/index.ts'
import { infoText } from './info.ts'
import { libc } from './kernel-libc.ts'
import { NO_DESCRIPTOR, POLL_EVENTS, type Call, type Outcome } from './scenario.ts'

/** Where a scenario's sockets are bound and connected to. */
export interface KernelAddresses {
  readonly local: string
  readonly localPort: number
  readonly remote: string
  readonly remotePort: number
}

/** A process of the kernel's side: its sockets by the script's numbers. Everything is non-blocking. */
export class KernelProcess {
  readonly #fds = new Map<number, number>()
  readonly #addresses: KernelAddresses

  constructor(addresses: KernelAddresses) {
    this.#addresses = addresses
  }

  /** Makes a call on this thread, in the namespace that it is in. */
  call(call: Call): Outcome {
    if (call.name === 'socket') return this.#lifeCall(-1, call)
    const fd = this.#fds.get(call.name === 'accept' ? LISTENER : call.fd)
    if (fd === undefined) return NO_DESCRIPTOR
    return isSocketCall(call) ? onSocket(fd, call) : this.#lifeCall(fd, call)
  }

  #lifeCall(fd: number, call: LifeCall): Outcome {
    switch (call.name) {
      case 'bind':
        return valued(named(libc.bind, fd, this.#addresses.local, this.#addresses.localPort))
      case 'connect':
        return valued(named(libc.connect, fd, this.#addresses.remote, this.#addresses.remotePort))
      case 'listen':
        return valued(libc.listen(fd, 5))
      case 'accept':
        return this.#opened(call.fd, libc.accept(fd, null, null))
      case 'close':
        this.#fds.delete(call.fd)
        return valued(libc.close(fd))
      default:
        return this.#opened(call.fd, cubicSocket(this.#addresses.local.includes(':')))
    }
  }

  /** Ends every connection at once and without a word that somebody would wait for. */
  endAll(): void {
    for (const fd of this.#fds.values()) {
      libc.setsockopt(fd, number('SOL_SOCKET'), number('SO_LINGER'), ints(1, 0), 8)
      libc.close(fd)
    }
    this.#fds.clear()
  }

  #opened(name: number, fd: number): Outcome {
    if (fd < 0) return valued(fd)
    const before = this.#fds.get(name)
    if (before !== undefined) libc.close(before)
    this.#fds.set(name, fd)
    return { value: 0 }
  }
}

const LISTENER = 3
const CUBIC = Buffer.from('cubic')

/** A namespace takes the machine's default for its sysctl alone, a socket of root's takes any. */
function cubicSocket(isIpv6: boolean): number {
  const fd = libc.socket(number(isIpv6 ? 'AF_INET6' : 'AF_INET'), STREAM, 0)
  libc.setsockopt(fd, number('SOL_TCP'), number('TCP_CONGESTION'), CUBIC, CUBIC.length)
  return fd
}
const STREAM = number('SOCK_STREAM') | number('SOCK_NONBLOCK') | number('SOCK_CLOEXEC')

/** Calls that begin and end a socket. */
type LifeCall = Extract<Call, { name: 'socket' | 'bind' | 'listen' | 'connect' | 'accept' | 'close' }>
type SocketCall = Exclude<Call, LifeCall>

const LIFE_CALLS = new Set<string>(['socket', 'bind', 'listen', 'connect', 'accept', 'close'])

function isSocketCall(call: Call): call is SocketCall {
  return !LIFE_CALLS.has(call.name)
}

function onSocket(fd: number, call: SocketCall): Outcome {
  switch (call.name) {
    case 'shutdown':
      return valued(libc.shutdown(fd, number(call.how)))
    case 'send':
    case 'recv': {
      const flags = [...call.flags, 'MSG_DONTWAIT', 'MSG_NOSIGNAL'].reduce(
        (sum, flag) => sum | number(flag),
        0,
      )
      return valued(libc[call.name](fd, new Uint8Array(call.length), call.length, flags))
    }
    case 'setsockopt': {
      const value = call.option === 'SOL_SOCKET, SO_LINGER' ? ints(1, call.value) : ints(call.value)
      const [level, option] = optionNumbers(call.option)
      return valued(libc.setsockopt(fd, level, option, value, value.length))
    }
    case 'getsockopt': {
      const value = ints(0)
      const [level, option] = optionNumbers(call.option)
      const outcome = valued(libc.getsockopt(fd, level, option, value, ints(4)))
      return outcome.errno === undefined ? { value: 0, told: String(value.readInt32LE()) } : outcome
    }
    case 'ioctl': {
      const value = ints(0)
      const outcome = valued(libc.ioctl(fd, number(call.request), value))
      return outcome.errno === undefined ? { value: 0, told: String(value.readInt32LE()) } : outcome
    }
    case 'poll': {
      const entry = ints(
        fd,
        POLL_EVENTS.split('|').reduce((sum, name) => sum | number(name), 0),
      )
      const value = libc.ppoll(entry, 1, Buffer.alloc(16), null)
      return { value, told: pollText(entry.readUInt16LE(6)) }
    }
    default:
      return { value: 0, told: infoText(tcpInfo(fd)) }
  }
}

/** Where a field stands in `struct tcp_info` (uapi/linux/tcp.h), how long it is, and which of its bits it has. */
const FIELDS: Readonly<Record<string, readonly [offset: number, bytes: 1 | 4, mask?: number]>> = {
  tcpi_state: [0, 1],
  tcpi_ca_state: [1, 1],
  tcpi_retransmits: [2, 1],
  tcpi_probes: [3, 1],
  tcpi_backoff: [4, 1],
  tcpi_snd_wscale: [6, 1, 0x0f],
  tcpi_snd_mss: [16, 4],
  tcpi_unacked: [24, 4],
  tcpi_sacked: [28, 4],
  tcpi_lost: [32, 4],
  tcpi_retrans: [36, 4],
  tcpi_snd_ssthresh: [76, 4],
  tcpi_snd_cwnd: [80, 4],
}

function tcpInfo(fd: number): Record<string, number> {
  const bytes = Buffer.alloc(256)
  libc.getsockopt(fd, number('SOL_TCP'), number('TCP_INFO'), bytes, ints(256))
  return Object.fromEntries(
    Object.entries(FIELDS).map(([name, [offset, size, mask]]) => {
      const value = bytes.readUIntLE(offset, size)
      return [name, mask === undefined ? value : value & mask]
    }),
  )
}

/** The names of poll's bits, in the order of their numbers. */
function pollText(bits: number): string {
  const names = Object.entries(SYMBOLS).filter(
    ([name, bit]) => name.startsWith('POLL') && bit < 0x10000 && (bits & bit) !== 0,
  )
  return names.map(([name]) => name).join('|') || '0'
}

const ERRNO_NAMES = new Map(
  Object.entries(ERRNO)
    .reverse()
    .map(([name, value]) => [value, name]),
)

function valued(value: number): Outcome {
  if (value >= 0) return { value }
  const errno = libc.errno()
  return { value: -1, errno: ERRNO_NAMES.get(errno) ?? String(errno) }
}

function optionNumbers(option: string): readonly [level: number, option: number] {
  const [level = '', name = ''] = option.split(', ')
  return [number(level), number(name)]
}

function number(name: string): number {
  const value = SYMBOLS[name]
  if (value === undefined) throw new Error(`no number for ${name}`)
  return value
}

function ints(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeInt32LE(value, i * 4)
  return bytes
}

/** Makes a call that takes an address: struct sockaddr_in or sockaddr_in6. */
function named(call: typeof libc.bind, fd: number, text: string, port: number): number {
  const address = parseIpAddress(text)
  if (address === undefined) throw new Error(`no address: ${text}`)
  const isIpv6 = address.version === 6
  const bytes = Buffer.alloc(isIpv6 ? 28 : 16)
  bytes.writeUInt16LE(number(isIpv6 ? 'AF_INET6' : 'AF_INET'), 0)
  bytes.writeUInt16BE(port, 2)
  bytes.set(address.bytes, isIpv6 ? 8 : 4)
  return call(fd, bytes, bytes.length)
}
