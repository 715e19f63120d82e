import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPacket, IpAddress } from '../wire/index.ts'
import {
  block,
  bytesOf,
  enhanced,
  fields,
  iface,
  option,
  pcap,
  section,
  text,
  sure,
  Talk,
} from '../trace/index.ts'
import type { CapturedPacket } from './captured-packet.ts'
import { CaptureReader, readCapture } from './capture-reader.ts'
import { explainCaptureProblem } from './problem.ts'
import { PcapngWriter, writePcap, writePcapng } from './capture-writer.ts'

const ip = sure(new Talk().open().packets[0]).bytes

describe('pcap', () => {
  it.each([
    ['microseconds, little-endian', true, 0xa1b2c3d4, 999_999_000],
    ['microseconds, big-endian', false, 0xa1b2c3d4, 999_999_000],
    ['nanoseconds, little-endian', true, 0xa1b23c4d, 999_999],
    ['nanoseconds, big-endian', false, 0xa1b23c4d, 999_999],
  ])('%s', (_, little, magic, nanos) => {
    const read = readCapture(pcap(little, magic, 101, ip))
    expect(read).toMatchObject({ format: 'pcap', problems: [], frames: 1, skipped: 0 })
    expect(read.startTime).toBe(1_700_000_000_000_000_000n + BigInt(nanos))
    expect(read.packets[0]).toMatchObject({ time: 0, bytes: ip, originalLength: undefined, frame: 0 })
    const origin = 1_700_000_000_000_000_000n
    expect(readCapture(pcap(little, magic, 101, ip), { origin }).packets[0]?.time).toBe(nanos)
  })

  it('a record header of 24 bytes (Kuznetzov)', () => {
    const head = fields(true, [4, 0xa1b2cd34], [2, 2], [2, 4], [4, 0], [4, 0], [4, 9_999], [4, 101])
    const file = bytesOf(
      head,
      fields(true, [4, 1], [4, 2], [4, ip.length], [4, ip.length], [4, 0], [4, 0]),
      ip,
    )
    expect(readCapture(file).packets[0]?.bytes).toEqual(ip)
  })

  it('the marks above the link type are masked off', () => {
    expect(readCapture(pcap(true, 0xa1b2c3d4, 0x2400_0065, ip)).packets).toHaveLength(1)
  })
})

const MAC = new Uint8Array(12)
const v6 = buildPacket({
  source: new IpAddress(new Uint8Array(16)),
  destination: new IpAddress(new Uint8Array(16).fill(1)),
  udp: { sourcePort: 1, destinationPort: 2 },
})

describe('link types', () => {
  it.each([
    ['Ethernet', 1, bytesOf(MAC, [8, 0]), ip],
    ['Ethernet, IPv6', 1, bytesOf(MAC, [0x86, 0xdd]), v6],
    ['one VLAN tag', 1, bytesOf(MAC, [0x81, 0, 0, 7, 8, 0]), ip],
    ['two VLAN tags', 1, bytesOf(MAC, [0x88, 0xa8, 0, 7, 0x81, 0, 0, 8, 8, 0]), ip],
    ['PPPoE', 1, bytesOf(MAC, [0x88, 0x64, 0x11, 0, 0, 1, 0, 46, 0, 0x21]), ip],
    ['raw 12', 12, [], ip],
    ['raw 14', 14, [], v6],
    ['raw 101', 101, [], v6],
    ['IPv4', 228, [], ip],
    ['IPv6', 229, [], v6],
    ['null, little-endian family', 0, [2, 0, 0, 0], ip],
    ['null, big-endian family', 0, [0, 0, 0, 30], v6],
    ['loop', 108, [0, 0, 0, 2], ip],
  ])('%s', (_, linkType, head, packet) => {
    const read = readCapture(pcap(true, 0xa1b2c3d4, linkType, bytesOf(head, packet)))
    expect(read.packets[0]?.bytes).toEqual(packet)
  })

  it.each([
    ['cooked', 113, bytesOf([0, 4], new Uint8Array(12), [8, 0]), 'out'],
    ['cooked', 113, bytesOf([0, 0], new Uint8Array(12), [8, 0]), 'in'],
    ['cooked 2', 276, bytesOf([8, 0, 0, 0, 0, 0, 0, 1, 0, 1, 4, 6], new Uint8Array(8)), 'out'],
  ])('%s says the direction', (_, linkType, head, direction) => {
    const read = readCapture(pcap(true, 0xa1b2c3d4, linkType, bytesOf(head, ip)))
    expect(read.packets[0]).toMatchObject({ bytes: ip, direction })
  })

  it('padding behind a short packet is cut off; a snap length leaves the length on the wire', () => {
    const padded = bytesOf(MAC, [8, 0], ip, new Uint8Array(20))
    expect(readCapture(pcap(true, 0xa1b2c3d4, 1, padded)).packets[0]?.bytes).toEqual(ip)
    const cut = bytesOf(MAC, [8, 0], ip.subarray(0, 30))
    const read = readCapture(pcap(true, 0xa1b2c3d4, 1, cut, 14 + ip.length))
    expect(read.packets[0]).toMatchObject({ bytes: ip.subarray(0, 30), originalLength: ip.length })
  })

  it('what is not IP is counted and keeps its place; an unknown link type is a problem, once', () => {
    const arp = pcap(true, 0xa1b2c3d4, 1, bytesOf(MAC, [8, 6], new Uint8Array(28)))
    const more = pcap(true, 0xa1b2c3d4, 1, bytesOf(MAC, [8, 0], ip)).subarray(24)
    expect(readCapture(bytesOf(arp, more))).toMatchObject({
      frames: 2,
      skipped: 1,
      problems: [],
      packets: [{ frame: 1 }],
    })
    const radio = pcap(true, 0xa1b2c3d4, 127, ip)
    const read = readCapture(bytesOf(radio, radio.subarray(24)))
    expect(read).toMatchObject({ frames: 2, skipped: 2, problems: [{ offset: 24, key: 'linkType' }] })
  })
})

describe('pcapng', () => {
  it.each([[true], [false]])('blocks, options and comments, little-endian: %s', (little) => {
    const end = fields(little, [4, 0])
    const file = bytesOf(
      block(
        little,
        0x0a0d0d0a,
        bytesOf(
          fields(little, [4, 0x1a2b3c4d], [2, 1], [2, 0], [4, -1], [4, -1]),
          option(little, 1, text('the whole')),
          option(little, 4, text('Dumpcap')),
          end,
        ),
      ),
      block(little, 0x0bad, Uint8Array.of(1, 2, 3)),
      iface(little, 101, option(little, 2, text('eth7')), option(little, 9, Uint8Array.of(9)), end),
      enhanced(
        little,
        0,
        0x17979cfe,
        0x362a0001,
        ip,
        option(little, 1, text('a')),
        option(little, 1, text('b')),
        option(little, 2, fields(little, [4, 2])),
        end,
      ),
      block(
        little,
        2,
        bytesOf(
          fields(little, [2, 0], [2, 9], [4, 0x17979cfe], [4, 0x362a0003], [4, ip.length], [4, ip.length]),
          ip,
        ),
      ),
      block(little, 3, bytesOf(fields(little, [4, ip.length]), ip)),
      block(
        little,
        5,
        bytesOf(
          fields(little, [4, 0], [4, 0], [4, 0]),
          option(
            little,
            5,
            little ? Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0) : Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 7),
          ),
          end,
        ),
      ),
    )
    const read = readCapture(file)
    // What the capture program lost is no fault of the file, but whoever reads it must know.
    expect(read.problems.map(({ key, args }) => [key, args])).toEqual([['dropped', { count: 7 }]])
    expect(read.comments).toEqual(['the whole'])
    expect(read.startTime).toBe(0x17979cfe362a0001n)
    expect(read.interfaces).toMatchObject([{ linkType: 101, name: 'eth7', dropped: 7 }])
    expect(read.packets.map((packet) => [packet.time, packet.comment, packet.direction, packet.tap])).toEqual(
      [
        [0, 'a\nb', 'out', 'eth7'],
        [2, undefined, undefined, 'eth7'],
        [2, undefined, undefined, 'eth7'],
      ],
    )
    for (const packet of read.packets) expect(packet.bytes).toEqual(ip)
  })

  it.each([
    ['microseconds by default', [], 5, 1_000, 21_474_837_480_000],
    ['tenths of a nanosecond', [10], 0, 25, 2],
    ['2^-10 s', [0x8a], 0, 1_536, 1_500_000_000],
    ['whole seconds', [0], 0, 3, 3_000_000_000],
  ])('if_tsresol: %s', (_, resolution, high, low, nanos) => {
    const options =
      resolution.length === 0 ? [] : [option(true, 9, Uint8Array.from(resolution)), fields(true, [4, 0])]
    const file = bytesOf(section(true), iface(true, 101, ...options), enhanced(true, 0, high, low, ip))
    expect(readCapture(file, { origin: 0n }).packets[0]?.time).toBe(nanos)
  })

  it('if_tsoffset is added', () => {
    const offset = option(true, 14, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))
    const file = bytesOf(section(true), iface(true, 101, offset), enhanced(true, 0, 0, 2_500_000, ip))
    expect(readCapture(file).startTime).toBe(1_500_000_000n)
  })

  it('a second section has its own byte order and its own interfaces', () => {
    const file = bytesOf(
      section(true),
      iface(true, 101),
      enhanced(true, 0, 0, 1, ip),
      section(false),
      iface(false, 1),
      enhanced(false, 0, 0, 2, bytesOf(MAC, [8, 0], ip)),
    )
    const read = readCapture(file)
    expect(read.problems).toEqual([])
    expect(read.packets.map((packet) => packet.time)).toEqual([0, 1_000])
    expect(read.interfaces.map((each) => each.linkType)).toEqual([101, 1])
  })
})

describe('broken files', () => {
  const good = bytesOf(section(true), iface(true, 101), enhanced(true, 0, 0, 1, ip))
  it.each([
    ['nothing', new Uint8Array(0), 0, 'empty'],
    ['noise', text('GET / HTTP/1.1'), 0, 'notACapture'],
    ['three bytes', Uint8Array.of(0xa1, 0xb2, 0xc3), 0, 'notACapture'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0), 0, 'gzip'],
    [
      'a version to come',
      fields(true, [4, 0xa1b2c3d4], [2, 9], [2, 0], [4, 0], [4, 0], [4, 0], [4, 1]),
      4,
      'version',
    ],
    ['a cut record', good.subarray(0, good.length - 1), 48, 'cutShort'],
    ['a wrong length', bytesOf(good, fields(true, [4, 6], [4, 13], [4, 13])), good.length + 4, 'blockLength'],
    [
      'a length of 4 GB',
      bytesOf(good, fields(true, [4, 6], [4, -4], [4, 0])),
      good.length + 4,
      'blockLength',
    ],
    [
      'lengths that differ',
      bytesOf(good, fields(true, [4, 9], [4, 12], [4, 16])),
      good.length + 8,
      'blockLengthsDiffer',
    ],
    [
      'a section without order',
      bytesOf(good, fields(true, [4, 0x0a0d0d0a], [4, 28], [4, 5])),
      good.length + 8,
      'byteOrder',
    ],
    ['an interface never described', bytesOf(good, enhanced(true, 3, 0, 0, ip)), good.length, 'noInterface'],
    [
      'a packet larger than its block',
      bytesOf(good, block(true, 6, fields(true, [4, 0], [4, 0], [4, 0], [4, 99], [4, 99]))),
      good.length,
      'packetInBlock',
    ],
    ['a short block', bytesOf(good, block(true, 6, new Uint8Array(4))), good.length, 'blockTooShort'],
    [
      'a record of 16 MB',
      bytesOf(pcap(true, 0xa1b2c3d4, 101, ip), fields(true, [4, 0], [4, 0], [4, 0xffffff], [4, 0])),
      40 + ip.length,
      'recordTooLong',
    ],
  ])('%s: told with its offset, and what came before is kept', (_, file, offset, key) => {
    const read = readCapture(file)
    expect(read.problems.map((problem) => [problem.offset, problem.key])).toEqual([[offset, key]])
    expect(read.packets).toHaveLength(offset > 50 ? 1 : 0)
  })

  it('a problem is said in both languages with its place', () => {
    const problem = sure(readCapture(Uint8Array.of(0x1f, 0x8b, 8, 0)).problems[0])
    expect(problem.message).toBe('The file is compressed with gzip: decompress it first')
    expect(explainCaptureProblem(problem, 'zh')).toBe('文件经过 gzip 压缩：请先解压（偏移 0）')
  })
})

const talk = new Talk().open().data('client', 11, 900, { lost: 'loss' }).fin('client', 12, { arrival: 52 })
const all: readonly CapturedPacket[] = talk.packets.map((packet, i) => ({
  ...packet,
  tap: i % 2 === 0 ? 'left' : '右',
  direction: i % 2 === 0 ? 'out' : 'in',
  comment: i === 3 ? 'voilà 🎉' : undefined,
}))

describe('writing', () => {
  it('pcapng read back is what was written', () => {
    const startTime = 1_700_000_000_123_456_789n
    const file = writePcapng(all, { startTime, comment: 'a run', keepArrivals: true })
    const read = readCapture(file, { origin: startTime })
    expect(read.problems).toEqual([])
    expect(read.comments).toEqual(['a run'])
    expect(read.interfaces.map((each) => each.name)).toEqual(['left', '右'])
    expect(read.packets).toEqual(
      all.map((packet, frame) => {
        const byComment = packet.fate !== undefined || packet.arrival !== undefined
        return { ...packet, frame, fateFrom: byComment ? 'comment' : undefined }
      }),
    )
  })

  it('without keepArrivals only the fate is commented; the same packets give the same bytes', () => {
    const read = readCapture(writePcapng(all), { origin: 0n })
    expect(read.packets[4]?.arrival).toBeUndefined()
    expect(read.packets[3]).toMatchObject({ fate: 'lost', why: 'loss', comment: 'voilà 🎉' })
    expect(writePcapng(all)).toEqual(writePcapng(all))
  })

  it("others' comments are left alone", () => {
    const file = bytesOf(
      section(true),
      iface(true, 101),
      enhanced(true, 0, 0, 1, ip, option(true, 1, text('lost: my keys')), fields(true, [4, 0])),
    )
    expect(readCapture(file).packets[0]).toMatchObject({ fate: undefined, comment: 'lost: my keys' })
  })

  it('pcap read back is what was written, and no packets are a file too', () => {
    const read = readCapture(writePcap(all, { startTime: 5n }), { origin: 5n })
    expect(read.packets.map((packet) => [packet.time, packet.bytes])).toEqual(
      all.map((p) => [p.time, p.bytes]),
    )
    expect(readCapture(writePcapng([]))).toMatchObject({
      problems: [],
      packets: [],
      interfaces: [{ linkType: 101 }],
    })
  })

  it('a time that no file can hold is refused', () => {
    const bad = { time: -1, bytes: ip }
    expect(() => new PcapngWriter().packet(bad)).toThrow(expect.objectContaining({ code: 'SYNFIN_CAPTURE' }))
    expect(() => writePcap([{ time: Number.NaN, bytes: ip }])).toThrow(/does not fit/)
  })
})

describe('any bytes, any pieces', () => {
  const files = [
    writePcapng(all, { keepArrivals: true }),
    writePcap(all),
    bytesOf(section(false), iface(false, 1), enhanced(false, 0, 0, 2, bytesOf(MAC, [8, 0], ip))),
  ]
  const inPieces = (file: Uint8Array, cuts: readonly number[]): CaptureReader & { all: CapturedPacket[] } => {
    const reader = new CaptureReader()
    const packets: CapturedPacket[] = []
    let at = 0
    for (const cut of [...cuts.map((c) => c % (file.length + 1)).toSorted((a, b) => a - b), file.length]) {
      packets.push(...reader.push(file.slice(at, cut)))
      at = cut
    }
    reader.end()
    return Object.assign(reader, { all: packets })
  }

  it('any pieces give the same packets and problems', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.nat(), { maxLength: 40 }),
        fc.nat(),
        (file, cuts, end) => {
          const part = end % 3 === 0 ? file.subarray(0, end % (file.length + 1)) : file
          const whole = readCapture(part)
          const pieces = inPieces(part, cuts)
          expect(pieces.all).toEqual(whole.packets)
          expect(pieces.problems.map((p) => [p.offset, p.key])).toEqual(
            whole.problems.map((p) => [p.offset, p.key]),
          )
        },
      ),
    )
  })

  it('byte by byte', () => {
    for (const file of files) {
      expect(inPieces(file, [...file.keys()]).all).toEqual(readCapture(file).packets)
    }
  })

  it('no bytes make it throw: noise behind each magic, and good files with bytes changed', () => {
    const magics = fc.constantFrom(
      [0xd4, 0xc3, 0xb2, 0xa1],
      [0xa1, 0xb2, 0x3c, 0x4d],
      [0x0a, 0x0d, 0x0d, 0x0a],
      [],
    )
    fc.assert(
      fc.property(magics, fc.uint8Array({ maxLength: 300 }), (magic, noise) => {
        readCapture(bytesOf(magic, noise))
      }),
    )
    const change = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.constantFrom(...files), change, (file, changes) => {
        const broken = file.slice()
        for (const [place, value] of changes) broken[place % broken.length] = value
        const read = readCapture(broken)
        for (const problem of read.problems) expect(problem.offset).toBeLessThanOrEqual(broken.length)
      }),
      { numRuns: 500 },
    )
  })
})
