import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configFolder } from './notebook.ts'
import { enter, open, TestPage } from './testing/page.ts'

let config: string
beforeEach(() => {
  config = join(mkdtempSync(join(tmpdir(), 'notebook-test-')), 'synfin')
})
afterEach(() => rmSync(join(config, '..'), { recursive: true, force: true }))

describe('snippets and saved runs', () => {
  test('are kept in plain files across runs, told to every page, and read anew after an edit', async () => {
    const first = await open({ config })
    const key = await enter(first.link())
    const [page, other] = [await TestPage.open(first.base, key), await TestPage.open(first.base, key)]
    expect((await page.ask('snippets', {})).snippets).toEqual([])
    await page.ask('saveSnippet', { snippet: { name: 'reset', kind: 'hex', text: '1b 40' } })
    const hello = { name: 'hello', kind: 'text', text: '你好', charset: 'gbk', lineEnding: 'crlf' } as const
    await page.ask('saveSnippet', { snippet: hello })
    const told = await other.event('snippets', ({ snippets }) => snippets.length === 2)
    expect(told.snippets.map(({ name }) => name)).toEqual(['hello', 'reset'])
    const saved = await page.ask('saveRun', {
      run: { name: 'slow', link: '/lab?delay=20', note: 'for class' },
    })
    expect(saved.runs).toEqual([{ name: 'slow', link: '/lab?delay=20', note: 'for class' }])
    await first.close()

    const second = await open({ config })
    const again = await TestPage.open(second.base, await enter(second.link()))
    const { snippets, file } = await again.ask('snippets', {})
    expect(snippets[0]).toEqual(hello)
    expect(file).toBe(join(config, 'snippets.json'))
    expect(readFileSync(file, 'utf8')).toContain('"text": "你好"')
    writeFileSync(file, JSON.stringify([{ name: 'by hand', kind: 'text', text: 'x' }]))
    expect((await again.ask('snippets', {})).snippets.map(({ name }) => name)).toEqual(['by hand'])
    await again.ask('deleteSnippet', { name: 'by hand' })
    await expect(again.ask('deleteSnippet', { name: 'by hand' })).rejects.toMatchObject({
      code: 'SYNFIN_NO_SUCH',
    })
    expect((await again.ask('deleteRun', { name: 'slow' })).runs).toEqual([])
    await second.close()
  })

  test('a file that was broken by hand is not overwritten, and the answer names it', async () => {
    mkdirSync(config, { recursive: true })
    writeFileSync(join(config, 'snippets.json'), '[{"name": "half"')
    const workbench = await open({ config })
    const page = await TestPage.open(workbench.base, await enter(workbench.link()))
    const snippet = { name: 'new', kind: 'text', text: 'x' } as const
    await expect(page.ask('saveSnippet', { snippet })).rejects.toMatchObject({ code: 'SYNFIN_FILE' })
    expect(readFileSync(join(config, 'snippets.json'), 'utf8')).toBe('[{"name": "half"')
    await workbench.close()
  })
})

test.skipIf(process.platform === 'win32')('the folder follows XDG_CONFIG_HOME', () => {
  expect(configFolder({ XDG_CONFIG_HOME: '/x' })).toBe('/x/synfin')
  expect(configFolder({})).toMatch(/\/\.config\/synfin$/)
})
