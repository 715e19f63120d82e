import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Program, startProgram } from '../host/index.ts'

/** How long a browser may take to read the page that sends it on. */
const READ_MILLIS = 30_000

/**
 * Opens a link as the desktop does. The link goes by way of a file that only this user can read: as an argument of the
 * browser every user of the machine would see it.
 *
 * @returns False when there is no desktop, or it will not.
 * @throws {MissingProgram} Without the program that opens links here.
 */
export async function openBrowser(url: string): Promise<boolean> {
  let page: string
  try {
    page = redirectPage(url)
  } catch {
    return false
  }
  const { program, args } = opener(process.platform)
  return new Promise((resolve) => {
    const child = startProgram(program, [...args, page], { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
    // A browser that stays in the foreground has been started all the same.
    setTimeout(() => resolve(true), 3_000).unref()
    child.unref()
  })
}

/** What opens a link, by the system. */
export function opener(platform: NodeJS.Platform): {
  readonly program: Program
  readonly args: readonly string[]
} {
  if (platform === 'darwin') return { program: 'open', args: [] }
  if (platform === 'win32') return { program: 'rundll32', args: ['url.dll,FileProtocolHandler'] }
  return { program: 'xdg-open', args: [] }
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
