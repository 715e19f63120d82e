import { describe, expect, test, vi } from 'vitest'
import { LESSONS } from '../../src/lab/index.ts'
import { displayWidth } from '../../src/say/index.ts'
import { synfin, synfinOnTerminal } from './harness.ts'

/** Runs to the end. */
async function ran(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const running = synfin(args, '')
  return { code: await running.code, out: running.out.text, err: running.err.text }
}

describe('synfin explain', () => {
  test('without a topic lists every lesson', async () => {
    const { code, out } = await ran('explain')
    expect(code).toBe(0)
    for (const { id, title } of LESSONS) expect(out).toMatch(new RegExp(`  ${id} +${title.en.slice(0, 12)}`))
    const lines = (await ran('explain', '--json')).out.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toHaveLength(LESSONS.length)
  })

  test('a topic: question, diagram, evidence, answer, in this order, within 80 columns, in both languages', async () => {
    const { code, out } = await ran('explain', 'handshake')
    expect(code).toBe(0)
    const order = [
      'Question:',
      '  1  ',
      '├─ SYN seq 0',
      'What the runs show:',
      '✓ Three segments',
      'Answer: 2',
      'loosely',
    ]
    const places = order.map((part) => out.indexOf(part))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    const chinese = (await ran('explain', 'handshake', '--lang', 'zh')).out
    expect(chinese).toContain('问题：')
    expect(chinese).toContain('✓ SYN、SYN+ACK、ACK 三个报文段')
  })

  test.each(LESSONS)('$id fits in 80 columns, in both languages', async ({ id }) => {
    for (const lang of ['en', 'zh']) {
      const { out } = await ran('explain', id, '--lang', lang)
      const wide = out.split('\n').filter((line) => !line.includes('#/lab?') && displayWidth(line) > 80)
      expect(wide).toEqual([])
    }
  })

  test('on a terminal asks before it shows', async () => {
    const terminal = synfinOnTerminal(['explain', 'time-wait'])
    await vi.waitFor(() => expect(terminal.screen.text).toContain('Your answer (1 to 3'))
    expect(terminal.screen.text).not.toContain('Answer:')
    terminal.type('1\r')
    expect(await terminal.code).toBe(0)
    const { text } = terminal.screen
    expect(text.indexOf('Not so.')).toBeGreaterThan(0)
    expect(text.indexOf('Answer: 2')).toBeGreaterThan(text.indexOf('Not so.'))
  })

  test('Ctrl-C at the question ends it', async () => {
    const terminal = synfinOnTerminal(['explain', 'time-wait'])
    await vi.waitFor(() => expect(terminal.screen.text).toContain('Your answer (1 to 3'))
    terminal.type('\u0003')
    expect(await terminal.code).toBe(130)
    expect(terminal.screen.text).not.toContain('Answer:')
  })

  test('measures TCP against UDP, CPU too', async () => {
    const { out } = await ran('explain', 'tcp-udp')
    expect(out).toMatch(/messages that arrived +100\/100 +\d+\/100/)
    expect(out).toMatch(/CPU of the run, ms +\d/)
  })

  test('--check: one line a claim, and how many hold', async () => {
    const { code, out } = await ran('explain', '--check')
    expect(code).toBe(0)
    const lines = out.trim().split('\n')
    const claims = LESSONS.reduce((sum, lesson) => sum + lesson.claims.length, 0)
    expect(lines).toHaveLength(claims + 1)
    expect(lines.slice(0, -1).every((line) => line.startsWith('✓ ') && line.endsWith('[holds]'))).toBe(true)
    expect(lines.at(-1)).toBe(`${claims} claims of ${LESSONS.length} lessons hold.`)
  })

  test('--json gives the evidence by packet', async () => {
    const { out } = await ran('explain', 'time-wait', '--json')
    const result = JSON.parse(out) as { claims: { holds: boolean; evidence: object[] }[] }
    expect(result.claims.every(({ holds }) => holds)).toBe(true)
    expect(result.claims[0]?.evidence[0]).toMatchObject({
      run: 'main',
      side: 'server',
      what: 'FIN seq 6 ack 7',
    })
  })

  test('--run draws one run alone', async () => {
    const { out } = await ran('explain', 'reset', '--run', 'fin')
    expect(out.match(/^── /gm)).toHaveLength(1)
    expect(out).toContain('── close(): FIN')
  })

  test('a topic or a run that is none is told, with what there is', async () => {
    const { code, err } = await ran('explain', 'xyzzy')
    expect(code).toBe(2)
    expect(err).toContain("no lesson is about 'xyzzy'; synfin explain lists them")
    expect((await ran('explain', 'reset', '--run', 'x')).err).toContain('main, reset, fin and unread')
    for (const near of ['handshke', 'hnadshake']) {
      expect((await ran('explain', near)).err).toContain(
        `no lesson is about '${near}': did you mean handshake?`,
      )
    }
    // By the words that people look for, in both languages, however they are written.
    for (const [words, found] of [
      ['2MSL', 'TIME-WAIT'],
      ['CLOSE_WAIT', 'CLOSE-WAIT'],
      ['close wait', 'CLOSE-WAIT'],
      ['粘包', 'stream'],
      ['why not two', 'handshake'],
      ['Handshakes', 'handshake'],
    ] as const) {
      const { code: fine, out } = await ran('explain', ...words.split(' '))
      expect([words, fine, out.split('\n').slice(0, 12).join(' ')]).toEqual([
        words,
        0,
        expect.stringMatching(new RegExp(found, 'i')),
      ])
    }
    expect((await ran('explain', '--run', 'x')).err).toContain('synfin explain handshake --run x')
  })
})
