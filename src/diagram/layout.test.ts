import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  handMadeTrace,
  CONVERSATION,
  HANDSHAKE,
  STORM,
  type HandMade,
} from '../../test/support/hand-made-trace.ts'
import { MILLISECOND } from '../base/index.ts'
import { layoutSequence } from './index.ts'

describe('layoutSequence', () => {
  test('gives a segment that nothing crosses one row, in the order of sending', () => {
    const layout = layoutSequence(handMadeTrace(CONVERSATION))
    expect(layout.rows.map((row) => row.kind)).toEqual(CONVERSATION.map(() => 'segment'))
    expect(layout.arrows.every((arrow) => arrow.sendRow === arrow.arriveRow)).toBe(true)
  })

  test('gives both ends of segments that cross a row of their own, in the order of time', () => {
    const layout = layoutSequence(handMadeTrace(STORM))
    const finish = layout.rows.slice(-8)
    expect(finish.map((row) => row.kind)).toEqual([
      'send',
      'send',
      'arrive',
      'send',
      'arrive',
      'send',
      'arrive',
      'arrive',
    ])
    for (let i = 1; i < layout.rows.length; i++) {
      expect(layout.rows[i]?.time).toBeGreaterThanOrEqual(layout.rows[i - 1]?.time ?? 0)
    }
  })

  test('lets a lost segment end half-way and shows the silence after it', () => {
    const layout = layoutSequence(handMadeTrace(STORM))
    const lost = layout.arrows.find((arrow) => arrow.lost)
    expect(lost?.arriveRow).toBeUndefined()
    const pause = layout.rows.find((row) => row.kind === 'pause')
    expect(pause?.kind === 'pause' && pause.length).toBe(200 * MILLISECOND)
  })

  test('bends a segment that was overtaken, and the one that overtook', () => {
    const layout = layoutSequence(
      handMadeTrace([
        ...HANDSHAKE,
        { from: 'client', at: 40, arrives: 60, is: 'P', seq: 1, ack: 1, text: 'slow' },
        { from: 'client', at: 41, arrives: 51, is: 'P', seq: 5, ack: 1, text: 'fast' },
      ]),
    )
    expect(layout.rows.slice(3).map((row) => row.kind)).toEqual(['send', 'send', 'arrive', 'arrive'])
    expect(layout.arrows[4]?.arriveRow).toBeLessThan(layout.arrows[3]?.arriveRow ?? 0)
  })

  test('draws a train of segments one way as straight arrows', () => {
    const train = [0, 1, 2, 3].map((n): HandMade => ({
      from: 'client',
      at: 40 + n,
      arrives: 90 + n,
      is: 'P',
      seq: 1 + n,
      ack: 1,
      text: 'x',
    }))
    const layout = layoutSequence(handMadeTrace([...HANDSHAKE, ...train]))
    expect(layout.rows.slice(3).every((row) => row.kind === 'segment')).toBe(true)
  })

  test('folds a run of plain data and ACKs, all but its first and last, and counts what it hides', () => {
    const run = Array.from({ length: 12 }, (_, n): HandMade =>
      n % 2 === 0
        ? {
            from: 'client',
            at: 40 + n,
            arrives: 40.5 + n,
            is: 'P',
            seq: 1 + 5 * n,
            ack: 1,
            text: '0123456789',
          }
        : { from: 'server', at: 40 + n, arrives: 40.5 + n, is: 'A', seq: 1, ack: 6 + 5 * n },
    )
    const trace = handMadeTrace([...HANDSHAKE, ...run])
    const folded = layoutSequence(trace).rows.find((row) => row.kind === 'fold')
    expect(folded?.kind === 'fold' && folded.fold).toMatchObject({
      first: 4,
      last: 13,
      totals: { client: { segments: 5, bytes: 50 }, server: { segments: 5, bytes: 0 } },
    })
    expect(layoutSequence(trace, { fold: false }).rows).toHaveLength(15)

    const during = { side: 'server', time: 41.2 * MILLISECOND, afterPackets: 5, text: 'accept()' } as const
    const late: HandMade = { from: 'client', at: 300, arrives: 310, is: 'F', seq: 61, ack: 1 }
    const noted = layoutSequence(handMadeTrace([...HANDSHAKE, ...run, late]), { notes: [during] })
    const pause = noted.rows.find((row) => row.kind === 'pause')
    expect(pause?.kind === 'pause' && pause.length).toBe(248.5 * MILLISECOND)

    const answer: HandMade = { from: 'server', at: 60, arrives: 70, is: 'P', seq: 1, ack: 61, text: 'done' }
    const answered = layoutSequence(handMadeTrace([...HANDSHAKE, ...run, answer, ...run]))
    expect(answered.rows.map((row) => row.kind).filter((kind) => kind === 'fold')).toHaveLength(2)
    expect(answered.arrows.some((arrow) => arrow.segment === 15)).toBe(true)
  })

  test('gives each end its states: the sender when a segment leaves, the receiver when it arrives', () => {
    const layout = layoutSequence(handMadeTrace(STORM))
    expect(layout.bands.client.map((band) => band.state)).toEqual([
      'CLOSED',
      'SYN-SENT',
      'ESTABLISHED',
      'FIN-WAIT-1',
      'CLOSING',
      'TIME-WAIT',
    ])
    const closing = layout.bands.server.find((band) => band.state === 'CLOSING')
    const row = layout.rows[closing?.fromRow ?? -1]
    expect(row?.kind).toBe('arrive')
    expect(row?.time).toBe(270 * MILLISECOND)
  })

  test('puts what the programs did between the packets, both sides on one row where they act at one time', () => {
    const layout = layoutSequence(handMadeTrace(HANDSHAKE), {
      notes: [
        { side: 'server', time: 0, text: 'listen(128)' },
        { side: 'client', time: 0, text: 'connect()' },
        { side: 'server', time: 30 * MILLISECOND, afterPackets: 3, text: 'accept()' },
      ],
    })
    expect(layout.rows.map((row) => row.kind)).toEqual(['notes', 'segment', 'segment', 'segment', 'notes'])
    expect(layout.rows[0]).toMatchObject({ notes: { client: 'connect()', server: 'listen(128)' } })
  })

  test('to scale: rows stand apart as their times do, never closer than one', () => {
    const { rows } = layoutSequence(handMadeTrace(STORM), { scale: 'time' })
    expect(rows.some((row) => row.kind === 'pause')).toBe(false)
    for (let i = 1; i < rows.length; i++) {
      expect((rows[i]?.at ?? 0) - (rows[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(1)
    }
    const index = rows.findIndex((row) => row.time === 230 * MILLISECOND)
    expect((rows[index]?.at ?? 0) - (rows[index - 1]?.at ?? 0)).toBeGreaterThan(5)
  })

  test('holds for any times: every segment leaves once, arrives once or is lost, never before it left', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.nat(50), fc.option(fc.nat(30))), { maxLength: 40 }),
        (list) => {
          let at = 0
          const made = list.map(([client, gap, flight]): HandMade => {
            at += gap
            const base = {
              from: client ? ('client' as const) : ('server' as const),
              at,
              is: 'A' as const,
              seq: 1,
            }
            return flight === null ? base : { ...base, arrives: at + flight }
          })
          const layout = layoutSequence(handMadeTrace(made), { fold: false })
          expect(layout.arrows).toHaveLength(made.length)
          for (const arrow of layout.arrows) {
            const row = layout.rows[arrow.sendRow]
            expect(row?.kind === 'segment' || row?.kind === 'send').toBe(true)
            expect(arrow.lost || (arrow.arriveRow ?? -1) >= arrow.sendRow).toBe(true)
            expect(arrow.arriveAt).toBeGreaterThan(arrow.sendAt - 1e-9)
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})
