import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, listenInPage, PageWorld } from './support/page-world.ts'
import { mayCapture } from '../support/programs.ts'

/** Wire, live: the packets of a talk as they cross the loopback, where capturing is permitted. */

const world = new PageWorld()

describe.skipIf(!hasBrowser || !mayCapture())('Wire, live', () => {
  beforeAll(() => world.start(), 60_000)
  afterEach(() => world.tidy())
  afterAll(() => world.end())

  it('draws a talk as it happens, and leads from a segment to its bytes in Talk', async () => {
    const page = await world.open()
    const port = await listenInPage(page)
    const onWire = page.getByRole('button', { name: 'Show on the wire' })
    const peer = world.peer()
    const { port: own } = await peer.do('connect', { port })
    await onWire.click()
    await page.waitForSelector('.wire-row')
    await peer.do('send', { hex: '68656c6c6f' })
    const data = page.getByRole('option', { name: /The client sends bytes 1 to 5/ })
    await data.waitFor()
    expect(await page.locator('.wire-head.client').textContent()).toContain(`127.0.0.1:${own}`)

    await page.getByRole('listbox').focus()
    await page.keyboard.press('End')
    await page.locator('.wire-query').fill('hello')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Show its bytes' }).click()
    await page.waitForURL(/#\/talk\/\d+\?in=0-5/)
    await page.locator('.row-text', { hasText: 'hello' }).waitFor()

    await page.goBack()
    await page.waitForSelector('.wire-row')
    await page.getByRole('button', { name: 'Stop capturing' }).click()
    await page.getByRole('button', { name: 'Stop capturing' }).waitFor({ state: 'detached' })
  })
})
