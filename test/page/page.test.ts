import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { seriousFaults } from './support/axe.ts'
import { cutSelects } from './support/look.ts'
import { hasBrowser, listenInPage, PageWorld, SOON } from './support/page-world.ts'
import { serve } from './support/serve.ts'

/** The frame of the page: what a person meets first, in both languages and themes, by keyboard and on a phone. */

const world = new PageWorld()
const views = ['', '#/talk', '#/wire', '#/lab', '#/learn']
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

describe.skipIf(!hasBrowser)('the page', { timeout: 90_000 }, () => {
  beforeAll(() => world.start(), 60_000)
  afterEach(() => world.tidy())
  afterAll(() => world.end())

  /** A talk with something said both ways, and the close menu open. */
  async function talking(page: Page): Promise<void> {
    const port = await listenInPage(page)
    const peer = world.peer()
    const { port: own } = await peer.do('connect', { port })
    await peer.do('send', { hex: 'c4e3bac30d0ac4' })
    await page.locator('.clients a', { hasText: `127.0.0.1:${own}` }).click()
    await page.locator('.half').waitFor()
    await page.locator('.composer textarea').first().fill('收到')
    await page.keyboard.press('Enter')
    await page.locator('.talk-line.out').first().waitFor()
  }

  it('begins with four ways to begin', async () => {
    const page = await world.open()
    for (const [name, hash] of [
      ['Connect', '#/talk?do=connect'],
      ['Listen', '#/talk?do=listen'],
      ['Try the demo', '#/lab'],
    ] as const) {
      const link = page.locator('.start-action', { has: page.locator('strong', { hasText: name }) })
      expect(await link.getAttribute('href')).toBe(hash)
    }
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Open a capture' }).click()
    expect((await choosing).isMultiple()).toBe(false)
  })

  it('paints something to read within a second', async () => {
    const page = await world.open()
    const times: number[] = []
    // The best of three: a busy machine says nothing about the page.
    for (let i = 0; i < 3; i++) {
      await page.reload()
      const painted = (): Promise<number> =>
        page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity)
      await expect.poll(painted, SOON).toBeLessThan(Infinity)
      times.push(await painted())
    }
    expect(Math.min(...times)).toBeLessThan(1000)
  })

  it('weighs less than 420 kB compressed, all views together', () => {
    const files = readdirSync(world.pages, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    )
    const bytes = files.reduce(
      (sum, file) => sum + gzipSync(readFileSync(join(file.parentPath, file.name))).length,
      0,
    )
    expect(bytes).toBeGreaterThan(20_000)
    expect(bytes).toBeLessThan(420_000)
  })

  it.each(['light', 'dark'] as const)(
    'has nothing serious for axe-core on any view (%s)',
    async (colorScheme) => {
      const page = await world.open('', { colorScheme, reducedMotion: 'reduce' })
      const faults: string[] = []
      for (const view of views) {
        await world.go(page, view)
        await page.locator('#main > :not(.loading)').first().waitFor()
        faults.push(...(await seriousFaults(page)))
      }
      await world.go(page, '#/talk')
      await talking(page)
      faults.push(...(await seriousFaults(page)))
      await page.locator('.rows').focus()
      await page.keyboard.press('x')
      await page.getByRole('menu').waitFor()
      faults.push(...(await seriousFaults(page)))
      await page.keyboard.press('Escape')
      for (const [key, title] of [
        ['?', 'Keys'],
        ['c', 'Connect to a server'],
        ['l', 'Listen for clients'],
      ] as const) {
        await page.locator('.rows').focus()
        await page.keyboard.press(key)
        await page.getByRole('dialog', { name: title }).waitFor()
        faults.push(...(await seriousFaults(page)))
        await page.keyboard.press('Escape')
      }
      expect(faults).toEqual([])
    },
  )

  it('changes its language live, and keeps it', async () => {
    const page = await world.open('#/talk')
    await talking(page)
    await page.getByRole('button', { name: 'Switch language: 中文' }).click()
    await page.getByRole('tab', { name: '字节流' }).waitFor()
    await page.locator('.note-text', { hasText: '接受' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
    expect(await page.locator('.talk-middle').textContent()).not.toMatch(
      /\b(bytes|Charset|Send|Close|read|write)\b/,
    )
    await page.reload()
    await page.getByRole('tab', { name: '字节流' }).waitFor()
  })

  it('speaks the language of the browser', async () => {
    const page = await world.open('', { locale: 'zh-CN' })
    await page.getByRole('link', { name: '学习' }).first().waitFor()
  })

  it('is light or dark as the system, or as chosen', async () => {
    const page = await world.open('', { colorScheme: 'dark' })
    const background = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const dark = await background()
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await background()
    expect(light).not.toBe(dark)
    await page.getByRole('button', { name: 'Theme' }).click()
    await page.getByRole('menuitemradio', { name: 'Dark' }).click()
    expect(await background()).toBe(dark)
    await page.reload()
    expect(await background()).toBe(dark)
  })

  it('can be used by keyboard alone: listen, talk, reset', async () => {
    const page = await world.open()
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key)
    }
    await press('l')
    await page.getByRole('dialog').waitFor()
    await press('Control+a')
    await page.keyboard.type('0')
    await press('Enter')
    const title = page.locator('.listener-panel h1')
    await title.waitFor()
    const port = Number(/:(\d+)$/.exec((await title.textContent()) ?? '')?.[1])
    const peer = world.peer()
    const { port: own } = await peer.do('connect', { port })
    await page.locator('.talk-row', { hasText: `:${own}` }).waitFor()
    await press('j')
    await page.locator('.conversation').waitFor()
    await press('m')
    await page.keyboard.type('by keyboard')
    await press('Control+Enter')
    expect(await peer.do('recv', { length: 12 })).toMatchObject({ text: 'by keyboard\n' })
    await press('Escape', 'x')
    await page.getByRole('menu').waitFor()
    await press('ArrowDown', 'ArrowDown')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Reset (RST)')
    await press('Enter')
    expect(await peer.do('recv', { length: 1 })).toMatchObject({ name: 'ConnectionResetError' })
  })

  it('finds every command in the palette, in either language, and lists the keys', async () => {
    const page = await world.open()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').waitFor()
    await page.keyboard.type('学习')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).hash, SOON).toBe('#/learn')
    await page.keyboard.press('1')
    await page.locator('.talk').waitFor()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    for (const key of ['C', 'L', 'J', 'K', '1', '4', 'Ctrl+K']) {
      await sheet
        .locator('kbd', { hasText: new RegExp(`^${key.replace('+', '\\+')}$`) })
        .first()
        .waitFor()
    }
    await sheet.getByLabel('Single letters are keys').uncheck()
    await page.keyboard.press('Escape')
    await page.keyboard.press('c')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('fits a phone: no view is wider than it, one pane at a time in Talk', async () => {
    const page = await world.open('', phone)
    const faults: string[] = []
    const fits = async (): Promise<void> => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      expect(await cutSelects(page)).toEqual([])
    }
    for (const view of views) {
      await world.go(page, view)
      await page.locator('#main > :not(.loading)').first().waitFor()
      await fits()
    }
    await world.go(page, '#/talk')
    await talking(page)
    await fits()
    expect(await page.locator('.talk-list').isVisible()).toBe(false)
    faults.push(...(await seriousFaults(page)))
    await page.getByRole('link', { name: 'Back to the list' }).click()
    await page.locator('.talk-list').waitFor()
    expect(faults).toEqual([])
  })

  it('without a workbench says what Talk needs, and the rest is there', async () => {
    const host = await serve(world.pages)
    try {
      const page = await world.open()
      const errors: string[] = []
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
      await page.goto(`${host.url}#/talk`)
      await page.getByText('Talk needs synfin running').waitFor()
      await page.getByText('npx synfin').waitFor()
      expect(await page.locator('[data-state]').getAttribute('data-state')).toBe('none')
      // It does not look for one either.
      expect(errors).toEqual([])
    } finally {
      await host.close()
    }
  })

  it('an error in a view is told with what helps, and the rest of the page goes on', async () => {
    const page = await world.open()
    const broken = "export const Learn = () => { throw new Error('a lesson fell over') }"
    await page.route(/assets\/learn-.*\.js/, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: broken }),
    )
    await page.keyboard.press('4')
    await page.getByRole('heading', { name: 'This view stopped' }).waitFor()
    await page.getByText('“a lesson fell over”. Your connections are with the workbench').waitFor()
    await page.keyboard.press('1')
    await page.locator('.talk').waitFor()
    world.faults.length = 0
  })

  it('a view whose files do not come says so, and comes when asked again', async () => {
    const page = await world.open()
    await page.route(/assets\/learn-/, (route) => route.abort())
    await page.keyboard.press('4')
    await page.getByText('This view could not be loaded').waitFor()
    await page.unroute(/assets\/learn-/)
    await page.getByRole('button', { name: 'Reload the page' }).click()
    await page.locator('[data-state=open]').waitFor()
    await expect.poll(() => page.getByText('This view could not be loaded').count(), SOON).toBe(0)
    world.faults.length = 0
  })
})
