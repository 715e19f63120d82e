import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACK, RST, SYN } from '../../wire/index.ts'
import { sure, Talk } from '../testing/talk.ts'
import { type ConnectionTrace, type Side, endingOf, explainConnection, traceConnections } from '../index.ts'

const traceOf = (talk: Talk): ConnectionTrace => sure(traceConnections(talk.packets)[0])
const other = (side: Side): Side => (side === 'client' ? 'server' : 'client')
const sides: readonly Side[] = ['client', 'server']

/** How it ended, in one line: `fin client`, `fin client crossed`, `fin client rst server`, `rst server`. */
function ended(talk: Talk): string {
  const ending = endingOf(traceOf(talk))
  if (ending === undefined) return 'open'
  const { first, how, crossed, thenReset, halfClosed } = ending
  return [
    how,
    first,
    ...(crossed ? ['crossed'] : []),
    ...(thenReset === undefined ? [] : ['rst', thenReset]),
    ...(halfClosed === undefined ? [] : ['half', halfClosed]),
  ].join(' ')
}

describe.each(sides)('the %s begins', (a) => {
  const b = other(a)
  const open = (): Talk => new Talk().open()

  it.each([
    ['FIN alone', () => open().fin(a, 20), `fin ${a} half ${b}`],
    ['FIN, FIN', () => open().fin(a, 20).ack(b, 25).fin(b, 30).ack(a, 35), `fin ${a}`],
    [
      'FIN and FIN, crossing',
      () => open().fin(a, 20).fin(b, 21, { ack: 1 }).ack(a, 25).ack(b, 26),
      `fin ${a} crossed`,
    ],
    [
      'FIN, then the peer by force',
      () =>
        open()
          .fin(a, 20)
          .add(b, 30, { flags: RST | ACK }),
      `fin ${a} rst ${b}`,
    ],
    [
      'FIN, then itself by force',
      () => open().fin(a, 20).data(b, 25, 4).add(a, 30, { flags: RST, seq: 2 }),
      `fin ${a} rst ${a}`,
    ],
    [
      'both FINs, then force before the last ACK',
      () => open().fin(a, 20).fin(b, 25).add(b, 30, { flags: RST }),
      `fin ${a} rst ${b}`,
    ],
    [
      'all closed, then a stray RST',
      () => open().fin(a, 20).fin(b, 25).ack(a, 30).add(b, 40, { flags: RST, seq: 2 }),
      `fin ${a}`,
    ],
    ['by force', () => open().add(a, 20, { flags: RST | ACK }), `rst ${a}`],
    [
      'by force, and a RST that crossed it',
      () =>
        open()
          .add(a, 20, { flags: RST | ACK })
          .add(b, 21, { flags: RST | ACK }),
      `rst ${a}`,
    ],
    [
      'by force, and the peer knows no such connection any more',
      () =>
        open()
          .add(a, 20, { flags: RST | ACK })
          .data(b, 21, 4)
          .add(a, 22, { flags: RST, seq: 1 }),
      `rst ${a}`,
    ],
    ['nothing', () => open().data(a, 20, 4).ack(b, 25), 'open'],
  ] as const)('%s', (_, make, expected) => {
    expect(ended(make())).toBe(expected)
    for (const lang of ['en', 'zh'] as const) {
      expect(explainConnection(traceOf(make()), lang).join('')).not.toMatch(/undefined|\{\w/)
    }
  })
})

it('whatever the order: the first to close is the first FIN or RST of an open connection, and both languages say the same side', () => {
  const step = fc.record({
    from: fc.constantFrom(...sides),
    what: fc.constantFrom('fin', 'rst', 'ack', 'data', 'crossing-fin'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const talk = new Talk().open()
      for (const [i, { from, what }] of steps.entries()) {
        const ms = 20 + 5 * i
        if (what === 'fin') talk.fin(from, ms)
        else if (what === 'crossing-fin') talk.fin(from, ms, { ack: 1 })
        else if (what === 'rst') talk.add(from, ms, { flags: RST | ACK })
        else if (what === 'ack') talk.ack(from, ms)
        else talk.data(from, ms, 3)
      }
      const trace = traceOf(talk)
      const first = steps.find(({ what }) => what !== 'ack' && what !== 'data')
      expect(endingOf(trace)?.first).toBe(first?.from)
      if (first === undefined) return
      const who = first.from === 'client' ? 'The client' : 'The server'
      const name = first.from === 'client' ? '客户端' : '服务器'
      const en = explainConnection(trace, 'en').join('\n')
      const zh = explainConnection(trace, 'zh').join('\n')
      if (endingOf(trace)?.crossed === true) expect(en).toContain('Both ends closed at the same time')
      else {
        expect(en).toMatch(new RegExp(`^${who} (closed first|ended the connection by force)`, 'm'))
        expect(zh).toMatch(new RegExp(`^${name}(先关闭|强制关闭)`, 'm'))
      }
    }),
  )
})

it('an attempt that was refused or given up closed nothing that was open', () => {
  const refused = new Talk({ client: 9, server: 0 })
    .add('client', 0, { flags: SYN })
    .add('server', 1, { flags: RST | ACK, seq: 0 })
  expect(explainConnection(traceOf(refused), 'en').join('\n')).not.toMatch(/closed|by force/)
})
