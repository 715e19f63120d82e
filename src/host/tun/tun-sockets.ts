import { RealClock } from '../real-clock.ts'
import { entropySeed } from '../entropy.ts'
import { Network, type Host, type Outside } from '../../net/index.ts'
import type { Path } from '../../link/index.ts'
import { engineSockets, type SocketBackend } from '../../socket/index.ts'
import { runProgram } from '../program/program.ts'
import { TunDevice } from './tun-device.ts'
import { TunError } from './tun-error.ts'
import { networkOf, readWire, usualWires, type WireAddresses } from './wires.ts'

export interface TunOptions {
  /** Addresses of the engine, each with its prefix; the kernel gets the neighbour. Default `10.77.N.2/24` and `fd77:0:0:N::2/64`, N the number of the device. */
  readonly addresses?: readonly string[]
  /** Default 1500. */
  readonly mtu?: number
  /** Name of the interface. Default `synfin%d`: the first number that is free. */
  readonly name?: string
  /** What is done to the packets on the way, both directions; text as `parsePath` reads it. Default a clean wire. */
  readonly path?: Path | string
  /** From the engine to the kernel, instead of `path`. */
  readonly forward?: Path | string
  /** From the kernel to the engine, instead of `path`. */
  readonly back?: Path | string
  /** A network namespace by its name (`ip netns`): the kernel's end of the device is moved there. Needs root. */
  readonly namespace?: string
  /** Default from the system's entropy. */
  readonly seed?: number
}

/** The engine on the machine's network: its own addresses, behind a TUN device of the kernel. */
export interface TunSockets {
  /** The socket API over the engine. */
  readonly sockets: SocketBackend
  readonly network: Network
  readonly host: Host
  readonly outside: Outside
  /** Name of the interface. */
  readonly device: string
  /** Addresses without their prefixes, in the order of the options. */
  readonly engineAddresses: readonly string[]
  readonly kernelAddresses: readonly string[]
  /** Takes the device away, and its routes. Connections are not told: close them before. */
  close(): Promise<void>
}

/** Packets that wait for us while we are busy, before the kernel drops. */
const QUEUE_LENGTH = 10_000

/**
 * Opens a TUN device, gives the kernel the one end of it and the engine the other.
 *
 * @throws {TunError} What is missing or not allowed, and what helps.
 * @throws {MissingProgram} Without `ip`, which gives the device its addresses.
 */
export async function tunSockets(options: TunOptions = {}): Promise<TunSockets> {
  const given = options.addresses?.map(readWire)
  const mtu = options.mtu ?? 1500
  const network = new Network({ clock: new RealClock(), seed: options.seed ?? entropySeed() })
  const device = await TunDevice.open({
    ...(options.name === undefined ? {} : { name: options.name }),
    onPacket: (bytes) => outside.receive(bytes),
  })
  const wires = given ?? usualWires(device.name)
  const host = network.host('engine', { addresses: wires.map(({ engine }) => engine) })
  const outside = network.outside(host, {
    peer: 'kernel',
    name: device.name,
    mtu,
    ...pathsOf(options),
    send: (bytes) => device.write(bytes),
  })
  const { namespace } = options
  const ip = (...args: string[]): void =>
    runIp(...(namespace === undefined ? [] : ['-n', namespace]), ...args)
  const fallbacks = wires.map(fallbackRoute)
  const close = async (): Promise<void> => {
    for (const route of fallbacks.splice(0)) {
      try {
        ip('route', 'del', ...route)
      } catch {
        // Whoever took the route, or the whole namespace, away has done it for us.
      }
    }
    await device.close()
  }
  try {
    if (namespace !== undefined) runIp('link', 'set', device.name, 'netns', namespace)
    ip('link', 'set', device.name, 'mtu', String(mtu), 'txqueuelen', String(QUEUE_LENGTH), 'up')
    for (const { kernel, prefix, isV6 } of wires) {
      // No duplicate address detection: there is nobody else on this wire.
      ip('addr', 'add', `${kernel}/${prefix}`, 'dev', device.name, ...(isV6 ? ['nodad'] : []))
    }
    for (const route of fallbacks) ip('route', 'replace', ...route)
    if (wires.some(({ isV6 }) => isV6)) keepAddresses(device.name, namespace)
  } catch (error) {
    await close()
    throw error
  }
  return {
    sockets: engineSockets(host),
    network,
    host,
    outside,
    device: device.name,
    engineAddresses: wires.map(({ engine }) => engine),
    kernelAddresses: wires.map(({ kernel }) => kernel),
    close,
  }
}

function pathsOf({ path, forward, back }: TunOptions): Pick<TunOptions, 'path' | 'forward' | 'back'> {
  return {
    ...(path === undefined ? {} : { path }),
    ...(forward === undefined ? {} : { forward }),
    ...(back === undefined ? {} : { back }),
  }
}

/**
 * While the link is down the kernel has no route through it, and would send what a conversation has for the engine by
 * the default route, where anybody may answer with a RST. With this one, the last of all for the same prefix, it has
 * none: TCP takes that for an error that passes (RFC 1122 §4.2.3.9; Linux sk_err_soft) and retransmits.
 */
function fallbackRoute(wire: WireAddresses): string[] {
  return ['unreachable', networkOf(wire), 'metric', '4294967295']
}

/** The kernel forgets IPv6 addresses when a link goes down, unless told not to. Where it cannot be told, it forgets. */
function keepAddresses(device: string, namespace: string | undefined): void {
  const path = `/proc/sys/net/ipv6/conf/${device}/keep_addr_on_down`
  const write = ['-c', 'echo 1 > "$0"', path]
  if (namespace === undefined) runProgram('sh', write)
  else runProgram('ip', ['netns', 'exec', namespace, 'sh', ...write])
}

function runIp(...args: string[]): void {
  const { status, stderr } = runProgram('ip', args)
  if (status !== 0) {
    const reason = stderr.trim().replace(/\.$/, '')
    const isRefused = /not permitted/i.test(reason)
    if (isRefused) throw new TunError('notAllowed', 'EPERM', {})
    throw new TunError('failed', 'EIO', { call: `ip ${args.join(' ')}`, reason })
  }
}
