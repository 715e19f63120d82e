import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderSvg, renderText } from '../src/diagram/index.ts'
import { pictureOf, runConnection } from '../src/lab/index.ts'

const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8')

/** The pictures in the READMEs are what the program draws today, not what it once drew. */
describe.each([
  { lang: 'en', readme: 'README.md', svg: 'docs/images/connection.svg' },
  { lang: 'zh', readme: 'README.zh-CN.md', svg: 'docs/images/connection.zh-CN.svg' },
] as const)('the pictures of $readme', ({ lang, readme, svg }) => {
  it('the first block is the output of synfin demo --no-sentences', async () => {
    const layout = pictureOf(await runConnection())
    const drawn = renderText(layout, { width: 80, lang, sentences: false }).trimEnd()
    expect(/^```text\n([\s\S]*?)\n```$/m.exec(read(readme))?.[1]).toBe(drawn)
  })

  it(`${svg} is the output of synfin lab connection --svg, and is shown`, async () => {
    expect(read(readme)).toContain(`](${svg})`)
    expect(read(svg)).toBe(renderSvg(pictureOf(await runConnection()), { lang, sentences: true }))
  })
})
