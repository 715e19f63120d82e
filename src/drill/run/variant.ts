import { parseIpAddress, type IpAddress } from '../../wire/index.ts'
import type { Script } from '../language/types.ts'
import { DrillSyntaxError, type ScriptPlace } from '../language/syntax-error.ts'
import { drillSentences as t } from '../sentences.ts'

/** The three ways in which a script is run: what the sockets are, and what is on the wire. */
export const IP_VERSIONS = ['ipv4', 'ipv6', 'ipv4-mapped-ipv6'] as const
export type IpVersion = (typeof IP_VERSIONS)[number]

/** A script's figures, with packetdrill's defaults where it says nothing. */
export interface Settings {
  readonly ipVersion: IpVersion
  readonly local: IpAddress
  readonly remote: IpAddress
  readonly localPort: number
  readonly remotePort: number
  readonly mtu: number
  /** Payload of the segments that an injected packet with more than that stands for; 0: it is one (`gso_size`). */
  readonly segmentSize: number
  /** How far a time may be off, whatever it is. */
  readonly toleranceMicros: number
  /** How far it may be off in percent of the time that has passed since the event before. */
  readonly tolerancePercent: number
  /** A tick of TS val; 0: TS val is not compared. */
  readonly timestampTickMicros: number
  /** An echoed timestamp that was never sent is scaled from those that were. */
  readonly scaledEcho: boolean
  /** Segments are compared one by one, never merged. */
  readonly strictSegments: boolean
}

/** The addresses with which the Linux kernel runs its scripts; IPv6 gets 20 bytes more, so that the MSS is the same. */
const ADDRESSES = {
  4: { local: '192.168.0.1', remote: '192.0.2.1', mtu: 1500 },
  6: { local: 'fd3d:0a0b:17d6::1', remote: 'fd3d:fa7b:d17d::1', mtu: 1520 },
} as const

/** Options that say nothing about how a script runs here. */
const IGNORED = new Set([
  'define',
  'ip_version',
  'send_omit_free',
  'non_fatal',
  'gateway_ip',
  'netmask_ip',
  'speed',
  'init_scripts',
  'verbose',
  'debug',
  'dry_run',
  'is_anyip',
  'persistent_tun_dev',
  'psp_udp_port',
  'tun_device',
])

/**
 * @param file - The name of its file: by the suites' habit `…-v4.pkt` and `…_ipv6.pkt` are for one version.
 * @returns In which ways a script may run: what it says, or what its addresses and its name allow.
 */
export function versionsOf(script: Script, file = ''): readonly IpVersion[] {
  const said = script.options.find(({ name }) => name === 'ip_version')?.value
  if (said !== undefined) return IP_VERSIONS.filter((version) => version === said)
  const address = script.options.find(({ name }) => name === 'local_ip' || name === 'remote_ip')?.value
  const [, named] = /v([46])\.pkt$/.exec(file) ?? []
  const version = address === undefined ? Number(named ?? 0) : parseIpAddress(bare(address))?.version
  if (version !== 4 && version !== 6) return IP_VERSIONS
  return version === 4 ? ['ipv4', 'ipv4-mapped-ipv6'] : ['ipv6']
}

/** Reads a script's options. @throws {DrillSyntaxError} For a value that is none, or an option that is not known. */
export function settingsOf(script: Script, ipVersion: IpVersion): Settings {
  const options = new Map(script.options.map((option) => [option.name, option]))
  const version = ipVersion === 'ipv6' ? 6 : 4
  const usual = ADDRESSES[version]
  const used = new Set<string>()
  const read = <Value>(name: string, fallback: Value, parse: (text: string) => Value | undefined): Value => {
    used.add(name)
    const option = options.get(name)
    if (option === undefined) return fallback
    const value = parse(option.value)
    if (value === undefined) throw badOption(option.place, name, option.value)
    return value
  }
  const address = (text: string): IpAddress | undefined => {
    const found = parseIpAddress(bare(text))
    return found?.version === version ? found : undefined
  }
  const count = (least: number, most: number) => (text: string) => {
    const value = /^\d+$/.test(text) ? Number(text) : -1
    return value >= least && value <= most ? value : undefined
  }
  const settings: Settings = {
    ipVersion,
    local: read('local_ip', parseIpAddress(usual.local) as IpAddress, address),
    remote: read('remote_ip', parseIpAddress(usual.remote) as IpAddress, address),
    localPort: read('bind_port', 8080, count(1, 65_535)),
    remotePort: read('connect_port', 8080, count(1, 65_535)),
    mtu: read('mtu', usual.mtu, count(256, 65_535)),
    segmentSize: read('mss', 0, count(0, 65_535)),
    toleranceMicros: read('tolerance_usecs', 4_000, count(0, 1e9)),
    tolerancePercent: read('tolerance_percent', 12.5, (text) => {
      const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : -1
      return value >= 0 && value <= 100 ? value : undefined
    }),
    timestampTickMicros: read('tcp_ts_tick_usecs', 0, count(0, 1e6)),
    scaledEcho: read('tcp_ts_ecr_scaled', false, () => true),
    strictSegments: read('strict_segments', false, () => true),
  }
  for (const { name, value, place } of script.options) {
    if (!used.has(name) && !IGNORED.has(name)) throw badOption(place, name, value)
  }
  return settings
}

/** An address as an option has it, perhaps with a prefix length. */
function bare(text: string): string {
  return text.replace(/\/\d+$/, '')
}

function badOption(place: ScriptPlace, name: string, value: string): DrillSyntaxError {
  return new DrillSyntaxError(place, t.badScriptOption, { name: `--${name}`, value })
}
