import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ACK, RST, SYN } from '../wire/index.ts'
import { sure, Talk } from './testing/talk.ts'
import { type CapturedPacket, readCapture, writePcap, writePcapng } from '../capture/index.ts'
import { traceConnections } from './index.ts'
import { has } from '../../test/support/programs.ts'

/** Runs tshark over a file; fails the test when tshark complains. */
function tshark(file: Uint8Array, args: readonly string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'synfin-'))
  try {
    const path = join(folder, 'a.pcapng')
    writeFileSync(path, file)
    const run = spawnSync('tshark', ['-n', '-r', path, '-o', 'tcp.desegment_tcp_streams:FALSE', ...args])
    // tshark says on every run as root that it would rather not be: that alone is no complaint.
    const complaints = String(run.stderr)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('Running as user'))
    expect({ status: run.status, complaints }).toEqual({ status: 0, complaints: [] })
    return String(run.stdout)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function fieldsOf(file: Uint8Array, ...names: readonly string[]): string[][] {
  return tshark(file, ['-T', 'fields', ...names.flatMap((name) => ['-e', name])])
}

const whole = new Talk({ client: 4_294_967_000, server: 12 })
  .open()
  .data('client', 20, 1_000)
  .ack('server', 21)
  .data('server', 30, 1_400)
  .data('server', 31, 1_400)
  .ack('client', 32)
  .fin('server', 40)
  .ack('client', 41)
  .data('client', 50, 10)
  .fin('client', 51)
  .ack('server', 52)
const refused = new Talk({ client: 77, server: 0 }, true, 40_001)
  .add('client', 60, { flags: SYN })
  .add('server', 61, { flags: RST | ACK, seq: 0 })
const retransmitted = new Talk({ client: 5, server: 6 }, false, 40_002)
  .add('client', 70, { flags: SYN, windowScale: 7, mss: 1_460 })
  .add('client', 1_070, { flags: SYN, seq: 0, windowScale: 7, mss: 1_460 })
  .add('server', 1_075, { flags: SYN | ACK, windowScale: 2, mss: 1_460 })
  .ack('client', 1_080)
  .data('client', 1_100, 100)
  .data('client', 1_400, 100, { seq: 1 })
  .ack('server', 1_405)
  .data('client', 1_500, 500)
  .ack('server', 1_510, { window: 0 })
  .ack('server', 1_900, { window: 300 })
  .ack('client', 60_000, { seq: 600 })
  .ack('server', 60_001, { window: 300 })
  .add('client', 60_100, { flags: RST | ACK })
const packets: readonly CapturedPacket[] = [...whole.packets, ...refused.packets, ...retransmitted.packets]

describe.skipIf(!has('tshark'))('tshark', () => {
  const file = writePcapng(packets, { startTime: 1_700_000_000_123_456_789n })
  const traces = traceConnections(packets)
  const perPacket = traces
    .flatMap((trace) => trace.segments.map((segment) => ({ trace, segment })))
    .toSorted((a, b) => a.segment.packet - b.segment.packet)

  it('opens what is written, and reads the same numbers', () => {
    const names = ['tcp.stream', 'tcp.seq', 'tcp.ack', 'tcp.len', 'tcp.flags', 'tcp.window_size']
    const raw = ['tcp.seq_raw', 'tcp.ack_raw', 'frame.time_epoch']
    const rows = fieldsOf(file, ...names, ...raw)
    expect(rows).toEqual(
      perPacket.map(({ trace, segment }) =>
        [
          trace.id,
          segment.relSeq,
          segment.relAck,
          segment.length,
          `0x${segment.flags.toString(16).padStart(4, '0')}`,
          segment.window,
          segment.seq,
          segment.ack,
          epoch(segment.time),
        ].map(String),
      ),
    )
  })

  it('finds the same handshake time, retransmissions, zero windows, window updates and keep-alives', () => {
    const analysis = (name: string): string[] =>
      tshark(file, ['-Y', `tcp.analysis.${name}`, '-T', 'fields', '-e', 'frame.number']).map((row) =>
        sure(row[0]),
      )
    const ours = (kind: string): string[] =>
      perPacket
        .filter(({ segment }) => segment.kinds.some((each) => each === kind))
        .map(({ segment }) => `${segment.packet + 1}`)
    expect(ours('retransmission')).toEqual(analysis('retransmission'))
    expect(ours('retransmission')).toHaveLength(2)
    expect(ours('zero-window')).toEqual(analysis('zero_window'))
    expect(ours('keep-alive')).toEqual(analysis('keep_alive'))
    expect(ours('keep-alive-ack')).toEqual(analysis('keep_alive_ack'))
    // tshark names the server's SYN-ACK window against later ones: only the update after the zero window is common.
    expect(analysis('window_update')).toEqual(expect.arrayContaining(ours('window-update')))
    const timed = fieldsOf(file, 'tcp.stream', 'tcp.analysis.initial_rtt').filter(([, rtt]) => rtt !== '')
    const rtts = new Map(timed.map(([id, rtt]) => [id, rtt]))
    // tshark times the refusal too (its RST carries an ACK); no handshake was made there, so we give none.
    const shaken = traces.filter((trace) => trace.handshake !== undefined)
    expect(shaken.map((trace) => trace.id)).toEqual([0, 2])
    for (const { id, handshake } of shaken) {
      expect(rtts.get(String(id))).toBe((sure(sure(handshake).rtt) / 1e9).toFixed(9))
    }
  })

  it('sees taps as interfaces, directions, fates and comments', () => {
    const marked = packets.slice(0, 3).map((packet, i) => ({
      ...packet,
      tap: i === 1 ? 'server side' : 'client side',
      direction: i === 1 ? ('in' as const) : ('out' as const),
      comment: i === 2 ? '你好' : undefined,
      fate: i === 0 ? ('lost' as const) : undefined,
      why: i === 0 ? 'loss' : undefined,
    }))
    const rows = fieldsOf(
      writePcapng(marked),
      'frame.interface_name',
      'frame.packet_flags_direction',
      'frame.comment',
    )
    expect(rows).toEqual([
      ['client side', '0x00000002', 'lost: loss'],
      ['server side', '0x00000001', ''],
      ['client side', '0x00000002', '你好'],
    ])
  })

  it('opens an empty capture and the classic format', () => {
    expect(fieldsOf(writePcapng([]), 'frame.number')).toEqual([])
    expect(fieldsOf(writePcap(packets), 'tcp.seq').map(([seq]) => seq)).toEqual(
      perPacket.map(({ segment }) => String(segment.relSeq)),
    )
  })

  it('differs where it should: a packet overtaken on its way is no retransmission, however late it comes', () => {
    // tshark goes by the time since the highest number was seen; the packet's identification proves that it was
    // sent before the others.
    const talk = new Talk().open(0, 100)
    talk.data('client', 110, 100, { id: 50 }).data('client', 111, 100, { seq: 201, id: 52 })
    talk.data('client', 160, 100, { seq: 101, id: 51 })
    const trace = sure(traceConnections(talk.packets)[0])
    expect(trace.segments.at(-1)?.kinds).toEqual(['data', 'out-of-order'])
    const filter = ['-Y', 'tcp.analysis.retransmission', '-T', 'fields', '-e', 'frame.number']
    expect(tshark(writePcapng(talk.packets), filter)).toEqual([['6']])
  })
})

describe.skipIf(!has('editcap'))('editcap', () => {
  it.each(['pcap', 'nsecpcap', 'modpcap', 'pcapng'])('what it writes as %s is read as it was', (format) => {
    const folder = mkdtempSync(join(tmpdir(), 'synfin-'))
    try {
      writeFileSync(join(folder, 'a'), writePcapng(packets))
      execFileSync('editcap', ['-F', format, join(folder, 'a'), join(folder, 'b')], { stdio: 'ignore' })
      const out = readCapture(execFileSync('cat', [join(folder, 'b')]), { origin: 0n })
      expect(out.problems).toEqual([])
      expect(out.packets.map((packet) => Uint8Array.from(packet.bytes))).toEqual(
        packets.map((packet) => packet.bytes),
      )
      expect(out.packets.map((packet) => packet.time)).toEqual(packets.map((packet) => packet.time))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

function epoch(time: number): string {
  const total = 1_700_000_000_123_456_789n + BigInt(time)
  return `${total / 1_000_000_000n}.${String(total % 1_000_000_000n).padStart(9, '0')}`
}
