import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { axeFaults } from './support/axe.ts'
import { hasBrowser, PageWorld } from './support/page-world.ts'

/** Every view, in both languages and themes, at a desk, at 200 % and on a phone: axe-core finds nothing, however slight. */

const world = new PageWorld()
const sizes = [
  { width: 1440, height: 900 },
  { width: 720, height: 450 },
  { width: 390, height: 844 },
]
const views = ['', '#/talk', '#/wire', '#/lab', '#/learn', '#/learn/handshake']

describe.skipIf(!hasBrowser)('axe-core', { timeout: 240_000 }, () => {
  beforeAll(() => world.start(), 60_000)
  afterEach(() => world.tidy())
  afterAll(() => world.end())

  it.each(sizes.flatMap((viewport) => (['en-US', 'zh-CN'] as const).map((locale) => ({ viewport, locale }))))(
    'finds nothing ($locale, $viewport.width x $viewport.height)',
    async ({ viewport, locale }) => {
      const found: string[] = []
      const page = await world.open('', { viewport, locale, reducedMotion: 'reduce' })
      for (const view of views) {
        await world.go(page, view)
        await page.locator('#main > :not(.loading)').first().waitFor()
        if (view === '#/lab') await page.locator('.wire-canvas').waitFor({ state: 'attached' })
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          // Colours change over a moment.
          await page.waitForTimeout(300)
          for (const fault of await axeFaults(page)) found.push(`${view} ${colorScheme}: ${fault}`)
        }
      }
      expect(found).toEqual([])
    },
  )
})
