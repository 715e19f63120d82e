import { spawnSync } from 'node:child_process'
import { RealClock } from '../real-clock.ts'
import { entropySeed } from '../entropy.ts'
import { Network, type Host, type Outside, type Path } from '../../net/index.ts'
import { engineSockets, type SocketBackend } from '../../socket/index.ts'
import { TunDevice } from './tun-device.ts'
import { TunError } from './tun-error.ts'
import { readWire, usualWires } from './wires.ts'

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
  /** Takes the device away, and the routes with it. Connections are not told: close them before. */
  close(): Promise<void>
}

/** Packets that wait for us while we are busy, before the kernel drops. */
const QUEUE_LENGTH = 10_000

/**
 * Opens a TUN device, gives the kernel the one end of it and the engine the other.
 *
 * @throws {TunError} What is missing or not allowed, and what helps; `tell(lang)` says it in the person's language.
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
  try {
    if (namespace !== undefined) runIp('link', 'set', device.name, 'netns', namespace)
    ip('link', 'set', device.name, 'mtu', String(mtu), 'txqueuelen', String(QUEUE_LENGTH), 'up')
    for (const { kernel, prefix, isV6 } of wires) {
      // No duplicate address detection: there is nobody else on this wire.
      ip('addr', 'add', `${kernel}/${prefix}`, 'dev', device.name, ...(isV6 ? ['nodad'] : []))
    }
  } catch (error) {
    await device.close()
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
    close: () => device.close(),
  }
}

function pathsOf({ path, forward, back }: TunOptions): Pick<TunOptions, 'path' | 'forward' | 'back'> {
  return {
    ...(path === undefined ? {} : { path }),
    ...(forward === undefined ? {} : { forward }),
    ...(back === undefined ? {} : { back }),
  }
}

function runIp(...args: string[]): void {
  const { status, stderr, error } = spawnSync('ip', args, { encoding: 'utf8' })
  if (error !== undefined) throw new TunError('noIp', 'ENOENT', {}, error)
  if (status !== 0) {
    const reason = stderr.trim().replace(/\.$/, '')
    const isRefused = /not permitted/i.test(reason)
    if (isRefused) throw new TunError('notAllowed', 'EPERM', {})
    throw new TunError('failed', 'EIO', { call: `ip ${args.join(' ')}`, reason })
  }
}
