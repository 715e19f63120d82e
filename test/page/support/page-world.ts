import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright'
import { build } from 'vite'
import { openWorkbench, type Workbench } from '../../../src/workbench/index.ts'
import { Peer } from './peer.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const TOKEN = 'a-token-of-the-tests-own'

/** How long a busy machine may take for what is polled. */
export const SOON: { readonly timeout: number } = { timeout: 15_000 }

/** Whether there is a browser here to open the page in. */
export const hasBrowser: boolean = existsSync(executablePath)

/**
 * The page as a user gets it: built, served by the real workbench, opened in Chromium. What a page says wrong (an
 * error, a warning of its security policy) is collected, and `tidy` throws it.
 */
export class PageWorld {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'synfin-page-'))
  readonly faults: string[] = []
  #workbench: Workbench | undefined
  #browser: Browser | undefined
  readonly #peers: Peer[] = []
  #port = 0

  /** Where the built page lies. */
  get pages(): string {
    return join(this.folder, 'web')
  }

  /** Where snippets are kept. */
  get config(): string {
    return join(this.folder, 'config')
  }

  async start(): Promise<void> {
    await build({ logLevel: 'error', build: { outDir: this.pages } })
    this.#browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    await this.startWorkbench()
  }

  /** A new run; on the port of the one before. @param token - Another one: it does not know the pages of before. */
  async startWorkbench(token: string = TOKEN): Promise<void> {
    this.#workbench = await openWorkbench({
      port: this.#port,
      token,
      version: 'test',
      pages: this.pages,
      config: this.config,
      temporary: this.folder,
    })
    this.#port = this.#workbench.port
  }

  async stopWorkbench(): Promise<void> {
    await this.#workbench?.close()
    this.#workbench = undefined
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/?token=${TOKEN}`
  }

  /** A browser of its own with the page open. @param hash - `#/talk`. */
  async open(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await (this.#browser as Browser).newContext({ locale: 'en-US', ...options })
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    this.watch(page)
    await this.go(page, hash)
    return page
  }

  /** Another place, with the page loaded anew. */
  async go(page: Page, hash: string): Promise<void> {
    await page.goto(this.url + hash)
    await page.locator('[data-state=open]').waitFor()
  }

  /** Collects what goes wrong in a page. */
  watch(page: Page): void {
    page.on('pageerror', (error) => this.faults.push(String(error.stack)))
    page.on('console', (message) => {
      const text = message.text()
      // A browser says so when the workbench is away; that is meant.
      if (message.type() === 'error' && !/ERR_CONNECTION|WebSocket connection|status of 401/.test(text))
        this.faults.push(text)
    })
  }

  peer(): Peer {
    const peer = new Peer()
    this.#peers.push(peer)
    return peer
  }

  /** After each test. @throws What went wrong in its pages. */
  async tidy(): Promise<void> {
    for (const peer of this.#peers.splice(0)) peer.end()
    for (const context of this.#browser?.contexts() ?? []) await context.close()
    const faults = this.faults.splice(0)
    if (faults.length > 0) throw new Error(faults.join('\n'))
  }

  async end(): Promise<void> {
    await this.tidy()
    await this.#browser?.close()
    await this.stopWorkbench()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Listens in the page, as a person would. @returns The port. */
export async function listenInPage(page: Page, options: { readonly udp?: boolean } = {}): Promise<number> {
  await page.keyboard.press('l')
  const dialog = page.getByRole('dialog')
  if (options.udp === true) await dialog.getByRole('tab', { name: 'UDP' }).click()
  await dialog.getByLabel(/^(Port|端口)$/).fill('0')
  await dialog.getByRole('button', { name: /^(Listen|监听)$/ }).click()
  const title = page.locator('.listener-panel h1')
  await title.waitFor()
  return Number(/:(\d+)$/.exec((await title.textContent()) ?? '')?.[1])
}
