import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Random } from '../base/index.ts'
import {
  buildPacket,
  describePacket,
  type IcmpDescription,
  IpAddress,
  type Packet,
  type PacketDescription,
  parsePacket,
} from './index.ts'
import { has } from '../../test/support/programs.ts'

/** What we write and read, held against tshark and tcpdump. */

/** A classic pcap of raw IP packets (link type 101), all at time 0. */
function withPcap<Result>(packets: readonly Uint8Array[], use: (file: string) => Result): Result {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(262_144, 16)
  header.writeUInt32LE(101, 20)
  const records = packets.flatMap((packet) => {
    const record = Buffer.alloc(16)
    record.writeUInt32LE(packet.length, 8)
    record.writeUInt32LE(packet.length, 12)
    return [record, packet]
  })
  const folder = mkdtempSync(join(tmpdir(), 'synfin-wire-'))
  try {
    const file = join(folder, 'packets.pcap')
    writeFileSync(file, Buffer.concat([header, ...records]))
    return use(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same packets on every run. */
const random = new Random(2026, 'wire')
const u16 = (): number => random.below(0x1_0000)
const u32 = (): number => random.uint32()
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.below(256))

function ends(): Pick<PacketDescription, 'source' | 'destination' | 'hopLimit' | 'trafficClass'> {
  const version6 = random.chance(0.5)
  const address = (): IpAddress => {
    const raw = bytes(version6 ? 16 : 4)
    raw[0] = version6 ? 0x20 : 1 + random.below(120)
    for (let i = 1; i < raw.length; i++) if (random.chance(0.3)) raw[i] = 0
    return new IpAddress(raw)
  }
  return {
    source: address(),
    destination: address(),
    hopLimit: 1 + random.below(255),
    trafficClass: random.below(256),
  }
}

function tcp(): NonNullable<PacketDescription['tcp']> {
  const flags = random.below(0x200)
  const isSyn = (flags & 2) !== 0
  const hasTimestamps = random.chance(0.6)
  return {
    // Ports that no dissector knows: the payload is bytes.
    sourcePort: 40_000 + random.below(1000),
    destinationPort: 50_000 + random.below(1000),
    seq: u32(),
    ack: u32(),
    flags,
    window: u16(),
    urgentPointer: u16(),
    hasTimestamps,
    ...(hasTimestamps ? { tsVal: u32(), tsEcr: u32() } : {}),
    ...(isSyn && random.chance(0.8) ? { mss: u16() } : {}),
    ...(isSyn && random.chance(0.6) ? { windowScale: random.below(15) } : {}),
    ...(isSyn && random.chance(0.6) ? { sackPermitted: true } : {}),
    ...(isSyn && random.chance(0.2) ? { fastOpenCookie: bytes(random.chance(0.5) ? 8 : 0) } : {}),
    ...(isSyn ? {} : { sack: Array.from({ length: random.below(4) }, () => [u32(), u32()] as const) }),
  }
}

const description = (): PacketDescription => ({ ...ends(), tcp: tcp(), payload: letters(random.below(60)) })

const columns = [
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'ip.ttl',
  'ipv6.hlim',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.flags',
  'tcp.window_size_value',
  'tcp.urgent_pointer',
  'tcp.hdr_len',
  'tcp.len',
  'tcp.options.mss_val',
  'tcp.options.wscale.shift',
  'tcp.options.sack_perm',
  'tcp.options.sack_le',
  'tcp.options.sack_re',
  'tcp.options.timestamp.tsval',
  'tcp.options.timestamp.tsecr',
  'tcp.options.tfo.cookie',
  'ip.checksum.status',
  'tcp.checksum.status',
  '_ws.malformed',
] as const

const tsharkOptions = [
  ...['ip.check_checksum:TRUE', 'tcp.check_checksum:TRUE', 'udp.check_checksum:TRUE'].flatMap((o) => [
    '-o',
    o,
  ]),
  ...['tcp.relative_sequence_numbers:FALSE', 'tcp.analyze_sequence_numbers:FALSE'].flatMap((o) => ['-o', o]),
]

function tshark(file: string, fields: readonly string[]): string[][] {
  const out = execFileSync(
    'tshark',
    ['-n', '-r', file, ...tsharkOptions, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
}

/** Payload that no heuristic takes for another protocol. */
const letters = (length: number): Uint8Array => bytes(length).map((byte) => 97 + (byte % 26))

const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex')

/** Our own reading, in the words of tshark's columns. */
function ourColumns({ ip, source, destination, tcp, checksums }: Packet): string[] {
  if (tcp === undefined) throw new Error('not TCP')
  const four = ip.version === 4
  const list = (edges: Uint32Array): string => [...edges.subarray(0, tcp.sackCount)].join(',')
  const when = (isThere: boolean, value: number | string): string => (isThere ? String(value) : '')
  return [
    ...(four
      ? [source?.key ?? '', destination?.key ?? '', '', '']
      : ['', '', source?.key ?? '', destination?.key ?? '']),
    when(four, ip.hopLimit),
    when(!four, ip.hopLimit),
    String(tcp.sourcePort),
    String(tcp.destinationPort),
    String(tcp.seq),
    String(tcp.ack),
    `0x${tcp.flags.toString(16).padStart(4, '0')}`,
    String(tcp.window),
    String(tcp.urgentPointer),
    String(tcp.payloadOffset - ip.payloadOffset),
    String(tcp.payloadLength),
    when(tcp.mss >= 0, tcp.mss),
    when(tcp.windowScale >= 0, tcp.windowScale),
    when(tcp.sackPermitted, '0402'),
    list(tcp.sackLeft),
    list(tcp.sackRight),
    when(tcp.hasTimestamps, tcp.tsVal),
    when(tcp.hasTimestamps, tcp.tsEcr),
    tcp.fastOpenCookie === undefined ? '' : hex(tcp.fastOpenCookie),
    when(four, checksums.ip === true ? 1 : 0),
    checksums.transport === true ? '1' : '0',
    '',
  ]
}

describe.skipIf(!has('tshark'))('tshark reads what we write', () => {
  test('TCP over IPv4 and IPv6: every field, every option, the checksums', () => {
    const packets = Array.from({ length: 400 }, () => buildPacket(description()))
    const theirs = withPcap(packets, (file) => tshark(file, columns))
    const named = (values: readonly string[]): object =>
      Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']))
    expect(theirs.map(named)).toEqual(packets.map((packet) => named(ourColumns(parsePacket(packet)))))
  })

  test('a packet with a bit turned over: it says bad where we say bad', () => {
    const packets = Array.from({ length: 60 }, () => {
      const packet = buildPacket({ ...description(), payload: letters(20) })
      const place = packet.length - 1 - random.below(20)
      packet[place] = (packet.at(place) ?? 0) ^ (1 << random.below(8))
      return packet
    })
    const theirs = withPcap(packets, (file) => tshark(file, ['tcp.checksum.status']))
    expect(theirs.map(([status]) => status === '1')).toEqual(
      packets.map((packet) => parsePacket(packet).checksums.transport),
    )
    expect(theirs.some(([status]) => status === '0')).toBe(true)
  })

  test('UDP and ICMP: ports, lengths, kinds, MTU, what is quoted, the checksums', () => {
    const quoted = (from: ReturnType<typeof ends>): Uint8Array =>
      buildPacket({ ...from, udp: { sourcePort: 40_001, destinationPort: 50_001 }, payload: letters(12) })
    const packets = Array.from({ length: 200 }, () => {
      const from = ends()
      const body = quoted(from)
      const kinds: IcmpDescription[] = [
        { kind: 'echo-request', identifier: u16(), sequence: u16(), body: letters(16) },
        { kind: 'unreachable', reason: 'port', body },
        { kind: 'unreachable', reason: 'host', body },
        { kind: 'packet-too-big', mtu: 1280 + random.below(200), body },
        { kind: 'time-exceeded', body },
      ]
      const icmp = kinds[random.below(10)]
      return icmp === undefined ? body : buildPacket({ ...from, icmp })
    })
    const fields = [
      'udp.srcport',
      'udp.length',
      'udp.checksum.status',
      'icmp.type',
      'icmp.code',
      'icmp.mtu',
      'icmp.checksum.status',
      'icmpv6.type',
      'icmpv6.code',
      'icmpv6.mtu',
      'icmpv6.checksum.status',
      '_ws.malformed',
    ]
    const theirs = withPcap(packets, (file) => tshark(file, fields))
    const ours = packets.map((packet) => {
      const { ip, udp, icmp, quote, checksums } = parsePacket(packet)
      const good = checksums.transport === true ? '1' : '0'
      const port = String(udp?.sourcePort ?? quote?.sourcePort ?? '')
      const said = icmp === undefined ? [] : [icmp.type, icmp.code, icmp.mtu ?? '', good].map(String)
      const none = ['', '', '', '']
      return [
        port,
        port === '' ? '' : '20',
        // The quoted datagram is whole here, and tshark tells its checksum too.
        udp === undefined ? (port === '' ? '' : 'quoted') : good,
        ...(icmp !== undefined && ip.version === 4 ? said : none),
        ...(icmp !== undefined && ip.version === 6 ? said : none),
        '',
      ]
    })
    const comparable = theirs.map((row, i) => (ours[i]?.[2] === 'quoted' ? row.with(2, 'quoted') : row))
    expect(comparable).toEqual(ours)
  })
})

describe.skipIf(!has('tcpdump'))('describePacket', () => {
  test('says TCP in the very words of tcpdump -n -S', () => {
    const packets = Array.from({ length: 300 }, () => {
      const from = description()
      // tcpdump knows no AE bit in every version, and adds what the IP header says in verbose mode only.
      return buildPacket({ ...from, tcp: { ...from.tcp, flags: (from.tcp?.flags ?? 0) & 0xff } })
    })
    const out = withPcap(packets, (file) =>
      execFileSync('tcpdump', ['-n', '-S', '-t', '-r', file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    )
    expect(packets.map((packet) => describePacket(parsePacket(packet)))).toEqual(out.split('\n').slice(0, -1))
  })
})
