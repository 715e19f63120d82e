import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { listenInPage, PageWorld } from '../test/page/support/page-world.ts'

/**
 * The pictures of the page in docs/images, taken anew: `npm run screenshots`. Chromium and Python are needed. Every view
 * in both themes; the Chinese ones for the Chinese README.
 */

const folder = join(import.meta.dirname, '../docs/images')
const world = new PageWorld()
const viewport = { width: 1440, height: 900 }

/** A conversation in GBK with a Python client, ended by its half-close. */
async function talk(page: Page): Promise<void> {
  const port = await listenInPage(page)
  const peer = world.peer()
  const { port: own } = await peer.do('connect', { port })
  await page
    .getByRole('link', { name: `127.0.0.1:${own}` })
    .first()
    .click()
  await peer.do('text', { text: '设备一号：温度 25.4 度\n', charset: 'gbk' })
  await page.locator('.row-text', { hasText: '设备一号' }).waitFor()
  await page.locator('.composer textarea, textarea').first().fill('收到消息')
  await page.keyboard.press('Enter')
  await page.locator('.row-text', { hasText: '收到消息' }).waitFor()
  // A character cut by a boundary: 址 is D6 B7.
  await peer.do('send', { hex: 'b5d8d6' })
  await page.locator('.half').waitFor()
  await peer.do('send', { hex: 'b7cac731' })
  await page.locator('.row-text', { hasText: '1' }).last().waitFor()
}

const views: readonly {
  readonly name: string
  readonly hash: string
  readonly act: (page: Page) => Promise<void>
}[] = [
  { name: 'start', hash: '', act: async (page) => page.locator('h1').first().waitFor() },
  { name: 'talk', hash: '#/talk', act: talk },
  {
    name: 'lab',
    hash: '#/lab?v=1&path=delay+20ms&client=send+14600,+close&server=recv+end+by+64k,+close&lose=client.4',
    act: async (page) => {
      await page.locator('.wire-row').nth(8).waitFor()
      await page.getByRole('button', { name: /^(States and plots|状态与曲线)/ }).click()
    },
  },
  {
    name: 'wire',
    hash: '#/lab?v=1&path=delay+20ms+rate+10mbit+limit+40&client=send+400k,+close&server=recv+end+by+64k,+close',
    act: async (page) => {
      await page.locator('.wire-row').nth(8).waitFor()
      await page.getByRole('tab').last().click()
      await page.locator('.uplot').first().waitFor()
    },
  },
  {
    name: 'learn',
    hash: '#/learn/handshake',
    act: async (page) => {
      await page.locator('.learn button, main button', { hasText: /^2/ }).first().click()
      await page.locator('.wire-row').nth(8).waitFor()
    },
  },
]

mkdirSync(folder, { recursive: true })
await world.start()
try {
  for (const [locale, suffix] of [
    ['en-US', ''],
    ['zh-CN', '.zh-CN'],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const { name, hash, act } of views) {
        const page = await world.open(hash, { locale, colorScheme, viewport })
        await act(page)
        await page.waitForTimeout(400)
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}${suffix}.png`) })
        await page.close()
      }
    }
  }
} finally {
  await world.end()
}
