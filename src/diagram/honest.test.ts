import { describe, expect, it } from 'vitest'
import { sure, Talk, traceConnections } from '../trace/index.ts'
import { layoutSequence, renderSvg, renderText } from './index.ts'

const textOf = (talk: Talk, lang: 'en' | 'zh' = 'en'): string =>
  renderText(layoutSequence(sure(traceConnections(talk.packets)[0])), { lang, sentences: true })

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')

describe('what is the capture\u2019s own doing', () => {
  it('copies and what was not captured are named on the arrows and below', () => {
    const talk = new Talk().open().data('client', 20, 100).again(0.003)
    talk.data('client', 21, 100, { seq: 201 }).ack('server', 30, { ack: 301 })
    const text = textOf(talk)
    expect(text).toContain('copy PSH, ACK seq 1')
    expect(text).toContain('gap before PSH, ACK seq 201')
    expect(text).toContain('ACKed unseen ACK seq 1 ack 301')
    expect(text).toContain('the client sent 300 bytes')
    expect(inOneLine(text)).toContain('1 packet is a copy. 100 bytes arrived and were not captured.')
    expect(inOneLine(textOf(talk, 'zh'))).toMatch(/副本 1 个。 ?100 字节已到达而没有抓到。/)
  })

  it('where its clock steps back, rows keep the order in which things happened', () => {
    const talk = new Talk().open(9_000).data('client', 20, 5).ack('server', 30).fin('client', 40)
    const text = textOf(talk)
    const order = ['SYN seq 0', 'SYN, ACK', 'PSH, ACK seq 1', 'ack 6', 'FIN, ACK'].map((label) =>
      text.indexOf(label),
    )
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(text).not.toMatch(/-\d+\.\d/)
    expect(inOneLine(text)).toContain("The capture's clock stepped back by up to 8.99 s.")
  })

  it('a caller that fails on one payload costs no more than that', () => {
    const trace = sure(traceConnections(new Talk().open().data('client', 20, 'abc').packets)[0])
    const layout = layoutSequence(trace, {
      preview: (segment) => {
        if (segment.length > 0) throw new Error('cannot be read')
        return undefined
      },
    })
    expect(renderText(layout)).toContain('PSH, ACK seq 1')
    expect(renderSvg(layout)).toContain('PSH, ACK')
  })
})
