import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** How long a browser may take to read the page that sends it on. */
const READ_MILLIS = 30_000

/**
 * Opens a link as the desktop does. The link goes by way of a file that only this user can read: as an argument of the
 * browser every user of the machine would see it.
 *
 * @returns False when there is no desktop, or it will not.
 */
export async function openBrowser(url: string): Promise<boolean> {
  let page: string
  try {
    page = redirectPage(url)
  } catch {
    return false
  }
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', page]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', page]
        : ['xdg-open', page]
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
    // A browser that stays in the foreground has been started all the same.
    setTimeout(() => resolve(true), 3_000).unref()
    child.unref()
  })
}

/** @returns The address of a page that sends on to `url`; it goes by itself. @throws What the file system says. */
function redirectPage(url: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'synfin-open-'))
  const file = join(folder, 'open.html')
  const page = `<!doctype html><meta http-equiv="refresh" content="0;url=${url}"><title>synfin</title>\n`
  writeFileSync(file, page, { mode: 0o600, flag: 'wx' })
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  setTimeout(remove, READ_MILLIS).unref()
  process.once('exit', remove)
  return pathToFileURL(file).href
}
