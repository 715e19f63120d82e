import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import type { Browser } from 'playwright'
import { build } from 'vite'
import { serve } from './serve.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Whether there is a browser to test with. */
export const hasChromium: boolean = existsSync(executablePath)

/** @returns Debian's Chromium, without a screen. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}

/** A built page, served on loopback. */
export interface BuiltPage {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Builds the page as a user gets it and serves it. @param root - A folder with an index.html; absent: the page. */
export async function buildAndServe(root?: string): Promise<BuiltPage> {
  const folder = mkdtempSync(join(tmpdir(), 'synfin-page-'))
  await build({
    logLevel: 'error',
    ...(root === undefined ? {} : { root }),
    build: { outDir: folder, emptyOutDir: true },
  })
  const served = await serve(folder)
  return {
    url: served.url,
    close: async () => {
      await served.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
