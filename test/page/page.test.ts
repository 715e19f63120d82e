import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** The page, built as a user gets it. */

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

describe.skipIf(!existsSync(executablePath))('the built page', () => {
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'synfin-page-'))
    await build({ logLevel: 'error', build: { outDir: folder } })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has a title', async () => {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
    try {
      const page = await browser.newPage()
      await page.goto(`file://${join(folder, 'index.html')}`)
      expect(await page.title()).toBe('synfin')
    } finally {
      await browser.close()
    }
  })
})
