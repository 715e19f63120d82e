import { networkInterfaces } from 'node:os'
import { IpAddress, parseIpAddress } from '../../wire/index.ts'
import { TunError } from './tun-error.ts'

/** The two ends of the wire behind a TUN device, in one network. */
export interface WireAddresses {
  readonly engine: string
  readonly kernel: string
  readonly prefix: number
  readonly isV6: boolean
}

/** Shorter prefixes would take a part of the world away from the machine. */
const SHORTEST = { 4: 8, 6: 16 } as const
/** Two addresses and the two that a network keeps for itself. */
const LONGEST = { 4: 30, 6: 126 } as const

/**
 * Reads an address of the engine, `10.77.0.2/24`. The kernel gets the address beside it.
 *
 * @throws {TunError} For what is no address of a host: a network's own, a broadcast, a loopback, multicast or link-local
 *   one; for a prefix that leaves no room, or takes too much.
 */
export function readWire(text: string): WireAddresses {
  const [word = '', length = ''] = text.split('/')
  const address = parseIpAddress(word)
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : -1
  if (address === undefined || prefix < 0 || prefix > address.bytes.length * 8)
    throw new TunError('address', 'EINVAL', { word: text })
  const longest = LONGEST[address.version]
  if (prefix > longest) throw new TunError('narrow', 'EINVAL', { word: text, longest: String(longest) })
  const shortest = SHORTEST[address.version]
  if (prefix < shortest) throw new TunError('wide', 'EINVAL', { word: text, shortest: String(shortest) })
  if (!isOfHost(address, prefix)) throw new TunError('noHost', 'EINVAL', { word: text })
  return { engine: address.toString(), kernel: beside(address), prefix, isV6: address.version === 6 }
}

/**
 * The usual wires (RFC 1918 and RFC 4193), in a subnet that no other device has: several programs may have a device at
 * once, and each device's number is its own.
 *
 * @param device - The name of the device, `synfin3`.
 */
export function usualWires(device: string): WireAddresses[] {
  const number = Number(/\d+$/.exec(device)?.[0] ?? 0) % 256
  const taken = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))
  const isFree = (second: number): boolean => !taken.some((one) => one.startsWith(`10.${second}.${number}.`))
  const second = Array.from({ length: 100 }, (_, k) => 77 + k).find(isFree) ?? 77
  const group = ((second - 77) * 256 + number).toString(16)
  return [
    readWire(`10.${second}.${number}.2/24`),
    readWire(group === '0' ? 'fd77::2/64' : `fd77:0:0:${group}::2/64`),
  ]
}

/** @returns The network that both ends are in, `10.77.0.0/24`. */
export function networkOf({ engine, prefix }: WireAddresses): string {
  const { bytes } = parseIpAddress(engine) as IpAddress
  const masked = bytes.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, prefix - 8 * i))))
  return `${new IpAddress(masked).toString()}/${prefix}`
}

/** Whether an address is one that a host can have in a network of this prefix. */
function isOfHost({ version, bytes }: IpAddress, prefix: number): boolean {
  const [first = 0, second = 0] = bytes
  if (version === 4) {
    if (first === 0 || first === 127 || first >= 224 || (first === 169 && second === 254)) return false
  } else if (first === 0 || first === 0xff || (first === 0xfe && second >= 0x80)) return false
  const host = Array.from({ length: bytes.length * 8 - prefix }, (_, i) => bitOf(bytes, prefix + i))
  const isNetwork = host.every((bit) => bit === 0)
  const isBroadcast = version === 4 && host.every((bit) => bit === 1)
  return !isNetwork && !isBroadcast
}

function bitOf(bytes: Uint8Array, at: number): number {
  return ((bytes[at >> 3] as number) >> (7 - (at & 7))) & 1
}

/** x.x.x.2 has x.x.x.1 beside it: the last two bits turned between 01 and 10, so never a network or broadcast address. */
function beside(address: IpAddress): string {
  const bytes = Uint8Array.from(address.bytes)
  const last = bytes.length - 1
  const low = (bytes[last] as number) & 3
  bytes[last] = ((bytes[last] as number) & ~3) | (low === 1 ? 2 : 1)
  return new IpAddress(bytes).toString()
}
