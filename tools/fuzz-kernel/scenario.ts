import { printFlags } from '../../src/drill/run/print.ts'

/** A script without its answers: what the application calls and what comes in, and when. */
export interface Scenario {
  /** The one it was made from; what has been shrunk keeps it. */
  readonly seed: number
  readonly ipVersion: ScenarioIp
  /** Settings of the host by the names of `sysctl`. */
  readonly sysctls: Readonly<Record<string, number>>
  readonly steps: readonly Step[]
  /** How long the wire is watched after the last step, milliseconds. */
  readonly tail: number
}

export type ScenarioIp = 'ipv4' | 'ipv6'

export type Step = {
  /** Milliseconds since the step before. */
  readonly after: number
  readonly action: Call | Arrival
}

/** A segment that comes to the host under test, in the script's numbers. */
export interface Arrival {
  readonly name: 'segment'
  readonly flags: number
  readonly seq: number
  readonly length: number
  readonly ack: number | undefined
  readonly window: number
  readonly urgent?: number
  /** As packetdrill writes them; `ecr last` echoes the latest timestamp that came out. */
  readonly options: readonly string[]
}

/** A call on descriptor `fd`: 3 is what `socket` makes, 4 what `accept` gives. None of them blocks. */
export type Call =
  | { readonly name: 'socket' | 'bind' | 'listen' | 'connect' | 'accept' | 'close'; readonly fd: number }
  | {
      readonly name: 'send' | 'recv'
      readonly fd: number
      readonly length: number
      readonly flags: readonly string[]
    }
  | { readonly name: 'shutdown'; readonly fd: number; readonly how: 'SHUT_RD' | 'SHUT_WR' | 'SHUT_RDWR' }
  | {
      readonly name: 'setsockopt'
      readonly fd: number
      readonly option: SettableOption
      readonly value: number
    }
  | { readonly name: 'getsockopt'; readonly fd: number; readonly option: 'SOL_SOCKET, SO_ERROR' }
  | { readonly name: 'ioctl'; readonly fd: number; readonly request: 'SIOCINQ' | 'SIOCOUTQ' }
  | { readonly name: 'poll'; readonly fd: number }
  | { readonly name: 'info'; readonly fd: number }

export type SettableOption =
  | 'SOL_SOCKET, SO_REUSEADDR'
  | 'SOL_SOCKET, SO_LINGER'
  | 'SOL_SOCKET, SO_KEEPALIVE'
  | 'SOL_TCP, TCP_NODELAY'
  | 'SOL_TCP, TCP_CORK'
  | 'SOL_TCP, TCP_QUICKACK'
  | 'SOL_TCP, TCP_KEEPIDLE'
  | 'SOL_TCP, TCP_USER_TIMEOUT'
  | 'SOL_TCP, TCP_LINGER2'

/** What a call gave. */
export interface Outcome {
  readonly value: number
  readonly errno?: string
  /** What it has written to its arguments. */
  readonly told?: string
}

/** What is asked of poll(): everything. */
export const POLL_EVENTS = 'POLLIN|POLLOUT|POLLRDHUP'

/** A call on a descriptor that is none fails in the same way everywhere. */
export const NO_DESCRIPTOR: Outcome = { value: -1, errno: 'EBADF' }

/** @returns The line of a script for a segment that comes in. @param echo - What `ecr last` stands for. */
export function arrivalText(arrival: Arrival, echo: number): string {
  const { flags, seq, length, ack, window, urgent, options } = arrival
  const parts = [`< ${printFlags(flags)} ${seq}:${(seq + length) >>> 0}(${length})`]
  if (ack !== undefined) parts.push(`ack ${ack}`)
  parts.push(`win ${window}`)
  if (urgent !== undefined) parts.push(`urg ${urgent}`)
  if (options.length > 0) parts.push(`<${options.join(',').replace('last', String(echo))}>`)
  return parts.join(' ')
}

/** @returns The line of a script for a call with what came of it, or with what never comes when that is not known. */
export function callText(call: Call, outcome: Outcome = { value: 0 }): string {
  const { errno, told } = outcome
  const result = errno === undefined ? String(outcome.value) : `-1 ${errno} (error)`
  const to = `${call.fd}`
  switch (call.name) {
    case 'socket':
      return `socket(..., SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) = ${errno === undefined ? to : result}`
    case 'bind':
    case 'connect':
      return `${call.name}(${to}, ..., ...) = ${result}`
    case 'listen':
      return `listen(${to}, 5) = ${result}`
    case 'accept':
      return `accept(3, ..., ...) = ${errno === undefined ? to : result}`
    case 'close':
      return `close(${to}) = ${result}`
    case 'send':
    case 'recv':
      return `${call.name}(${to}, ..., ${call.length}, ${['MSG_DONTWAIT', ...call.flags].join('|')}) = ${result}`
    case 'shutdown':
      return `shutdown(${to}, ${call.how}) = ${result}`
    case 'setsockopt': {
      const isLinger = call.option === 'SOL_SOCKET, SO_LINGER'
      const value = isLinger ? `{onoff=1, linger=${call.value}}, 8` : `[${call.value}], 4`
      return `setsockopt(${to}, ${call.option}, ${value}) = ${result}`
    }
    case 'getsockopt':
      return `getsockopt(${to}, ${call.option}, [${told ?? UNTOLD}], [4]) = ${result}`
    case 'ioctl':
      return `ioctl(${to}, ${call.request}, [${told ?? UNTOLD}]) = ${result}`
    case 'poll':
      return `poll([{fd=${to}, events=${POLL_EVENTS}, revents=${told ?? 0}}], 1, 0) = ${result}`
    default:
      return `%{ ${(told ?? '')
        .split(' ')
        .map((field) => `assert ${field.replace('=', ' == ')}`)
        .join('\n')} }%`
  }
}

/** A number that no call tells, so that the one it tells is always another. */
export const UNTOLD = -7

/** @returns What a script of the scenario begins with: both devices have the MTU of an Ethernet. */
export function headText({ sysctls, ipVersion }: Scenario): string {
  const options = ipVersion === 'ipv6' ? '--ip_version=ipv6\n--mtu=1500\n' : ''
  const words = Object.entries(sysctls).map(([name, value]) => `net.ipv4.${name}=${value}`)
  return `${options}\`sysctl -q ${[...FIXED_SYSCTLS, ...words].join(' ')}\``
}

/** What is the same on both sides, whatever this machine has been set to. */
export const FIXED_SYSCTLS: readonly string[] = [
  'net.ipv4.tcp_rmem="4096 131072 6291456"',
  'net.ipv4.tcp_wmem="4096 16384 4194304"',
  'net.ipv4.tcp_no_metrics_save=1',
  'net.ipv4.tcp_ecn=0',
  'net.ipv4.tcp_dsack=1',
  'net.ipv4.tcp_early_retrans=3',
]
