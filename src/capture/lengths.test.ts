import { describe, expect, it } from 'vitest'
import { bytesOf, fields, sure, Talk, traceConnections } from '../trace/index.ts'
import { readCapture } from './capture-reader.ts'

const { packets } = new Talk().open()

/** A classic file of three frames, each cut to `kept` bytes; `order` says in which order each gives its lengths. */
function file(major: number, minor: number, kept: number, order: readonly ('new' | 'old')[]): Uint8Array {
  const head = fields(true, [4, 0xa1b2c3d4], [2, major], [2, minor], [4, 0], [4, 0], [4, kept], [4, 101])
  return bytesOf(
    head,
    ...packets.map(({ bytes }, i) => {
      const cut = bytes.subarray(0, kept)
      const captured = [4, cut.length] as const
      const onWire = [4, bytes.length] as const
      const lengths = order[i % order.length] === 'old' ? [onWire, captured] : [captured, onWire]
      return bytesOf(fields(true, [4, i], [4, 0], ...lengths), cut)
    }),
  )
}

describe('files from before pcap 2.3 give the length on the wire first', () => {
  it.each([
    ['2.2, swapped', 2, 2, ['old']],
    ['2.2, some of them the new way', 2, 2, ['old', 'new']],
    ['2.3, mixed', 2, 3, ['new', 'old', 'old']],
    ['2.0', 2, 0, ['old']],
    ['543.0 (DG/UX)', 543, 0, ['old']],
    ['2.4', 2, 4, ['new']],
  ] as const)('%s', (_, major, minor, order) => {
    const read = readCapture(file(major, minor, 40, order))
    expect(read.problems).toEqual([])
    expect(read.packets.map(({ bytes, originalLength }) => [bytes.length, originalLength])).toEqual(
      packets.map(({ bytes }) => [40, bytes.length === 40 ? undefined : bytes.length]),
    )
    const trace = sure(traceConnections(read.packets)[0])
    expect(trace.segments.map(({ kinds }) => kinds[0])).toEqual(['syn', 'syn-ack', 'handshake-ack'])
  })

  it('a record too long for anyone is a fault in either order', () => {
    const head = fields(true, [4, 0xa1b2c3d4], [2, 2], [2, 2], [4, 0], [4, 0], [4, 9], [4, 101])
    const long = bytesOf(head, fields(true, [4, 0], [4, 0], [4, 300_000], [4, 400_000]))
    expect(readCapture(long).problems[0]?.key).toBe('recordTooLong')
  })
})
