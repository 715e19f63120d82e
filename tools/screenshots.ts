import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { build } from 'vite'
import { charset } from '../src/text/index.ts'
import { openWorkbench } from '../src/workbench/index.ts'

/** The pictures of the page in docs/images, made from the page itself: `npm run screenshots`. */

const IMAGES = join(import.meta.dirname, '..', 'docs', 'images')
const TOKEN = 'a-token-for-the-pictures'
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

const gbk = (text: string): Uint8Array => charset('gbk')?.encode(text).bytes ?? new Uint8Array(0)

/** A short talk of a GBK client with a listener made in the page. */
async function talk(page: Page): Promise<() => void> {
  await page.keyboard.press('l')
  await page.getByRole('dialog').waitFor()
  await page
    .getByRole('dialog')
    .getByLabel(/^(Port|端口)$/)
    .fill('8888')
  await page.keyboard.press('Enter')
  await page.locator('.listener-panel').waitFor()
  const client = connect(8888, '127.0.0.1')
  client.resume()
  client.setNoDelay(true)
  await new Promise((resolve) => client.once('connect', resolve))
  await page.locator('.clients a').first().click()
  await page.locator('.conversation').waitFor()
  const [half, ...rest] = gbk('好')
  for (const bytes of [
    gbk('你好，服务器\r\n'),
    Uint8Array.of(...gbk('你'), half ?? 0),
    Uint8Array.of(...rest, 13, 10),
  ]) {
    client.write(bytes)
    await page.waitForTimeout(120)
  }
  await page.locator('.composer textarea').first().fill('收到消息')
  await page.keyboard.press('Enter')
  await page.locator('.talk-line.out').first().waitFor()
  await page.locator('.composer textarea').first().fill('GET / HTTP/1.1')
  return () => client.destroy()
}

async function pictures(colorScheme: 'light' | 'dark', locale: string, folder: string): Promise<void> {
  const workbench = await openWorkbench({
    port: 0,
    token: TOKEN,
    version: 'picture',
    pages: folder,
    config: join(folder, 'config'),
  })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const viewport = { width: 1280, height: 720 }
  const page = await browser.newPage({ viewport, colorScheme, locale, reducedMotion: 'reduce' })
  const picture = (name: string): Promise<unknown> =>
    page.screenshot({ path: join(IMAGES, `${name}-${colorScheme}.png`) })
  await page.goto(workbench.link())
  await page.locator('[data-state=open]').waitFor()
  await picture('start')
  const end = await talk(page)
  await picture('talk')
  const onWire = page.getByRole('button', { name: /Show on the wire|在线路视图中查看/ })
  if ((await onWire.count()) > 0) {
    await onWire.click()
    await page.locator('.wire-row').nth(6).waitFor()
    await page.waitForTimeout(500)
    await picture('wire')
  }
  end()
  await browser.close()
  await workbench.close()
}

if (!existsSync(executablePath)) throw new Error(`no browser at ${executablePath}: set CHROMIUM`)
const folder = mkdtempSync(join(tmpdir(), 'synfin-pictures-'))
await build({ logLevel: 'error', build: { outDir: folder } })
await pictures('light', 'en-US', folder)
await pictures('dark', 'zh-CN', folder)
rmSync(folder, { recursive: true, force: true })
