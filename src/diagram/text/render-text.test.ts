import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CONVERSATION,
  HANDSHAKE,
  handMadeTrace,
  STORM,
  type HandMade,
} from '../../../test/support/hand-made-trace.ts'
import { MILLISECOND } from '../../base/index.ts'
import { displayWidth } from '../../say/index.ts'
import { layoutSequence, renderText } from '../index.ts'

const decoder = new TextDecoder()
const picture = (list: readonly HandMade[]): ReturnType<typeof layoutSequence> =>
  layoutSequence(handMadeTrace(list), {
    preview: (segment) => (segment.length > 0 ? decoder.decode(segment.payload) : undefined),
    notes: [{ side: 'client', time: 0, text: 'connect("10.0.0.2", 8888)' }],
  })

/** The lines between the header and the summary. */
function body(text: string): string[] {
  const lines = text.split('\n')
  return lines.slice(2, lines.findIndex((line, index) => index > 3 && /^ \S/.test(line)) - 1)
}

describe('renderText', () => {
  test('writes a payload under its own arrow, though another segment stays under way for long', () => {
    const late: HandMade = { from: 'client', at: 0, is: 'S', seq: 0, arrives: 3_000 }
    const data: HandMade = { from: 'client', at: 20, is: 'P', seq: 1, ack: 1, text: 'hello', arrives: 30 }
    const text = renderText(picture([late, data]), { width: 80 })
    expect(text.indexOf('hello')).toBeGreaterThan(0)
    expect(text.indexOf('hello')).toBeLessThan(text.indexOf('3000'))
  })

  test('draws the handshake with both ends’ states', () => {
    const layout = layoutSequence(handMadeTrace(HANDSHAKE))
    expect(body(renderText(layout, { width: 80 }))).toEqual([
      '               CLOSED │                                           │ LISTEN',
      '     0.0     SYN-SENT ├─ SYN seq 0 win 64240 ────────────────────▶│ SYN-RECEIVED',
      '    10.0  ESTABLISHED │◀───────── SYN, ACK seq 0 ack 1 win 64240 ─┤',
      '    20.0              ├─ ACK seq 1 ack 1 win 64240 ──────────────▶│ ESTABLISHED',
    ])
  })

  test('draws loss half-way, a silence, a retransmitted segment, and a close from both ends that crosses', () => {
    const layout = layoutSequence(handMadeTrace(STORM))
    expect(body(renderText(layout, { width: 80 })).slice(4)).toEqual([
      '    21.0              ├─ PSH, ACK seq 1 ack 1 len 5 ─✗ lost       │',
      '                      │            ⋮ 200 ms of silence            │',
      '   230.0              ├╌ retransmission PSH, ACK seq 1 len 5 ╌╌╌╌▶│',
      '   240.0              │◀────────────── ACK seq 1 ack 6 win 64240 ─┤',
      '   260.0   FIN-WAIT-1 ├═ FIN, ACK seq 6 ══╗                       │',
      '   264.0              │                   ║   ╔══ FIN, ACK seq 1 ═┤ FIN-WAIT-1',
      '   270.0              │                   ╚═══╬═══════ FIN, ACK ═▶│ CLOSING',
      '                      │                       ║ ╭───── ACK seq 2 ─┤',
      '   274.0      CLOSING │◀═ FIN, ACK ═══════════╝ │                 │',
      '                      ├─ ACK seq 7 ack 2 ─╮     │                 │',
      '   280.0    TIME-WAIT │◀─ ACK ────────────┼─────╯                 │',
      '   284.0              │                   ╰──────────────── ACK ─▶│ TIME-WAIT',
    ])
  })

  test('in ASCII: the same picture, and nothing that is not ASCII', () => {
    const layout = layoutSequence(handMadeTrace(STORM))
    const text = renderText(layout, { unicode: false, sentences: true })
    expect(text).toMatch(/^[\n -~]*$/)
    expect(text).toContain('+- PSH, ACK seq 1 ack 1 len 5 -x lost ')
    expect(text).toContain('+= FIN, ACK seq 6 ==+')
  })

  test('in ASCII a peer’s other characters are escaped', () => {
    expect(renderText(picture(CONVERSATION), { unicode: false })).toContain('"\\u6536\\u5230')
  })

  test('says a sentence beneath each segment, beside it where there is room', () => {
    const layout = layoutSequence(handMadeTrace(HANDSHAKE))
    const beneath = renderText(layout, { width: 80, sentences: true }).split('\n')
    const at = beneath.findIndex((line) => line.includes('├─ SYN'))
    expect(beneath[at + 1]).toMatch(/│ {2}\S.* │$/)
    const beside = renderText(layout, { width: 140, sentences: true }).split('\n')
    expect(beside.find((line) => line.includes('├─ SYN'))).toMatch(/SYN-RECEIVED {2,}\S/)
  })

  test('shows calls and payload on the side they belong to, wide characters in two columns', () => {
    const lines = renderText(picture(CONVERSATION), { lang: 'zh' }).split('\n')
    const width = 80
    const client = lines.find((line) => line.includes('你好'))
    const server = lines.find((line) => line.includes('收到'))
    expect(client).toMatch(/│ {2}“你好，服务器”/)
    expect(server).toMatch(/“收到消息” {2}│$/)
    const lane = lines.find((line) => line.includes('LISTEN'))?.indexOf('│ LISTEN') ?? -1
    expect(displayWidth(server ?? '')).toBe(lane + 1)
    expect(lines.some((line) => line.includes('• connect("10.0.0.2", 8888)'))).toBe(true)
    expect(lines.every((line) => displayWidth(line) <= width)).toBe(true)
  })

  test('colours only when asked', () => {
    const layout = layoutSequence(handMadeTrace(STORM))
    const plain = renderText(layout)
    // oxlint-disable-next-line no-control-regex
    const escapes = /\u001b\[[\d;]*m/g
    expect(plain).not.toMatch(escapes)
    const colored = renderText(layout, { color: true })
    expect(colored).toMatch(escapes)
    expect(colored.replaceAll(escapes, '').replaceAll(/ +$/gm, '')).toBe(plain)
  })

  test('a peer’s control characters do not reach the terminal', () => {
    const layout = layoutSequence(handMadeTrace(CONVERSATION), { preview: () => '\u001b[2J\u009b31m\u202e' })
    // oxlint-disable-next-line no-control-regex
    expect(renderText(layout)).not.toMatch(/[\u001b\u009b\u202e]/)
  })

  test('when too many cross to be followed, a number joins the two ends', () => {
    const many = Array.from({ length: 12 }, (_, n): HandMade => ({
      from: n % 2 === 0 ? 'client' : 'server',
      at: 40 + n,
      arrives: 90 + n,
      is: 'P',
      seq: 1 + n,
      ack: 1,
      text: 'x',
    }))
    const text = renderText(layoutSequence(handMadeTrace([...HANDSHAKE, ...many]), { fold: false }))
    expect(text.match(/#14\b/g)).toHaveLength(2)
  })

  test('to scale: a silence is tall', () => {
    const rows = renderText(layoutSequence(handMadeTrace(STORM), { scale: 'time' })).split('\n')
    const lost = rows.findIndex((line) => line.includes('✗'))
    const retransmitted = rows.findIndex((line) => line.includes('retransmission'))
    expect(retransmitted - lost).toBeGreaterThan(5)
  })

  test('no line is wider than asked, at any width, in either language', () => {
    const instant = fc.nat(400)
    const segment = fc.record({
      client: fc.boolean(),
      gap: instant,
      flight: fc.option(fc.nat(300)),
      is: fc.constantFrom(
        'S' as const,
        'SA' as const,
        'A' as const,
        'P' as const,
        'F' as const,
        'R' as const,
      ),
      seq: fc.nat(2 ** 40),
      text: fc.string({ unit: 'grapheme', maxLength: 60 }),
    })
    fc.assert(
      fc.property(
        fc.array(segment, { maxLength: 12 }),
        fc.integer({ min: 60, max: 200 }),
        fc.record({ zh: fc.boolean(), unicode: fc.boolean(), sentences: fc.boolean(), time: fc.boolean() }),
        (list, width, how) => {
          let at = 0
          const made = list.map((one): HandMade => {
            at += one.gap
            const base: HandMade = {
              from: one.client ? 'client' : 'server',
              at,
              is: one.is,
              seq: one.seq,
              ack: one.seq,
              text: one.text,
            }
            return one.flight === null ? base : { ...base, arrives: at + one.flight }
          })
          const layout = layoutSequence(handMadeTrace(made), {
            scale: how.time ? 'time' : 'rows',
            preview: (segmentMade) => decoder.decode(segmentMade.payload),
            notes: [{ side: 'server', time: 5 * MILLISECOND, text: list[0]?.text ?? 'recv(1024)' }],
          })
          const text = renderText(layout, {
            width,
            lang: how.zh ? 'zh' : 'en',
            unicode: how.unicode,
            sentences: how.sentences,
          })
          for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
          expect(how.unicode || how.zh || /^[\n -~]*$/.test(text)).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })
})
