import { describe, expect, test } from 'vitest'
import { CONVERSATION, handMadeTrace, STORM } from '../../../test/support/hand-made-trace.ts'
import { layoutSequence, renderSvg } from '../index.ts'

const layout = layoutSequence(handMadeTrace(STORM))

/** A parser small enough to trust: tags must nest, attributes be quoted, no bare `<` or `&` remain. @returns The text. */
function parseXml(xml: string): { text: string; elements: string[] } {
  const open: string[] = []
  const elements: string[] = []
  let text = ''
  let at = 0
  const tag = /<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y
  while (at < xml.length) {
    if (xml[at] === '<') {
      tag.lastIndex = at
      const found = tag.exec(xml)
      if (found === null) throw new Error(`not well-formed at ${at}: ${xml.slice(at, at + 60)}`)
      const [whole, closing, name = '', , empty] = found
      if (closing === '/') {
        if (open.pop() !== name) throw new Error(`${name} does not nest at ${at}`)
      } else {
        elements.push(name)
        if (empty === '') open.push(name)
      }
      at += whole.length
    } else {
      const end = xml.indexOf('<', at)
      text += xml.slice(at, end < 0 ? xml.length : end)
      at = end < 0 ? xml.length : end
    }
  }
  if (open.length > 0) throw new Error(`${open.join()} left open`)
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(text)) throw new Error('a bare &')
  return { text, elements }
}

describe('renderSvg', () => {
  test('is well-formed, says what it is, and fetches and runs nothing', () => {
    const svg = renderSvg(layout)
    const { elements, text } = parseXml(svg)
    expect(elements.slice(0, 4)).toEqual(['svg', 'title', 'desc', 'style'])
    expect(svg).toContain('role="img"')
    expect(text).toContain('TCP connection 10.0.0.1:49152 to 10.0.0.2:8888')
    expect(svg).not.toMatch(/<script|href=|url\(|@import|\bon\w+=/)
  })

  test('is text, not paths: flags, numbers, states and sentences can be read from it', () => {
    const { text } = parseXml(renderSvg(layout))
    for (const word of [
      'SYN, ACK',
      'seq 0',
      'CLOSING',
      'TIME-WAIT',
      'lost',
      'retransmission',
      '200 ms of silence',
    ]) {
      expect(text).toContain(word)
    }
  })

  test('an arrow falls by the time it takes, a lost one ends half-way', () => {
    const lines = [
      ...renderSvg(layout).matchAll(
        /class="arrow (\w+)" x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)"/g,
      ),
    ]
    const ends = lines.map(([, kind, ...numbers]) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers.map(Number)
      return { kind, across: x2 - x1, down: y2 - y1 }
    })
    expect(ends).toHaveLength(10)
    for (const { down } of ends) expect(down).toBeGreaterThan(0)
    expect((ends[3]?.across ?? 0) / (ends[0]?.across ?? 1)).toBeCloseTo(0.55, 1)
    expect(ends[4]?.kind).toBe('retransmission')
  })

  test('peer text is text, whatever it holds', () => {
    const evil = `</text><script>alert('&')</script>"\u0000\u001b\ufffe`
    const hostile = layoutSequence(handMadeTrace(CONVERSATION), { preview: () => evil })
    const svg = renderSvg(hostile, { width: 2000 })
    expect(parseXml(svg).elements).not.toContain('script')
    expect(svg).toContain('&lt;script&gt;alert(')
    // oxlint-disable-next-line no-control-regex
    expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f\ufffe]/)
  })

  test('speaks Chinese, follows the system’s theme or holds one, leaves the sentences out when narrow', () => {
    const chinese = renderSvg(layout, { lang: 'zh' })
    expect(chinese).toContain('客户端')
    expect(chinese).toContain('prefers-color-scheme:dark')
    expect(renderSvg(layout, { theme: 'dark' })).not.toContain('prefers-color-scheme')
    const narrow = renderSvg(layout, { width: 560 })
    expect(narrow).toContain('width="560"')
    expect(narrow.length).toBeLessThan(chinese.length)
  })

  test('its style touches nothing outside it', () => {
    const style = /<style>(.*?)<\/style>/s.exec(renderSvg(layout))?.[1] ?? ''
    for (const rule of style.replace('@media(prefers-color-scheme:dark){', '').split('}')) {
      const selectors = rule.split('{')[0] ?? ''
      for (const one of selectors.split(','))
        expect(one === '' || one.startsWith('.synfin-sequence')).toBe(true)
    }
  })
})
