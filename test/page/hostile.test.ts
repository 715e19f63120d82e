import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { writePcapng } from '../../src/capture/index.ts'
import { runConnection } from '../../src/lab/index.ts'
import { hasBrowser, listenInPage, PageWorld } from './support/page-world.ts'

/** Whatever others write, a peer, a file or a link, is shown as text and never as markup. */

/** Each way in which markup gets into a page by itself, each of which would set `hacked`. */
const MARKUP = `<img src=x onerror="window.hacked=1"><svg onload="window.hacked=2"></svg><script>window.hacked=3</script>"'><a href="javascript:window.hacked=4">`

const world = new PageWorld()

describe.skipIf(!hasBrowser)('hostile text', { timeout: 90_000 }, () => {
  beforeAll(() => world.start(), 60_000)
  afterEach(() => world.tidy())
  afterAll(() => world.end())

  /** It can be read, and nothing of it has become an element or has run. */
  async function isText(page: Page, words = MARKUP): Promise<void> {
    await page.getByText(words.slice(0, 20)).first().waitFor()
    const seen = await page.evaluate(() => ({
      hacked: 'hacked' in window,
      made: document.querySelectorAll('img[src="x"], svg[onload], a[href^="javascript:"], body script')
        .length,
    }))
    expect(seen).toEqual({ hacked: false, made: 0 })
  }

  it('what a peer sends', async () => {
    const page = await world.open()
    const port = await listenInPage(page)
    const peer = world.peer()
    const { port: own } = await peer.do('connect', { port })
    await page
      .getByRole('link', { name: `127.0.0.1:${own}` })
      .first()
      .click()
    await page.locator('.conversation').waitFor()
    await peer.do('text', { text: `${MARKUP}\n`, charset: 'ascii' })
    await isText(page)
  })

  it('a host name that cannot be reached', async () => {
    const page = await world.open()
    await page.keyboard.press('c')
    await page.getByRole('dialog').getByLabel('Host').fill('<img/src=x/onerror=window.hacked=1>')
    await page.getByRole('dialog').getByLabel('Port', { exact: true }).fill('1')
    await page.keyboard.press('Enter')
    await isText(page, '<img/src=x/onerror=')
  })

  it('the name of a file that is to be sent, and of a snippet', async () => {
    const page = await world.open()
    const port = await listenInPage(page)
    const { port: own } = await world.peer().do('connect', { port })
    await page
      .getByRole('link', { name: `127.0.0.1:${own}` })
      .first()
      .click()
    await page
      .locator('.composer input[type=file]')
      .setInputFiles({ name: MARKUP.replaceAll('/', ''), mimeType: 'text/plain', buffer: Buffer.from('x') })
    await isText(page)
    await page.reload()
    await page.locator('.conversation').waitFor()
    await page.getByRole('textbox', { name: 'Message' }).fill(MARKUP)
    await page.getByRole('button', { name: 'Snippets' }).click()
    await page.getByPlaceholder('Name').fill(MARKUP)
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.locator('.snippet').waitFor()
    await isText(page)
  })

  it('a capture: its name, its comments, its payload', async () => {
    const page = await world.open('#/wire')
    const run = await runConnection({ message: new TextEncoder().encode(MARKUP) })
    const packets = run.packets.map((packet) => ({ ...packet, comment: MARKUP }))
    const choosing = page.waitForEvent('filechooser')
    await page.locator('.empty-actions .primary').click()
    const name = `${MARKUP.replaceAll('/', '')}.pcapng`
    const buffer = Buffer.from(writePcapng(packets))
    await (await choosing).setFiles({ name, mimeType: 'application/octet-stream', buffer })
    await page
      .getByText(/packets/)
      .first()
      .waitFor()
    await isText(page)
  })

  it('a link of the lab', async () => {
    const page = await world.open(
      `#/lab?path=${encodeURIComponent(MARKUP)}&client=${encodeURIComponent(MARKUP)}`,
    )
    await page.locator('main').waitFor()
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  })
})
