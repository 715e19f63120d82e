import { spawn } from 'node:child_process'

/** Opens a link as the desktop does. @returns False when there is no desktop, or it will not. */
export async function openBrowser(url: string): Promise<boolean> {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url]
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
    // A browser that stays in the foreground has been started all the same.
    setTimeout(() => resolve(true), 3_000).unref()
    child.unref()
  })
}
