import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, listenInPage, PageWorld, SOON } from './support/page-world.ts'
import { dropFiles } from './support/look.ts'
import type { Peer } from './support/peer.ts'

/** Talk: the page, the real workbench, and Python at the other end. */

const world = new PageWorld()

describe.skipIf(!hasBrowser)('Talk', { timeout: 90_000 }, () => {
  beforeAll(() => world.start(), 60_000)
  afterEach(() => world.tidy())
  afterAll(() => world.end())

  /** A listener made in the page, a Python client of it, and the page looking at that client. */
  async function talk(
    options: { readonly udp?: boolean; readonly timezoneId?: string } = {},
  ): Promise<{ page: Page; peer: Peer }> {
    const { timezoneId } = options
    const page = await world.open('', timezoneId === undefined ? {} : { timezoneId })
    const port = await listenInPage(page, options)
    const peer = world.peer()
    const { port: own } = await peer.do('connect', { port, udp: options.udp })
    if (options.udp === true) await peer.do('send', { hex: '61' })
    await page
      .getByRole('link', { name: `127.0.0.1:${own}` })
      .first()
      .click()
    await page.locator('.conversation').waitFor()
    return { page, peer }
  }
  const write = async (page: Page, text: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Message' }).fill(text)
    await page.keyboard.press('Enter')
  }
  const choose = async (page: Page, name: RegExp): Promise<void> => {
    await page.getByRole('button', { name: 'Close…' }).click()
    await page.getByRole('menuitem', { name }).click()
  }
  const text = (page: Page, words: string) => page.locator('.row-text', { hasText: words })

  it('a client in GBK is read and answered in GBK', async () => {
    const { page, peer } = await talk()
    await peer.do('text', { text: '你好，服务器', charset: 'gbk' })
    await text(page, '你好，服务器').waitFor()
    expect(await page.getByLabel('Charset', { exact: true }).locator('option:checked').textContent()).toBe(
      'auto: GB18030',
    )
    await write(page, '收到')
    expect(await peer.do('recv', { length: 5, charset: 'gbk' })).toMatchObject({ text: '收到\n' })
    await text(page, '收到').waitFor()
  })

  it('reply rules fit a phone', async () => {
    const page = await world.open('', { viewport: { width: 390, height: 844 } })
    await listenInPage(page)
    await page.getByRole('button', { name: 'Add a rule' }).click()
    const box = await page.locator('.listener-body').evaluate((body) => ({
      wide: body.scrollWidth - body.clientWidth,
      right: Math.max(...[...body.querySelectorAll('*')].map((one) => one.getBoundingClientRect().right)),
    }))
    expect(box.wide).toBe(0)
    expect(box.right).toBeLessThanOrEqual(390)
  })

  it('a dialog closes when another place is gone to', async () => {
    const { page } = await talk()
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByRole('dialog').waitFor()
    await page.evaluate(() => (location.hash = '#/talk/1'))
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.evaluate(() => (location.hash = '#/talk?do=connect'))
    await page.getByRole('dialog').waitFor()
  })

  it('the chosen entry of a long list is in sight', async () => {
    const page = await world.open('', { viewport: { width: 1440, height: 500 } })
    const port = await listenInPage(page)
    for (let client = 0; client < 12; client++) await world.peer().do('connect', { port })
    await page.locator('.talk-entry').nth(12).waitFor()
    await page.keyboard.press('k')
    const chosen = page.locator('.talk-entry[aria-current=true]')
    await expect
      .poll(() => chosen.evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight), SOON)
      .toBe(true)
  })

  it('shows controls as chips with their names', async () => {
    const { page, peer } = await talk()
    await peer.do('send', { hex: '61071b5b324a7f0a' })
    await text(page, '[2J').waitFor()
    expect(await page.locator('.control-chip').allTextContents()).toEqual(['BEL', 'ESC', 'DEL'])
  })

  it('a character cut by a boundary shows its half, then itself', async () => {
    const { page, peer } = await talk()
    await page.getByLabel('Charset', { exact: true }).selectOption('gbk')
    await peer.do('send', { hex: '61c4' })
    await page.locator('.half', { hasText: '▯C4' }).waitFor()
    await peer.do('send', { hex: 'e3' })
    await text(page, '你').waitFor()
    await page.getByRole('tab', { name: 'Stream' }).click()
    await text(page, 'a你').waitFor()
    expect(await page.locator('.half').count()).toBe(0)
  })

  it('another charset reads the history again; the likelier is offered and never taken', async () => {
    const { page, peer } = await talk()
    await page.getByLabel('Charset', { exact: true }).selectOption('utf-8')
    await peer.do('text', { text: '你好，服务器', charset: 'gbk' })
    const offer = page.getByRole('button', { name: 'Read all as GB18030' })
    await offer.waitFor()
    expect(await text(page, '你好').count()).toBe(0)
    await offer.click()
    await text(page, '你好，服务器').waitFor()
    expect(await offer.count()).toBe(0)
  })

  it('Finish is a read of 0 for the peer, and who closed first is told', async () => {
    const { page, peer } = await talk()
    await choose(page, /^Finish/)
    expect(await peer.do('recv', { length: 1 })).toMatchObject({ hex: '' })
    await peer.do('close')
    await page.locator('.note-text', { hasText: 'closed with FIN both ways, ours first' }).waitFor()
    await page.locator('.talk-list').getByText('us first').waitFor()
  })

  it('Reset is ECONNRESET for the peer', async () => {
    const { page, peer } = await talk()
    await page.getByRole('button', { name: 'Close…' }).click()
    const reset = page.getByRole('menuitem', { name: /^Reset/ })
    expect(await reset.textContent()).toContain('An RST goes out at once')
    await reset.click()
    expect(await peer.do('recv', { length: 1 })).toMatchObject({ name: 'ConnectionResetError' })
    await page.locator('.note-text', { hasText: 'reset by us (RST)' }).waitFor()
  })

  it('half-closed, the peer may still send', async () => {
    const { page, peer } = await talk()
    await choose(page, /^Half-close/)
    expect(await peer.do('recv', { length: 1 })).toMatchObject({ hex: '' })
    await peer.do('text', { text: 'still here', charset: 'ascii' })
    await text(page, 'still here').waitFor()
    await page.locator('.composer-message', { hasText: 'finished (FIN)' }).waitFor()
  })

  it('Stop reading fills the window; reading again empties it', async () => {
    const { page, peer } = await talk()
    await choose(page, /^Stop reading/)
    await page.locator('.talk-facts', { hasText: 'not reading' }).waitFor()
    const { sent = 0 } = await peer.do('stuff')
    expect(sent).toBeGreaterThan(60_000)
    await choose(page, /^Read again/)
    await page.locator('.talk-counts', { hasText: `← ${sent.toLocaleString('en')}` }).waitFor()
  })

  it('Stop listening leaves the client', async () => {
    const { page, peer } = await talk()
    await page.locator('.talk-entry.listener').last().click()
    await choose(page, /^Stop listening/)
    await page.locator('.listener-panel h1', { hasText: 'Listened on' }).waitFor()
    await page.locator('.talk-row .talk-entry').last().click()
    await write(page, 'still')
    expect(await peer.do('recv', { length: 6 })).toMatchObject({ text: 'still\n' })
  })

  it('a reload in the middle loses nothing', async () => {
    const { page, peer } = await talk()
    await peer.do('text', { text: 'before\n', charset: 'ascii' })
    await text(page, 'before').waitFor()
    await page.getByLabel('Charset', { exact: true }).selectOption('gbk')
    await page.reload()
    await text(page, 'before').waitFor()
    expect(await page.getByLabel('Charset', { exact: true }).inputValue()).toBe('gbk')
    await peer.do('text', { text: '之后\n', charset: 'gbk' })
    await text(page, '之后').waitFor()
  })

  it('two pages see and say the same', async () => {
    const { page, peer } = await talk()
    const other = await world.open(new URL(page.url()).hash)
    await other.getByRole('textbox', { name: 'Message' }).fill('from the other page')
    await other.keyboard.press('Control+Enter')
    expect(await peer.do('recv', { length: 20 })).toMatchObject({ text: 'from the other page\n' })
    await text(page, 'from the other page').waitFor()
    await peer.do('text', { text: 'to both\n', charset: 'ascii' })
    await Promise.all([text(page, 'to both').waitFor(), text(other, 'to both').waitFor()])
  })

  it('the workbench goes away and comes back', async () => {
    const { page } = await talk()
    await world.stopWorkbench()
    await page.locator('[data-state=lost]').waitFor()
    await page.getByRole('alert').getByText('is synfin still running?').waitFor()
    await world.startWorkbench()
    await page.locator('[data-state=open]').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.getByText('There is no number').waitFor()
    expect(await listenInPage(page)).toBeGreaterThan(0)
  })

  it('a transcript survives a restart of the workbench: to be read, not continued, until it is discarded', async () => {
    const { page, peer } = await talk()
    await peer.do('text', { text: 'still here?\n', charset: 'ascii' })
    await text(page, 'still here?').waitFor()
    await world.stopWorkbench()
    await page.locator('[data-state=lost]').waitFor()
    await world.startWorkbench()
    await page.locator('[data-state=open]').waitFor()
    await page.getByText('can be read and exported, not continued').waitFor()
    await text(page, 'still here?').waitFor()
    await page.getByRole('navigation').getByText('From an earlier run').waitFor()
    expect(await page.getByRole('textbox', { name: 'Message' }).count()).toBe(0)
    // The others of this file have left theirs too: this one's entry goes.
    const entry = page.getByRole('navigation').locator(`a[href="${new URL(page.url()).hash}"]`)
    await entry.waitFor()
    await page.getByRole('button', { name: 'Discard' }).click()
    await entry.waitFor({ state: 'detached' })
  })

  it('the token leaves the address; a reload, another tab and the plain address come in with the key', async () => {
    const page = await world.open('#/talk')
    expect(new URL(page.url()).search).toBe('')
    await page.reload()
    await page.locator('[data-state=open]').waitFor()
    const tab = await page.context().newPage()
    world.watch(tab)
    await tab.goto(page.url())
    await tab.locator('[data-state=open]').waitFor()
    expect(await page.context().cookies()).toEqual([])
  })

  it('a workbench that does not know the page says which address to open', async () => {
    const page = await world.open('#/talk')
    await world.stopWorkbench()
    await world.startWorkbench('a-token-of-another-run')
    await page.locator('[data-state=refused]').waitFor()
    await page.getByRole('alert').getByText('open the address that synfin printed').waitFor()
    await world.stopWorkbench()
    await world.startWorkbench()
    await page.locator('[data-state=open]').waitFor()
  })

  it('UDP: each datagram by itself, and an answer to its sender', async () => {
    const { page, peer } = await talk({ udp: true })
    await peer.do('send', { hex: '6262' })
    await page.locator('.head-word', { hasText: 'datagram came' }).nth(1).waitFor()
    await write(page, 'ok')
    expect(await peer.do('recv', { length: 3 })).toMatchObject({ text: 'ok\n' })
  })

  it('UDP just sends: a datagram to anybody from a bound socket', async () => {
    const page = await world.open()
    const port = await listenInPage(page, { udp: true })
    const peer = world.peer()
    const { port: own } = await peer.do('connect', { port, udp: true })
    await page.getByRole('textbox', { name: 'Message' }).fill('unasked')
    await page.getByLabel('Send a datagram to').fill(`127.0.0.1:${own}`)
    await page.keyboard.press('Enter')
    expect(await peer.do('recv', { length: 8 })).toMatchObject({ text: 'unasked\n' })
    await page.locator('.head-word', { hasText: 'datagram sent' }).waitFor()
  })

  it('Connect: to a server, and to a port where nobody listens', async () => {
    const page = await world.open()
    const server = world.peer()
    const { port } = await server.do('listen')
    await page.keyboard.press('c')
    await page.getByRole('dialog').getByLabel('Host').fill(`127.0.0.1:${port}`)
    await page.keyboard.press('Enter')
    await server.do('accept')
    await page.locator('.conversation').waitFor()
    await server.do('text', { text: 'welcome\n', charset: 'ascii' })
    await text(page, 'welcome').waitFor()
    await server.do('finish')
    await page.locator('.note-text', { hasText: 'a read returned 0 bytes' }).waitFor()

    await page.locator('.rows').focus()
    await page.keyboard.press('c')
    await page.getByRole('dialog').getByLabel('Host').fill('127.0.0.1')
    await page.getByRole('dialog').getByLabel('Port', { exact: true }).fill('1')
    await page.keyboard.press('Enter')
    await page
      .getByText(/ECONNREFUSED|nobody listens|refused/)
      .first()
      .waitFor()
  })

  it('to all clients, each in its own charset', async () => {
    const { page, peer } = await talk()
    await peer.do('text', { text: '你好，这里是国标', charset: 'gbk' })
    await text(page, '你好').waitFor()
    const other = world.peer()
    const port = Number(
      /:(\d+)/.exec((await page.locator('.talk-entry.listener').last().textContent()) ?? '')?.[1],
    )
    await other.do('connect', { port })
    await other.do('text', { text: '你好，这里是统一码', charset: 'utf-8' })
    await page.getByLabel('To', { exact: true }).selectOption('listener')
    await page
      .getByLabel('To', { exact: true })
      .locator('option:checked', { hasText: '(2)' })
      .waitFor({ state: 'attached' })
    await write(page, '全部')
    expect(await peer.do('recv', { length: 5, charset: 'gbk' })).toMatchObject({ text: '全部\n' })
    expect(await other.do('recv', { length: 7, charset: 'utf-8' })).toMatchObject({ text: '全部\n' })
  })

  it('text and hex are linked both ways', async () => {
    const { page, peer } = await talk()
    await page.getByLabel('Charset', { exact: true }).selectOption('gbk')
    const message = page.getByRole('textbox', { name: 'Message' })
    const hex = page.getByLabel('The bytes, as hex')
    await message.fill('你')
    expect(await hex.inputValue()).toBe('c4 e3 0a')
    await hex.fill('ba c3 0d 0a')
    expect(await message.inputValue()).toBe('好')
    await hex.fill('ff 00')
    expect(await message.inputValue()).toBe('\\xff\\x00')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    expect(await peer.do('recv', { length: 2 })).toMatchObject({ hex: 'ff00' })
  })

  it('what the charset lacks is told, and not sent', async () => {
    const { page } = await talk()
    await page.getByLabel('Charset', { exact: true }).selectOption('gbk')
    await page.getByRole('textbox', { name: 'Message' }).fill('😀')
    await page.locator('.composer-message', { hasText: 'GBK cannot write 😀' }).waitFor()
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
  })

  it('repeats until it is stopped', async () => {
    const { page, peer } = await talk()
    await page.getByRole('button', { name: 'Repeat' }).click()
    await page.getByLabel('every (ms)').fill('20')
    await write(page, 'tick')
    expect(await peer.do('recv', { length: 15 })).toMatchObject({ text: 'tick\n'.repeat(3) })
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await expect.poll(() => page.locator('.repeats').count(), SOON).toBe(0)
  })

  it('a reply rule answers', async () => {
    const { page, peer } = await talk()
    await page.locator('.talk-entry.listener').last().click()
    await page.getByRole('button', { name: 'Add a rule' }).click()
    await page.locator('.rule select').first().selectOption('text')
    await page.getByLabel('What must be in it').fill('ping')
    await page.getByLabel('What to answer').fill('pong')
    await page.locator('.rules').getByRole('button', { name: 'Save' }).click()
    await page.getByText('The rules hold from the next read on.').waitFor()
    await peer.do('text', { text: 'a ping', charset: 'ascii' })
    expect(await peer.do('recv', { length: 4 })).toMatchObject({ text: 'pong' })
  })

  it('a snippet is kept in a plain file, and sent again', async () => {
    const { page, peer } = await talk()
    await page.getByRole('textbox', { name: 'Message' }).fill('HELLO')
    await page.getByRole('button', { name: 'Snippets' }).click()
    await page.getByPlaceholder('Name').fill('greeting')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    const one = page.locator('.snippet', { hasText: 'greeting' })
    await one.waitFor()
    expect(readFileSync(join(world.config, 'snippets.json'), 'utf8')).toContain('HELLO')
    await page.keyboard.press('Escape')
    await page.getByRole('textbox', { name: 'Message' }).fill('')
    await page.getByRole('button', { name: 'Snippets' }).click()
    await one.click()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    expect(await peer.do('recv', { length: 6 })).toMatchObject({ text: 'HELLO\n' })
  })

  it('a file is sent as it is', async () => {
    const { page, peer } = await talk()
    const bytes = Buffer.alloc(300_000, 7)
    await page
      .locator('.composer input[type=file]')
      .setInputFiles({ name: 'seven.bin', mimeType: 'application/octet-stream', buffer: bytes })
    await page.getByText('seven.bin: 300,000 bytes').waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    expect((await peer.do('recv', { length: 300_000 })).hex).toBe(bytes.toString('hex'))
  })

  it('exports as text and as JSON lines', async () => {
    const { page, peer } = await talk()
    await peer.do('text', { text: '你好，导出\n', charset: 'gbk' })
    await text(page, '你好').waitFor()
    const exported = async (name: RegExp): Promise<string> => {
      await page.getByRole('button', { name: 'Export' }).click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name }).click(),
      ])
      return readFileSync(await download.path(), 'utf8')
    }
    expect(await exported(/^Text/)).toContain('你好，导出')
    const lines = (await exported(/^JSON/))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.find(({ type }) => type === 'data')).toMatchObject({ direction: 'in', text: '你好，导出\n' })
  })

  it('exports in the time of the page, which the file names, and says in its name since when and with whom', async () => {
    const { page, peer } = await talk({ timezoneId: 'Asia/Shanghai' })
    await peer.do('text', { text: 'what time is it\n', charset: 'ascii' })
    await text(page, 'what time').waitFor()
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /^Text/ }).click(),
    ])
    const shown = await page.locator('.talk-line.head .row-time').first().textContent()
    const file = readFileSync(await download.path(), 'utf8')
    expect(file).toContain('# times in Asia/Shanghai\n')
    expect(file).toContain(`T${shown?.trim()}+08:00 `)
    expect(download.suggestedFilename()).toMatch(/^synfin-\d{4}-\d\d-\d\d-\d{4}-127\.0\.0\.1-\d+\.txt$/)
  })

  it('search says how much of a long talk it searched, and goes on into the rest', async () => {
    const { page, peer } = await talk({ udp: true })
    for (let i = 0; i < 520; i++) await peer.do('send', { hex: Buffer.from(`needle ${i}`).toString('hex') })
    await text(page, 'needle 519').waitFor()
    await page.reload()
    await text(page, 'needle 519').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('needle')
    const found = page.locator('.found')
    // The first datagram made the talk; the newest 500 of all are held.
    await expect.poll(() => found.textContent(), SOON).toBe('1 of 500 (searched from #21 on)')
    expect(await page.locator('.search input').boundingBox()).toMatchObject({ width: 190 })
    await page.getByRole('button', { name: 'Search older ones too' }).click()
    await expect.poll(() => found.textContent(), SOON).toMatch(/^\d+ of 520$/)
  })

  it.each([
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])('what is told in passing covers neither Send nor a bar, at $width x $height', async (viewport) => {
    const { page } = await talk()
    await page.setViewportSize(viewport)
    await dropFiles(page, '.composer', ['one.bin', 'two.bin', 'three.bin'])
    const toast = page.locator('.toast')
    expect(await toast.textContent()).toContain(
      'One file at a time: one.bin is taken, not two.bin and three.bin.',
    )
    const boxes = page.locator(
      '.composer-go button, .composer-bar, .composer-foot, .toolbar, .talk-head, .top-bar, .views.bottom',
    )
    const covered = await boxes.evaluateAll(
      (elements, over) => {
        const { left, right, top, bottom } = (over as HTMLElement).getBoundingClientRect()
        return elements
          .map((element) => ({ name: element.className, box: element.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && box.left < right && left < box.right)
          .filter(({ box }) => box.top < bottom - 0.5 && top < box.bottom - 0.5)
          .map(({ name }) => name)
      },
      await toast.elementHandle(),
    )
    expect(covered).toEqual([])
    expect(await boxes.count()).toBeGreaterThanOrEqual(5)
    await page.locator('.composer-go button').click({ trial: true })
  })

  it('search marks what is found, and goes to it', async () => {
    const { page, peer } = await talk()
    await peer.do('text', {
      text: `${'filler line\n'.repeat(300)}needle here\n${'filler line\n'.repeat(300)}`,
      charset: 'ascii',
    })
    await text(page, 'filler').first().waitFor()
    await page.locator('.rows').focus()
    await page.keyboard.press('/')
    await page.keyboard.type('NEEDLE')
    await page.keyboard.press('Enter')
    await page.locator('mark', { hasText: 'needle' }).waitFor()
    expect(await page.locator('.found').textContent()).toBe('1 of 1')
  })

  it('follows the end, lets go on scrolling up, and takes up again', async () => {
    const { page, peer } = await talk()
    await peer.do('text', { text: 'line\n'.repeat(500), charset: 'ascii' })
    await text(page, 'line').first().waitFor()
    const pane = page.locator('.rows')
    const atEnd = (): Promise<boolean> =>
      pane.evaluate((element) => element.scrollTop + element.clientHeight >= element.scrollHeight - 30)
    await expect.poll(atEnd, SOON).toBe(true)
    await pane.hover()
    await page.mouse.wheel(0, -600)
    const follow = page.getByRole('button', { name: /^Follow/ })
    await follow.waitFor()
    await peer.do('text', { text: 'newest\n', charset: 'ascii' })
    await page.getByRole('button', { name: /new\)$/ }).waitFor()
    expect(await atEnd()).toBe(false)
    await pane.focus()
    await page.keyboard.press(' ')
    await text(page, 'newest').waitFor()
    expect(await follow.count()).toBe(0)
  })

  it('50 MB in one go leave the page usable, and what is old is with the workbench', async () => {
    const { page, peer } = await talk()
    await peer.do('send', { hex: '41'.repeat(1023) + '0a', times: 50 * 1024 })
    await page.locator('.talk-counts', { hasText: '← 52,428,800' }).waitFor({ timeout: 20_000 })
    await page.getByRole('tablist', { name: 'How' }).getByRole('tab', { name: 'Hex' }).click()
    await page.locator('.hex-bytes').first().waitFor()
    expect(await page.locator('.talk-line').count()).toBeLessThan(100)
    await write(page, 'enough')
    expect(await peer.do('recv', { length: 7 })).toMatchObject({ text: 'enough\n' })
  })
})
